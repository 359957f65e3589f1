"""Says whom a case is about, for people who hold the keys; no error and no log ever uses these words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow.case.errors import BadInput, NotFound
from workflow.history.patients import LOCAL_ID, NHS_NUMBER, PatientRef
from workflow.interfaces.cli.naming import date_says, prettified

if TYPE_CHECKING:
    from workflow.history import CaseBook
    from workflow.history.patients import Patient

_SYSTEMS = {NHS_NUMBER: "NHS number", LOCAL_ID: "local id"}


def person_if_readable(book: CaseBook, case_id: str) -> tuple[Patient | None, str]:
    """Whose case it is, or None with the sentence why nobody can tell: no keys here, or erased."""
    try:
        return book.identity(case_id), ""
    except (BadInput, NotFound) as error:
        return None, error.message


def person_says(person: Patient | None) -> str:
    """A person in a line; "" when not known here."""
    if person is None:
        return ""
    if isinstance(person, PatientRef):
        return f"{person.system} {person.value}"
    born = f"born {date_says(person.born_on)}" if person.born_on else ""
    numbers = [f"{_SYSTEMS.get(one.system, prettified(one.system))} {one.value}" for one in person.identifiers]
    return ", ".join(part for part in (person.name, born, person.sex, *numbers) if part)


def name_says(person: Patient | None) -> str:
    """A person as briefly as a list needs: the name, else the first number; "" when not known here."""
    if person is None:
        return ""
    if isinstance(person, PatientRef):
        return f"{person.system} {person.value}"
    return person.name or next(
        (f"{_SYSTEMS.get(one.system, one.system)} {one.value}" for one in person.identifiers), ""
    )


def person_value(person: Patient | None) -> dict[str, Any] | None:
    """A person as plain values."""
    if person is None:
        return None
    if isinstance(person, PatientRef):
        return {"reference": {"system": person.system, "value": person.value}}
    return {
        "identifiers": [{"system": one.system, "value": one.value} for one in person.identifiers],
        "name": person.name,
        "born_on": person.born_on.isoformat() if person.born_on else None,
        "sex": person.sex,
    }
