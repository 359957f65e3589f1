"""Rows through the door: what is opened, attached, already there or set aside; on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

import pytest
from sqlalchemy import Engine, text

from tests.interfaces.tables.lists import GRACE, JOAN, NAVIGATOR, Only, intake, planned
from workflow.case.actor import Actor
from workflow.case.errors import Conflict
from workflow.history import (
    CaseBook,
    Identifier,
    Keyring,
    PatientIdentity,
    open_engine,
    unit_of_work,
    upgrade,
)
from workflow.interfaces.tables import RowVerdict, bring_in

KEYS = Keyring.from_hex("5a" * 32)
Books = Callable[[], AbstractContextManager[CaseBook]]
Row = dict[str, str]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = open_engine(database_url)
    upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def books(engine: Engine) -> Books:
    return lambda: unit_of_work(engine, Only(intake()), deployment="test.example", keys=KEYS)


def bring(books: Books, *rows: Row, apply: bool = True, by: Actor = NAVIGATOR) -> tuple[RowVerdict, ...]:
    return bring_in(planned(*rows), books, intake(), by=by, fingerprint=KEYS.fingerprint, apply=apply)


def verdicts(brought: tuple[RowVerdict, ...]) -> list[str]:
    return [each.verdict for each in brought]


def entries(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM wf_entry")).scalar_one())


def test_a_row_opens_a_case_as_of_the_day_it_was_received(books: Books) -> None:
    (opened,) = bring(books, JOAN)
    assert (opened.verdict, opened.says) == ("opened", "A case was opened.")
    with books() as book:
        case = book.case(opened.case_id)
        entry = book.history(opened.case_id)[0].entry
    assert case.value("received_on") == "2026-10-23"
    assert [item.fields["site"] for item in case.items("symptoms")] == ["bone"]
    assert (entry.effective.text, entry.actor) == ("2026-10-23", NAVIGATOR)


def test_a_row_keeps_who_it_is_about_and_its_words_protected(books: Books) -> None:
    (opened,) = bring(books, JOAN | {"Notes": "pacemaker"})
    with books() as book:
        assert book.identity(opened.case_id) == PatientIdentity(
            (Identifier("nhs-number", "9991007008"), Identifier("local-id", "H100001")),
            "Archer, Joan",
            date(1951, 2, 14),
            "female",
        )
        assert book.protected(opened.case_id)[1, "text"] == "symptom: hip pain at night\nnotes: pacemaker"


def test_a_row_of_two_sites_records_two_symptoms(books: Books) -> None:
    (opened,) = bring(books, JOAN | {"?Site": "bone; liver"})
    with books() as book:
        sites = [item.fields["site"] for item in book.case(opened.case_id).items("symptoms")]
    assert sites == ["bone", "liver"]


def test_a_dry_run_says_the_same_and_keeps_nothing(books: Books, engine: Engine) -> None:
    second = JOAN | {"Date received": "13/11/2026", "?Site": "brain"}
    brought = bring(books, JOAN, second, JOAN, apply=False)
    assert [(each.says, each.case_id) for each in brought] == [
        ("A case would be opened.", ""),
        ("Would be attached to the case of row 2.", ""),
        ("The same referral as row 2, with nothing different.", ""),
    ]
    assert entries(engine) == 0


def test_the_same_list_again_opens_nothing_twice(books: Books, engine: Engine) -> None:
    rows = (JOAN, GRACE | {"?Site": "bone; liver"}, JOAN | {"Date received": "13/11/2026", "?Site": "brain"})
    assert verdicts(bring(books, *rows)) == ["opened", "opened", "attached"]
    before = entries(engine)
    assert verdicts(bring(books, *rows)) == ["already_imported"] * 3
    assert entries(engine) == before


def test_the_same_list_brought_in_by_somebody_else_opens_nothing_twice(books: Books) -> None:
    bring(books, JOAN)
    assert verdicts(bring(books, JOAN, by=Actor("s.oyelaran", "navigator"))) == ["already_imported"]


def test_a_list_saved_with_other_date_forms_opens_nothing_twice(books: Books) -> None:
    bring(books, JOAN)
    again = JOAN | {"Date received": "2026-10-23", "DOB": "18673", "NHS No": "999 100 7008", "Onset": "13-Oct-26"}
    assert verdicts(bring(books, again)) == ["already_imported"]


def test_a_referral_that_changed_since_it_was_brought_in_is_told(books: Books, engine: Engine) -> None:
    (opened,) = bring(books, JOAN)
    before = entries(engine)
    for changed in ({"Notes": "pacemaker"}, {"Previous breast cancer": "recent"}, {"Source": "A&E"}):
        (told,) = bring(books, JOAN | changed)
        assert (told.verdict, told.reasons[0].kind) == ("needs_person", "brought in before, changed since")
    assert entries(engine) == before
    assert opened.verdict == "opened"


def test_an_nhs_number_filled_in_later_opens_nothing_twice(books: Books) -> None:
    bring(books, JOAN | {"NHS No": ""})
    assert verdicts(bring(books, JOAN)) == ["already_imported"]


def test_a_second_referral_in_a_later_list_is_attached_to_the_open_case(books: Books) -> None:
    (opened,) = bring(books, JOAN)
    (attached,) = bring(books, JOAN | {"Date received": "13/11/2026", "?Site": "brain", "Notes": "again"})
    assert (attached.verdict, attached.case_id) == ("attached", opened.case_id)
    assert attached.says == "Attached to the open case of the same person."


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"Surname": "Joan", "Forename": "Archer"}, "surname and forename look swapped (on a case)"),
        ({"Surname": "Archdale"}, "same identifier, another name (on a case)"),
        ({"DOB": "15/02/1951"}, "same identifier, another birth date (on a case)"),
        ({"NHS No": "9991214771"}, "same hospital number, another NHS number (on a case)"),
        ({"Hospital No": "H200001"}, "same NHS number, another hospital number (on a case)"),
    ],
)
def test_a_row_that_contradicts_a_case_needs_a_person(books: Books, changed: Row, kind: str) -> None:
    (opened,) = bring(books, JOAN)
    (told,) = bring(books, JOAN | changed | {"Date received": "13/11/2026"})
    assert (told.verdict, told.case_id) == ("needs_person", opened.case_id)
    assert kind in [each.kind for each in told.reasons]


def test_identifiers_of_two_different_people_need_a_person(books: Books) -> None:
    bring(books, JOAN | {"Hospital No": ""}, JOAN | {"NHS No": "", "Hospital No": "H300003"})
    (told,) = bring(books, JOAN | {"Hospital No": "H300003", "Date received": "13/11/2026"})
    assert told.verdict == "needs_person"
    assert "different persons" in told.says


def test_a_name_kept_without_a_comma_contradicts_nobody(books: Books) -> None:
    patient = PatientIdentity((Identifier("nhs-number", "9991007008"),), "Joan Archer", date(1951, 2, 14))
    fields = {"received_on": "2026-10-01", "pathway_type": "screening"}
    with books() as book:
        opened = book.open("intake", patient=patient, fields=fields, by=NAVIGATOR, key="by hand")
    (attached,) = bring(books, JOAN)
    assert (attached.verdict, attached.case_id) == ("attached", opened.case.id)


def test_rows_for_a_person_are_not_recorded_and_rows_after_them_are(books: Books, engine: Engine) -> None:
    brought = bring(books, JOAN | {"Source": ""}, {"Notes": ""}, GRACE)
    assert verdicts(brought) == ["needs_person", "empty", "opened"]
    assert brought[0].says == "Needs a person: The cell for source of the referral is empty."
    assert entries(engine) == 1


def test_the_pathways_own_refusal_is_told_in_its_words(books: Books, engine: Engine) -> None:
    (refused,) = bring(books, JOAN, by=Actor("x", "nobody"))
    assert refused.verdict == "refused"
    assert "no role of this pathway" in refused.says
    assert entries(engine) == 0


def test_a_row_is_recorded_as_a_whole_or_not_at_all(books: Books, engine: Engine) -> None:
    clerk = Actor("o.clerk", "clerk")
    opened, aside = bring(books, GRACE, JOAN | {"?Site": "bone; liver"}, by=clerk)
    assert (opened.verdict, aside.verdict) == ("opened", "needs_person")
    assert aside.reasons[0].says == "The row names several sites, and the role clerk may not report add_symptom."
    assert entries(engine) == 1


def test_a_text_the_pathway_does_not_take_needs_a_person(books: Books) -> None:
    told, after = bring(books, JOAN | {"Notes": "x" * 30_000}, GRACE)
    assert (told.verdict, after.verdict) == ("needs_person", "opened")
    assert "xxx" not in told.says


def test_long_lists_are_kept_batch_by_batch(books: Books) -> None:
    rows = [JOAN | {"NHS No": "", "Hospital No": f"H{number}"} for number in range(1000, 1450)]
    begun: list[int] = []

    @contextmanager
    def counted() -> Iterator[CaseBook]:
        begun.append(1)
        with books() as book:
            yield book

    assert set(verdicts(bring(counted, *rows, apply=False))) == {"opened"}
    assert len(begun) == 1
    assert set(verdicts(bring(counted, *rows))) == {"opened"}
    assert len(begun) == 1 + 3


def test_a_batch_that_the_database_ended_is_done_again(books: Books, engine: Engine) -> None:
    ended: list[int] = []

    @contextmanager
    def colliding() -> Iterator[CaseBook]:
        with books() as book:
            yield book
            if not ended:
                ended.append(1)
                raise Conflict("two transactions waited for each other", retry_transaction=True)

    assert verdicts(bring(colliding, JOAN, JOAN)) == ["opened", "already_imported"]
    assert entries(engine) == 1


def test_a_database_that_ends_every_transaction_is_told(books: Books) -> None:
    @contextmanager
    def colliding() -> Iterator[CaseBook]:
        with books() as book:
            yield book
            raise Conflict("another transaction is writing", retry_transaction=True)

    with pytest.raises(Conflict):
        bring(colliding, JOAN)


def test_progress_is_told_row_by_row(books: Books) -> None:
    told: list[tuple[int, int]] = []
    bring_in(
        planned(JOAN, GRACE),
        books,
        intake(),
        by=NAVIGATOR,
        fingerprint=KEYS.fingerprint,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]


def test_no_number_or_name_can_be_read_in_what_is_stored(books: Books, engine: Engine) -> None:
    bring(books, JOAN | {"Notes": "pacemaker"})
    with engine.connect() as connection:
        tables = ("wf_case", "wf_entry", "wf_opening")
        stored = " ".join(str(connection.execute(text(f"SELECT * FROM {table}")).all()) for table in tables)
    for secret in ("9991007008", "H100001", "Archer", "Joan", "1951", "pacemaker"):
        assert secret not in stored
