"""Engines for the two databases casepath keeps a history on, and the unit of work that commits.

It knows what makes each of them safe, and nothing of what is recorded. A host with an engine of its own needs none of
this: it hands its session or connection to a CaseBook.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from workflow.case.errors import BadInput
from workflow.case.quoting import as_text
from workflow.history.collisions import collisions

if TYPE_CHECKING:
    from workflow.history.casebook import CaseBook
    from workflow.history.definitions import DefinitionSource
    from workflow.history.keyring import Keyring

BUSY_S = 30
"""How long a SQLite connection waits for another writer; trust needs at least five seconds."""
SQLITE_NEEDED = (3, 35, 0)
POSTGRESQL_NEEDED = 15
WAL_SAFE = (3, 51, 3)
"""SQLite before this release can lose a commit when a write-ahead log is reset; there we keep the rollback journal."""
_JOURNALS = ("", "WAL", "DELETE")
_FULL = 2
_UNSAFE_ON_POSTGRESQL = """
SELECT name FROM pg_settings
WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name
"""
IDLE_S = 1.0
"""After so many seconds in the pool a connection is asked whether its server is still there."""
_RETURNED = "casepath_returned"
_BEGIN = "casepath_begin"
_AT_ONCE = "casepath_begins_immediate"
READ_ONLY = "casepath_read_only"
"""Execution option of a connection that only reads: on SQLite it takes no write lock."""


def sqlite_engine(url: str, *, journal: str = "") -> Engine:
    """Return an engine on a SQLite file whose transactions take the write lock at once and reach the disk.

    BEGIN IMMEDIATE, `synchronous=FULL`, foreign keys on, a busy timeout of 30 seconds.

    Args:
        journal: `WAL` or `DELETE`, for whoever knows the SQLite library better than its version tells; a write-ahead
            log where the library is safe with one, else the rollback journal, without it.

    Raises:
        BadInput: when the URL is not one of SQLite, the SQLite library is too old, or there is no such journal.
    """
    if journal not in _JOURNALS:
        raise BadInput(f"sqlite_engine keeps a journal of WAL or DELETE, not of {as_text(journal)}.")
    if make_url(url).get_backend_name() != "sqlite":
        raise BadInput(f"sqlite_engine was given a URL of {make_url(url).get_backend_name()}; use open_engine.")
    if sqlite3.sqlite_version_info < SQLITE_NEEDED:
        raise BadInput(f"SQLite 3.35 or newer is needed; this Python has {sqlite3.sqlite_version}.")
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_S})
    mode = journal or ("WAL" if sqlite3.sqlite_version_info >= WAL_SAFE else "DELETE")
    event.listen(engine, "connect", partial(_set_up_sqlite, mode=mode))
    event.listen(engine, "begin", _note_how_to_begin)
    engine.dialect.do_begin = _begin_on_sqlite  # type: ignore[method-assign, assignment]
    return engine


def open_engine(url: str) -> Engine:
    """Return an engine for a URL, or for the bare path of a SQLite file.

    Raises:
        BadInput: for any other database than PostgreSQL and SQLite, or a URL that cannot be read.
    """
    if "://" not in url:
        return sqlite_engine(f"sqlite:///{url}")
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadInput("The database URL cannot be read; write sqlite:///FILE or postgresql://…") from error
    name = parsed.get_backend_name()
    if name == "sqlite":
        return sqlite_engine(url)
    refuse_other_databases(name)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(parsed, hide_parameters=True)
    event.listen(engine, "checkin", _note_the_time)
    event.listen(engine, "checkout", partial(_ask_after_idleness, engine.dialect))
    return engine


def refuse_other_databases(name: str) -> None:
    """Refuse every dialect but the two whose locking and triggers are known.

    Raises:
        BadInput: naming the database that was refused.
    """
    if name not in ("postgresql", "sqlite"):
        raise BadInput(f"casepath keeps its history on PostgreSQL or SQLite, not on {name}.")


def refuse_asynchronous(on: object) -> None:
    """Refuse an AsyncSession or AsyncConnection where a Session or Connection is needed.

    Raises:
        BadInput: naming the case book for it.
    """
    if hasattr(on, "run_sync"):
        raise BadInput(f"A CaseBook was not made on an {type(on).__name__}: its calls are awaited. Use AsyncCaseBook.")


def refuse_unsuitable(connection: Connection) -> None:
    """Refuse a connection that a history cannot be kept on: another database, or one without transactions.

    Raises:
        BadInput: telling what is needed instead.
    """
    dialect = connection.dialect
    refuse_other_databases(dialect.name)
    raw: Any = connection.connection.dbapi_connection
    if dialect.name == "postgresql":
        commits_each = raw.autocommit
    else:
        commits_each = _AT_ONCE not in connection.info and _sqlite_commits_each(connection, raw)
    if commits_each:
        raise BadInput(
            "Nothing was done: this connection commits every statement by itself (isolation level AUTOCOMMIT), and a "
            "history must be written as a whole or not at all. Hand over a session or connection with transactions, "
            'such as `engine.execution_options(isolation_level="READ COMMITTED").begin()`.'
        )


def _sqlite_commits_each(connection: Connection, raw: Any) -> bool:
    told = getattr(raw, "autocommit", None)  # since Python 3.12; a number where isolation_level decides
    if told is False or (told is not True and raw.isolation_level is not None):
        return False
    if not connection.in_transaction():
        connection.begin()  # a host may begin for the driver, as we do
    return not connection.connection.driver_connection.in_transaction  # type: ignore[union-attr]


def check_server(connection: Connection) -> None:
    """Refuse a PostgreSQL that is too old, or a database that cannot hold every character.

    Raises:
        BadInput: telling which, and what is needed.
    """
    refuse_other_databases(connection.dialect.name)
    if connection.dialect.name != "postgresql":
        return
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if version < POSTGRESQL_NEEDED:
        raise BadInput(f"PostgreSQL {POSTGRESQL_NEEDED} or newer is needed; this server is PostgreSQL {version}.")
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise BadInput(
            f"The database is encoded in {encoding}; casepath needs UTF8. Create it with ENCODING 'UTF8' TEMPLATE "
            "template0."
        )


def unsafe_settings(connection: Connection) -> tuple[str, ...]:
    """Name what could lose a commit that was acknowledged, one sentence each; empty when nothing could.

    For applications to refuse, and for hosts to heed.
    """
    if connection.dialect.name == "postgresql":
        rows = connection.exec_driver_sql(_UNSAFE_ON_POSTGRESQL)
        return tuple(f"PostgreSQL runs with {name} = off: a crash can lose what was acknowledged." for (name,) in rows)
    mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())
    found = []
    if mode == "wal" and sqlite3.sqlite_version_info < WAL_SAFE:
        found.append(f"SQLite {sqlite3.sqlite_version} can lose a commit when its write-ahead log is reset.")
    if mode in ("off", "memory") and connection.engine.url.database not in (None, "", ":memory:"):
        found.append(f"SQLite runs with journal_mode = {mode}: a crash can ruin the database.")
    if int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one()) < _FULL:
        found.append("SQLite does not wait for the disk (synchronous is below FULL).")
    return tuple(found)


@contextmanager
def unit_of_work(
    engine: Engine,
    pathways: DefinitionSource,
    *,
    deployment: str,
    keys: Keyring | None = None,
    clock: Callable[[], datetime] | None = None,
    ids: Callable[[], str] | None = None,
) -> Iterator[CaseBook]:
    """Open a transaction of our own, hand out a CaseBook on it, and commit at the end: the only place that does.

    An exception rolls everything back. The arguments are those of CaseBook.

    Raises:
        Conflict: with `retry_transaction`, when the database could not commit beside other transactions.
    """
    from workflow.history.casebook import CaseBook

    with collisions(), engine.begin() as connection:
        yield CaseBook(connection, pathways, deployment=deployment, keys=keys, clock=clock, ids=ids)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Open a connection that only reads and sees one moment of the whole database."""
    with engine.connect() as plain:
        if engine.dialect.name == "postgresql":
            options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        else:
            options = {READ_ONLY: True}
        connection = plain.execution_options(**options)
        with connection.begin():
            yield connection


