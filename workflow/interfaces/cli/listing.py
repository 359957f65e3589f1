"""`casepath worklist`: who is stuck, what is due next, whose case it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workflow.case.errors import BadInput, Problem
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.options import DATABASE
from workflow.interfaces.suggesting import did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow.definition.model import Definition
    from workflow.history import CaseBook, WorklistRow
    from workflow.interfaces.cli.toolbox import Database
    from workflow.interfaces.cli.worklist_view import Listed

State = Annotated[str | None, typer.Option("--state", metavar="STATE", help="Only cases in this state.")]
Owner = Annotated[str | None, typer.Option("--owner", metavar="NAME", help="Only cases of this key worker.")]
Team = Annotated[str | None, typer.Option("--team", metavar="TEAM", help="Only cases of this team.")]
PathwayName = Annotated[str | None, typer.Option("--pathway", metavar="NAME", help="Only cases on this pathway.")]
Overdue = Annotated[bool, typer.Option("--overdue", help="Only cases with something overdue today.")]
Closed = Annotated[bool, typer.Option("--closed", help="Closed cases as well.")]
After = Annotated[
    str | None, typer.Option("--after", metavar="CASE", help="Go on after this case, the last one shown.")
]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, max=999, help="At most so many rows.")]


def add_commands(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worklist", short_help="Who is stuck, and what is due next.")(worklist)


@at_desk(DATABASE)
def worklist(
    desk: Desk,
    *,
    state: State = None,
    owner: Owner = None,
    team: Team = None,
    pathway: PathwayName = None,
    overdue: Overdue = False,
    closed: Closed = False,
    limit: Limit = 50,
    after: After = None,
) -> None:
    """Cases by urgency: open alerts first, then by what is due next, cases without any date before the others.

    Names are shown where the key file is. Days and due dates are those of the pathway's calendar.
    """
    from workflow.interfaces.cli.worklist_view import worklist_sheet, worklist_value

    database = desk.database()
    definitions = _asked_for(desk, database, pathway)
    pathway = definitions[0].pathway if pathway else None
    _check_state(state, definitions)
    today = desk.today(*definitions[:1])
    last = desk.case_id(database, after) if after else None
    with database.reading() as book:
        rows: Sequence[WorklistRow] = book.worklist(
            state=state,
            owner=owner,
            team=team,
            pathway=pathway,
            overdue_on=today if overdue else None,
            limit=limit + 1,
            include_closed=closed,
            after=last,
        )
        found = _with_persons(book, rows[:limit])
    desk.screen.answer(
        [worklist_value(one) for one in found], worklist_sheet(found, today=today, more=len(rows) > limit)
    )


def _asked_for(desk: Desk, database: Database, pathway: str | None) -> list[Definition]:
    """The definitions whose cases are listed: those of one pathway, or all that are in hand or in the database."""
    with database.reading() as book:
        if pathway is not None:
            return [book.newest(pathway)]
        kept = [book.newest(one.name) for one in book.definitions()]
    in_hand = [desk.pathways.newest(name) for name in desk.pathways.names()]
    return list({one.digest: one for one in (*in_hand, *kept)}.values())


def _check_state(state: str | None, definitions: Iterable[Definition]) -> None:
    known = dict.fromkeys(name for definition in definitions for name in definition.states)
    if state is not None and state not in known:
        expected = f"one of {listed(known)}{did_you_mean(state, known)}"
        raise BadInput("There is no such state.", [Problem("--state", repr(state[:40]), expected)])


def _with_persons(book: CaseBook, rows: Sequence[WorklistRow]) -> list[Listed]:
    from workflow.interfaces.cli.person_view import name_says, person_if_readable
    from workflow.interfaces.cli.worklist_view import Listed, shortest_ids

    short = shortest_ids([row.case_id for row in rows])
    persons = {row.case_id: person_if_readable(book, row.case_id)[0] for row in rows}
    return [Listed(row, name_says(persons[row.case_id]), short[row.case_id]) for row in rows]
