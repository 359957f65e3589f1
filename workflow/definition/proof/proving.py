"""The proof of a definition: its obligations, one after the other, each from a module of its own."""

from __future__ import annotations

from collections.abc import Callable

from workflow.definition.model import Definition
from workflow.definition.proof.automatic import automatic_transitions
from workflow.definition.proof.cells import rows_of_cells
from workflow.definition.proof.findings import Progress, Proof
from workflow.definition.proof.liveness import endings
from workflow.definition.proof.nevers import never_rules
from workflow.definition.proof.suppliers import suppliers
from workflow.definition.proof.tables import derived_tables

OBLIGATIONS = (rows_of_cells, derived_tables, suppliers, automatic_transitions, endings, never_rules)


def prove(
    definition: Definition, progress: Progress | None = None, *, timer: Callable[[], float] | None = None
) -> Proof:
    """Check everything about a definition that its tables alone can show.

    Args:
        progress: told as the proof goes on.
        timer: gives seconds, such as `time.perf_counter`; without one the proof says 0.0 seconds.

    Returns:
        Every obligation with what was covered and what failed; nothing is sampled.
    """
    started = timer() if timer else 0.0
    found = tuple(obligation(definition, progress) for obligation in OBLIGATIONS)
    return Proof(definition.name, definition.digest, found, (timer() - started) if timer else 0.0)
