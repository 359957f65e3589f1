"""Who a row is about: identifiers, name, birth date and sex as written; nothing is guessed and nothing repaired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from workflow.interfaces.tables.nhs_numbers import NHS_NUMBER, nhs_number
from workflow.interfaces.tables.notes import Notes, RowView
from workflow.interfaces.tables.people import Person
from workflow.interfaces.tables.rules import ListRules


def read_person(view: RowView, days: Mapping[str, date], rules: ListRules, notes: Notes) -> Person:
    """The person as far as the row tells; `sex` is left to the phrases."""
    person = Person(
        _identifiers(view, rules, notes),
        " ".join(view.text("surname").split()),
        " ".join(view.text("forename").split()),
        days.get("born_on"),
    )
    for name in rules.reading.needed:
        if name != "born_on" and not getattr(person, name):
            says = rules.columns[name].says
            notes.person_needed(f"{says}: empty", f"The cell for {says} is empty.")
    return person


def _identifiers(view: RowView, rules: ListRules, notes: Notes) -> tuple[tuple[str, str], ...]:
    """The identifiers that may be relied on.

    A missing NHS number or a row of equal digits stands for "none": the hospital number identifies, and it is said.
    A wrong check digit is a typing mistake in an identifier, and nobody can tell which person was meant.
    """
    found = []
    number = nhs_number(view.text("nhs_number"))
    if number.value:
        found.append((NHS_NUMBER, number.value))
    elif number.state == "invalid":
        notes.person_needed("NHS number not valid", number.says)
    else:
        notes.remark(f"NHS number {number.state}", number.says)
    if local := _local_id(view, notes):
        found.append((rules.reading.local_system, local))
    if not found and number.state != "invalid":
        notes.person_needed("no identifier", "There is neither an NHS number nor a hospital number.")
    return tuple(found)


def _local_id(view: RowView, notes: Notes) -> str:
    """The hospital's own number; without a digit other than 0 it is "n/a" or the like, which many rows may share."""
    text = " ".join(view.text("local_id").lstrip("'").upper().split())
    if text and not any(each.isdigit() and each != "0" for each in text):
        notes.remark("hospital number without digits", "What stands for the hospital number holds no number.")
        return ""
    return text
