"""Erasure takes the texts and leaves the history: it still verifies, and says that it was done."""

from __future__ import annotations

import pytest

from tests.support.lending import BY_REFERENCE, LIBRARIAN, OTHER_BORROWER, PATHWAY, Library
from workflow.case.errors import BadInput, NotFound
from workflow.history import snapshot
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
