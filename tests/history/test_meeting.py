"""Two at the same case, or the same person: one writes, the other is told; nothing is written twice or lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from tests.support.databases import SqliteDatabases
from tests.support.lending import BORROWER, LIBRARIAN, Library, library_on, migrate
from tests.support.together import together
from workflow.case.errors import Conflict, NotFound
from workflow.history import Identifier, PatientIdentity, PatientRef, Report, reading, snapshot, writing
from workflow.history.casebook import CaseBook
from workflow.inspection import verify

NOTE = {"about": "book", "text": "seen"}


def at_work(library: Library, task: Callable[[CaseBook], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with library.at_work() as book:
            return task(book)

    return run


def test_of_reports_that_saw_the_same_case_one_is_recorded(library: Library) -> None:
    case_id = library.lent()
    seen = len(library.dump()["wf_entry"])
    note = at_work(library, lambda book: book.report(case_id, "note", NOTE, by=LIBRARIAN, expected_seq=seen))
    answers = together(*[note] * 4)
    conflicts = [each for each in answers if isinstance(each, Conflict)]
    assert len(conflicts) == 3
    assert not any(each.retry_transaction for each in conflicts)
    assert len(library.dump()["wf_entry"]) == seen + 1


def test_reports_that_expect_nothing_are_all_recorded_in_one_chain(library: Library) -> None:
    case_id = library.lent()
    seen = len(library.dump()["wf_entry"])
    note = at_work(library, lambda book: book.report(case_id, "note", NOTE, by=LIBRARIAN))
    answers = together(*[note] * 5)
    assert sorted(each.case.seq for each in answers) == list(range(seen + 1, seen + 6))
    with library.at_work() as book:
        entries = book.history(case_id)
    assert [each.prev_hash for each in entries[1:]] == [each.hash for each in entries[:-1]]


def test_who_reads_first_and_then_writes_is_not_turned_away(library: Library) -> None:
    case_id = library.lent()
    met = threading.Barrier(3)

    def read_then_write(book: CaseBook) -> Any:
        if library.engine.dialect.name == "postgresql":
            met.wait(30)  # SQLite lets one in at a time, so that they never meet
        assert book.worklist()
        return book.report(case_id, "note", NOTE, by=LIBRARIAN)

    answers = together(*[at_work(library, read_then_write)] * 3)
    assert len({each.case.seq for each in answers}) == 3


def test_the_same_key_at_the_same_moment_is_recorded_once(library: Library) -> None:
    case_id = library.lent()
    seen = len(library.dump()["wf_entry"])
    note = at_work(library, lambda book: book.report(case_id, "note", NOTE, by=LIBRARIAN, key="N1"))
    answers = together(*[note] * 4)
    assert sorted(each.repeated for each in answers) == [False, True, True, True]
    assert len(library.dump()["wf_entry"]) == seen + 1


def test_many_reports_that_meet_are_each_recorded_once_in_whole_chains(library: Library) -> None:
    cases = [library.lent(f"R{number}", patient=PatientRef("lib", f"reader-{number}")) for number in range(3)]
    seen = len(library.dump()["wf_entry"])
    wanted = [Report(case_id, "note", NOTE, LIBRARIAN, key=f"N{number}") for case_id in cases for number in range(2)]
    forwards = at_work(library, lambda book: book.report_many(wanted))
    backwards = at_work(library, lambda book: book.report_many(wanted[::-1]))
    answers = together(forwards, backwards, forwards, backwards)
    told = sorted(each.repeated for answer in answers for each in answer)
    assert told == [False] * 6 + [True] * 18
    assert len(library.dump()["wf_entry"]) == seen + 6
    with snapshot(library.engine) as connection:
        assert verify(connection, library.pathways, keys=library.keys).sound


def test_a_case_that_is_not_there_stops_many_before_anything_is_written(library: Library) -> None:
    case_id = library.lent()
    before = library.dump()
    with library.at_work() as book, pytest.raises(NotFound, match="no case nobody"):
        book.report_many([Report(each, "note", NOTE, LIBRARIAN) for each in (case_id, "nobody")])
    assert library.dump() == before


def test_more_reports_than_one_statement_takes_are_all_recorded(library: Library, monkeypatch: Any) -> None:
    monkeypatch.setattr(reading, "CASES_AT_ONCE", 2)
    monkeypatch.setattr(writing, "CASES_AT_ONCE", 2)
    cases = [library.lent(f"R{number}", patient=PatientRef("lib", f"reader-{number}")) for number in range(5)]
    wanted = [Report(case_id, "note", NOTE, LIBRARIAN, key=f"N{number}") for number in range(3) for case_id in cases]
    with library.at_work() as book:
        assert [each.case.id for each in book.report_many(wanted)] == cases * 3
        assert all(each.repeated for each in book.report_many(wanted))
    with snapshot(library.engine) as connection:
        assert verify(connection, library.pathways, keys=library.keys).sound


def test_the_same_key_is_not_refused_by_what_its_first_use_changed(library: Library) -> None:
    case_id = library.lent()
    back = at_work(library, lambda book: book.report(case_id, "take_back", by=LIBRARIAN, key="T1"))
    answers = together(*[back] * 3)
    assert sorted(each.repeated for each in answers) == [False, True, True]


def test_referrals_of_one_person_at_the_same_moment_open_one_case(library: Library) -> None:
    def referral(number: int) -> Callable[[], Any]:
        return at_work(library, lambda book: library.request(book, f"R{number}"))

    answers = together(*[referral(number) for number in range(4)])
    assert sorted(each.attached for each in answers) == [False, True, True, True]
    assert len({each.case.id for each in answers}) == 1
    assert len(library.dump()["wf_case"]) == 1


def test_the_same_referral_at_the_same_moment_opens_one_case(library: Library) -> None:
    answers = together(*[at_work(library, library.request)] * 4)
    assert sorted(each.repeated for each in answers) == [False, True, True, True]
    assert len(library.dump()["wf_entry"]) == 1


def test_identifiers_that_meet_halfway_open_one_case_or_ask_for_a_person(library: Library) -> None:
    nhs, local = (PatientIdentity((each,)) for each in BORROWER.identifiers)

    def referral(key: str, patient: PatientIdentity) -> Callable[[], Any]:
        return at_work(library, lambda book: library.request(book, key, patient=patient))

    answers = together(referral("R1", nhs), referral("R2", BORROWER), referral("R3", local))
    cases = {each.case.id for each in answers if not isinstance(each, Exception)}
    dump = library.dump()
    assert cases == {row[0] for row in dump["wf_case"]}
    assert len(dump["wf_opening"]) == len([each for each in answers if not isinstance(each, Exception)])
    persons = {row[1] for row in dump["wf_case"]}
    assert {row[1] for row in dump["wf_identifier"]} == persons


def test_a_deadlock_ends_one_of_the_two_as_a_conflict(on_postgres: Library) -> None:
    first = on_postgres.lent()
    second = on_postgres.lent("R2", patient=PatientIdentity((Identifier("nhs-number", "9990000042"),)))
    met = threading.Barrier(2)

    def crossing(one: str, other: str) -> Callable[[], Any]:
        def run(book: CaseBook) -> Any:
            book.lock(one)
            met.wait(30)
            book.lock(other)
            return "both"

        return at_work(on_postgres, run)

    answers = together(crossing(first, second), crossing(second, first))
    (conflict,) = [each for each in answers if isinstance(each, Conflict)]
    assert conflict.retry_transaction
    assert "both" in answers


def test_locks_taken_together_never_deadlock(library: Library) -> None:
    first = library.lent()
    second = library.lent("R2", patient=PatientIdentity((Identifier("nhs-number", "9990000042"),)))
    one_way = at_work(library, lambda book: book.lock(first, second))
    other_way = at_work(library, lambda book: book.lock(second, first))
    assert together(one_way, other_way, one_way, other_way) == [None] * 4
    with library.at_work() as book, pytest.raises(NotFound):
        book.lock(first, "nobody")


def test_a_repeatable_read_host_is_told_to_run_its_transaction_again(on_postgres: Library) -> None:
    case_id = on_postgres.lent()
    with on_postgres.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        book = on_postgres.book(connection)
        assert book.case(case_id).state == "on_loan"
        with on_postgres.at_work() as other:
            other.report(case_id, "note", NOTE, by=LIBRARIAN)
        with pytest.raises(Conflict) as caught:
            book.report(case_id, "note", NOTE, by=LIBRARIAN)
    assert caught.value.retry_transaction


def test_a_host_whose_view_of_sqlite_is_old_is_told_to_run_its_transaction_again(on_sqlite: Library) -> None:
    case_id = on_sqlite.lent()
    plain = create_engine(on_sqlite.engine.url, connect_args={"timeout": 0.2})
    with plain.connect() as holding, Session(plain) as session:
        holding.execute(text("UPDATE wf_case SET seq = seq"))
        with pytest.raises(Conflict) as caught:
            on_sqlite.book(session).report(case_id, "note", NOTE, by=LIBRARIAN)
    assert caught.value.retry_transaction
    plain.dispose()


def test_a_host_with_a_plain_sqlite_engine_writes_once_for_each_report(
    sqlite_databases: SqliteDatabases, tmp_path: Path
) -> None:
    with library_on(sqlite_databases.fresh(tmp_path, migrate)) as library:
        case_id = library.lent()
        seen = len(library.dump()["wf_entry"])
        plain = replace(library, engine=create_engine(library.engine.url, connect_args={"timeout": 30}))

        def note() -> Any:
            with Session(plain.engine) as session, session.begin():
                return plain.book(session).report(case_id, "note", NOTE, by=LIBRARIAN)

        answers = together(*[note] * 4)
        assert sorted(each.case.seq for each in answers) == list(range(seen + 1, seen + 5))
        plain.engine.dispose()
