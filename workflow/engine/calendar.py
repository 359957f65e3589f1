"""Local days and working days: limits are facts of a calendar, not of a stopwatch."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from workflow.definition.model import Calendar, TimeLimit


def is_working(calendar: Calendar, day: date) -> bool:
    """Whether a local day is neither of the weekend nor a holiday."""
    return day.weekday() not in calendar.weekend and day not in calendar.holidays


def later(day: date, days: int) -> date:
    """The date so many days on; the last day of the calendar where there is none."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max - timedelta(days=1)


def due_date(calendar: Calendar, start: date, limit: TimeLimit) -> date:
    """The local date a limit falls on, counted from the day after `start`.

    Hours are answered with the day on which the last of them ends, counted from the start of `start`.
    """
    if limit.unit == "calendar_days":
        return later(start, limit.amount)
    if limit.unit == "hours":
        return later(start, -(-limit.amount // 24))
    day, left = start, limit.amount
    while left > 0 and (following := later(day, 1)) > day:
        day = following
        left -= is_working(calendar, day)
    return day


def day_in_words(day: date) -> str:
    """A date as people write it: 12 May 2026."""
    return f"{day.day} {day.strftime('%B %Y')}"


def zone_of(calendar: Calendar) -> ZoneInfo:
    """The calendar's time zone."""
    return ZoneInfo(calendar.time_zone)
