"""`casepath bench --report` and `casepath bench report`: only words, so that asking for help measures nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from workflow.interfaces.cli.desk import Desk, at_desk

FOLDER = Path("diagrams") / "figures"
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the page goes; made if it is not there.")]
Rounds = Annotated[int, typer.Option("--rounds", metavar="N", min=1, help="Measure each thing so many times.")]
Answers = Annotated[
    list[Path] | None,
    typer.Option("--answer", metavar="FILE", help="An answer of `casepath bench NAME --json`; may be given again."),
]
Asked = Annotated[bool, typer.Option("--report", help="Run all of them and write diagrams/figures: `bench report`.")]


def add_to(group: typer.Typer) -> None:
    """Add `report` to the benchmarks, and the option that asks for it."""
    command = at_desk()(report)
    group.command("report", short_help="All of them, as a page with pictures.")(command)

    @group.callback(invoke_without_command=True)
    def told(context: typer.Context, *, asked: Asked = False) -> None:
        if asked and context.invoked_subcommand is None:
            command(context, folder=FOLDER, rounds=7, answers=None, as_json=False)


def report(desk: Desk, *, folder: Folder = FOLDER, rounds: Rounds = 7, answers: Answers = None) -> None:
    """Write a page with the figures of all benchmarks as pictures, their targets marked.

    Without --answer every benchmark is run, which takes about an hour; with it, what they answered before is shown, and
    nothing is measured.
    """
    from workflow.interfaces.cli.sheet import Paragraph
    from workflow.rehearsal.benchmarks.report import NAMES, measured, read_answer, write_report

    if answers:
        benches = sorted(map(read_answer, answers), key=lambda bench: (*NAMES, bench.name).index(bench.name))
    else:
        benches = [measured(name, rounds, desk.screen.note) for name in NAMES]
    written = write_report(folder, benches, on=datetime.now(UTC).date())
    missed = [
        f"{bench.name}: {figure.what} ({chapter.title})"
        for bench in benches
        for chapter in bench.chapters
        for figure in chapter.figures
        if not figure.is_met
    ]
    value = {"written": [str(path) for path in written], "missed": missed}
    lines = [Paragraph(f"{written[-1]} shows {len(benches)} benchmarks.", "good")]
    lines += [Paragraph(f"Missed: {each}", "warn") for each in missed]
    desk.screen.answer(value, lines)
