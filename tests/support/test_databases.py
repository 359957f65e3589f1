"""The test databases themselves: fresh each time, cheap, and on the server that was asked for."""

from __future__ import annotations

from pathlib import Path

import psycopg
from sqlalchemy import create_engine, inspect, text

from tests.support.databases import PostgresDatabases, SqliteDatabases, libpq_url
from workflow.rehearsal.postgres import running
from workflow.rehearsal.postgres_binaries import Binaries


def make_a_ward(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE ward (name TEXT PRIMARY KEY)"))
    engine.dispose()


def tables(url: str) -> list[str]:
    engine = create_engine(url)
    names = inspect(engine).get_table_names()
    engine.dispose()
    return names


def test_a_test_starts_with_an_empty_database(database_url: str) -> None:
    assert tables(database_url) == []
    make_a_ward(database_url)
    assert tables(database_url) == ["ward"]


def test_a_prepared_postgres_database_is_copied_and_never_shared(postgres_databases: PostgresDatabases) -> None:
    first, second = (postgres_databases.fresh(make_a_ward) for _ in range(2))
    with psycopg.connect(libpq_url(first)) as connection:
        connection.execute("INSERT INTO ward VALUES ('four')")
    with psycopg.connect(libpq_url(second)) as connection:
        assert connection.execute("SELECT count(*) FROM ward").fetchone() == (0,)
    postgres_databases.drop(first)
    postgres_databases.drop(second)


def test_a_prepared_sqlite_file_is_copied(sqlite_databases: SqliteDatabases, tmp_path: Path) -> None:
    assert tables(sqlite_databases.fresh(tmp_path, make_a_ward)) == ["ward"]


def test_the_server_keeps_the_settings_our_applications_insist_on(postgres_url: str) -> None:
    with psycopg.connect(libpq_url(postgres_url)) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute("SELECT current_setting(%s)", [setting]).fetchone() == ("on",)


def test_a_killed_server_comes_back_with_what_was_committed(postgres_binaries: Binaries) -> None:
    with running(postgres_binaries, on_disk=True) as server:
        url = server.url("postgres")
        make_a_ward(url)
        server.kill()
        server.start()
        assert tables(url) == ["ward"]
