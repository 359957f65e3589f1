"""What a row of a list asks for: a referral to be opened, or the reasons why a person has to look first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.interfaces.tables.notes import Reason
from workflow.interfaces.tables.people import Person


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row as understood.

    Args:
        number: the row's number in the file.
        person: who it is about; None for an empty row.
        fields: fields of the opening event.
        further: fields of `further_event` for each further symptom the row names.
        key_text: what makes the referral the same one when the list is read again (identifier, day received,
            sites); holds an identifier, so it is only ever used through a keyed digest.
        reasons: why a person has to look; with any, nothing is recorded for the row.
        remarks: what was taken for granted, or left out.
        read_as: what was understood, in words; holds patients' text.
        same_as: the number of an earlier row that is the same referral in every respect, or 0.
    """

    number: int
    person: Person | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    further: tuple[Mapping[str, object], ...] = ()
    further_event: str = ""
    key_text: str = ""
    reasons: tuple[Reason, ...] = ()
    remarks: tuple[Reason, ...] = ()
    read_as: str = ""
    same_as: int = 0

    @property
    def empty(self) -> bool:
        """Whether the row holds nothing."""
        return self.person is None
