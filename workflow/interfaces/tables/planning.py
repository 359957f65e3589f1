"""From a list to what it asks for: every row read, the rows held against each other, nothing recorded yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from workflow.case.written import canonical
from workflow.definition.model import Definition, Field
from workflow.interfaces.tables.mapping import ColumnMapping
from workflow.interfaces.tables.nhs_numbers import NHS_NUMBER
from workflow.interfaces.tables.notes import Reason
from workflow.interfaces.tables.people import Person, Seen, disagreements
from workflow.interfaces.tables.planned import PlannedRow
from workflow.interfaces.tables.referral_list import ReferralList
from workflow.interfaces.tables.row_reading import RowRead, RowReader


def plan(
    referrals: ReferralList, mapping: ColumnMapping, definition: Definition, *, today: date
) -> tuple[PlannedRow, ...]:
    """Say for every row of a list what it asks for.

    Args:
        today: the pathway's local date.

    Returns:
        One planned row for each row of the list, in its order, empty ones too.
    """
    reader = RowReader(referrals, mapping, definition, today=today)
    read = {row.number: reader.read(row) for row in referrals.rows if not row.empty}
    disagree = disagreements(Seen(each.number, each.person, each.death) for each in read.values())
    planner = _Planner(definition, mapping)
    planned = []
    for row in referrals.rows:
        if row.empty:
            planned.append(PlannedRow(row.number))
        else:
            planned.append(planner.plan(read[row.number], disagree.get(row.number, ())))
    return tuple(planned)


class _Planner:
    """Turns rows into what the opening event is told, and knows which referrals came before in the same list."""

    def __init__(self, definition: Definition, mapping: ColumnMapping) -> None:
        self._opening = definition.events[definition.opening].fields
        self._local = mapping.rules.reading.local_system
        self._further_event = mapping.rules.reading.further_event
        further = definition.events.get(self._further_event)
        self._further: Mapping[str, Field] | None = further.fields if further else None
        self._words = next((name for name, field in self._opening.items() if field.type == "text"), "")
        self._order = [column.says for column in mapping.rules.columns.values()]
        self._earlier: dict[str, PlannedRow] = {}

    def plan(self, read: RowRead, disagreeing: tuple[Reason, ...]) -> PlannedRow:
        symptoms = [self._symptom(codes, read, self._opening) for codes in read.symptoms[:1]]
        fields = {**read.fields, **(symptoms[0] if symptoms else {})}
        if read.onset and not symptoms:
            read.notes.keep("onset", read.onset.isoformat())
        if self._words and read.notes.words:
            kept = read.notes.words
            fields[self._words] = "\n".join(f"{says}: {kept[says]}" for says in self._order if says in kept)
        further = tuple(self._symptom(codes, read, self._further or {}) for codes in read.symptoms[1:])
        if further and self._further is None:
            read.notes.person_needed("several sites", "The row names several sites, and the pathway takes one.")
        row = PlannedRow(
            read.number,
            read.person,
            fields,
            further,
            self._further_event,
            self._key_text(read),
            (*read.notes.reasons, *disagreeing),
            tuple(read.notes.remarks),
            "; ".join(read.notes.read_as),
        )
        return row if row.reasons else self._against_earlier(row)

    def _symptom(self, codes: Mapping[str, str], read: RowRead, known: Mapping[str, Field]) -> dict[str, object]:
        symptom: dict[str, object] = {field: code for field, code in codes.items() if field in known}
        if read.onset and "onset" in known:
            symptom["onset"] = read.onset
        return symptom

    def _key_text(self, read: RowRead) -> str:
        """What makes a referral the same one: the person, the day it was received, and the sites it names.

        The hospital number goes before the NHS number, because a list is often completed with NHS numbers later.
        """
        identifier = _identifier(read.person, self._local)
        received = sorted(day.isoformat() for day in read.fields.values() if isinstance(day, date))
        sites = sorted(
            "+".join(f"{key}={code}" for key, code in sorted(each.items()) if key == "site") for each in read.symptoms
        )
        return canonical(["referral", *identifier, received, sites])

    def _against_earlier(self, row: PlannedRow) -> PlannedRow:
        earlier = self._earlier.setdefault(row.key_text, row)
        if earlier is row:
            return row
        if (earlier.person, earlier.fields, earlier.further) == (row.person, row.fields, row.further):
            return replace(row, same_as=earlier.number)
        says = f"Row {earlier.number} is the same referral (person, day and site) with other details."
        return replace(row, reasons=(Reason("same referral, other details", says),))


def _identifier(person: Person, local: str) -> tuple[str, str]:
    for system in (local, NHS_NUMBER):
        if value := person.number(system):
            return system, value
    return "", ""
