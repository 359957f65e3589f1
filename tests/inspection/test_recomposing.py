"""The quick way through a history: taken where all is sound, and never past anything that a close look finds."""

from __future__ import annotations

import pytest

from tests.inspection.test_tampering import ATTACKS, two_loans, verified
from tests.support.lending import LIBRARIAN, Library
from workflow.history import snapshot
from workflow.history.definitions import find_definition
from workflow.inspection import verifying
from workflow.inspection.finding_persons import Persons
from workflow.inspection.pages import case_pages
from workflow.inspection.recomposing import Home, recomposed

ALWAYS = "9999-01-01T00:00:00.000000Z"


def taken_quickly(library: Library) -> dict[str, bool]:
    with snapshot(library.engine) as connection:
        home = Home("library.example", ALWAYS, lambda digest: find_definition(connection, library.pathways, digest))
        pages = list(case_pages(connection))
    return {stored.case_id: recomposed(stored, home) is not None for page in pages for stored in page}


def test_a_sound_case_is_taken_quickly_corrections_and_all(library: Library) -> None:
    case_id = library.lent()
    with library.at_work() as book:
        book.report(case_id, "amend", {"entry": 1, "corrections": {"received_on": "2026-03-01"}}, by=LIBRARIAN)
        book.report(case_id, "note", {"about": "book", "text": "A stain."}, by=LIBRARIAN)
        book.report(case_id, "take_back", by=LIBRARIAN, key="T1")
    assert taken_quickly(library) == {case_id: True}


def test_a_case_whose_person_was_erased_is_looked_at_closely(library: Library) -> None:
    case_id = library.lent()
    with library.at_work() as book:
        book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
    assert taken_quickly(library) == {case_id: False}
    assert verified(library).sound


@pytest.mark.parametrize("name", ATTACKS)
def test_the_quick_way_hides_nothing(library: Library, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    two_loans(library)
    ATTACKS[name].does(library)
    quickly = verified(library)
    monkeypatch.setattr(verifying, "recomposed", lambda *_: None)
    closely = verified(library)
    assert (quickly.faults, quickly.counts) == (closely.faults, closely.counts)


def test_another_deployment_is_not_taken_quickly(library: Library) -> None:
    library.lent()
    with snapshot(library.engine) as connection:
        home = Home("elsewhere", ALWAYS, lambda digest: find_definition(connection, library.pathways, digest))
        (stored,) = next(iter(case_pages(connection)))
    assert recomposed(stored, home) is None


def test_what_was_recorded_in_time_to_come_is_not_taken_quickly(library: Library) -> None:
    library.lent()
    with snapshot(library.engine) as connection:
        home = Home(None, "2026-03-02T09:00:30", lambda digest: find_definition(connection, library.pathways, digest))
        (stored,) = next(iter(case_pages(connection)))
    assert recomposed(stored, home) is None


def test_a_person_whose_last_case_was_never_seen_is_a_fault(library: Library) -> None:
    first = library.lent()
    with library.at_work() as book:
        book.report(first, "take_back", by=LIBRARIAN)
        library.request(book, "R3")
    with snapshot(library.engine) as connection:
        persons = Persons(connection)
        one, *_ = next(iter(case_pages(connection)))
        persons.note_case(one)
        assert list(persons.settle()) == []
        assert [fault.says for fault in persons.unsettled()] == ["not every case of person 0002-id could be read"]


def test_a_case_that_could_not_be_read_is_missed(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    first = library.lent()
    with library.at_work() as book:
        book.report(first, "take_back", by=LIBRARIAN)
        library.request(book, "R3")
    monkeypatch.setattr(verifying, "case_pages", lambda connection: [next(iter(case_pages(connection)))[:1]])
    assert verified(library).counts == {"index": 1, "projection": 1}
