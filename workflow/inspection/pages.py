"""A history read page by page: each case with its row, its entries and its payloads, however many cases there are."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, select

from workflow.history.driver import all_rows
from workflow.history.tables import wf_case, wf_entry, wf_key, wf_payload

PAGE = 100
"""Cases a page: a few thousand rows at a time."""

_ENTRIES_OF = wf_entry.alias("entries_of")
# The first page has no lower bound: a case whose id is empty is looked at like any other.
_FIRST_IDS = select(wf_case.c.case_id).order_by(wf_case.c.case_id).limit(bindparam("page"))
_NEXT_IDS = _FIRST_IDS.where(wf_case.c.case_id > bindparam("after"))
_CASES = select(wf_case, wf_key.c.master, wf_key.c.wrapped).outerjoin(wf_key, wf_key.c.person_id == wf_case.c.person_id)
_HAS_ROW = select(wf_case.c.case_id).where(wf_case.c.case_id == wf_entry.c.case_id).exists()
# Cases that have lost their row: their entries are there still.
_LOST = select(wf_entry.c.case_id).where(~_HAS_ROW).distinct().order_by(wf_entry.c.case_id)
_COUNT = select(func.count()).select_from(wf_case)


@dataclass(frozen=True, slots=True)
class StoredCase:
    """Everything that is stored of one case; rows as the database gives them."""

    case_id: str
    row: Any | None
    entries: tuple[Any, ...]
    payloads: tuple[Any, ...]


def count_cases(connection: Connection) -> int:
    """Return how many cases there are."""
    lost = connection.execute(select(func.count()).select_from(_LOST.subquery())).scalar_one()
    return int(connection.execute(_COUNT).scalar_one()) + int(lost)


def case_pages(connection: Connection, *, page: int = PAGE) -> Iterator[list[StoredCase]]:
    """Give every case in the order of their ids, a page of them at a time; those without a row come last."""
    ids = [row[0] for row in all_rows(connection, _FIRST_IDS, {"page": page})]
    while ids:
        yield _page(connection, ids)
        ids = [row[0] for row in all_rows(connection, _NEXT_IDS, {"after": ids[-1], "page": page})]
    lost = [row[0] for row in all_rows(connection, _LOST, {})]
    for start in range(0, len(lost), page):
        yield _page(connection, lost[start : start + page])


def _page(connection: Connection, ids: list[str]) -> list[StoredCase]:
    rows = {row.case_id: row for row in _CASE_ROWS.between(connection, ids)}
    entries = _by_case(_ENTRY_ROWS.between(connection, ids))
    payloads = _by_case(_PAYLOAD_ROWS.between(connection, ids))
    return [StoredCase(each, rows.get(each), entries.get(each, ()), payloads.get(each, ())) for each in ids]


def _by_case(rows: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
    return {case_id: tuple(found) for case_id, found in groupby(rows, key=attrgetter("case_id"))}


class _Rows:
    """The rows of a table between two case ids, as named tuples in the order of its key."""

    def __init__(self, name: str, statement: Select[Any], table: Table) -> None:
        columns = [column.name for column in statement.selected_columns]
        self._make: Any = namedtuple(name, columns)  # type: ignore[misc]
        within = (table.c.case_id >= bindparam("first"), table.c.case_id <= bindparam("last"))
        self._statement = statement.where(*within).order_by(*table.primary_key)

    def between(self, connection: Connection, ids: list[str]) -> list[Any]:
        """Return the rows from the first to the last of some ids in order."""
        make = self._make._make
        return [make(row) for row in all_rows(connection, self._statement, {"first": ids[0], "last": ids[-1]})]


_CASE_ROWS = _Rows("CaseRow", _CASES, wf_case)
_ENTRY_ROWS = _Rows("EntryRow", select(wf_entry), wf_entry)
_PAYLOAD_ROWS = _Rows("PayloadRow", select(wf_payload), wf_payload)
