"""One row by itself: who it is about and what the opening event is to be told.

Whether rows agree with each other is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from workflow.definition.model import Definition
from workflow.interfaces.tables.cells import text_of
from workflow.interfaces.tables.coding import read_codes, read_symptoms
from workflow.interfaces.tables.day_columns import DayColumns
from workflow.interfaces.tables.identity import read_person
from workflow.interfaces.tables.mapping import ColumnMapping
from workflow.interfaces.tables.notes import Notes, RowView
from workflow.interfaces.tables.people import Person
from workflow.interfaces.tables.referral_list import ReferralList, Row
from workflow.interfaces.tables.rules import Codes


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row as read by itself.

    Args:
        fields: fields of the opening event but the symptom's and its onset.
        symptoms: for each symptom its codes.
        onset: the day of onset, where it was understood.
        death: whether the row notes a death.
    """

    number: int
    person: Person
    fields: Mapping[str, object]
    symptoms: Codes
    onset: date | None
    death: bool
    notes: Notes


class RowReader:
    """Reads the rows of one list.

    Args:
        today: the pathway's local date.
    """

    def __init__(self, referrals: ReferralList, mapping: ColumnMapping, definition: Definition, *, today: date) -> None:
        self._mapping = mapping
        self._rules = mapping.rules
        self._fields = definition.events[definition.opening].fields
        self._columns = [each for name, each in mapping.rules.columns.items() if name in mapping.places]
        self._days = DayColumns(referrals, mapping, today=today)
        self._death = word_pattern(mapping.rules.reading.death_words)
        self._searched = self._columns_for_death()

    def read(self, row: Row) -> RowRead:
        """Read one row that is not empty."""
        notes = Notes()
        view = RowView(row, self._mapping.places)
        if row.surplus:
            notes.person_needed("cells beyond the headings", "The row has filled cells beyond the last heading.")
        days = self._days.read(view, notes)
        person = read_person(view, days, self._rules, notes)
        codes = read_codes(view, self._columns, self._rules, notes)
        symptoms = read_symptoms(view, self._rules, notes)
        death = self._notes_a_death(row)
        if death:
            notes.person_needed("a death is noted", "The row notes a death.")
        for column in self._columns:
            if column.kind == "words":
                notes.keep(column.says, view.text(column.name))
        person = replace(person, sex=codes.pop("sex", ""))
        fields = codes | {
            column.field: days[column.name]
            for column in self._columns
            if column.field and column.name in days and column.name != "onset"
        }
        return RowRead(row.number, person, fields, symptoms, days.get("onset"), death, notes)

    def _columns_for_death(self) -> list[tuple[int, bool]]:
        """Index of each column in which a death may be noted, and whether its very heading speaks of one."""
        quiet = {self._mapping.places[each.name] for each in self._columns if each.kind not in ("words", "phrase")}
        headings = self._mapping.headings
        return [(at, self._speaks_of_death(name)) for at, name in enumerate(headings) if at not in quiet]

    def _speaks_of_death(self, text: str) -> bool:
        return self._death is not None and self._death.search(text.casefold()) is not None

    def _notes_a_death(self, row: Row) -> bool:
        for at, always in self._searched:
            text = text_of(row.cells[at])
            if text and (always or self._speaks_of_death(text)):
                return True
        return False


def word_pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of these words, standing by themselves, in a text without capitals."""
    escaped = "|".join(re.escape(word.casefold()) for word in words if word.strip())
    return re.compile(rf"(?<!\w)(?:{escaped})(?!\w)") if escaped else None
