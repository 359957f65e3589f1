"""The same thing sent twice is recorded once; something else under the same key is an error."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.lending import BORROWER, CONSERVATOR, LIBRARIAN, OTHER_BORROWER, SCANNER, Library
from workflow.case.errors import Conflict, Refused
from workflow.history import Identifier, KeyReused, PatientIdentity, Report

INSPECTED = {"copy": "C1", "wear": "slight", "report": "a stain on page 4"}


def test_the_same_report_twice_is_recorded_once(library: Library) -> None:
    case_id = library.lent()
    with library.at_work() as book:
        first = book.report(case_id, "take_back", by=LIBRARIAN, key="T1")
    with library.at_work() as book:
        again = book.report(case_id, "take_back", by=LIBRARIAN, key="T1")
    assert (first.repeated, again.repeated) == (False, True)
    assert again.entries == first.entries
    assert again.case == first.case


def test_the_key_is_looked_up_before_the_expected_sequence(library: Library) -> None:
    case_id = library.lent()
    with library.at_work() as book:
        seen = book.case(case_id).seq
        book.report(case_id, "take_back", by=LIBRARIAN, key="T1", expected_seq=seen)
        assert book.report(case_id, "take_back", by=LIBRARIAN, key="T1", expected_seq=seen).repeated
        with pytest.raises(Conflict, match=f"expected entry {seen} to be the last one"):
            book.report(case_id, "note", {"about": "book", "text": "x"}, by=LIBRARIAN, expected_seq=seen)


def test_a_repeated_report_is_answered_even_when_it_would_be_refused_now(library: Library) -> None:
    case_id = library.lent()
    with library.at_work() as book:
        again = book.report(case_id, "judge", {"condition": "sound"}, by=CONSERVATOR, key="J1")
        with pytest.raises(Refused):
            book.report(case_id, "lend", by=LIBRARIAN, key="J1")
    assert again.repeated
    assert [entry.event for entry in again.entries] == ["judge", "make_ready"]


def test_a_date_may_be_sent_again_as_text(library: Library) -> None:
    with library.at_work() as book:
        library.request(book, fields={"received_on": date(2026, 3, 2)}, occurred_at=date(2026, 3, 2))
        assert library.request(book, fields={"received_on": "2026-03-02"}, occurred_at="2026-03-02").repeated


@pytest.mark.parametrize(
    "other",
    [
        {"wear": "heavy"},
        {"report": "a stain on page 5"},
        {"report": ""},
        {"weight": "2"},
    ],
)
def test_other_content_under_the_same_key_is_an_error(library: Library, other: dict[str, str]) -> None:
    with library.at_work() as book:
        case_id = library.request(book).case.id
        book.report(case_id, "fetch", {"copy": "C1"}, by=SCANNER)
        book.report(case_id, "inspect", INSPECTED, by=CONSERVATOR, key="I1")
        with pytest.raises(KeyReused, match="used before, for entry 3"):
            book.report(case_id, "inspect", {**INSPECTED, **other}, by=CONSERVATOR, key="I1")
        assert book.report(case_id, "inspect", INSPECTED, by=CONSERVATOR, key="I1").repeated


def test_two_reporters_may_use_the_same_key(library: Library) -> None:
    case_id = library.lent()
    note = {"about": "book", "text": "x"}
    with library.at_work() as book:
        assert not book.report(case_id, "note", note, by=LIBRARIAN, key="1").repeated
        assert not book.report(case_id, "note", note, by=CONSERVATOR, key="1").repeated


def test_the_same_referral_twice_opens_one_case(library: Library) -> None:
    with library.at_work() as book:
        first = library.request(book, source="front desk")
    with library.at_work() as book:
        again = library.request(book, source="front desk")
    assert (again.repeated, again.attached, again.case) == (True, False, first.case)
    assert again.entries == first.entries


def test_a_referral_sent_again_after_the_case_closed_opens_nothing(library: Library) -> None:
    with library.at_work() as book:
        case_id = library.request(book).case.id
        book.report(case_id, "call_off", by=LIBRARIAN)
        again = library.request(book)
    assert (again.case.id, again.repeated) == (case_id, True)


def test_a_referral_key_used_for_somebody_else_is_an_error(library: Library) -> None:
    with library.at_work() as book:
        library.request(book)
        library.request(book, "R2", patient=OTHER_BORROWER)
        stranger = PatientIdentity((Identifier("nhs-number", "9990000042"),))
        for other in (OTHER_BORROWER, stranger):
            with pytest.raises(KeyReused, match="somebody else"):
                library.request(book, "R1", patient=other)


def test_the_same_key_of_two_sources_is_two_referrals(library: Library) -> None:
    with library.at_work() as book:
        library.request(book, source="front desk")
        assert library.request(book, source="by post").attached


def test_the_same_key_twice_in_one_batch_is_recorded_once(library: Library) -> None:
    case_id = library.lent()
    note = Report(case_id, "note", {"about": "book", "text": "x"}, LIBRARIAN, key="N1")
    other = Report(case_id, "note", {"about": "book", "text": "y"}, LIBRARIAN, key="N1")
    with library.at_work() as book:
        first, again = book.report_many([note, note])
        assert (first.repeated, again.repeated, first.entries) == (False, True, again.entries)
        assert book.case(case_id).seq == first.case.seq
    with library.at_work() as book, pytest.raises(KeyReused):
        book.report_many([Report(case_id, "take_back", {}, LIBRARIAN, key="N2"), other])


def test_automatic_entries_carry_no_key(library: Library) -> None:
    case_id = library.lent()
    with library.at_work() as book:
        keyed = {each.entry.event: each.key_digest is not None for each in book.history(case_id)}
    assert (keyed["judge"], keyed["make_ready"]) == (True, False)


def test_an_erased_text_is_taken_as_the_same(library: Library) -> None:
    with library.at_work() as book:
        case_id = library.request(book, fields={"wish": "quickly"}).case.id
        book.report(case_id, "fetch", {"copy": "C1"}, by=SCANNER)
        book.report(case_id, "inspect", INSPECTED, by=CONSERVATOR, key="I1")
        book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
        assert book.report(case_id, "inspect", INSPECTED, by=CONSERVATOR, key="I1").repeated
        assert library.request(book, fields={"wish": "quickly"}, patient=BORROWER).repeated
