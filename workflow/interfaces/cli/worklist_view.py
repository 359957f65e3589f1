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

_COLUMNS = (
    "case",
    "patient",
    "state",
    "due",
    "clock",
    "day",
    "review",
    "owner",
    "team",
    "alerts",
    "to acknowledge",
    "outcome",
)


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
    made = table(_COLUMNS, rows, flexible=("patient", "clock", "state"))
    return [made, Paragraph("There are more: --limit N.", "quiet")] if more else [made]


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
    return (
        one.short_id,
        one.patient or row.local_id or "",
        prettified(row.state),
        _due(row.next_due_on, today),
        prettified(row.next_due_clock or ""),
        str((today - row.received_on).days) if row.received_on else "",
        date_says(row.review_on),
        row.owner or "",
        row.team or "",
        Cell(str(row.alerts), "bad") if row.alerts else "",
        Cell(str(row.unacknowledged), "warn") if row.unacknowledged else "",
        prettified(row.outcome or ""),
    )


def _due(due_on: date | None, today: date) -> Cell:
    if due_on is None:
        return Cell("no date", "warn")
    left = (due_on - today).days
    when = "today" if left == 0 else f"in {left} d" if left > 0 else f"{-left} d late"
    return Cell(f"{date_says(due_on)} ({when})", "bad" if left < 0 else "warn" if left <= 2 else "")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
