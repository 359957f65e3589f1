"""The text of the statements that write a history, made from the tables that Alembic migrates.

On PostgreSQL one statement moves the cases and adds what happened on them, in one round trip; on SQLite, where a
statement costs no trip, each table has its own. It executes nothing and knows no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from operator import itemgetter
from typing import Any

from sqlalchemy import Integer, LargeBinary, Table

from workflow.history.tables import wf_case, wf_entry, wf_identifier, wf_key, wf_opening, wf_payload, wf_pending

SEQ_BEFORE = "seq_before"
_NEVER_CHANGED = frozenset({"person_id", "patient_ref", "pathway"})
_ARRAY = "?b"
"""A parameter that holds an array."""
_PLACEHOLDERS = {"qmark": "?", "format": "%s", "pyformat": "%s", "numeric_dollar": "$"}
"""How the database drivers write a parameter; those of asyncpg are numbered in addition."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Some columns of a table, and their values out of a row in the same order."""

    table: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    values: Callable[[dict[str, Any]], tuple[Any, ...]]

    @property
    def listed(self) -> str:
        """The names, as an INSERT lists them."""
        return ", ".join(self.names)

    @property
    def typed(self) -> str:
        """One row of typed parameters, so that no driver has to guess."""
        return "(" + ", ".join(f"CAST(? AS {each})" for each in self.types) + ")"

    @property
    def plain(self) -> str:
        """One row of parameters."""
        return "(" + ", ".join("?" for _ in self.names) + ")"


def _columns(table: Table, *, left_out: frozenset[str] = frozenset(), extra: tuple[str, ...] = ()) -> Columns:
    kept = [column for column in table.c if column.name not in left_out]
    names = (*(column.name for column in kept), *extra)
    types = (*(_type(column.type) for column in kept), *("integer" for _ in extra))
    return Columns(table.name, names, types, itemgetter(*names))


def _type(kind: object) -> str:
    if isinstance(kind, Integer):
        return "integer"
    return "bytea" if isinstance(kind, LargeBinary) else "text"


NEW_CASE = _columns(wf_case)
MOVED = _columns(wf_case, left_out=_NEVER_CHANGED, extra=(SEQ_BEFORE,))
ENTRIES = _columns(wf_entry)
PAYLOADS = _columns(wf_payload)
PENDING = _columns(wf_pending)
KEYS = _columns(wf_key)
OPENINGS = _columns(wf_opening)
IDENTIFIERS = _columns(wf_identifier)
_CHANGED = tuple(name for name in MOVED.names if name not in ("case_id", SEQ_BEFORE))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a combined statement writes.

    Args:
        new: whether the cases are inserted, where their keys are free; else they are moved.
        entries: how many rows of each table; None for any number of them, handed over as one array a column.
        binary: whether arrays are handed over in binary, which psycopg does in half the time.
    """

    new: bool
    entries: int | None
    payloads: int | None
    binary: bool = False


@lru_cache(maxsize=128)
def combined(shape: Shape, paramstyle: str) -> str:
    """Return PostgreSQL's statement for a shape; its row count is that of the pending rows.

    Its parameters are the case, the entries, the payloads and the pending row, one after the other; for any number of
    them the arrays of each table's columns. What does not find its case at the place it was read adds nothing.
    """
    one = None if shape.entries is None else 1
    cases = (_inserted if shape.new else _moved)(one)
    parts = [f"held AS ({cases})", f"written AS ({_added(ENTRIES, shape.entries)})"]
    if shape.payloads != 0:
        parts.append(f"kept AS ({_added(PAYLOADS, shape.payloads)})")
    text = f"WITH {', '.join(parts)} {_added(PENDING, one)}".replace(_ARRAY, "%b" if shape.binary else "?")
    return _with_placeholders(text, paramstyle)


@lru_cache(maxsize=32)
def separate(columns: Columns, paramstyle: str, *, claiming: bool = False) -> str:
    """Return the statement that inserts one row; claiming ones insert nothing where the key is there."""
    otherwise = " ON CONFLICT DO NOTHING" if claiming else ""
    text = f"INSERT INTO {columns.table} ({columns.listed}) VALUES {columns.plain}{otherwise}"
    return _with_placeholders(text, paramstyle)


@lru_cache(maxsize=8)
def moving(paramstyle: str) -> str:
    """Return the statement that moves one case: the changed values, then its id and the seq it was read at."""
    changed = ", ".join(f"{name} = ?" for name in _CHANGED)
    return _with_placeholders(f"UPDATE wf_case SET {changed} WHERE case_id = ? AND seq = ?", paramstyle)


MOVING_VALUES = itemgetter(*_CHANGED, "case_id", SEQ_BEFORE)


def _rows(columns: Columns, number: int | None) -> str:
    """Rows of parameters under the name `v`: a number of them, or as many as the arrays hold."""
    if number is None:
        return f"unnest({', '.join(f'CAST({_ARRAY} AS {each}[])' for each in columns.types)}) AS v ({columns.listed})"
    return f"(VALUES {', '.join([columns.typed] * number)}) AS v ({columns.listed})"


def _moved(number: int | None) -> str:
    changed = ", ".join(f"{name} = v.{name}" for name in _CHANGED)
    return (
        f"UPDATE wf_case SET {changed} FROM {_rows(MOVED, number)} "
        f"WHERE wf_case.case_id = v.case_id AND wf_case.seq = v.{SEQ_BEFORE} RETURNING wf_case.case_id"
    )


def _inserted(number: int | None) -> str:
    return (
        f"INSERT INTO wf_case ({NEW_CASE.listed}) SELECT v.* FROM {_rows(NEW_CASE, number)} "
        "ON CONFLICT DO NOTHING RETURNING case_id"
    )


def _added(columns: Columns, number: int | None) -> str:
    return (
        f"INSERT INTO {columns.table} ({columns.listed}) SELECT v.* FROM {_rows(columns, number)} "
        "WHERE v.case_id IN (SELECT case_id FROM held)"
    )


def _with_placeholders(text: str, paramstyle: str) -> str:
    mark = _PLACEHOLDERS[paramstyle]
    if mark != "$":
        return text.replace("?", mark)
    numbers = count(1)
    return "".join(_numbered(text.split("?"), numbers))


def _numbered(pieces: Sequence[str], numbers: Iterator[int]) -> Iterator[str]:
    yield pieces[0]
    for piece in pieces[1:]:
        yield f"${next(numbers)}{piece}"
