"""Shows clocks with their arithmetic: which day of how many, when due, met or missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workflow.interfaces.cli.naming import prettified
from workflow.interfaces.cli.sheet import Cell, Table, Tone, table

if TYPE_CHECKING:
    from workflow.engine import ClockReading

_TONES: dict[str, Tone] = {"overdue": "bad", "missed": "bad", "due_today": "warn", "met": "good"}


def clocks_table(clocks: Sequence[ClockReading]) -> Table:
    """A row for each clock: its name, how it stands, its arithmetic, the standard behind it."""
    rows = [
        (
            f"{prettified(one.clock)} {one.item}".strip(),
            Cell(prettified(one.status), _TONES.get(one.status, "")),
            left_says(one),
            one.arithmetic,
            one.standard,
        )
        for one in clocks
    ]
    return table(
        ("clock", "", "left", "how it comes about", "standard"), rows, flexible=("how it comes about", "standard")
    )


def left_says(clock: ClockReading) -> str:
    """How much time is left: `4 days left`, `due today`, `3 days late`; "" once it has stopped."""
    if clock.stopped_on is not None:
        return ""
    if clock.days_left == 0:
        return "due today"
    days = f"{abs(clock.days_left)} {'day' if abs(clock.days_left) == 1 else 'days'}"
    return f"{days} left" if clock.days_left > 0 else f"{days} late"


def clock_values(clocks: Sequence[ClockReading]) -> list[dict[str, Any]]:
    """Clocks as plain values."""
    return [
        {
            "clock": one.clock,
            "item": one.item,
            "says": one.says,
            "standard": one.standard,
            "started_on": one.started_on.isoformat(),
            "due_on": one.due_on.isoformat(),
            "due_at": one.due_at.isoformat() if one.due_at else None,
            "stopped_on": one.stopped_on.isoformat() if one.stopped_on else None,
            "day": one.day,
            "days_left": one.days_left,
            "status": one.status,
            "arithmetic": one.arithmetic,
        }
        for one in clocks
    ]
