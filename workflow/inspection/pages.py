"""A history read page by page: each case with its row, its entries and its payloads, however many cases there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, union

from workflow.history.tables import wf_case, wf_entry, wf_key, wf_payload

PAGE = 200
"""Cases a page: a few thousand rows at a time."""

# Also cases that have lost their row or all of their entries.
_IDS = union(select(wf_case.c.case_id), select(wf_entry.c.case_id)).subquery()
_PAGE = (
    select(_IDS.c.case_id).where(_IDS.c.case_id > bindparam("after")).order_by(_IDS.c.case_id).limit(bindparam("page"))
)
_COUNT = select(func.count()).select_from(_IDS)
_CASES = select(wf_case, wf_key.c.master, wf_key.c.wrapped).outerjoin(wf_key, wf_key.c.person_id == wf_case.c.person_id)


@dataclass(frozen=True, slots=True)
class StoredCase:
    """Everything that is stored of one case; rows as the database gives them."""

    case_id: str
    row: Any | None
    entries: tuple[Any, ...]
    payloads: tuple[Any, ...]


def count_cases(connection: Connection) -> int:
    """Return how many cases there are."""
    return int(connection.execute(_COUNT).scalar_one())


def stored_cases(connection: Connection, *, page: int = PAGE) -> Iterator[StoredCase]:
    """Give every case in the order of their ids, reading a page of them at a time."""
    after = ""
    while ids := list(connection.execute(_PAGE, {"after": after, "page": page}).scalars()):
        yield from _page(connection, ids)
        after = ids[-1]


def _page(connection: Connection, ids: list[str]) -> Iterator[StoredCase]:
    rows = {row.case_id: row for row in _between(connection, _CASES, wf_case, ids)}
    entries = _by_case(_between(connection, select(wf_entry), wf_entry, ids))
    payloads = _by_case(_between(connection, select(wf_payload), wf_payload, ids))
    for case_id in ids:
        yield StoredCase(case_id, rows.get(case_id), entries.get(case_id, ()), payloads.get(case_id, ()))


def _between(connection: Connection, statement: Any, table: Any, ids: list[str]) -> Any:
    order = list(table.primary_key)
    within = (table.c.case_id >= bindparam("first"), table.c.case_id <= bindparam("last"))
    wanted = statement.where(*within).order_by(*order)
    return connection.execute(wanted, {"first": ids[0], "last": ids[-1]})


def _by_case(rows: Any) -> dict[str, tuple[Any, ...]]:
    return {case_id: tuple(found) for case_id, found in groupby(rows, key=lambda row: row.case_id)}
