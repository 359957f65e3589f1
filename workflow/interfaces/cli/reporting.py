"""`casepath report`: what happened goes through the one door, and the answer shows where the case stands then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workflow.case.errors import BadInput, Problem, Refused
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.options import ASKER, DATABASE, CaseId, FieldWords, Key, OccurredAt, Overrides
from workflow.interfaces.cli.sheet import Paragraph
from workflow.interfaces.suggesting import listed

if TYPE_CHECKING:
    from workflow.case.file import Case
    from workflow.definition.model import Definition, Event
    from workflow.engine import Accepted

EventName = Annotated[
    str | None,
    typer.Argument(metavar="EVENT", help="What is reported; asked for on a terminal.", show_default=False),
]
ExpectedSeq = Annotated[
    int | None, typer.Option("--expected-seq", metavar="N", help="End with a conflict if the case has moved past N.")
]
Preview = Annotated[bool, typer.Option("--preview", help="Say what would happen; record nothing.")]


def add_commands(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", short_help="Report what happened to a case.")(report)


@at_desk(DATABASE, ASKER)
def report(
    desk: Desk,
    *,
    case: CaseId,
    event: EventName = None,
    words: FieldWords = None,
    occurred_at: OccurredAt = None,
    key: Key = None,
    expected_seq: ExpectedSeq = None,
    override: Overrides = None,
    preview: Preview = False,
) -> None:
    """Report what happened to a case, and see it move.

    Required fields that are not given are asked for on a terminal and listed otherwise. `casepath options CASE EVENT`
    shows the fields of an event, and which of their values are open now.
    """
    from workflow.interfaces.cli.filling import Typed, filled_in, suggestions
    from workflow.interfaces.cli.recorded_view import advice_sheet, entries_sheet, recorded_value, standing_sheet

    by = desk.actor()
    database = desk.database()
    case_id = desk.case_id(database, case)
    # The questions are asked outside any transaction: a person may take their time over them.
    with database.reading() as book:
        before, definition = book.case(case_id), desk.definition_of(book, case_id)
    found = _event(desk, definition, before, event)
    typed = Typed(tuple(words or ()), tuple(override or ()), occurred_at)
    told = filled_in(desk, definition, before, event=found, typed=typed)
    if preview:
        with suggestions(definition, found, told["fields"]), database.reading() as book:
            _show_preview(desk, definition, book.preview(case_id, found.name, by=by, **told))
        return
    with suggestions(definition, found, told["fields"]), database.writing() as book:
        done = book.report(case_id, found.name, by=by, key=key, expected_seq=expected_seq, **told)
    again = [Paragraph("Recorded before under this key; nothing was written.", "warn")] if done.repeated else []
    desk.screen.answer(
        recorded_value(done.case, done.entries, advice=done.advice) | {"repeated": done.repeated},
        [
            *again,
            *entries_sheet(definition, done.entries),
            *advice_sheet(done.advice),
            *standing_sheet(definition, done.case, done.entries),
        ],
    )


def _event(desk: Desk, definition: Definition, case: Case, name: str | None) -> Event:
    from workflow.engine import options
    from workflow.engine.deciding import named_event
    from workflow.interfaces.cli.asking import ask_which

    if name is not None and "=" in name:
        raise BadInput("The event comes before its fields.", [Problem("EVENT", f"{name[:40]!r}", "an event's name")])
    if name is not None:
        return named_event(definition, case, name)
    found = options(definition, case, desk.actor(), now=desk.toolbox.now())
    opened = {one.event: one.says for one in found if one.open}
    if desk.screen.can_ask and opened:
        return definition.events[ask_which("What is reported?", opened)]
    expected = f"one of {listed(opened)}" if opened else "another role: nothing can be reported in this one"
    raise BadInput("What is reported was not said.", [Problem("EVENT", "nothing", expected)])


def _show_preview(desk: Desk, definition: Definition, found: Accepted | Refused) -> None:
    from workflow.interfaces.cli.naming import prettified
    from workflow.interfaces.cli.recorded_view import advice_sheet, entries_sheet, recorded_value

    if isinstance(found, Refused):
        raise found
    desk.screen.answer(
        recorded_value(found.case, found.entries, advice=found.advice) | {"preview": True},
        [
            Paragraph("This would be recorded; nothing was.", "strong"),
            *entries_sheet(definition, found.entries),
            Paragraph(f"The case would then be in {prettified(found.case.state)}."),
            *advice_sheet(found.advice),
        ],
    )
