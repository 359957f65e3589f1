"""How values stand in a row, and how a row is held while it is changed; it knows no table.

Text lists are JSON, so that any printable code can stand in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

from workflow.case.actor import Actor
from workflow.case.effective import instant_from

Insert = postgresql.Insert | sqlite.Insert


def listed(codes: Iterable[str]) -> str:
    """Write codes as one text, sorted and each once."""
    return json.dumps(sorted(set(codes)), separators=(",", ":"), ensure_ascii=False)


def codes_of(text: str) -> tuple[str, ...]:
    """Read what `listed` wrote."""
    return tuple(json.loads(text))


def instant_or_none(text: str | None) -> datetime | None:
    """Read an instant where there may be none."""
    return instant_from(text) if text else None


def said_by(actor: Actor) -> str:
    """Write who did something, with the role: `n.lee:admin`."""
    return f"{actor.name}:{actor.role}"


def hold(connection: Connection, rows: Select[Any]) -> list[Any]:
    """Read rows so that nobody else changes them before the transaction ends.

    On SQLite our transactions hold the whole database's write lock from their beginning.
    """
    return list(connection.execute(rows.with_for_update()))


def insert_into(connection: Connection, table: Table) -> Insert:
    """Return an INSERT that knows what to do on a conflict; both databases write it alike."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def claim(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row whose key must be free, and tell whether it was; a taken key does not disturb the transaction."""
    inserting = insert_into(connection, table).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(inserting, row).first() is not None
