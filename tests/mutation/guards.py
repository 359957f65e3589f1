"""What notices a mutant: an obligation, the loader or a test of the spec book; the cheapest is asked first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tests.mutation.chapters import first_failure
from tests.mutation.mutants import Mutant
from workflow.definition.loading.checking import check
from workflow.definition.model import Definition
from workflow.definition.proof import Obligation
from workflow.definition.proof.automatic import automatic_transitions
from workflow.definition.proof.cells import rows_of_cells
from workflow.definition.proof.liveness import endings
from workflow.definition.proof.nevers import never_rules
from workflow.definition.proof.suppliers import suppliers
from workflow.engine.proving import reachable
from workflow.pathways import Pathways

SLOW: tuple[Callable[[Definition], Obligation], ...] = (suppliers, never_rules, endings)
"""The obligations that take seconds; they are only asked when the book has noticed nothing."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """A mutant and what turned red: `obligation 1`, or the name of a test; "" when nothing did."""

    mutant: Mutant
    by: str


def noticed(mutant: Mutant) -> Noticed:
    """Ask one guard after the other until one notices."""
    return Noticed(mutant, next(filter(None, _guards(mutant)), ""))


def _guards(mutant: Mutant) -> Iterator[str]:
    changed = mutant.definition
    if mutant.event:
        automatic = changed.events[mutant.event].kind == "automatic"
        only = replace(changed, events={mutant.event: changed.events[mutant.event]})
        yield _failing(automatic_transitions(changed) if automatic else rows_of_cells(only))
    yield "the loader" if check(changed) else ""
    yield first_failure(changed, mutant.touches)
    yield _failing(reachable(changed, Pathways.shipped().journeys(changed)))
    for obligation in SLOW:
        yield _failing(obligation(changed))


def _failing(obligation: Obligation) -> str:
    return f"obligation {obligation.number}" if obligation.failures else ""
