"""Rows straight into the tables, as fast as the driver takes them; for databases that a benchmark made for itself.

It goes round the one door through which histories are written, and so nothing but a benchmark may use it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import make_url

from workflow.history.tables import wf_case, wf_entry, wf_identifier, wf_key, wf_opening, wf_payload

FILLED = (wf_case, wf_key, wf_identifier, wf_entry, wf_opening, wf_payload)
"""The tables that are filled, each after those it refers to."""

Rows = Mapping[str, Sequence[tuple[Any, ...]]]
"""Table name → rows, the values in the order of the table's columns."""


class Bulk(Protocol):
    """Somewhere rows can be poured into."""

    def add(self, rows: Rows) -> None:
        """Insert rows into several tables."""


@contextmanager
def bulk_at(url: str) -> Iterator[Bulk]:
    """Pour rows into a migrated database; they are there when the context is left."""
    opened = _into_sqlite if url.startswith("sqlite") else _into_postgresql
    with opened(url) as bulk:
        yield bulk


class _SqliteBulk:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._texts = {table.name: _insert(table) for table in FILLED}

    def add(self, rows: Rows) -> None:
        for name, text in self._texts.items():
            self._connection.executemany(text, rows.get(name, ()))


@contextmanager
def _into_sqlite(url: str) -> Iterator[Bulk]:
    connection = sqlite3.connect(str(make_url(url).database), isolation_level=None)
    try:
        # Nothing of value is lost if this machine stops now: the database is made anew in every run.
        for setting in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -200000"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        yield _SqliteBulk(connection)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _insert(table: Table) -> str:
    return str(table.insert().compile(dialect=sqlite.dialect()))


class _PostgresBulk:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def add(self, rows: Rows) -> None:
        from psycopg import sql

        for table in FILLED:
            columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.c)
            text = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
            with self._connection.cursor() as cursor, cursor.copy(text) as copy:
                for row in rows.get(table.name, ()):
                    copy.write_row(row)


@contextmanager
def _into_postgresql(url: str) -> Iterator[Bulk]:
    import psycopg

    libpq = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(libpq) as connection:
        # The rows fit together; asking about every single one would take most of the time.
        connection.execute("SET session_replication_role = replica")
        yield _PostgresBulk(connection)
    with psycopg.connect(libpq, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # as autovacuum would soon have done
