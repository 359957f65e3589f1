"""`casepath bench record`: how fast transitions are recorded; only words, so that asking for help measures nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from workflow.interfaces.cli.desk import Desk, at_desk

Rounds = Annotated[int, typer.Option("--rounds", metavar="N", min=1, help="Measure each contender so many times.")]
Cases = Annotated[int, typer.Option("--cases", metavar="N", min=1, help="Cases a round; eight transitions each.")]
Workers = Annotated[int, typer.Option("--workers", metavar="N", min=2, help="Processes that work at the same time.")]
InMemory = Annotated[bool, typer.Option("--in-memory", help="Keep the databases where no write waits for a disk.")]


def add_to(group: typer.Typer) -> None:
    """Add `record` to the benchmarks."""
    group.command("record", short_help="Transitions per second, beside the bare driver and peers.")(record)


@at_desk()
def record(
    desk: Desk, *, rounds: Rounds = 7, cases: Cases = 25, workers: Workers = 8, memory: InMemory = False
) -> None:
    """Measure recording a transition: casepath, the bare database driver, and what one might use instead.

    The workload is a specimen's way through a laboratory: eight transitions, each one durable transaction with an
    idempotency key, a coded field, a protected note and a pending row. The floor is five statements written by hand on
    the bare driver, which check nothing. Inside a host's Session casepath is held against the same round trips written
    by hand there. Peers are a program of `transitions` and the ORM, and the library eventsourcing where the extra
    `bench` has installed it; neither of them chains or encrypts. All of a chapter take turns, and ratios are taken
    within a round. PostgreSQL is measured where a server's programs are found; nothing of yours is touched.
    """
    from workflow.interfaces.cli.progress import progress
    from workflow.rehearsal.benchmarks.recording import CHAPTERS, Extent, bench_recording

    with progress(desk.screen, "chapters measured") as advance:
        found = bench_recording(Extent(rounds, cases, workers, memory), lambda done: advance(done, CHAPTERS))
    desk.screen.answer(found.plain(), found.sheet())
