"""`casepath show`, `options`, `history` and `worklist`: what is known, asked without changing anything."""

from __future__ import annotations

from typing import Annotated

import typer

from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.options import ASKER, DATABASE, CaseId

All = Annotated[bool, typer.Option("--all", help="Items that are over as well.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Fields, free text, facts and evidence relied on, hashes.")
]
OneEvent = Annotated[
    str | None, typer.Argument(metavar="EVENT", help="One event in full, with its fields.", show_default=False)
]


def add_commands(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("options", short_help="What may be reported now, and why not the rest.")(options)
    app.command("show", short_help="One case on one page.")(show)
    app.command("history", short_help="What happened to a case, when and why.")(history)


@at_desk(DATABASE, ASKER)
def options(desk: Desk, *, case: CaseId, event: OneEvent = None) -> None:
    """What may be reported now, and why the rest may not; with EVENT its fields and their open values.

    Without --by and --role (or CASEPATH_ACTOR) every role is looked at, and the answer says which may.
    """
    from workflow.interfaces.cli.offering import offered_event, offered_now
    from workflow.interfaces.cli.option_view import event_sheet, option_value, options_sheet

    database = desk.database()
    case_id = desk.case_id(database, case)
    with database.reading() as book:
        found, definition = book.case(case_id), desk.definition_of(book, case_id)
    asker, now = desk.settings.actor, desk.toolbox.now()
    if event is None:
        offered = offered_now(definition, found, asker, now=now)
        desk.screen.answer([option_value(one) for one in offered], options_sheet(offered))
    else:
        one = offered_event(definition, found, asker, event=event, now=now)
        desk.screen.answer(option_value(one), event_sheet(one, definition))


@at_desk(DATABASE, ASKER)
def show(desk: Desk, *, case: CaseId, everything: All = False) -> None:
    """One case on one page: where it stands, what is open, its clocks, what may happen next and why not the rest."""
    from workflow.engine import clocks
    from workflow.interfaces.cli.case_view import CaseShown, case_sheet, case_value
    from workflow.interfaces.cli.offering import offered_now
    from workflow.interfaces.cli.person_view import person_if_readable

    database = desk.database()
    case_id = desk.case_id(database, case)
    with database.reading() as book:
        found, definition = book.case(case_id), desk.definition_of(book, case_id)
        person, unreadable = person_if_readable(book, case_id)
    shown = CaseShown(
        found,
        definition,
        person,
        unreadable,
        clocks(definition, found, now=desk.toolbox.now()),
        offered_now(definition, found, desk.settings.actor, now=desk.toolbox.now()),
        everything,
    )
    desk.screen.answer(case_value(shown), case_sheet(shown))


@at_desk(DATABASE)
def history(desk: Desk, *, case: CaseId, verbose: Verbose = False) -> None:
    """The case's history: when each thing happened, when it was recorded, by whom, and why."""
    from workflow.interfaces.cli.timeline import entry_value, full_timeline_sheet, timeline_sheet

    database = desk.database()
    case_id = desk.case_id(database, case)
    with database.reading() as book:
        recorded = book.history(case_id)
        wanted = database.has_keys() and (verbose or desk.screen.as_json)
        texts = book.protected(case_id) if wanted else {}
    definitions = {one.entry.definition: desk.definition(one.entry.definition) for one in recorded}
    sheet = full_timeline_sheet(recorded, definitions, texts) if verbose else timeline_sheet(recorded, definitions)
    desk.screen.answer([entry_value(one, texts) for one in recorded], sheet)
