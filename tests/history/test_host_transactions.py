"""A case book is a guest in the host's transaction: it never ends it, and leaves it usable after every refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, select, text
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session, registry

from tests.support.lending import BORROWER, CONSERVATOR, LIBRARIAN, PATHWAY, SCANNER, Library
from tests.support.watching import watched
from workflow.case.actor import Actor
from workflow.case.errors import BadInput, Conflict, NotFound, Refused, WorkflowError
from workflow.history import Identifier, KeyReused, PatientIdentity, sqlite_engine
from workflow.history.casebook import CaseBook
from workflow.history.tables import wf_case, wf_entry

Attempt = Callable[[CaseBook, str], object]

OTHER = PatientIdentity((Identifier("nhs-number", "9990000034"),))
CONTRADICTORY = PatientIdentity((Identifier("nhs-number", "9990000034"), Identifier("local-id", "L 17")))


def referral(book: CaseBook, patient: PatientIdentity, *, pathway: str = PATHWAY, **given: Any) -> object:
    told = {"fields": {"received_on": "2026-03-01"}, **given}
    return book.open(pathway, patient=patient, by=LIBRARIAN, key="x", **told)


REFUSALS: dict[str, tuple[type[WorkflowError], Attempt]] = {
    "the pathway says no": (Refused, lambda book, case: book.report(case, "call_off", by=LIBRARIAN)),
    "the role may not": (Refused, lambda book, case: book.report(case, "judge", {"condition": "sound"}, by=SCANNER)),
    "no such event": (BadInput, lambda book, case: book.report(case, "borrow", by=LIBRARIAN)),
    "no such choice": (BadInput, lambda book, case: book.report(case, "judge", {"condition": "clear"}, by=CONSERVATOR)),
    "a date to come": (BadInput, lambda book, case: book.report(case, "lend", by=LIBRARIAN, occurred_at="2026-03-09")),
    "no such case": (NotFound, lambda book, _: book.report("nobody", "lend", by=LIBRARIAN)),
    "an id no case can have": (NotFound, lambda book, _: book.report("a\x00b", "lend", by=LIBRARIAN)),
    "a stale sequence": (Conflict, lambda book, case: book.report(case, "lend", by=LIBRARIAN, expected_seq=1)),
    "a key used otherwise": (KeyReused, lambda book, case: book.report(case, "lend", by=SCANNER, key="F1")),
    "no such pathway": (NotFound, lambda book, _: referral(book, BORROWER, pathway="nowhere")),
    "fields missing": (BadInput, lambda book, _: referral(book, OTHER, fields={})),
    "a contradictory person": (BadInput, lambda book, _: referral(book, CONTRADICTORY)),
    "nobody at all": (BadInput, lambda book, _: referral(book, PatientIdentity(()))),
    "an actor without a name": (BadInput, lambda book, case: book.report(case, "lend", by=Actor("\x00", "librarian"))),
    "half a character": (BadInput, lambda book, case: book.report(case, "lend", by=LIBRARIAN, key="\ud800")),
    "no such place in the list": (NotFound, lambda book, _: book.worklist(after="nobody")),
    "a free text as a reason": (BadInput, lambda book, case: book.erase(case, by=LIBRARIAN, reason="as Zora asked")),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_after_a_refusal_the_hosts_transaction_goes_on(library: Library, why: str) -> None:
    expected, attempt = REFUSALS[why]
    case_id = library.lent()
    before = library.dump()
    with Session(library.engine) as session, session.begin():
        book = library.book(session)
        with pytest.raises(expected) as caught:
            attempt(book, case_id)
        assert type(caught.value) is expected
        assert session.execute(select(wf_entry.c.seq)).all()
        noted = book.report(case_id, "note", {"about": "book", "text": "still here"}, by=LIBRARIAN)
    after = library.dump()
    assert after["wf_entry"] == [*before["wf_entry"], after["wf_entry"][-1]]
    assert noted.case.seq == len(after["wf_entry"])


@pytest.mark.parametrize("why", REFUSALS)
def test_a_refusal_stores_nothing(library: Library, why: str) -> None:
    expected, attempt = REFUSALS[why]
    case_id = library.lent()
    before = library.dump()
    with library.engine.begin() as connection, pytest.raises(expected):
        attempt(library.book(connection), case_id)
    assert library.dump() == before


def test_what_the_host_rolls_back_never_happened(library: Library) -> None:
    case_id = library.lent()
    before = library.dump()
    with Session(library.engine) as session:
        library.book(session).report(case_id, "take_back", by=LIBRARIAN)
        session.rollback()
    assert library.dump() == before


def test_a_case_is_opened_in_the_transaction_of_the_hosts_own_rows(library: Library) -> None:
    with library.engine.begin() as connection:
        connection.execute(text("CREATE TABLE shelf (mark TEXT)"))
    with library.engine.begin() as connection:
        connection.execute(text("INSERT INTO shelf VALUES ('QA76')"))
        library.request(library.book(connection))
    with library.engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM shelf, wf_case")).scalar_one() == 1


def test_a_session_with_several_databases_is_asked_for_the_one_of_our_tables(library: Library) -> None:
    with Session(binds={wf_case: library.engine}) as session, session.begin():
        opened = library.request(library.book(session))
    assert opened.case.seq == 1
    assert len(library.dump()["wf_case"]) == 1


def test_a_savepoint_that_is_rolled_back_takes_the_entries_with_it(library: Library) -> None:
    with Session(library.engine) as session, session.begin():
        book = library.book(session)
        with session.begin_nested() as savepoint:
            library.request(book)
            savepoint.rollback()
        opened = library.request(book)
    assert len(library.dump()["wf_definition"]) == 1
    with library.at_work() as book:
        assert [each.entry.event for each in book.history(opened.case.id)] == ["request"]


def test_the_hosts_unsaved_objects_are_not_flushed(library: Library) -> None:
    host = registry(metadata=MetaData())
    shelf = Table("shelf", host.metadata, Column("id", Integer, primary_key=True), Column("mark", Text))

    class Shelf:
        """A row of the host."""

    host.map_imperatively(Shelf, shelf)
    host.metadata.create_all(library.engine)
    with Session(library.engine) as session, session.begin():
        waiting = Shelf()
        session.add(waiting)
        library.request(library.book(session))
        assert waiting in session.new


def test_a_report_is_two_trips_on_postgresql_whatever_it_reports(library: Library) -> None:
    case_id = library.lent()
    with library.engine.connect() as connection, watched(connection) as seen:
        book = library.book(connection)
        book.report(case_id, "show_card", {"shown": "yes"}, by=LIBRARIAN)
        plain = list(seen)
        seen.clear()
        book.report(case_id, "take_back", by=LIBRARIAN, key="T1")
        connection.rollback()
    wanted = ["WITH held AS (SELECT", "WITH held AS (UPDATE"]
    if on_sqlite(library):  # which is told of each row of an INSERT
        wanted = ["SELECT", "UPDATE wf_case", "INSERT INTO wf_entry", "INSERT INTO wf_pending"]
    assert list(dict.fromkeys(each for each in plain if each != "BEGIN")) == wanted
    assert list(dict.fromkeys(each for each in seen if each != "ROLLBACK")) == wanted


def on_sqlite(library: Library) -> bool:
    return library.engine.dialect.name == "sqlite"


def test_a_case_book_ends_no_transaction_and_sets_nothing(library: Library) -> None:
    case_id = library.lent()
    with library.engine.connect() as connection, watched(connection) as seen:
        book = library.book(connection)
        library.request(book, "R2")
        book.report(case_id, "note", {"about": "book", "text": "x"}, by=LIBRARIAN)
        book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
        book.worklist()
        assert not {"COMMIT", "ROLLBACK", "SET", "PRAGMA", "SAVEPOINT"} & set(seen)
        connection.rollback()


def test_protected_texts_are_refused_where_there_are_no_keys(library: Library) -> None:
    case_id = library.lent()
    library.keys = None
    with library.at_work() as book:
        with pytest.raises(BadInput, match="no keys were given"):
            book.report(case_id, "note", {"about": "book", "text": "x"}, by=LIBRARIAN)
        with pytest.raises(BadInput, match="opaque PatientRef"):
            library.request(book, "R9")
        with pytest.raises(BadInput, match="with keys"):
            book.protected(case_id)
        with pytest.raises(BadInput, match="with keys"):
            book.identity(case_id)
        assert book.report(case_id, "take_back", by=LIBRARIAN).case.state == "settled"


def test_nothing_is_written_after_the_end_of_the_hosts_block(library: Library) -> None:
    case_id = library.lent()
    before = library.dump()
    with library.engine.begin() as connection, connection.begin_nested() as savepoint:
        savepoint.rollback()
        with pytest.raises(InvalidRequestError, match="closed transaction"):
            library.book(connection).report(case_id, "take_back", by=LIBRARIAN)
    assert library.dump() == before


def test_a_connection_that_found_the_database_busy_begins_again(library: Library) -> None:
    if library.engine.dialect.name != "sqlite":
        pytest.skip("on PostgreSQL nobody waits in order to begin")
    case_id = library.lent()
    engine = sqlite_engine(str(library.engine.url))
    other = library.engine.connect()
    other.begin()
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA busy_timeout = 50")
        book = library.book(connection)
        with pytest.raises(Conflict):
            book.lock(case_id)
        other.close()
        connection.rollback()
        book.lock(case_id)
        assert connection.in_transaction()
        assert connection.connection.driver_connection.in_transaction  # type: ignore[union-attr]
    engine.dispose()
