"""`casepath open`: a referral becomes a case, or is attached to the one the person already has open."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

import typer

from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.options import ASKER, DATABASE, FieldWords, Key, OccurredAt, Overrides
from workflow.interfaces.cli.sheet import Paragraph

Pathway = Annotated[
    str,
    typer.Argument(
        metavar="PATHWAY", help="Such as secondary-breast-cancer, or a registered TOML file.", show_default=False
    ),
]
NhsNumber = Annotated[str | None, typer.Option("--nhs-number", metavar="NUMBER", help="Checked, never repaired.")]
LocalId = Annotated[str | None, typer.Option("--local-id", metavar="ID", help="The hospital's own number.")]
Name = Annotated[str | None, typer.Option("--name", metavar="NAME", help="The person's name; kept encrypted.")]
BornOn = Annotated[str | None, typer.Option("--born-on", metavar="DATE", help="Date of birth; kept encrypted.")]
Sex = Annotated[str | None, typer.Option("--sex", metavar="SEX", help="As the referral says; kept encrypted.")]
Reference = Annotated[
    str | None,
    typer.Option("--patient-ref", metavar="SYSTEM:VALUE", help="An opaque reference instead; needs no keys."),
]
Source = Annotated[
    str, typer.Option("--source", metavar="NAME", help="Where the referral came from; keys are unique within it.")
]


def add_commands(app: typer.Typer) -> None:
    """Add the command."""
    app.command("open", short_help="Open a case for a person.")(open_case)


@at_desk(DATABASE, ASKER)
def open_case(
    desk: Desk,
    *,
    pathway: Pathway,
    words: FieldWords = None,
    nhs_number: NhsNumber = None,
    local_id: LocalId = None,
    name: Name = None,
    born_on: BornOn = None,
    sex: Sex = None,
    patient_ref: Reference = None,
    occurred_at: OccurredAt = None,
    key: Key = None,
    source: Source = "",
    override: Overrides = None,
) -> None:
    """Open a case for a person, or attach the referral to the case they already have open.

    Required fields that are not given are asked for on a terminal and listed otherwise.
    """
    from workflow.case.file import Case
    from workflow.interfaces.cli.filling import Typed, filled_in, suggestions
    from workflow.interfaces.cli.meaning import meant_for_cases
    from workflow.interfaces.cli.persons import PersonTold, person
    from workflow.interfaces.cli.recorded_view import entries_sheet, recorded_value, standing_sheet

    database = desk.database()
    definition = meant_for_cases(desk, database, pathway)
    by = desk.actor()
    patient = person(PersonTold(nhs_number, local_id, name, born_on, sex, patient_ref), desk.today(definition))
    typed = Typed(tuple(words or ()), tuple(override or ()), occurred_at)
    event = definition.events[definition.opening]
    told = filled_in(desk, definition, Case("", definition.digest), event=event, typed=typed)
    with suggestions(definition, event, told["fields"]), database.writing() as book:
        done = book.open(definition.name, patient=patient, by=by, key=key or f"typed {uuid4()}", source=source, **told)
    value = recorded_value(done.case, done.entries) | {"attached": done.attached, "repeated": done.repeated}
    said = "Recorded before under this key; nothing was written." if done.repeated else ""
    if done.attached and not done.repeated:
        said = "The person already has an open case; the referral was attached to it."
    desk.screen.answer(
        value,
        [
            *([Paragraph(said, "warn")] if said else []),
            *entries_sheet(definition, done.entries),
            *standing_sheet(definition, done.case, done.entries),
        ],
    )
