"""Which pathways there are, by name and by digest: loaded once, shared by every thread."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.case.errors import DefinitionError, NotFound
from workflow.case.quoting import named
from workflow.definition import Definition, load, load_released
from workflow.definition.prover import PROVER

if TYPE_CHECKING:
    from workflow.engine.proving import Journey

JOURNEYS = ".journeys.json"
SHIPPED = Path(__file__).parent / "definitions"
RECEIPTS = SHIPPED / "receipts.json"


class Pathways:
    """A set of pathway definitions; adding one never changes another.

    Reading is safe from several threads: a definition is only ever added, never replaced.
    """

    def __init__(self, definitions: Iterable[Definition] = ()) -> None:
        self._by_digest: dict[str, Definition] = {}
        self._by_name: dict[str, Definition] = {}
        for definition in definitions:
            self.add(definition)

    @classmethod
    def shipped(cls) -> Pathways:
        """The pathways that come with casepath.

        Raises:
            DefinitionError: when a shipped file has no receipt that exactly its content was proved.
        """
        found = cls()
        receipts = read_receipts()
        for path in sorted(SHIPPED.glob("*.toml")):
            receipt = receipts.get(path.name)
            text = path.read_text(encoding="utf-8")
            proved = receipt["digest"] if receipt and receipt["prover"] == PROVER else ""
            released = load_released(text, file=path.name, digest=proved, parent=found.newest)
            if released is None:
                raise DefinitionError(
                    f"{path.name} is not used: there is no receipt that exactly this content was proved. "
                    "`python -m workflow.pathways` proves it and writes the receipt."
                )
            found.add(released)
        return found

    @classmethod
    def of(cls, *definitions: Definition) -> Pathways:
        """The pathways given, and no others."""
        return cls(definitions)

    def add(self, definition: Definition) -> Definition:
        """Make a definition known.

        Raises:
            DefinitionError: when another content is already known under the same name and date.
        """
        known = self._by_name.setdefault(definition.name, definition)
        if known.digest != definition.digest:
            raise DefinitionError(
                f"{definition.name} is already known with another content. A released definition is never edited: "
                "give the new one another date."
            )
        self._by_digest[definition.digest] = definition
        return definition

    def remember(self, definition: Definition) -> None:
        """Keep a definition for look-up by digest only: one that a case runs on and that is no longer offered."""
        self._by_digest.setdefault(definition.digest, definition)

    def load_file(self, path: Path) -> Definition:
        """Load a definition file of one's own and make it known.

        Raises:
            DefinitionError: when the file cannot be read or is not sound.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise DefinitionError(f"There is no file {path.name}.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise DefinitionError(f"{path.name} cannot be read as UTF-8 text: {type(error).__name__}.") from error
        return self.add(load(text, file=path.name, parent=self.newest))

    def newest(self, name: str) -> Definition:
        """The newest definition of that name.

        Args:
            name: `PATHWAY`, `PATHWAY:VARIANT` or `PATHWAY:VARIANT@DATE`. Where a pathway has several variants, its
                bare name stands for the one that was offered first.

        Raises:
            NotFound: with the nearest names as suggestions.
        """
        if exact := self._by_name.get(name):
            return exact
        pathway, _, variant = name.partition(":")
        of_pathway = [each for each in self._by_name.values() if each.pathway == pathway]
        wanted = variant or (of_pathway[0].variant if of_pathway else "")
        found = [each for each in of_pathway if each.variant == wanted]
        if not found:
            raise NotFound(self._unknown(name))
        return max(found, key=lambda each: each.released_on)

    def by_digest(self, digest: str) -> Definition | None:
        """The definition with this digest, offered or remembered; None when it is not known here."""
        return self._by_digest.get(digest)

    def journeys(self, definition: Definition) -> tuple[Journey, ...]:
        """Known journeys on the definition's pathway, of every shipped release of it; empty when there are none."""
        from workflow.engine.proving.journeys import journeys_from

        files = sorted(SHIPPED.glob(f"{definition.pathway}.*{JOURNEYS}"))
        return tuple(one for file in files for one in journeys_from(json.loads(file.read_text(encoding="utf-8"))))

    def names(self) -> tuple[str, ...]:
        """The full names on offer, in the order they were added."""
        return tuple(self._by_name)

    def _unknown(self, name: str) -> str:
        known = [*self._by_name, *{each.pathway for each in self._by_name.values()}]
        near = get_close_matches(name, known, 1, 0.5)
        hint = f" Did you mean {near[0]}?" if near else ""
        return f"There is no pathway {named(name, known)}.{hint} Known are: {', '.join(self._by_name) or 'none'}."


def read_receipts() -> dict[str, dict[str, Any]]:
    """File name → receipt of the shipped definitions as they were last proved."""
    if not RECEIPTS.exists():
        return {}
    found: dict[str, dict[str, Any]] = json.loads(RECEIPTS.read_text(encoding="utf-8"))
    return found


def fresh_receipts() -> dict[str, dict[str, Any]]:
    """The receipts that the shipped files deserve now, each checked and proved in full.

    Raises:
        DefinitionError: when one of them does not hold.
    """
    known = Pathways()
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(SHIPPED.glob("*.toml")):
        definition = load(path.read_text(encoding="utf-8"), file=path.name, parent=known.newest)
        found[path.name] = receipt(known.add(definition), known.journeys(definition))
    return found


def receipt(definition: Definition, journeys: Iterable[Journey] = ()) -> dict[str, Any]:
    """Prove a definition and say what was covered.

    Raises:
        DefinitionError: with the whole proof, when an obligation does not hold.
    """
    from workflow.definition.proof import proof_report
    from workflow.engine.proving import prove

    proof = prove(definition, journeys=journeys)
    if not proof.holds:
        raise DefinitionError(f"{definition.name} is not proved.\n{proof_report(proof)}")
    return {
        "digest": proof.digest,
        "prover": PROVER,
        "obligations": {str(one.number): dict(one.counts) for one in proof.obligations},
    }
