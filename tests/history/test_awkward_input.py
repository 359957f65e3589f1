"""Input nobody should send: refused in words, nothing kept that cannot be read again, the transaction usable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from workflow.case.actor import Actor
from workflow.case.effective import Effective
from workflow.case.errors import BadInput
from workflow.history import (
    CaseBook,
    Identifier,
    Keyring,
    PatientIdentity,
    PatientRef,
    Report,
    open_engine,
    unit_of_work,
)
from workflow.pathways import Pathways

NURSE, STEWARD = Actor("n.lee", "navigator"), Actor("d.roy", "data_steward")
REFERRAL = {"received_on": "2026-03-02", "pathway_type": "usc_referral", "site": "bone"}
PERSON = PatientRef("mrn", "881")
PATHWAY = "secondary-breast-cancer"


@pytest.fixture
def book(migrated_url: str, tmp_path: Path) -> Iterator[CaseBook]:
    """A case book with keys on its own transaction."""
    keys = Keyring.generate(tmp_path / "keys")
    engine = open_engine(migrated_url)
    with unit_of_work(engine, Pathways.shipped(), keys=keys, deployment="trust.example") as found:
        yield found
    engine.dispose()


def opened(book: CaseBook) -> str:
    return book.open(PATHWAY, patient=PERSON, fields=REFERRAL, by=NURSE, key="R1").case.id


def test_a_key_that_a_report_used_does_not_attach_a_referral(book: CaseBook) -> None:
    case = opened(book)
    book.report(case, "add_symptom", {"site": "liver"}, by=NURSE, key="K1")
    with pytest.raises(BadInput, match="its key was used before") as caught:
        book.open(PATHWAY, patient=PERSON, fields=REFERRAL, by=NURSE, key="K1")
    assert caught.value.code == "key_reused"
    assert book.case(case).seq == 2


@pytest.mark.parametrize(
    "patient",
    [
        PatientIdentity((Identifier("local-id", "7"),), "N", datetime(1950, 1, 1, 3)),  # noqa: DTZ001
        PatientIdentity((Identifier("nhs-number", "1"), Identifier("nhs-number", "2")), "N"),
        PatientIdentity((Identifier("local-id", "7"),), "\ud800"),
        PatientRef("mrn", "8\x001"),
        PatientRef("mrn", "\ud800"),
    ],
)
def test_a_person_who_could_not_be_read_again_is_not_kept(
    book: CaseBook, patient: PatientRef | PatientIdentity
) -> None:
    with pytest.raises(BadInput, match="cannot be kept as told"):
        book.open(PATHWAY, patient=patient, fields=REFERRAL, by=NURSE, key="R1")


@pytest.mark.parametrize("text", ["20260302", "garbage", "2026-03-02T10:00:00+00:00"])
def test_a_time_in_another_form_is_not_recorded(book: CaseBook, text: str) -> None:
    with pytest.raises(BadInput, match="The time was not understood"):
        book.report(opened(book), "add_symptom", {"site": "liver"}, by=NURSE, occurred_at=Effective(text, "date"))


def test_the_same_key_twice_in_a_batch_writes_once_whatever_was_expected(book: CaseBook) -> None:
    case = opened(book)
    one = Report(case, "add_symptom", {"site": "liver"}, NURSE, None, "Z", 1)
    first, second = book.report_many([one, one])
    assert (first.repeated, second.repeated, book.case(case).seq) == (False, True, 2)


def test_an_amendment_has_a_value_to_amend_to(book: CaseBook) -> None:
    case = opened(book)
    with pytest.raises(BadInput, match="received_on: found nothing"):
        book.report(case, "amend", {"entry": 1, "corrections": {"received_on": " "}}, by=STEWARD)


def test_a_clock_stays_within_the_calendar(book: CaseBook) -> None:
    case = opened(book)
    moved = {"clock": "faster_diagnosis", "days": 3_000_000, "reason": "local_rule"}
    book.report(case, "adjust_clock", moved, by=NURSE)
    assert max(each.due_on for each in book.clocks(case)) < date(2040, 1, 1)


def test_as_of_is_asked_for_with_a_time_zone(book: CaseBook) -> None:
    with pytest.raises(BadInput, match="one with a time zone"):
        book.case(opened(book), known_at=datetime(2026, 3, 2))  # noqa: DTZ001


def test_who_reports_is_an_actor(book: CaseBook) -> None:
    with pytest.raises(BadInput, match="told as an Actor"):
        book.report(opened(book), "add_symptom", {"site": "liver"}, by=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("reason", ["Zora_Canary", "x" * 50, "9996141624"])
def test_an_erasure_is_given_a_code(book: CaseBook, reason: str) -> None:
    with pytest.raises(BadInput, match="Nothing was erased"):
        book.erase(opened(book), by=STEWARD, reason=reason)


def test_an_entry_is_corrected_by_a_later_call(book: CaseBook) -> None:
    case = opened(book)
    named = Report(case, "add_symptom", {"site": "liver"}, NURSE)
    wrong = Report(case, "amend", {"entry": 2, "corrections": {"occurred_on": "2026-03-01"}}, STEWARD)
    with pytest.raises(BadInput, match="entry 2 is made by the same call"):
        book.report_many([named, wrong])
    assert book.case(case).seq == 1


def test_the_spelling_of_a_system_makes_nobody_two(book: CaseBook) -> None:
    spellings = ("NHS number", "nhs_number", "nhs-number")
    people = [PatientIdentity((Identifier(system, "999 614 1624"),), "N") for system in spellings]
    found = [
        book.open(PATHWAY, patient=each, fields=REFERRAL, by=NURSE, key=each.identifiers[0].system) for each in people
    ]
    assert [each.attached for each in found] == [False, True, True]
