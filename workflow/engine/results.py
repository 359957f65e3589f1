"""What the engine answers: accepted with the entries to write and the case after them, or what may be reported now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workflow.case.entry import Entry
from workflow.case.errors import Refused, Unmet
from workflow.case.file import Case


@dataclass(frozen=True, slots=True)
class Accepted:
    """The pathway says yes.

    Args:
        entries: the reported one first, then those of items it ends, then automatic transitions in order.
        case: the case after all of them.
        protected: protected texts of the first entry by field; explanations under `override:REQUIREMENT`.
        advice: advice that was not followed; it refuses nothing and is written in the entry.
    """

    entries: tuple[Entry, ...]
    case: Case
    protected: Mapping[str, str]
    advice: tuple[Unmet, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldOption:
    """One value of a field that decides the way: open, or refused with every reason."""

    field: str
    value: str
    says: str
    open: bool
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One event that belongs to this state: open for this actor, or refused with every reason.

    Args:
        items: ids of the items it may be reported on; empty where it names none.
        fields: for each field that decides the way, each of its values.
    """

    event: str
    says: str
    open: bool
    refused: Refused | None = None
    fields: tuple[FieldOption, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A time limit as it stands today.

    Args:
        item: the item it belongs to; "" for a clock of the case.
        started_on: local date.
        due_on: local date, adjustments included.
        due_at: UTC instant, for limits in hours.
        stopped_on: local date, or None while it runs.
        day: the day it is on (or stopped on), counted from 0 on the starting day.
        days_left: calendar days from today (or the stop) to the due date; negative when late.
        status: running, due_today, overdue, met or missed.
        arithmetic: how the due date comes about, as a sentence.
    """

    clock: str
    item: str
    says: str
    standard: str
    started_on: date
    due_on: date
    due_at: datetime | None
    stopped_on: date | None
    day: int
    days_left: int
    status: str
    arithmetic: str


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """What a worklist shows and sorts by; independent of today, so that it can be stored and rebuilt."""

    next_due_on: date | None
    next_due_clock: str
    received_on: date | None
    review_on: date | None
    owner: str
    team: str
    outcome: str
    counts: Mapping[str, int]
