"""`casepath bench read`, `scale` and `verify`: only words, so that asking for help measures and loads nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from workflow.interfaces.cli.desk import Desk, at_desk

Rounds = Annotated[int, typer.Option("--rounds", metavar="N", min=1, help="Measure each thing so many times.")]
Sizes = Annotated[
    list[int] | None,
    typer.Option("--cases", metavar="N", min=10, help="So many cases; may be given again. Default 100000."),
]
Closed = Annotated[int, typer.Option("--cases", metavar="N", min=10, help="So many closed cases in the database.")]
InMemory = Annotated[bool, typer.Option("--in-memory", help="Keep the databases where no write waits for a disk.")]
Entries = Annotated[int, typer.Option("--entries", metavar="N", min=100, help="About so many entries for the rates.")]
Many = Annotated[int, typer.Option("--many", metavar="N", min=0, help="About so many for the memory; 0 leaves it out.")]


def add_to(group: typer.Typer) -> None:
    """Add the three to the benchmarks."""
    group.command("read", short_help="The worklist, a history, a case as it was.")(read)
    group.command("scale", short_help="Recording beside 100,000 closed cases.")(scale)
    group.command("verify", short_help="Entries verified a second and core, and memory.")(verify)


@at_desk()
def read(desk: Desk, *, rounds: Rounds = 7, cases: Sizes = None) -> None:
    """Measure looking: a page of the worklist, one history, a case as it was.

    Databases of SQLite and, where a server's programs are found, of PostgreSQL are filled with copies of simulated
    cases, a fifth of them open. With --cases 100000 --cases 1000000 it is also told how much slower a page of the
    larger one is; a million cases need some 15 GB of disk for each kind of database, and their time.
    """
    from workflow.rehearsal.benchmarks.reading import CASES, bench_reading

    found = bench_reading(tuple(cases or (CASES,)), rounds=rounds, progress=desk.screen.note)
    desk.screen.answer(found.plain(), found.sheet())


@at_desk()
def scale(desk: Desk, *, rounds: Rounds = 7, cases: Closed = 100_000, memory: InMemory = False) -> None:
    """Measure recording on an empty and on a filled database, beside the bare driver on the same two.

    What the filled database costs the driver by itself is taken out: what remains is casepath's own slowdown.
    """
    from workflow.rehearsal.benchmarks.scale import bench_scale

    found = bench_scale(rounds=rounds, closed=cases, in_memory=memory, progress=desk.screen.note)
    desk.screen.answer(found.plain(), found.sheet())


@at_desk()
def verify(desk: Desk, *, rounds: Rounds = 7, entries: Entries = 50_000, many: Many = 1_000_000) -> None:
    """Measure verification: of the stored bytes alone, and with every decision taken again.

    Rates are those of one core, in a process of its own. Memory at its peak is compared between a small and a large
    history, once.
    """
    from workflow.rehearsal.benchmarks.verifying import Extent, bench_verifying

    found = bench_verifying(Extent(rounds, entries, many=many), desk.screen.note)
    desk.screen.answer(found.plain(), found.sheet())
