"""`casepath bench pathway`, `import` and `start`: only words, so that asking for help measures and loads nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from workflow.interfaces.cli.desk import Desk, at_desk

Rounds = Annotated[int, typer.Option("--rounds", metavar="N", min=1, help="Measure each thing so many times.")]
People = Annotated[int, typer.Option("--people", metavar="N", min=1, help="Simulated people a round.")]
InMemory = Annotated[bool, typer.Option("--in-memory", help="Keep the databases where no write waits for a disk.")]
Rows = Annotated[int, typer.Option("--rows", metavar="N", min=1, help="Referrals on the list.")]


def add_to(group: typer.Typer) -> None:
    """Add the three to the benchmarks."""
    group.command("pathway", short_help="The shipped pathway from end to end.")(pathway)
    group.command("import", short_help="Referrals brought in a second.")(bring_in)
    group.command("start", short_help="Seconds until something is there.")(start)


@at_desk()
def pathway(desk: Desk, *, rounds: Rounds = 7, people: People = 20, memory: InMemory = False) -> None:
    """Measure the shipped pathway: whole journeys, a decision alone, and reporting on many cases together."""
    from workflow.rehearsal.benchmarks.shipped import Extent, bench_shipped

    found = bench_shipped(Extent(rounds, people, in_memory=memory), desk.screen.note)
    desk.screen.answer(found.plain(), found.sheet())


@at_desk()
def bring_in(desk: Desk, *, rounds: Rounds = 7, rows: Rows = 10_000, memory: InMemory = False) -> None:
    """Measure how fast a list of referrals becomes cases, from the file to the last commit."""
    from workflow.rehearsal.benchmarks.importing import bench_importing

    found = bench_importing(rounds=rounds, rows=rows, in_memory=memory, progress=desk.screen.note)
    desk.screen.answer(found.plain(), found.sheet())


@at_desk()
def start(desk: Desk, *, rounds: Rounds = 7) -> None:
    """Measure starts, each in a new process: the library, `--help`, a first command on SQLite."""
    from workflow.interfaces.cli.progress import progress
    from workflow.rehearsal.benchmarks.starting import bench_starting

    with progress(desk.screen, "starts measured") as advance:
        found = bench_starting(rounds=rounds, advance=advance)
    desk.screen.answer(found.plain(), found.sheet())
