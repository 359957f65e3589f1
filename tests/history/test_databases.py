"""Engines and units of work: two databases, safe settings, and one place that commits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.support.lending import LIBRARIAN, Library
from workflow.case.errors import BadInput
from workflow.history import databases, open_engine, snapshot, sqlite_engine, unit_of_work
from workflow.history.casebook import CaseBook
from workflow.history.databases import unsafe_settings


@pytest.mark.parametrize("url", ["mysql://localhost/x", "mssql+pyodbc://x", "oracle://x"])
def test_other_databases_are_refused_by_name(url: str) -> None:
    with pytest.raises(BadInput, match=f"not on {url.split(':')[0].split('+')[0]}"):
        open_engine(url)


def test_a_url_that_cannot_be_read_says_how_to_write_one() -> None:
    with pytest.raises(BadInput, match="sqlite:///FILE"):
        open_engine("://nothing")


def test_a_bare_path_is_a_sqlite_file(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path / "cases.db"))
    assert engine.dialect.name == "sqlite"
    with pytest.raises(BadInput, match="use open_engine"):
        sqlite_engine("postgresql://localhost/x")


def test_a_sqlite_engine_writes_safely(tmp_path: Path) -> None:
    engine = sqlite_engine(f"sqlite:///{tmp_path}/cases.db")
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "foreign_keys", "busy_timeout", "journal_mode")
        }
    assert (settings["synchronous"], settings["foreign_keys"], settings["busy_timeout"]) == (2, 1, 30000)
    assert settings["journal_mode"] in ("wal", "delete")
    engine.dispose()


def test_a_unit_of_work_commits_at_its_end_and_rolls_back_on_an_error(library: Library) -> None:
    with library.at_work() as book:
        case_id = library.request(book).case.id
    with pytest.raises(ZeroDivisionError), library.at_work() as book:  # noqa: PT012 - the block is what fails
        book.report(case_id, "call_off", by=LIBRARIAN)
        raise ZeroDivisionError
    with library.at_work() as book:
        assert book.case(case_id).state == "requested"


def test_without_a_clock_the_database_tells_the_time(library: Library) -> None:
    before = datetime.now(UTC) - timedelta(seconds=5)
    settings = {**library.settings, "clock": None, "ids": None}
    with unit_of_work(library.engine, library.pathways, **settings) as book:
        opened = library.request(book)
        book.report(opened.case.id, "fetch", {"copy": "C1"}, by=LIBRARIAN)
        first, second = (each.entry.recorded_at for each in book.history(opened.case.id))
    assert before < first <= second < datetime.now(UTC) + timedelta(seconds=5)
    assert len(opened.case.id) == 32


def test_the_statements_clock_is_read_and_not_the_transactions(on_postgres: Library) -> None:
    settings = {**on_postgres.settings, "clock": None}
    with on_postgres.engine.begin() as connection:
        began = connection.execute(text("SELECT now()")).scalar_one()
        connection.execute(text("SELECT pg_sleep(0.05)"))
        opened = on_postgres.request(CaseBook(connection, on_postgres.pathways, **settings))
    assert opened.entries[0].recorded_at > began + timedelta(milliseconds=40)


def test_recorded_time_never_goes_back_when_the_clock_does(library: Library) -> None:
    case_id = library.lent()
    last = library.now
    library.now -= timedelta(days=2)
    with library.at_work() as book:
        note = book.report(case_id, "note", {"about": "book", "text": "x"}, by=LIBRARIAN)
    assert note.entries[0].recorded_at == last


def test_a_clock_without_a_time_zone_is_refused(library: Library) -> None:
    settings = {**library.settings, "clock": lambda: datetime(2026, 3, 2, 9, 0)}  # noqa: DTZ001 - that is the fault
    with unit_of_work(library.engine, library.pathways, **settings) as book, pytest.raises(BadInput, match="time zone"):
        library.request(book)


def test_what_could_lose_an_acknowledged_commit_is_named(library: Library) -> None:
    unsafe = {"postgresql": "SET synchronous_commit = off", "sqlite": "PRAGMA synchronous = NORMAL"}
    with library.engine.connect() as connection:
        assert unsafe_settings(connection) == ()
        connection.rollback()
        connection.connection.cursor().execute(unsafe[connection.dialect.name])
        (told,) = unsafe_settings(connection)
        connection.invalidate()
    assert "synchronous" in told


def test_a_server_that_is_too_old_is_refused(on_postgres: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "POSTGRESQL_NEEDED", 99)
    with on_postgres.engine.connect() as connection, pytest.raises(BadInput, match="PostgreSQL 99 or newer is needed"):
        databases.check_server(connection)


def test_a_book_on_another_database_is_refused() -> None:
    engine = create_engine("sqlite://")
    engine.dialect.name = "mysql"
    with engine.connect() as connection, pytest.raises(BadInput, match="not on mysql"):
        CaseBook(connection, None, deployment="x").worklist()  # type: ignore[arg-type]
    with engine.connect() as connection, pytest.raises(BadInput, match="name of its deployment"):
        CaseBook(connection, None, deployment=" ")  # type: ignore[arg-type]


def test_a_snapshot_sees_one_moment_and_lets_others_write(on_postgres: Library) -> None:
    on_postgres.lent()
    with snapshot(on_postgres.engine) as connection:
        count = text("SELECT count(*) FROM wf_entry")
        before = connection.execute(count).scalar_one()
        with on_postgres.at_work() as book:
            book.report("0001-id", "take_back", by=LIBRARIAN)
        assert connection.execute(count).scalar_one() == before


def test_a_snapshot_of_sqlite_takes_no_write_lock(on_sqlite: Library) -> None:
    on_sqlite.lent()
    with snapshot(on_sqlite.engine), snapshot(on_sqlite.engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM wf_entry")).scalar_one() > 0
