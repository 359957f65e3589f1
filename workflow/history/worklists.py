"""The worklist: cases by what they owe next, page by page. It reads projections only and decides nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, literal_column, or_, select, tuple_

from workflow.case.errors import BadInput, NotFound
from workflow.history.arguments import check_page
from workflow.history.driver import execute
from workflow.history.outcomes import WorklistRow
from workflow.history.tables import wf_case

LONGEST_PAGE = 1000
_ONE: ColumnElement[int] = literal_column("1")
_NONE: ColumnElement[int] = literal_column("0")

_ORDER = (wf_case.c.urgency, wf_case.c.next_due_on, wf_case.c.review_on, wf_case.c.case_id)
_COLUMNS = [column for column in wf_case.c if column.name not in ("file", "head_hash", "person_id", "recorded_at")]
_CLOSED = (1 - wf_case.c.is_open).label("closed")
_PLACE = select(_CLOSED, *_ORDER).where(wf_case.c.case_id == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases are wanted; None means any."""

    state: str | None = None
    owner: str | None = None
    pathway: str | None = None
    team: str | None = None
    overdue_on: date | None = None
    include_closed: bool = False


def worklist(connection: Connection, wanted: Filter, *, limit: int, after: str | None) -> tuple[WorklistRow, ...]:
    """Return a page of cases; see `CaseBook.worklist`."""
    words = {name: getattr(wanted, name) for name in ("state", "owner", "pathway", "team")}
    check_page({**words, "after": after}, wanted.overdue_on, limit)
    if not 1 <= limit <= LONGEST_PAGE:
        raise BadInput(f"A page of the worklist holds 1 to {LONGEST_PAGE} cases; {limit} were asked for.")
    order = (_CLOSED, *_ORDER) if wanted.include_closed else _ORDER
    statement = _filtered(select(*_COLUMNS), wanted).order_by(*order).limit(limit)
    if after is not None:
        place = tuple(_place(connection, after))[-len(order) :]
        statement = statement.where(tuple_(*order) > tuple_(*place))
    return tuple(_row(row) for row in execute(connection, statement))


def _filtered(statement: Select[Any], wanted: Filter) -> Select[Any]:
    if not wanted.include_closed:
        # A closed case whose report was changed afterwards has an open alert, and somebody has to act on it.
        # Written out, as the partial index is: a bound value would keep the database from using it.
        statement = statement.where(or_(wf_case.c.is_open == _ONE, wf_case.c.alerts > _NONE))
    for column, value in (
        (wf_case.c.state, wanted.state),
        (wf_case.c.owner, wanted.owner),
        (wf_case.c.team, wanted.team),
        (wf_case.c.pathway, wanted.pathway.partition(":")[0] if wanted.pathway else None),
    ):
        if value is not None:
            statement = statement.where(column == _printable(value))
    if wanted.overdue_on is not None:
        statement = statement.where(wf_case.c.next_due_on > "", wf_case.c.next_due_on < wanted.overdue_on.isoformat())
    return statement


def _place(connection: Connection, case_id: str) -> Iterable[Any]:
    found = execute(connection, _PLACE, {"wanted": _printable(case_id)}).first()
    if found is None:
        raise NotFound(f"There is no case {case_id} to go on after.")
    return found


def _printable(text: str) -> str:
    if not text.isprintable():
        raise BadInput("A word to filter the worklist by holds control characters.")
    return text


def _row(row: Any) -> WorklistRow:
    return WorklistRow(
        case_id=row.case_id,
        local_id=row.patient_ref,
        pathway=row.pathway,
        definition=row.definition,
        state=row.state,
        is_open=bool(row.is_open),
        seq=row.seq,
        next_due_on=_date(row.next_due_on),
        next_due_clock=row.next_due_clock,
        received_on=_date(row.received_on),
        review_on=_date(row.review_on),
        owner=row.owner,
        team=row.team,
        outcome=row.outcome,
        alerts=row.alerts,
        unacknowledged=row.unacknowledged,
        counts=json.loads(row.counts),
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
