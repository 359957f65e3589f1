"""When something happened, kept as precisely as it was told: an instant, a date, or only a month."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import Literal

from workflow.case.errors import BadInput, Problem
from workflow.case.quoting import quoted

Precision = Literal["instant", "date", "month"]

ACCEPTED_FORMS = "2026-05-12, 12/05/2026, 12 May 2026, 2026-05, or 2026-05-12T09:30+01:00"

_FIRST_YEAR, _LAST_YEAR = 2, 9998

_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")
_BRITISH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z")
_WORDED_DATE = re.compile(r"(\d{1,2}) ([A-Za-z]{3,9}) (\d{4})\Z")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}


def instant_text(at: datetime) -> str:
    """Write an aware instant in UTC with exactly six fractional digits and a Z: the only form that is hashed."""
    return _utc_text(at if at.tzinfo is UTC else at.astimezone(UTC))


@lru_cache(maxsize=1024)
def _utc_text(at: datetime) -> str:
    # Kept for instants in UTC alone: in other zones two that are an hour apart may be equal, on a night in autumn.
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


@lru_cache(maxsize=1024)
def instant_from(text: str) -> datetime:
    """Read what `instant_text` wrote (any ISO 8601 instant with a zone is understood)."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is UTC else found.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Effective:
    """An effective time with its precision.

    Args:
        text: canonical text: `YYYY-MM-DDTHH:MM:SS.ffffffZ`, `YYYY-MM-DD` or `YYYY-MM`.
        precision: how much of it was told.
    """

    text: str
    precision: Precision

    @classmethod
    def of(cls, value: datetime | date | str, *, zone: tzinfo = UTC) -> Effective:
        """Understand an instant, a date or a text.

        Args:
            value: an aware datetime; a naive one is taken as local time in `zone`; a date; or a text in one of the
                accepted forms.
            zone: the pathway's time zone.

        Raises:
            BadInput: when the text is none of the accepted forms or no day of the calendar.
        """
        if isinstance(value, datetime):
            return cls(_instant(value, zone), "instant")
        if isinstance(value, date):
            return _understand(value.isoformat(), zone)
        if not isinstance(value, str):
            raise _not_understood(value)
        return _understand(value.strip(), zone)

    @property
    def is_canonical(self) -> bool:
        """Whether the text is the one form in which a time of this precision is written and hashed."""
        try:
            if self.precision == "instant":
                at = instant_from(self.text)
                return instant_text(at) == self.text and _is_within(at)
            return Effective.of(self.text) == self
        except (BadInput, ValueError, OverflowError, TypeError):
            return False

    def first_instant(self, zone: tzinfo) -> datetime:
        """The earliest instant it can mean, in UTC; `zone` says where the day began."""
        if self.precision == "instant":
            return instant_from(self.text)
        return datetime.combine(self.first_date(zone), time(), tzinfo=zone).astimezone(UTC)

    def first_date(self, zone: tzinfo) -> date:
        """The local date, or the first day of the month when only the month is known."""
        if self.precision == "instant":
            return instant_from(self.text).astimezone(zone).date()
        if self.precision == "date":
            return date.fromisoformat(self.text)
        return date.fromisoformat(self.text + "-01")

    def __str__(self) -> str:
        return self.text


def _understand(text: str, zone: tzinfo) -> Effective:
    try:
        if found := _ISO_DATE.match(text):
            return Effective(_date(*map(int, found.groups())).isoformat(), "date")
        if found := _ISO_MONTH.match(text):
            return Effective(_date(int(found[1]), int(found[2]), 1).isoformat()[:7], "month")
        if found := _BRITISH_DATE.match(text):
            return Effective(_date(int(found[3]), int(found[2]), int(found[1])).isoformat(), "date")
        if (found := _WORDED_DATE.match(text)) and found[2].lower() in _MONTHS:
            return Effective(_date(int(found[3]), _MONTHS[found[2].lower()], int(found[1])).isoformat(), "date")
        return Effective.of(datetime.fromisoformat(text), zone=zone)
    except (ValueError, OverflowError) as error:
        raise _not_understood(text) from error


def _date(year: int, month: int, day: int) -> date:
    """A day that has one before it, so that it can be told in every zone."""
    if year < _FIRST_YEAR:
        raise ValueError
    return date(year, month, day)


def _is_within(at: datetime) -> bool:
    """Whether an instant in UTC has a local time in every zone: the first and the last day of the calendar have not."""
    return _FIRST_YEAR <= at.year <= _LAST_YEAR


def _instant(value: datetime, zone: tzinfo) -> str:
    try:
        at = (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
        if not _is_within(at):
            raise ValueError
        return instant_text(at)
    except (ValueError, OverflowError) as error:
        raise _not_understood(value) from error


def _not_understood(value: object) -> BadInput:
    expected = f"a day of the calendar in one of the forms {ACCEPTED_FORMS}"
    return BadInput("The date was not understood.", [Problem("date", quoted(value), expected)])
