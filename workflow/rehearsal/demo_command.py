"""`casepath demo`: makes the demonstration in the current folder and shows what is in it.

Only words and tables; asking for its help loads no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.case.errors import Corrupt
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.sheet import Block, Heading, Paragraph
from workflow.interfaces.settings import DEFAULT_DEPLOYMENT

if TYPE_CHECKING:
    from datetime import datetime

    from workflow.history import CaseBook
    from workflow.interfaces.cli.worklist_view import Listed
    from workflow.pathways import Pathways
    from workflow.rehearsal.demo import Demonstration

SHOWN = 15
"""So many rows of the worklist fit on a page together with the rest."""

Cases = Annotated[int, typer.Option("--cases", metavar="N", min=1, max=900_000, help="So many simulated people.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="The same seed on the same day gives the same cases.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Replace a demonstration that is here already.")]


def add_commands(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", short_help="Try it out: simulated cases in the current folder.")(demo)


@at_desk()
def demo(desk: Desk, *, cases: Cases = 60, seed: Seed = 23, fresh: Fresh = False) -> None:
    """Make casepath-demo.db with simulated cases in the current folder, and show its worklist, a history, its proof.

    Nobody in it exists: names are made up, NHS numbers come from the range that is never issued, and its key file can
    be worked out by anybody. Never put a real person into it.
    """
    from workflow.pathways import Pathways
    from workflow.rehearsal.demo import make_demonstration, opened
    from workflow.rehearsal.simulation import Plan

    pathways = Pathways.shipped()
    until = desk.toolbox.now().replace(minute=0, second=0, microsecond=0)
    plan = Plan(cases, seed, until, desk.settings.deployment or DEFAULT_DEPLOYMENT)
    with _progress(desk) as progress:
        made = make_demonstration(Path(), pathways, plan, fresh=fresh, progress=progress)
    with opened(made, pathways) as book:
        value, sheet = _shown(made, book, pathways, desk.toolbox.now())
    desk.screen.answer(value, sheet)
    if made.verification.faults:
        raise Corrupt("The history of the demonstration does not hold: " + made.verification.faults[0].says)


@contextmanager
def _progress(desk: Desk) -> Iterator[Callable[[str, int, int], None]]:
    """One bar for each thing that is done, the next when the one before is full."""
    from contextlib import ExitStack

    from workflow.interfaces.cli.progress import Advance, progress

    with ExitStack() as bars:
        bar: dict[str, Advance] = {}

        def advance(says: str, done: int, total: int) -> None:
            if says not in bar:
                bars.close()
                bar[says] = bars.enter_context(progress(desk.screen, says))
            bar[says](done, total)

        yield advance


def _shown(
    made: Demonstration, book: CaseBook, pathways: Pathways, now: datetime
) -> tuple[dict[str, Any], list[Block]]:
    from workflow.interfaces.cli.naming import zone_of
    from workflow.interfaces.cli.timeline import entry_value, timeline_sheet
    from workflow.interfaces.cli.worklist_view import worklist_sheet, worklist_value
    from workflow.rehearsal.simulation import PATHWAY

    rows = _listed(book)
    recorded = book.history(made.example)
    definition = pathways.newest(PATHWAY)
    today = now.astimezone(zone_of(definition)).date()
    done, proof = made.simulated, made.verification
    rate = round(done.entries / done.seconds) if done.seconds else 0
    example = made.example[:8]
    sheet: list[Block] = [
        Paragraph(
            f"{made.database} holds {done.cases:,} simulated cases with {done.entries:,} entries, recorded in "
            f"{done.seconds:.1f} s ({rate:,} entries/s). Nobody in it exists.",
            "good",
        ),
        Heading("The worklist: who is stuck, and what is due next"),
        *worklist_sheet(rows, today=today, more=False),
        Heading(f"The history of case {example}"),
        *timeline_sheet(recorded, {definition.digest: definition}),
        Heading("The proof"),
        Paragraph(_proof_says(made), "bad" if proof.faults else "good"),
        Heading("Go on with"),
        *(Paragraph(line, inset=1) for line in _commands(made, example)),
    ]
    value = {
        "database": str(made.database),
        "keys": str(made.keys),
        "cases": done.cases,
        "entries": done.entries,
        "seconds": round(done.seconds, 3),
        "entries_per_second": rate,
        "worklist": [worklist_value(one) for one in rows],
        "example": {"case": made.example, "history": [entry_value(one, {}) for one in recorded]},
        "verification": {"holds": not proof.faults, "cases": proof.cases, "entries": proof.entries},
    }
    return value, sheet


def _listed(book: CaseBook) -> list[Listed]:
    from workflow.interfaces.cli.person_view import name_says, person_if_readable
    from workflow.interfaces.cli.worklist_view import Listed, shortest_ids

    rows = book.worklist(limit=SHOWN)
    short = shortest_ids([row.case_id for row in rows])
    return [Listed(row, name_says(person_if_readable(book, row.case_id)[0]), short[row.case_id]) for row in rows]


def _proof_says(made: Demonstration) -> str:
    proof = made.verification
    looked = f"{proof.cases:,} cases with {proof.entries:,} entries were proved in {proof.seconds:.1f} s"
    faults = "; ".join(fault.says for fault in proof.faults)
    return f"{looked}: " + (f"the history does not hold. {faults}" if faults else "every one holds.")


def _commands(made: Demonstration, example: str) -> tuple[str, ...]:
    database = made.database.name
    return (
        f"casepath worklist --overdue --db {database}",
        f"casepath show {example} --db {database}",
        f"casepath history {example} --verbose --db {database}",
        f"casepath audit verify --db {database}",
    )
