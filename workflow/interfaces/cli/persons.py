"""Who a case is about, out of the options of `casepath open`; what is wrong is told without repeating it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from workflow.case.effective import ACCEPTED_FORMS, Effective
from workflow.case.errors import BadInput, Problem

if TYPE_CHECKING:
    from workflow.history import Identifier, PatientIdentity, PatientRef


@dataclass(frozen=True, slots=True)
class PersonTold:
    """The options as they were given; None where one was not."""

    nhs_number: str | None = None
    local_id: str | None = None
    name: str | None = None
    born_on: str | None = None
    sex: str | None = None
    reference: str | None = None

    @property
    def identity(self) -> dict[str, str | None]:
        """The options that name a person."""
        return {
            "--nhs-number": self.nhs_number,
            "--local-id": self.local_id,
            "--name": self.name,
            "--born-on": self.born_on,
            "--sex": self.sex,
        }


def person(told: PersonTold, today: date) -> PatientIdentity | PatientRef:
    """The person that the options mean; nobody is born after `today`.

    Raises:
        BadInput: when nobody is meant, both ways are mixed, or a number or date is not sound.
    """
    from workflow.history import PatientIdentity

    named = [option for option, value in told.identity.items() if value]
    if told.reference is not None:
        return _reference(told.reference, mixed_with=named)
    if not named:
        expected = "--nhs-number or --local-id (with --name, --born-on), or --patient-ref SYSTEM:VALUE"
        raise BadInput("Whom the case is about was not said.", [Problem("person", "nobody", expected)])
    born_on, problems = _birth_date(told.born_on, today)
    identifiers = tuple(_identifiers(told, problems))
    if not identifiers and not problems:
        problems.append(Problem("person", "no number", "--nhs-number or --local-id, so that they can be found again"))
    if problems:
        raise BadInput("The person was not understood, nothing was recorded.", problems)
    return PatientIdentity(identifiers, name=(told.name or "").strip(), born_on=born_on, sex=(told.sex or "").strip())


def _reference(told: str, *, mixed_with: list[str]) -> PatientRef:
    from workflow.history import LOCAL_ID, NHS_NUMBER, PatientRef

    system, colon, value = told.rpartition(":")
    if mixed_with:
        problem = Problem("--patient-ref", f"{', '.join(mixed_with)} as well", "one or the other")
        raise BadInput("An opaque reference stands alone.", [problem])
    if system in (NHS_NUMBER, LOCAL_ID):
        # An opaque reference is kept readable and looked up by a bare hash: no place for a number of a patient.
        problem = Problem("--patient-ref", f"the system {system}", f"--{system} NUMBER, which is kept encrypted")
        raise BadInput("A patient's own number is no opaque reference.", [problem])
    if not (system and colon and value):
        raise BadInput("The reference was not understood.", [Problem("--patient-ref", "another form", "SYSTEM:VALUE")])
    return PatientRef(system, value)


def _identifiers(told: PersonTold, problems: list[Problem]) -> Iterable[Identifier]:
    from workflow.history import Identifier
    from workflow.interfaces.tables import LOCAL_ID, NHS_NUMBER, nhs_number

    if told.nhs_number:
        found = nhs_number(told.nhs_number)
        if found.state == "checked":
            yield Identifier(NHS_NUMBER, found.value)
        else:
            problems.append(
                Problem("--nhs-number", found.says.removesuffix("."), "ten digits whose last one checks the others")
            )
    if told.local_id and told.local_id.strip():
        yield Identifier(LOCAL_ID, told.local_id.strip())


def _birth_date(told: str | None, today: date) -> tuple[date | None, list[Problem]]:
    if not told:
        return None, []
    try:
        found = Effective.of(told)
    except BadInput:
        return None, [Problem("--born-on", "no such date", f"a day of the calendar, as {ACCEPTED_FORMS}")]
    if found.precision != "date":
        return None, [Problem("--born-on", "no whole date", "a day, such as 1961-02-03")]
    born_on = date.fromisoformat(found.text)
    if born_on > today:
        return None, [Problem("--born-on", "a day that has not come", "the day of birth")]
    return born_on, []
