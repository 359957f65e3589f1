"""One step of a simulated journey: who reports what, how long after the step before, and in whose hours."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from workflow.case.actor import Actor
from workflow.case.entry import Override
from workflow.case.file import Case
from workflow.history.outcomes import Occurred

OPENS = time(8, 30)
CLOSES = time(17, 30)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody reports next.

    Args:
        event: the opening event means that a referral arrives.
        after: since the step before.
        days_ago: how many days before its entry it happened, told as a date alone; None for just now.
        at_any_hour: reported by a feed or in an emergency, not only in office hours.
    """

    event: str
    fields: Mapping[str, object]
    by: Actor
    after: timedelta = timedelta(0)
    days_ago: int | None = None
    at_any_hour: bool = False
    overrides: Mapping[str, Override] = field(default_factory=dict)

    def occurred_at(self, now: datetime, zone: ZoneInfo) -> Occurred:
        """When it happened, as it is told."""
        return None if self.days_ago is None else (now - timedelta(days=self.days_ago)).astimezone(zone).date()


Journey: TypeAlias = Generator[Step, Case, None]
"""Yields what is reported next, and is sent the case as it stands after it."""


def in_office_hours(at: datetime, zone: ZoneInfo) -> datetime:
    """The instant itself when the office is open, else shortly after it opens next; the minutes are kept."""
    local = at.astimezone(zone)
    if local.time() >= CLOSES:
        local = _at_opening(local + timedelta(days=1))
    elif local.time() < OPENS:
        local = _at_opening(local)
    while local.weekday() >= SATURDAY:
        local = _at_opening(local + timedelta(days=1))
    return local.astimezone(at.tzinfo)


def _at_opening(local: datetime) -> datetime:
    opening = local.replace(hour=OPENS.hour, minute=OPENS.minute)
    return opening + timedelta(minutes=local.minute)
