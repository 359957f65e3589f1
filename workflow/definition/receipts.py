"""The receipt of a proof: which content was proved, by which prover, and how much was covered.

A value and its text; who proves, and where receipts are kept, is decided elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow.case.errors import DefinitionError
from workflow.definition.prover import PROVER

if TYPE_CHECKING:
    from workflow.definition.proof import Proof

OBLIGATIONS = tuple(range(1, 8))
"""The numbers of what a definition owes; a receipt covers all of them."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """That exactly this content was proved.

    Args:
        digest: of the definition's body.
        prover: the version of the proof.
        counts: obligation's number → what was covered, by name.
    """

    digest: str
    prover: str
    counts: Mapping[int, Mapping[str, int]]

    @property
    def is_current(self) -> bool:
        """Whether it is of this release's prover and covers everything a definition owes."""
        return self.prover == PROVER and tuple(sorted(self.counts)) == OBLIGATIONS

    @property
    def text(self) -> str:
        """Its one canonical text, as it is stored."""
        return json.dumps(self.plain(), sort_keys=True, separators=(",", ":"))

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON."""
        counts = {str(number): dict(found) for number, found in sorted(self.counts.items())}
        return {"digest": self.digest, "obligations": counts, "prover": self.prover}


def receipt_of(proof: Proof) -> Receipt:
    """Give the receipt that a proof deserves.

    Raises:
        DefinitionError: with the whole report, when an obligation does not hold.
    """
    if not proof.holds:
        from workflow.definition.proof import proof_report

        raise DefinitionError(f"{proof.definition} is not proved, so there is no receipt.\n{proof_report(proof)}")
    return Receipt(proof.digest, PROVER, {one.number: dict(one.counts) for one in proof.obligations})


def receipt_from(plain: Mapping[str, Any]) -> Receipt:
    """Read a receipt from its plain values.

    Raises:
        DefinitionError: when they are not those of a receipt.
    """
    try:
        digest, prover = plain["digest"], plain["prover"]
        counts = {int(number): dict(found) for number, found in plain["obligations"].items()}
        figures = [figure for found in counts.values() for figure in found.values()]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DefinitionError(f"This is not the receipt of a proof ({type(error).__name__}).") from error
    if not (isinstance(digest, str) and isinstance(prover, str) and all(type(one) is int for one in figures)):
        raise DefinitionError("This is not the receipt of a proof: a digest, a prover or a figure is of another kind.")
    return Receipt(digest, prover, counts)


def receipt_from_text(text: str) -> Receipt:
    """Read a receipt from its stored text.

    Raises:
        DefinitionError: when it is not the text of one.
    """
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DefinitionError("This is not the receipt of a proof: it is no JSON.") from error
    return receipt_from(plain)