def _note_the_time(_connection: Any, record: Any) -> None:
    record.info[_RETURNED] = monotonic()


def _ask_after_idleness(dialect: Dialect, connection: Any, record: Any, _proxy: Any) -> None:
    """Ask a server whether it is still there, where the connection was not used for a while: each asking is a trip.

    Raises:
        DisconnectionError: when it is not; the pool then connects anew.
    """
    returned = record.info.get(_RETURNED)
    if returned is None or monotonic() - returned < IDLE_S:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


def holds_already(connection: Connection) -> bool:
    """Tell whether a transaction on a SQLite connection of ours holds the database's write lock from its beginning."""
    return _AT_ONCE in connection.info and not connection.get_execution_options().get(READ_ONLY, False)


def _set_up_sqlite(connection: Any, record: Any, *, mode: str) -> None:
    record.info[_AT_ONCE] = True
    # The driver would begin transactions by itself, and deferred ones; SQLAlchemy begins them below instead.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    if connection.execute("PRAGMA journal_mode").fetchone()[0].upper() not in (mode, "MEMORY"):
        connection.execute(f"PRAGMA journal_mode = {mode}")


def _note_how_to_begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READ_ONLY, False)
    connection.info[_BEGIN] = "BEGIN" if reads else "BEGIN IMMEDIATE"


def _begin_on_sqlite(connection: Any) -> None:
    """Begin where SQLAlchemy itself does, so that it can tidy up when another writer is in the way for too long."""
    connection.cursor().execute(connection.info.get(_BEGIN, "BEGIN IMMEDIATE")).close()
