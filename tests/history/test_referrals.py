"""Opening cases: one open case per person and pathway, and nothing guessed about who somebody is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.lending import BORROWER, BY_REFERENCE, LIBRARIAN, OTHER_BORROWER, Library
from workflow.case.errors import BadInput, Refused
from workflow.history import Identifier, Keyring, PatientIdentity, PatientRef


def number(value: str, system: str = "nhs-number") -> PatientIdentity:
    return PatientIdentity((Identifier(system, value),))


def test_a_second_referral_is_attached_to_the_open_case(library: Library) -> None:
    with library.at_work() as book:
        first = library.request(book)
        second = library.request(book, "R2", fields={"title": "QA77"})
    assert (first.attached, second.attached) == (False, True)
    assert second.case.id == first.case.id
    assert [entry.event for entry in second.entries] == ["request_again"]
    assert [item.fields["title"] for item in second.case.items("copies")] == ["QA76", "QA77"]


def test_after_the_case_is_closed_the_same_person_gets_a_new_one(library: Library) -> None:
    with library.at_work() as book:
        first = library.request(book)
        book.report(first.case.id, "call_off", by=LIBRARIAN)
        second = library.request(book, "R2")
        assert not second.attached
        assert book.find("local-id", "l 17") == (second.case.id, first.case.id)


def test_a_person_is_found_by_any_number_however_it_is_written(library: Library) -> None:
    with library.at_work() as book:
        case_id = library.request(book).case.id
        for system, value in (("nhs-number", "9990000018"), ("nhs-number", "999-000-0018"), ("local-id", " l  17 ")):
            assert book.find(system, value) == (case_id,)
        for system, value in (("nhs-number", "9990000026"), ("local-id", "L17"), ("local-id", "9990000018")):
            assert book.find(system, value) == ()


def test_numbers_of_two_persons_in_one_referral_need_a_person(library: Library) -> None:
    both = PatientIdentity((BORROWER.identifiers[1], OTHER_BORROWER.identifiers[0]))
    with library.at_work() as book:
        library.request(book)
        library.request(book, "R2", patient=OTHER_BORROWER)
        with pytest.raises(BadInput, match="belong to different persons"):
            library.request(book, "R3", patient=both)


def test_a_known_number_with_another_one_of_the_same_system_needs_a_person(library: Library) -> None:
    contradictory = PatientIdentity((BORROWER.identifiers[1], Identifier("nhs-number", "9990000026")))
    with library.at_work() as book:
        library.request(book)
        with pytest.raises(BadInput, match="known under another identifier of nhs-number"):
            library.request(book, "R2", patient=contradictory)


def test_a_further_number_of_a_known_person_is_learned(library: Library) -> None:
    with library.at_work() as book:
        case_id = library.request(book, patient=number("9990000018")).case.id
        assert library.request(book, "R2").attached
        assert book.find("local-id", "L 17") == (case_id,)


def test_no_message_about_a_person_repeats_what_identifies_them(library: Library) -> None:
    contradictory = PatientIdentity((Identifier("local-id", "L 17"), Identifier("nhs-number", "9990000026")), "Zora")
    with library.at_work() as book:
        library.request(book)
        with pytest.raises(BadInput) as caught:
            library.request(book, "R2", patient=contradictory)
    assert not any(secret in str(caught.value) for secret in ("L 17", "9990000026", "Zora"))


def test_a_reference_is_found_with_and_without_keys(library: Library) -> None:
    with library.at_work() as book:
        case_id = library.request(book, patient=BY_REFERENCE).case.id
    library.keys = None
    with library.at_work() as book:
        assert book.find("lib", "reader-7") == (case_id,)
        assert library.request(book, "R2", patient=BY_REFERENCE).attached


def test_with_another_index_key_nobody_is_found(library: Library) -> None:
    with library.at_work() as book:
        library.request(book)
    library.keys = Keyring.from_hex("00" * 32)
    with library.at_work() as book:
        assert book.find("nhs-number", "9990000018") == ()


NOBODY = [PatientIdentity(()), number(" "), number("x", ""), PatientRef("", "7"), PatientRef("lib", "")]


@pytest.mark.parametrize("patient", NOBODY)
def test_somebody_who_cannot_be_found_again_is_refused(library: Library, patient: PatientIdentity) -> None:
    with library.at_work() as book, pytest.raises(BadInput, match="cannot be found again"):
        library.request(book, patient=patient)


def test_an_attachment_that_the_pathway_refuses_leaves_the_case_as_it_was(library: Library) -> None:
    scanner = replace(LIBRARIAN, role="scanner")
    with library.at_work() as book:
        first = library.request(book)
        with pytest.raises(Refused):
            library.request(book, "R2", by=scanner)
        assert book.case(first.case.id) == first.case
        assert not library.request(book, "R1").case.seq > 1


def test_the_actor_and_both_times_are_recorded(library: Library) -> None:
    with library.at_work() as book:
        opened = library.request(book, occurred_at="2026-02")
        (recorded,) = book.history(opened.case.id)
    assert recorded.entry.actor == LIBRARIAN
    assert (recorded.entry.effective.text, recorded.entry.effective.precision) == ("2026-02", "month")
    assert recorded.entry.recorded_at == library.now
