"""The date columns of a row: what was understood, what cannot be, and which of it a person has to look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from workflow.interfaces.tables.dates import OLDEST_PERSON_YEARS, DateRead, DateRules, in_words, order_of, read_date
from workflow.interfaces.tables.mapping import ColumnMapping
from workflow.interfaces.tables.notes import Notes, RowView
from workflow.interfaces.tables.referral_list import ReferralList
from workflow.interfaces.tables.rules import Column


class DayColumns:
    """Reads the date columns of one list.

    Args:
        today: the pathway's local date; nothing that has happened lies after it.
    """

    def __init__(self, referrals: ReferralList, mapping: ColumnMapping, *, today: date) -> None:
        self._today = today
        self._needed = mapping.rules.reading.needed
        self._columns = {
            name: (column, self._rules(column, referrals, mapping))
            for name, column in mapping.rules.columns.items()
            if column.kind == "date" and name in mapping.places
        }

    def read(self, view: RowView, notes: Notes) -> Mapping[str, date]:
        """The days that were understood, by the names of their columns."""
        days: dict[str, date] = {}
        for name, (column, rules) in self._columns.items():
            read = read_date(view.cell(name), rules)
            if read.remark:
                notes.remark(f"{column.says} {read.remark}", f"The {column.says} {read.remark}.")
            if read.day:
                days[name] = read.day
                notes.read_as.append(f"{column.says} {in_words(read.day)}")
            else:
                self._say_why(column, read, view, notes)
        self._say_impossible(days, notes)
        return days

    def _rules(self, column: Column, referrals: ReferralList, mapping: ColumnMapping) -> DateRules:
        reading = mapping.rules.reading
        order = order_of(row.cells[mapping.places[column.name]] for row in referrals.rows)
        month_first = reading.date_order == "month_first"
        against = order.day_first if month_first else order.month_first
        epoch = reading.day_numbers_from or referrals.epoch
        return DateRules(self._today, column.name == "born_on", month_first, against > 0, epoch)

    def _say_why(self, column: Column, read: DateRead, view: RowView, notes: Notes) -> None:
        needed = column.missing == "person" or column.name in self._needed
        if read.kind == "nothing":
            if needed:
                notes.person_needed(f"{column.says}: empty", f"The cell for {column.says} is empty.")
            return
        kind, says = f"{column.says} {read.problem}", f"The {column.says} {read.problem}"
        if needed:
            notes.person_needed(kind, f"{says}.")
        else:
            notes.remark(kind, f"{says}; its words are kept.")
            notes.keep(column.says, view.text(column.name))

    def _say_impossible(self, days: Mapping[str, date], notes: Notes) -> None:
        born = days.get("born_on")
        for name, day in days.items():
            says = self._columns[name][0].says
            if day > self._today:
                notes.person_needed(f"{says} in the future", f"The {says} lies in the future.")
            if born and day < born:
                notes.person_needed(f"{says} before birth", f"The {says} lies before the birth date.")
        if born and self._today.year - born.year > OLDEST_PERSON_YEARS:
            notes.person_needed(
                "birth date too long ago", f"The birth date lies over {OLDEST_PERSON_YEARS} years back."
            )
        if "onset" in days and "received_on" in days and days["onset"] > days["received_on"]:
            notes.person_needed("onset after the referral", "The onset lies after the day the referral was received.")
