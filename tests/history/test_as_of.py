"""The two questions of an auditor: what was known then, and how it had been, by what is known now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.lending import LIBRARIAN, MONDAY, SCANNER, Library
from workflow.case.errors import NotFound

TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)


def test_what_was_recorded_later_was_not_known_then(library: Library) -> None:
    case_id = library.lent()
    library.now = WEDNESDAY
    with library.at_work() as book:
        book.report(case_id, "take_back", by=LIBRARIAN, occurred_at=MONDAY + timedelta(hours=6))
        assert book.case(case_id, known_at=TUESDAY).state == "on_loan"
        assert book.case(case_id, effective_at=TUESDAY).state == "settled"


def test_before_it_was_opened_there_was_no_case(library: Library) -> None:
    case_id = library.lent()
    with library.at_work() as book, pytest.raises(NotFound, match="was not there yet"):
        book.case(case_id, known_at=MONDAY)


def test_an_item_keeps_its_id_when_an_earlier_one_had_not_come_yet(library: Library) -> None:
    with library.at_work() as book:
        case_id = library.request(book, fields={"title": ""}, occurred_at="2026-02-20").case.id
        library.request(book, "R2", fields={"title": "later"}, occurred_at="2026-03-01")
        library.request(book, "R3", fields={"title": "earlier"}, occurred_at="2026-02-21")
        book.report(case_id, "fetch", {"copy": "C2"}, by=SCANNER, occurred_at="2026-02-22")
        (copy,) = book.case(case_id, effective_at=MONDAY - timedelta(days=5)).items("copies")
    assert (copy.id, copy.fields["title"], copy.state) == ("C2", "earlier", "fetched")


def test_what_was_declared_void_by_then_is_left_out(library: Library) -> None:
    with library.at_work() as book:
        case_id = library.request(book).case.id
        book.report(case_id, "note", {"about": "book", "text": "mistaken"}, by=LIBRARIAN)
        before = library.now
        book.report(case_id, "void", {"entry": 2}, by=LIBRARIAN)
        assert len(book.case(case_id, known_at=before).items("notes")) == 1
        assert not book.case(case_id, known_at=library.now).items("notes")


def test_a_correction_known_now_says_how_things_had_been(library: Library) -> None:
    with library.at_work() as book:
        case_id = library.request(book, occurred_at="2026-02-20").case.id
        book.report(case_id, "amend", {"entry": 1, "corrections": {"received_on": "2026-02-19"}}, by=LIBRARIAN)
        had_been = book.case(case_id, effective_at=MONDAY - timedelta(days=3))
    assert had_been.value("received_on") == "2026-02-19"


def test_an_amended_day_moves_an_entry_in_time(library: Library) -> None:
    with library.at_work() as book:
        case_id = library.request(book, occurred_at="2026-02-01").case.id
        book.report(case_id, "note", {"about": "book", "text": "seen"}, by=LIBRARIAN, occurred_at="2026-02-20")
        book.report(case_id, "amend", {"entry": 2, "corrections": {"occurred_on": "2026-02-10"}}, by=LIBRARIAN)
        had_been = book.case(case_id, effective_at=MONDAY - timedelta(days=15))
    assert [item.fields["made_on"] for item in had_been.items("notes")] == ["2026-02-10"]
