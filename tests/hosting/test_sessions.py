"""In a host's Session or Connection there is one commit and one rollback, and both are the host's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import StaticPool, create_engine, event, inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from tests.hosting.hosts import Counted, Loan, counted, hosts, lend, loans
from tests.support.lending import LIBRARIAN, Library
from tests.support.watching import ended_or_set, watched
from workflow.case.errors import BadInput, Conflict, Refused
from workflow.history.casebook import CaseBook
from workflow.history.tables import metadata, wf_case


@pytest.fixture(autouse=True)
def _hosts_tables(request: pytest.FixtureRequest) -> None:
    if "library" in request.fixturenames:
        hosts.metadata.create_all(request.getfixturevalue("library").engine)


@pytest.mark.parametrize(("ending", "stands"), [("commit", Counted(1, 1)), ("rollback", Counted(0, 0))])
@pytest.mark.parametrize("first", ["the host", "casepath"])
def test_both_rows_come_together_or_neither(library: Library, ending: str, stands: Counted, first: str) -> None:
    with Session(library.engine) as session:
        if first == "the host":
            lend(session)
        library.request(library.book(session))
        if first == "casepath":
            lend(session)
        getattr(session, ending)()
    assert counted(library) == stands


def test_an_error_of_the_hosts_own_takes_the_entries_with_it(library: Library) -> None:
    with Session(library.engine) as session:
        library.request(library.book(session))
        session.add(Loan(None))
        with pytest.raises(IntegrityError):
            session.commit()
    assert counted(library) == Counted(0, 0)


def test_a_case_book_goes_on_after_the_hosts_commit(library: Library) -> None:
    with Session(library.engine) as session:
        book = library.book(session)
        case_id = library.request(book).case.id
        session.commit()
        book.report(case_id, "show_card", {"shown": "yes"}, by=LIBRARIAN)
        session.rollback()
        assert book.case(case_id).seq == 1


@pytest.mark.parametrize("expire", [True, False])
def test_what_waits_in_the_hosts_session_is_not_written_early(library: Library, expire: bool) -> None:
    with sessionmaker(library.engine, expire_on_commit=expire)() as session:
        waiting = Loan(None)  # which cannot be written
        session.add(waiting)
        book = library.book(session)
        case_id = library.request(book).case.id
        book.report(case_id, "show_card", {"shown": "yes"}, by=LIBRARIAN)
        assert book.worklist()
        assert waiting in session.new
        waiting.mark = "QA76"
        session.commit()
    assert counted(library).loans == 1


def test_of_nested_savepoints_each_takes_back_its_own(library: Library) -> None:
    with Session(library.engine) as session, session.begin():
        book = library.book(session)
        case_id = library.request(book).case.id
        with session.begin_nested():
            book.report(case_id, "show_card", {"shown": "yes"}, by=LIBRARIAN)
            inner = session.begin_nested()
            lend(session)
            book.report(case_id, "note", {"about": "book", "text": "x"}, by=LIBRARIAN)
            inner.rollback()
        assert [each.entry.event for each in book.history(case_id)][:2] == ["request", "show_card"]
    assert counted(library).loans == 0


def test_a_refusal_inside_a_savepoint_leaves_the_rest(library: Library) -> None:
    with Session(library.engine) as session, session.begin():
        book = library.book(session)
        case_id = library.request(book).case.id
        with suppress(Refused), session.begin_nested():
            book.report(case_id, "show_card", {"shown": "yes"}, by=LIBRARIAN)
            book.report(case_id, "lend", {"review_on": "2026-03-20"}, by=LIBRARIAN)
        lend(session)
    assert counted(library) == Counted(1, 1)


def test_a_host_may_keep_its_own_rows_in_another_database(library: Library, tmp_path: Any) -> None:
    own = create_engine(f"sqlite:///{tmp_path / 'host.db'}")
    hosts.metadata.create_all(own)
    try:
        with Session(library.engine, binds={Loan: own}) as session, session.begin():
            lend(session)
            library.request(library.book(session))
        assert counted(library, on=own) == Counted(1, 1)
        assert counted(library).loans == 0
    finally:
        own.dispose()


def test_a_session_bound_to_the_hosts_database_is_told_where_ours_is(library: Library, tmp_path: Any) -> None:
    own = create_engine(f"sqlite:///{tmp_path / 'host.db'}")
    hosts.metadata.create_all(own)
    try:
        with Session(own, binds={wf_case: library.engine}) as session, session.begin():
            lend(session)
            library.request(library.book(session))
        assert counted(library, on=own) == Counted(1, 1)
    finally:
        own.dispose()


def test_our_tables_are_on_a_metadata_of_their_own(library: Library) -> None:
    hosts.metadata.drop_all(library.engine)
    assert not set(hosts.metadata.tables) & set(metadata.tables)
    left = set(inspect(library.engine).get_table_names())
    assert loans.name not in left
    assert set(metadata.tables) <= left


CALLS: dict[str, Callable[[CaseBook, str], Any]] = {
    "a report": lambda book, case: book.report(case, "take_back", by=LIBRARIAN, key="T1"),
    "a look": lambda book, case: (
        book.case(case),
        book.history(case),
        book.worklist(),
        book.options(case, by=LIBRARIAN),
    ),
    "an erasure": lambda book, case: book.erase(case, by=LIBRARIAN, reason="borrower_request"),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_in_a_session_nothing_is_begun_ended_or_set(library: Library, call: str, level: str) -> None:
    if library.engine.dialect.name == "sqlite":
        level = "SERIALIZABLE"
    case_id = library.lent()
    with Session(library.engine.execution_options(isolation_level=level)) as session:
        with watched(session.connection()) as seen:
            CALLS[call](library.book(session), case_id)
            assert seen
            assert ended_or_set(seen) == []
            assert session.in_transaction()
        session.rollback()


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_at_a_strict_isolation_the_second_writer_is_told_to_try_again(on_postgres: Library, level: str) -> None:
    case_id = on_postgres.lent()
    strict = on_postgres.engine.execution_options(isolation_level=level)
    with Session(strict) as late, Session(strict) as early:
        on_postgres.book(late).case(case_id)
        on_postgres.book(early).report(case_id, "take_back", by=LIBRARIAN)
        early.commit()
        with pytest.raises(Conflict) as caught:
            on_postgres.book(late).report(case_id, "take_back", by=LIBRARIAN)
        assert caught.value.retry_transaction
        late.rollback()
        with pytest.raises(Refused):
            on_postgres.book(late).report(case_id, "take_back", by=LIBRARIAN)


@pytest.mark.parametrize("how", ["connection", "engine"])
def test_a_connection_that_commits_each_statement_is_refused(library: Library, how: str) -> None:
    plain = create_engine(library.engine.url, **({"isolation_level": "AUTOCOMMIT"} if how == "engine" else {}))
    try:
        with plain.connect() as connection:
            if how == "connection":
                connection.execution_options(isolation_level="AUTOCOMMIT")
            with pytest.raises(BadInput, match="AUTOCOMMIT"):
                library.request(library.book(connection))
        own = plain.execution_options(isolation_level="AUTOCOMMIT")
        with Session(own) as session, pytest.raises(BadInput, match="with transactions"):
            library.book(session).worklist()
    finally:
        plain.dispose()
    assert counted(library) == Counted(0, 0)


def test_a_host_that_begins_for_the_sqlite_driver_is_not_refused(on_sqlite: Library) -> None:
    plain = create_engine(on_sqlite.engine.url)

    @event.listens_for(plain, "connect")
    def _leave_beginning_to_us(raw: Any, _record: Any) -> None:
        raw.isolation_level = None

    @event.listens_for(plain, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    with plain.begin() as connection:
        on_sqlite.request(on_sqlite.book(connection))
    with plain.connect() as connection:
        on_sqlite.request(on_sqlite.book(connection), "R2")
        connection.rollback()
    plain.dispose()
    assert len(on_sqlite.dump()["wf_entry"]) == 1


@pytest.mark.parametrize("enforced", ["ON", "OFF"])
def test_sqlite_without_foreign_keys_keeps_the_same_history(on_sqlite: Library, enforced: str) -> None:
    plain = create_engine(on_sqlite.engine.url)
    event.listen(plain, "connect", lambda raw, _: raw.execute(f"PRAGMA foreign_keys = {enforced}"))
    with Session(plain) as session, session.begin():
        book = on_sqlite.book(session)
        case_id = on_sqlite.request(book).case.id
        book.report(case_id, "note", {"about": "book", "text": "x"}, by=LIBRARIAN)
        book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
    plain.dispose()
    entries = on_sqlite.dump()["wf_entry"]
    with on_sqlite.at_work() as book:
        assert len(book.history(case_id)) == len(entries)


def test_a_sqlite_database_in_memory_is_shared_by_its_one_connection(library: Library) -> None:
    memory = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(memory)
    hosts.metadata.create_all(memory)
    with Session(memory) as session, session.begin():
        lend(session)
        case_id = library.request(library.book(session)).case.id
    with Session(memory) as session:
        assert library.book(session).case(case_id).seq == 1
    memory.dispose()
