"""A story to be told, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.story import Story
from tests.support.databases import PostgresDatabases, SqliteDatabases
from workflow import Keyring, Pathways
from workflow.history import open_engine, upgrade


@pytest.fixture(scope="session")
def pathways() -> Pathways:
    """The shipped pathways, loaded once."""
    return Pathways.shipped()


@pytest.fixture
def on_sqlite(sqlite_databases: SqliteDatabases, tmp_path: Path, pathways: Pathways) -> Iterator[Story]:
    """An empty history on a SQLite file."""
    with story_on(sqlite_databases.fresh(tmp_path, migrate), pathways) as found:
        yield found


@pytest.fixture
def on_postgres(postgres_databases: PostgresDatabases, pathways: Pathways) -> Iterator[Story]:
    """An empty history on PostgreSQL."""
    url = postgres_databases.fresh(migrate)
    with story_on(url, pathways) as found:
        yield found
    postgres_databases.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def story(request: pytest.FixtureRequest) -> Story:
    """A story nobody is in yet, once on each database."""
    found: Story = request.getfixturevalue(f"on_{request.param}")
    return found


@contextmanager
def story_on(url: str, pathways: Pathways) -> Iterator[Story]:
    """A story on a migrated database."""
    engine = open_engine(url)
    yield Story(engine, pathways, Keyring.from_hex("5e" * 32))
    engine.dispose()


def migrate(url: str) -> None:
    """Make casepath's tables."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
