"""Everything that the driver of a connection is asked for while a test watches, in a few words each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

ENDING_AND_SETTING = {"COMMIT", "ROLLBACK", "SET", "PRAGMA", "SAVEPOINT", "RELEASE", "BEGIN", "RESET"}
"""What is the host's alone; BEGIN is there once, when the driver begins by itself for the first statement."""


@contextmanager
def watched(connection: Connection) -> Iterator[list[str]]:
    """Collect what is asked of a connection of psycopg or sqlite3."""
    seen: list[str] = []
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        raw.set_trace_callback(lambda statement: seen.append(told_of(statement)))
        yield seen
        raw.set_trace_callback(None)
        return

    class Watched(raw.cursor_factory):  # type: ignore[misc]
        def execute(self, query: Any, *given: Any, **more: Any) -> Any:
            seen.append(told_of(query))
            return super().execute(query, *given, **more)

    before, raw.cursor_factory = raw.cursor_factory, Watched
    ends = {name: getattr(raw, name) for name in ("commit", "rollback")}
    for name, end in ends.items():
        setattr(raw, name, partial(_told, seen, name.upper(), end))
    yield seen
    raw.cursor_factory = before
    for name in ends:
        delattr(raw, name)


@asynccontextmanager
async def watched_async(connection: AsyncConnection) -> AsyncIterator[list[str]]:
    """Collect what is asked of a connection of psycopg (async), asyncpg or aiosqlite."""
    seen: list[str] = []
    raw: Any = (await connection.get_raw_connection()).driver_connection
    if connection.dialect.driver == "asyncpg":
        async with _watched_asyncpg(raw, connection, seen):
            yield seen
    elif connection.dialect.driver == "aiosqlite":
        await raw.set_trace_callback(lambda statement: seen.append(told_of(statement)))
        yield seen
        await raw.set_trace_callback(None)
    else:
        async with _watched_psycopg(raw, seen):
            yield seen


@asynccontextmanager
async def _watched_asyncpg(raw: Any, connection: AsyncConnection, seen: list[str]) -> AsyncIterator[None]:
    adapted: Any = (await connection.get_raw_connection()).dbapi_connection

    class Watched(type(adapted)):  # type: ignore[misc]
        __slots__ = ()

        async def _prepare(self, operation: str, *given: Any) -> Any:
            seen.append(told_of(operation))
            return await super()._prepare(operation, *given)

    before, adapted.__class__ = adapted.__class__, Watched
    with raw.query_logger(lambda record: seen.append(told_of(record.query))):  # tells what is not prepared
        yield
        await asyncio.sleep(0)
    adapted.__class__ = before


@asynccontextmanager
async def _watched_psycopg(raw: Any, seen: list[str]) -> AsyncIterator[None]:
    class Watched(raw.cursor_factory):  # type: ignore[misc]
        async def execute(self, query: Any, *given: Any, **more: Any) -> Any:
            seen.append(told_of(query))
            return await super().execute(query, *given, **more)

    before, raw.cursor_factory = raw.cursor_factory, Watched
    ends = {name: getattr(raw, name) for name in ("commit", "rollback")}
    for name, end in ends.items():
        setattr(raw, name, partial(_told, seen, name.upper(), end))
    yield
    raw.cursor_factory = before
    for name in ends:
        delattr(raw, name)


def told_of(statement: str) -> str:
    """The kind of a statement, and what it writes to."""
    words = statement.split()
    length = {"WITH": 4, "UPDATE": 2, "INSERT": 3}.get(words[0], 1)
    return " ".join(words[:length])


def ended_or_set(seen: list[str]) -> list[str]:
    """What of that only a host may ask for, without the BEGIN with which a driver answers the first statement."""
    asked = [each.split()[0].rstrip(";") for each in seen]
    if "BEGIN" in asked:
        asked.remove("BEGIN")
    return [each for each in asked if each in ENDING_AND_SETTING]


def _told(seen: list[str], word: str, end: Callable[[], Any]) -> Any:
    seen.append(word)
    return end()
