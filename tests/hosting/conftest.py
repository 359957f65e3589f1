"""What the tests of this folder stand on."""

from __future__ import annotations

import pytest

from tests.hosting.asyncio_hosts import AsyncHost
from tests.support.lending import Library
from tests.support.library_fixtures import library, on_postgres, on_sqlite

__all__ = ["library", "on_postgres", "on_sqlite"]

ASYNC_DRIVERS = {
    "psycopg": "postgresql+psycopg",
    "asyncpg": "postgresql+asyncpg",
    "aiosqlite": "sqlite+aiosqlite",
}


@pytest.fixture(params=["psycopg", "asyncpg", "aiosqlite"])
def host(request: pytest.FixtureRequest) -> AsyncHost:
    """A host that works with asyncio, once with each driver."""
    pytest.importorskip("greenlet", reason="the extra `async` is not installed")
    pytest.importorskip(request.param, reason="the extra `async` is not installed")
    kind = "on_sqlite" if request.param == "aiosqlite" else "on_postgres"
    found: Library = request.getfixturevalue(kind)
    return AsyncHost(found, found.engine.url.set(drivername=ASYNC_DRIVERS[request.param]))
