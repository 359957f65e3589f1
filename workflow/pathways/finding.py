"""Which pathways there are, by name and by digest: loaded once, shared by every thread.

A pathway is on offer only with the receipt of its proof; a look at a file puts nothing on offer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.case.errors import DefinitionError, NotFound, Problem
from workflow.case.quoting import named
from workflow.definition import Definition, digest_of, load, load_released
from workflow.definition.receipts import Receipt, receipt_from

if TYPE_CHECKING:
    from workflow.definition.proof.findings import Progress
    from workflow.engine.proving import Journey

JOURNEYS = ".journeys.json"
SHIPPED = Path(__file__).parent / "definitions"
RECEIPTS = SHIPPED / "receipts.json"
FIRST = "secondary-breast-cancer.bcn-guidance."
"""The shipped variant that its pathway's bare name stands for: it is offered before every other."""


class Pathways:
    """A set of proved pathway definitions; adding one never changes another.

    Reading is safe from several threads: a definition is only ever added, never replaced.
    """

    def __init__(self) -> None:
        self._by_digest: dict[str, Definition] = {}
        self._by_name: dict[str, Definition] = {}
        self._receipts: dict[str, Receipt] = {}

    @classmethod
    def shipped(cls) -> Pathways:
        """The pathways that come with casepath.

        Raises:
            DefinitionError: when a shipped file has no receipt that exactly its content was proved.
        """
        found = cls()
        receipts = read_receipts()
        for path in shipped_files():
            receipt = receipts.get(path.name)
            text = path.read_text(encoding="utf-8")
            proved = receipt.digest if receipt and receipt.is_current else ""
            released = load_released(text, file=path.name, digest=proved, parent=found.newest)
            if released is None or receipt is None:
                raise DefinitionError(
                    f"{path.name} is not used: there is no receipt that exactly this content was proved. "
                    "`python -m workflow.pathways` proves it and writes the receipt."
                )
            found.add(released, receipt)
        return found

    @classmethod
    def of(cls, *definitions: Definition, receipts: Iterable[Receipt] = ()) -> Pathways:
        """The pathways given, and no others; each is proved here, unless a receipt of its proof is given.

        Args:
            receipts: of this release's prover; a definition without one is proved, which takes from some milliseconds
                to some seconds.

        Raises:
            DefinitionError: with the whole report, when one of them is not sound.
        """
        found = cls()
        given = {receipt.digest: receipt for receipt in receipts if receipt.is_current}
        for definition in definitions:
            receipt = given.get(definition.digest)
            if receipt is None:
                found.register(definition)
            else:
                found.add(definition, receipt)
        return found

    def register(self, what: Definition | Path, *, progress: Progress | None = None) -> Receipt:
        """Prove a definition and put it on offer.

        Args:
            what: a definition, or a TOML file.
            progress: told as the proof goes on.

        Raises:
            DefinitionError: with the whole report, when it is not sound; nothing was added.
        """
        definition = self.load_file(what) if isinstance(what, Path) else what
        self._refuse_another_content(definition)
        receipt = proved(definition, self.journeys(definition), progress=progress)
        self.add(definition, receipt)
        return receipt

    def add(self, definition: Definition, receipt: Receipt) -> Definition:
        """Put a definition on offer that was proved before.

        Raises:
            DefinitionError: when another content is already known under the same name and date, or the receipt is not
                one of this definition by this release's prover.
        """
        self._refuse_another_content(definition)
        if receipt.digest != definition.digest or not receipt.is_current:
            raise DefinitionError(
                f"{definition.name} is not put on offer: its receipt is of another content or another prover. "
                "Pathways.register proves it."
            )
        self._receipts[definition.digest] = receipt
        self._by_digest[definition.digest] = definition
        return self._by_name.setdefault(definition.name, definition)

    def receipt(self, definition: Definition) -> Receipt | None:
        """The receipt of a definition's proof by this release's prover; None when it was only looked at or met."""
        return self._receipts.get(definition.digest)

    def remember(self, definition: Definition) -> None:
        """Keep a definition for look-up by digest only: one that a case runs on and that is not on offer here."""
        self._by_digest.setdefault(definition.digest, definition)

    def load_file(self, path: Path, *, parent: Callable[[str], Definition] | None = None) -> Definition:
        """Look at a definition file of one's own; to use it for cases it has to be registered.

        Args:
            parent: finds what it extends by name; among the pathways in hand without one.

        Raises:
            DefinitionError: when the file cannot be read or is not sound.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise DefinitionError(f"There is no file {path.name}.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise DefinitionError(f"{path.name} cannot be read as UTF-8 text: {type(error).__name__}.") from error
        return load(text, file=path.name, parent=parent or self.newest)

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

    def _refuse_another_content(self, definition: Definition) -> None:
        known = self._by_name.get(definition.name)
        if known is not None and known.digest != definition.digest:
            raise DefinitionError(
                f"{definition.name} is already known with another content. A released definition is never edited: "
                "give the new one another date."
            )

    def _unknown(self, name: str) -> str:
        known = [*self._by_name, *{each.pathway for each in self._by_name.values()}]
        near = get_close_matches(name, known, 1, 0.5)
        hint = f" Did you mean {near[0]}?" if near else ""
        return f"There is no pathway {named(name, known)}.{hint} Known are: {', '.join(self._by_name) or 'none'}."


def proved(definition: Definition, journeys: Iterable[Journey] = (), *, progress: Progress | None = None) -> Receipt:
    """Check and prove a definition in full, and give its receipt.

    Raises:
        DefinitionError: with every fault, or the whole report of the proof.
    """
    from workflow.definition.loading.checking import check
    from workflow.definition.receipts import receipt_of
    from workflow.engine.proving import prove

    problems = check(definition)
    if digest_of(definition.body) != definition.digest:
        problems = (Problem("digest", definition.digest, digest_of(definition.body)), *problems)
    if problems:
        raise DefinitionError(f"{definition.name} is not a sound definition.", problems)
    return receipt_of(prove(definition, progress, journeys=journeys))


def shipped_files() -> list[Path]:
    """The shipped definitions in the order in which they are offered; one that extends another comes after it."""
    return sorted(SHIPPED.glob("*.toml"), key=lambda path: (not path.name.startswith(FIRST), path.name))


def read_receipts() -> dict[str, Receipt]:
    """File name → receipt of the shipped definitions as they were last proved."""
    if not RECEIPTS.exists():
        return {}
    found: dict[str, Any] = json.loads(RECEIPTS.read_text(encoding="utf-8"))
    return {name: receipt_from(plain) for name, plain in found.items()}


def fresh_receipts() -> dict[str, Receipt]:
    """The receipts that the shipped files deserve now, each checked and proved in full.

    Raises:
        DefinitionError: when one of them does not hold.
    """
    known = Pathways()
    return {path.name: known.register(path) for path in shipped_files()}
