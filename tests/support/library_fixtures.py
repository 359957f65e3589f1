"""Fixtures: libraries with an empty, migrated history, and migrated databases: on SQLite, PostgreSQL or each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.lending import Library, library_on, migrate


@pytest.fixture
def on_sqlite(sqlite_databases: SqliteDatabases, tmp_path: Path) -> Iterator[Library]:
    """A library on a SQLite file."""
    with library_on(sqlite_databases.fresh(tmp_path, migrate)) as found:
        yield found


@pytest.fixture
def on_postgres(postgres_databases: PostgresDatabases) -> Iterator[Library]:
    """A library on PostgreSQL."""
    url = postgres_databases.fresh(migrate)
    with library_on(url) as found:
        yield found
    postgres_databases.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def library(request: pytest.FixtureRequest) -> Library:
    """A library, once on each database."""
    found: Library = request.getfixturevalue(f"on_{request.param}")
    return found


@pytest.fixture(params=["sqlite", "postgres"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database, once of each kind."""
    if request.param == "sqlite":
        files: SqliteDatabases = request.getfixturevalue("sqlite_databases")
        yield files.fresh(tmp_path, migrate)
        return
    server: PostgresDatabases = request.getfixturevalue("postgres_databases")
    url = server.fresh(migrate)
    yield url
    server.drop(url)
