"""The whole proof of a definition: what its tables show by themselves, and what the engine shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from workflow.definition.model import Definition
from workflow.definition.proof import Proof
from workflow.definition.proof import prove as prove_tables
from workflow.definition.proof.findings import Progress
from workflow.engine.proving.journeys import Journey
from workflow.engine.proving.reachable import explored, shown_by
from workflow.engine.proving.trying import tried


def prove(
    definition: Definition,
    progress: Progress | None = None,
    *,
    journeys: Iterable[Journey] = (),
    timer: Callable[[], float] | None = None,
) -> Proof:
    """Prove all seven obligations of a definition.

    Args:
        progress: told as the proof goes on.
        journeys: known journeys on this pathway, from which the search for what can be reached begins.
        timer: gives seconds, such as `time.perf_counter`; without one the proof says 0.0 seconds.
    """
    started = timer() if timer else 0.0
    proof = prove_tables(definition, progress)
    atlas = explored(definition, journeys)
    shown = tuple(tried(definition, obligation, atlas.visits) for obligation in proof.obligations)
    obligations = (*shown, shown_by(atlas, progress))
    return replace(proof, obligations=obligations, seconds=(timer() - started) if timer else 0.0)
