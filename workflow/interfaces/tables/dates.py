"""Which day a cell of a list means: every form in use is understood or said not to be a day; nothing is guessed.

Texts are read day first, as in Britain. It knows no column and never quotes a cell, so that what it says may be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflow.interfaces.tables.cells import Cell, text_of

OLDEST_PERSON_YEARS = 115
"""Beyond this a birth date is taken for a mistake; about two years below the longest life on record in Britain."""

_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100
_TIME = r"(?:[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?\Z"
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME, re.ASCII | re.IGNORECASE)
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})" + _TIME, re.ASCII | re.IGNORECASE)
_WORDED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/ ]?([A-Za-z]{3,9})\.?[-/ ,]+(\d{4}|\d{2})" + _TIME, re.ASCII | re.IGNORECASE
)
_MONTH_IN_NUMBERS = re.compile(r"(?:(\d{1,2})[-/.](\d{4})|(\d{4})[-/.](\d{1,2}))\Z", re.ASCII)
_MONTH_WORDED = re.compile(r"([A-Za-z]{3,9})\.?[-/ ,]+(\d{4}|\d{2})\Z", re.ASCII)
_DAY_NUMBER = re.compile(r"(\d{5})(?:\.\d+)?\Z", re.ASCII)
_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip  # spelled out, because the calendar module speaks the language of the machine
_MONTHS = {word.casefold(): at for at, name in enumerate(_NAMES, 1) for word in (name, name[:3])} | {"sept": 9}
_COUNTED_FROM = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}


@dataclass(frozen=True, slots=True)
class DateRules:
    """How the dates of one column are read.

    Args:
        today: the pathway's local date.
        birth: whether it holds birth dates, whose two-digit years may lie in either century.
        month_first: whether 03/04/2026 means 4 March.
        contradicted: whether the column also holds dates that only the other order can read.
        epoch: the year day numbers count from, 1900 or 1904; 0 where nobody told, taken as 1900 and said.
    """

    today: date
    birth: bool = False
    month_first: bool = False
    contradicted: bool = False
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class DateRead:
    """What a cell was understood as.

    Args:
        kind: day, month (only the month is known), nothing (empty) or unread.
        day: the day, for `day`.
        month: YYYY-MM, for `month`.
        remark: what was taken for granted while reading, or "".
        problem: why it is not a day, completing the words "the birth date …", or "".
    """

    kind: str
    day: date | None = None
    month: str = ""
    remark: str = ""
    problem: str = ""


NOTHING = DateRead("nothing")


@dataclass(frozen=True, slots=True)
class Order:
    """How many dates of a column written in numbers can be read only day first, only month first, or either way."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0


def read_date(cell: Cell, rules: DateRules) -> DateRead:
    """Understand one cell as a day."""
    if isinstance(cell, datetime):
        return _whole(cell.date())
    if isinstance(cell, date):
        return _whole(cell)
    text = text_of(cell).lstrip("'")
    if not text:
        return NOTHING
    try:
        return _day(text, rules) or _month(text, rules) or _unread("is not written as a date")
    except ValueError:
        return _unread("is no day of the calendar")


def in_words(day: date) -> str:
    """The day as people write it, such as "4 March 2026"."""
    return f"{day.day} {_NAMES[day.month - 1]} {day.year}"


def order_of(cells: Iterable[Cell]) -> Order:
    """Count what the dates of a column say about their order."""
    counts = [0, 0, 0]
    for cell in cells:
        found = _NUMBERS.match(text_of(cell)) if isinstance(cell, str) else None
        if not found:
            continue
        first, second = int(found[1]), int(found[3])
        if 12 < first <= 31 and 1 <= second <= 12:
            counts[0] += 1
        elif 1 <= first <= 12 < second <= 31:
            counts[1] += 1
        elif 1 <= first <= 12 and 1 <= second <= 12 and first != second:
            counts[2] += 1
    return Order(*counts)


def _day(text: str, rules: DateRules) -> DateRead | None:
    if found := _YEAR_FIRST.match(text):
        return _whole(date(int(found[1]), int(found[3]), int(found[4])))
    if found := _NUMBERS.match(text):
        return _in_numbers(int(found[1]), int(found[3]), found[4], rules)
    if (found := _WORDED.match(text)) and found[2].casefold() in _MONTHS:
        return _in_year(int(found[1]), _MONTHS[found[2].casefold()], found[3], rules)
    if found := _DAY_NUMBER.match(text):
        remark = "" if rules.epoch else "is a day number, counted as spreadsheets do from 1900"
        return _whole(_COUNTED_FROM[rules.epoch or 1900] + timedelta(days=int(found[1])), remark)
    return None


def _in_numbers(first: int, second: int, year: str, rules: DateRules) -> DateRead:
    either = first <= 12 and second <= 12 and first != second
    if either and rules.contradicted:
        return _unread("can be read day first or month first, and other dates of this column need the other order")
    day, month = (second, first) if rules.month_first else (first, second)
    read = _in_year(day, month, year, rules)
    if not either or read.kind != "day":
        return read
    order = "month first" if rules.month_first else "day first"
    return DateRead("day", read.day, remark=" and ".join(filter(None, (f"was read {order}", read.remark))))


def _in_year(day: int, month: int, year: str, rules: DateRules) -> DateRead:
    if len(year) == 4:
        return _whole(date(int(year), month, day))
    if not rules.birth:
        return _whole(date(2000 + int(year), month, day), "has a year of two digits, taken as 20" + year)
    possible = [each for each in _either_century(day, month, int(year)) if _has_age(each, rules.today)]
    if len(possible) > 1:
        return _unread("has a year of two digits that fits two centuries")
    if not possible:
        date(2000 + int(year), month, day)
        return _unread("has a year of two digits that fits no living person")
    return _whole(possible[0], "has a year of two digits, and only one century fits")


def _either_century(day: int, month: int, year: int) -> list[date]:
    found = []
    for century in (1900, 2000):
        try:
            found.append(date(century + year, month, day))
        except ValueError:
            continue
    return found


def _has_age(born: date, today: date) -> bool:
    return born <= today and today.year - born.year <= OLDEST_PERSON_YEARS


def _month(text: str, rules: DateRules) -> DateRead | None:
    if found := _MONTH_IN_NUMBERS.match(text):
        return _month_read(int(found[2] or found[3]), int(found[1] or found[4]))
    if (found := _MONTH_WORDED.match(text)) and found[1].casefold() in _MONTHS:
        if len(found[2]) == 2 and rules.birth:
            return _unread("names a month and a year of two digits only")
        return _month_read(int(found[2]) if len(found[2]) == 4 else 2000 + int(found[2]), _MONTHS[found[1].casefold()])
    return None


def _month_read(year: int, month: int) -> DateRead:
    first = date(year, month, 1)
    return DateRead("month", month=first.isoformat()[:7], problem="is known only to the month")


def _whole(day: date, remark: str = "") -> DateRead:
    if not _EARLIEST_YEAR <= day.year <= _LATEST_YEAR:
        return _unread("lies in a year that cannot be meant")
    return DateRead("day", day, remark=remark)


def _unread(problem: str) -> DateRead:
    return DateRead("unread", problem=problem)
