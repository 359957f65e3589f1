"""Erasure takes the texts and leaves the history: it still verifies, and says that it was done."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.lending import BORROWER, BY_REFERENCE, LIBRARIAN, OTHER_BORROWER, PATHWAY, Library
from workflow.case.errors import BadInput, Conflict, NotFound
from workflow.history import snapshot
from workflow.history.casebook import CaseBook
from workflow.inspection import verify


def test_texts_identity_key_and_look_up_are_gone(library: Library) -> None:
    case_id = library.lent(fields={"wish": "soon"})
    with library.at_work() as book:
        erased = book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
        assert erased.payloads == 4
        assert book.protected(case_id) == {}
        assert book.find("nhs-number", "9990000018") == ()
        with pytest.raises(NotFound, match="was erased"):
            book.identity(case_id)
    dump = library.dump()
    assert [dump[table] for table in ("wf_payload", "wf_key", "wf_identifier")] == [[], [], []]


def test_the_history_stays_and_says_so(library: Library) -> None:
    case_id = library.lent()
    with library.at_work() as book:
        before = book.history(case_id)
        book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
        after = book.history(case_id)
    assert after[:-1] == before
    assert (after[-1].entry.kind, after[-1].entry.fields) == ("erasure", {"reason": "borrower_request"})
    with snapshot(library.engine) as connection:
        assert verify(connection, library.pathways, keys=library.keys).sound


def test_every_case_of_the_person_is_erased_and_no_other(library: Library) -> None:
    first = library.lent()
    other = library.lent("R2", patient=OTHER_BORROWER)
    with library.at_work() as book:
        book.report(first, "take_back", by=LIBRARIAN)
        second = library.request(book, "R3").case.id
        erased = book.erase(second, by=LIBRARIAN, reason="borrower_request")
        assert {entry.case_id for entry in erased.entries} == {first, second}
        assert book.identity(other) == OTHER_BORROWER
        with pytest.raises(NotFound):
            book.identity(first)


def test_a_case_goes_on_after_an_erasure(library: Library) -> None:
    case_id = library.lent()
    with library.at_work() as book:
        book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
        book.report(case_id, "note", {"about": "book", "text": "a new one"}, by=LIBRARIAN)
        assert list(book.protected(case_id).values()) == ["a new one"]
        assert book.report(case_id, "take_back", by=LIBRARIAN).case.state == "settled"
    with snapshot(library.engine) as connection:
        assert verify(connection, library.pathways, keys=library.keys).sound


def test_the_same_person_comes_back_as_somebody_new(library: Library) -> None:
    case_id = library.lent()
    with library.at_work() as book:
        book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
        again = library.request(book, "R9")
        assert (again.attached, again.case.id != case_id) == (False, True)
        assert {row.case_id for row in book.worklist(pathway=PATHWAY)} == {case_id, again.case.id}


def test_an_opaque_reference_is_erased_too(library: Library) -> None:
    case_id = library.lent(patient=BY_REFERENCE)
    with library.at_work() as book:
        assert book.worklist()[0].local_id == "reader-7"
        book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
        assert book.worklist()[0].local_id == ""
        assert book.find("lib", "reader-7") == ()
    assert "reader-7" not in repr(library.dump())


def test_a_reason_is_a_code_and_never_a_text(library: Library) -> None:
    case_id = library.lent()
    with library.at_work() as book, pytest.raises(BadInput, match="a text could name the patient"):
        book.erase(case_id, by=LIBRARIAN, reason="Zora Canary asked for it")


def test_an_erasure_holds_all_cases_in_order_whichever_is_named(library: Library) -> None:
    on_postgresql(library)
    first, second = two_cases(library)
    with library.at_work() as book:
        book.lock(first)
        erasing = in_thread(library, lambda book: book.erase(second, by=LIBRARIAN, reason="borrower_request"))
        wait_until_somebody_waits(library)
        book.lock(second)
    assert {entry.case_id for entry in erasing().entries} == {first, second}


def test_an_erasure_does_not_miss_a_case_that_is_opened_meanwhile(library: Library) -> None:
    on_postgresql(library)
    first, second = two_cases(library)
    with library.at_work() as book:
        book.lock(second)
        erasing = in_thread(library, lambda book: book.erase(first, by=LIBRARIAN, reason="borrower_request"))
        wait_until_somebody_waits(library)
        book.report(second, "call_off", by=LIBRARIAN)
        third = library.request(book, "R4").case.id
    answer = erasing()
    assert isinstance(answer, Conflict)
    assert answer.retry_transaction
    with library.at_work() as book:
        assert book.identity(third) == BORROWER


def on_postgresql(library: Library) -> None:
    if library.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite one writes after the other")


def two_cases(library: Library) -> tuple[str, str]:
    first = library.lent()
    with library.at_work() as book:
        book.report(first, "take_back", by=LIBRARIAN)
        return first, library.request(book, "R3").case.id


def in_thread(library: Library, task: Callable[[CaseBook], Any]) -> Callable[[], Any]:
    """Begin a task in a transaction and a thread of its own; gives what waits for its answer, or its error."""
    pool = ThreadPoolExecutor(1)

    def run() -> Any:
        with library.at_work() as book:
            return task(book)

    future = pool.submit(run)

    def answer() -> Any:
        error = future.exception(30)
        pool.shutdown()
        return error if error is not None else future.result()

    return answer


def wait_until_somebody_waits(library: Library) -> None:
    asked = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = time.monotonic() + 20
    while True:
        with library.engine.connect() as connection:
            if connection.execute(asked).scalar_one():
                return
        assert time.monotonic() < until, "nobody waits for a lock"
        time.sleep(0.01)
