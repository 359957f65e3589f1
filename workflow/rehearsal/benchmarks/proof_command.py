"""`casepath bench proof`: how long a proof takes; only words, so that asking for help measures and loads nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from workflow.interfaces.cli.desk import Desk, at_desk

Rounds = Annotated[int, typer.Option("--rounds", metavar="N", min=1, help="Measure each proof so many times.")]
Quick = Annotated[bool, typer.Option("--quick", help="Only the small pathway and its doubles; some seconds.")]


def add_to(group: typer.Typer) -> None:
    """Add `proof` to the benchmarks."""
    group.command("proof", short_help="Nodes per second, peak memory, growth when a pathway doubles.")(proof)


@at_desk()
def proof(desk: Desk, *, rounds: Rounds = 5, quick: Quick = False) -> None:
    """Measure the proof of the seven obligations: nodes per second, peak memory, growth when a pathway doubles.

    Measured are the small pathway of `casepath pathway new` and the shipped one, and both doubled: everything once more
    under new names, begun where the first half ends. A node is one thing that an obligation looked at, as `casepath
    pathway check` counts them: a combination, a place, a node, a target. Each proof runs in a process of its own, so
    that the peak of memory is its own; what the process held before it began is told beside it. The pathways take
    turns. The whole takes some minutes; nothing is written.
    """
    from workflow.interfaces.cli.progress import progress
    from workflow.rehearsal.benchmarks.proving import FULL, QUICK, bench_proof

    with progress(desk.screen, "proofs measured") as advance:
        found = bench_proof(rounds=rounds, sizes=QUICK if quick else FULL, advance=advance)
    desk.screen.answer(found.plain(), found.sheet())
