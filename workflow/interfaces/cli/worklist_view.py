"""Shows the worklist: who is stuck, what is due, whose it is; the open alerts first, as the book sorts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from workflow.interfaces.cli.naming import date_says, prettified
from workflow.interfaces.cli.sheet import Cell, Paragraph, Sheet, table

if TYPE_CHECKING:
    from workflow.history import WorklistRow

_COLUMNS = ("case", "patient", "state", "day", "due", "because of", "review", "whose", "waiting")


_SOON = 2
"""Days before a due date from which it stands out."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row with whom it is about ("" when the keys are not here) and its shortest unmistakable id."""

    row: WorklistRow
    patient: str
    short_id: str


def worklist_sheet(listed: Sequence[Listed], *, today: date, more: bool) -> Sheet:
    """A row a case, or the sentence that there is none."""
    if not listed:
        return [Paragraph("No case matches.", "quiet")]
    rows = [_row(one, today) for one in listed]
    made = table(_COLUMNS, rows, flexible=("patient", "state", "due", "because of", "whose", "waiting"))
    return (
        [made, Paragraph(f"There are more: --after {listed[-1].short_id}, or --limit N.", "quiet")] if more else [made]
    )


def worklist_value(one: Listed) -> dict[str, Any]:
    """A row as plain values."""
    row = one.row
    return {
        "case": row.case_id,
        "patient": one.patient or None,
        "local_id": row.local_id or None,
        "pathway": row.pathway,
        "state": row.state,
        "next_due_on": _iso(row.next_due_on),
        "next_due_clock": row.next_due_clock or None,
        "received_on": _iso(row.received_on),
        "review_on": _iso(row.review_on),
        "owner": row.owner or None,
        "team": row.team or None,
        "alerts": row.alerts,
        "unacknowledged": row.unacknowledged,
        "outcome": row.outcome or None,
        "seq": row.seq,
    }


def shortest_ids(case_ids: Sequence[str]) -> dict[str, str]:
    """For each id its shortest beginning, of at least eight characters, that none of the others has."""
    return {one: _shortest(one, [other for other in case_ids if other != one]) for one in case_ids}


def _shortest(case_id: str, others: Sequence[str]) -> str:
    for length in range(8, len(case_id)):
        if not any(other.startswith(case_id[:length]) for other in others):
            return case_id[:length]
    return case_id


def _row(one: Listed, today: date) -> tuple[str | Cell, ...]:
    row = one.row
    closed = prettified(row.outcome) if row.outcome and not row.is_open else ""
    return (
        one.short_id,
        one.patient or row.local_id or "",
        f"{prettified(row.state)}: {closed}" if closed else prettified(row.state),
        str((today - row.received_on).days) if row.received_on else "",
        _due(row, today),
        prettified(row.next_due_clock or ""),
        _day_says(row.review_on, today) if row.review_on != row.next_due_on else "",
        ", ".join(filter(None, (row.owner, row.team))),
        _waiting(row),
    )


def _due(row: WorklistRow, today: date) -> Cell:
    if row.next_due_on is None:
        return Cell("no date", "warn") if row.is_open else Cell("")
    left = (row.next_due_on - today).days
    when = "today" if left == 0 else f"in {left} d" if left > 0 else f"{-left} d late"
    return Cell(f"{_day_says(row.next_due_on, today)}, {when}", "bad" if left < 0 else "warn" if left <= _SOON else "")


def _waiting(row: WorklistRow) -> Cell:
    alerts = f"{row.alerts} {'alert' if row.alerts == 1 else 'alerts'}" if row.alerts else ""
    unread = f"{row.unacknowledged} to acknowledge" if row.unacknowledged else ""
    return Cell(", ".join(filter(None, (alerts, unread))), "bad" if row.alerts else "warn")


def _day_says(day: date | None, today: date) -> str:
    """A date; the year only where it is not this one."""
    says = date_says(day)
    return says.removesuffix(f" {today.year}") if says else ""


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
