"""Running a statement on the cursor of the caller's own connection: a third of the work that SQLAlchemy makes of it.

It is for the few statements that every transition pays for; the transaction, and every error, stay SQLAlchemy's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ClauseElement, Connection, CursorResult, Dialect, Executable
from sqlalchemy.engine.util import TransactionalContext
from sqlalchemy.exc import DBAPIError

from workflow.case.errors import invariant

_OURS: Mapping[str, Any] = {"schema_translate_map": None}
"""A host's map of schemas is for the host's tables; ours are found by the search path, as on the driver's cursor."""
Values = tuple[Any, ...] | Mapping[str, Any]


def run(connection: Connection, text: str, values: Values) -> Any:
    """Execute one statement and return the driver's cursor.

    Raises:
        DBAPIError: as SQLAlchemy raises it; the values never stand in it.
    """
    TransactionalContext._trans_ctx_check(connection)  # refuses what comes after the end of a `with begin()` block
    if not connection.in_transaction():
        connection.begin()  # what the first statement of a transaction does by itself
    return _run(connection, text, values)


def run_many(connection: Connection, text: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Execute one statement for each row.

    Raises:
        DBAPIError: as for `run`.
    """
    if len(rows) == 1:
        run(connection, text, rows[0]).close()
    else:
        _run(connection, text, rows, many=True).close()


def execute(connection: Connection, statement: Executable, values: Any = None) -> CursorResult[Any]:
    """Execute a statement as SQLAlchemy does, on casepath's own tables wherever the host has its own.

    Raises:
        DBAPIError: as SQLAlchemy raises it.
    """
    if not connection.in_transaction():
        TransactionalContext._trans_ctx_check(connection)
        connection.begin()
    return connection.execute(statement, values, execution_options=_OURS)


def first_row(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return the first row of a prepared SELECT, in the order of its columns; None when there is none.

    Raises:
        DBAPIError: as for `run`.
    """
    text, bound = _compiled(statement, connection.dialect)
    cursor = run(connection, text, bound(values))
    try:
        row: tuple[Any, ...] | None = cursor.fetchone()
    except connection.dialect.loaded_dbapi.Error as error:  # SQLite reads the file while rows are fetched
        raise _as_sqlalchemy_tells(connection, text, error, cursor) from error
    cursor.close()
    return row


def all_rows(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return every row of a prepared SELECT, in the order of its columns.

    Raises:
        DBAPIError: as for `run`.
    """
    text, bound = _compiled(statement, connection.dialect)
    cursor = run(connection, text, bound(values))
    try:
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemy_tells(connection, text, error, cursor) from error
    cursor.close()
    return rows


def _run(connection: Connection, text: str, values: Any, *, many: bool = False) -> Any:
    cursor = connection.connection.cursor()
    try:
        if many:
            cursor.executemany(text, values)
        else:
            cursor.execute(text, values)
    except connection.dialect.loaded_dbapi.Error as error:
        told = _as_sqlalchemy_tells(connection, text, error, cursor)
        with suppress(connection.dialect.loaded_dbapi.Error):
            cursor.close()
        raise told from error
    return cursor


def _as_sqlalchemy_tells(connection: Connection, text: str, error: Exception, cursor: Any) -> BaseException:
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, cursor)  # type: ignore[arg-type]
    told = DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    )
    if lost:
        _give_up(connection, error)
    return told


def _give_up(connection: Connection, error: Exception) -> None:
    """Let SQLAlchemy see for itself that the connection is lost, so that it gives up those that lie in the pool too.

    Otherwise a report that is repeated after a restart of the server would meet one lost connection after the other.
    """
    with suppress(DBAPIError):
        connection.exec_driver_sql("SELECT 1")
    if not connection.invalidated:
        connection.invalidate(error)


@lru_cache(maxsize=64)
def _compiled(statement: Executable, dialect: Dialect) -> tuple[str, Callable[[Mapping[str, Any]], Values]]:
    """The text of a statement as a driver takes it, and how its values are handed over."""
    invariant(isinstance(statement, ClauseElement), "a statement that has no text")
    compiled: Any = cast("ClauseElement", statement).compile(dialect=dialect)
    names: Sequence[str] | None = compiled.positiontup
    # What the compiler added by itself, such as SQLite's OFFSET.
    fixed = {name: value for name, value in compiled.construct_params(_check=False).items() if value is not None}
    if names is None:
        return str(compiled), lambda values: {**fixed, **values}
    if fixed:
        return str(compiled), lambda values: tuple({**fixed, **values}[name] for name in names)
    return str(compiled), lambda values: tuple(values[name] for name in names)
