"""A closed case is opened again only while the person has no other open one; the host's transaction stays usable."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, text

from tests.support.databases import PostgresDatabases
from tests.support.lending import migrate
from workflow.case.actor import Actor
from workflow.case.errors import Conflict, Refused
from workflow.history import CaseBook, PatientRef, Report, open_engine
from workflow.pathways import Pathways

NURSE = Actor("n.lee", "navigator")
REFERRAL = {"received_on": "2026-03-02", "pathway_type": "usc_referral", "site": "bone"}
MOVED_AWAY = {"receiving_organisation": "north", "acknowledged_on": "2026-03-03"}
AGAIN = {"reason": "changed_mind"}
PERSON = PatientRef("mrn", "881")


def book_on(connection: Connection) -> CaseBook:
    return CaseBook(connection, Pathways.shipped(), deployment="trust.example")


def closed(book: CaseBook, key: str) -> str:
    case = book.open("secondary-breast-cancer", patient=PERSON, fields=REFERRAL, by=NURSE, key=key).case
    book.report(case.id, "transfer_out", MOVED_AWAY, by=NURSE)
    return case.id


def test_a_person_never_has_two_open_cases(migrated_url: str) -> None:
    engine = open_engine(migrated_url)
    with engine.begin() as connection:
        book = book_on(connection)
        first = closed(book, "R1")
        second = book.open("secondary-breast-cancer", patient=PERSON, fields=REFERRAL, by=NURSE, key="R2").case.id
        with pytest.raises(Refused, match=f"another open case on this pathway, {second}") as caught:
            book.report(first, "reopen", AGAIN, by=NURSE)
        assert caught.value.kind == "another_case"
        assert isinstance(book.preview(first, "reopen", AGAIN, by=NURSE), Refused)
        assert (book.case(first).state, book.case(second).state) == ("closed", "referred")
    engine.dispose()


def test_two_cases_of_a_person_are_not_opened_again_together(migrated_url: str) -> None:
    engine = open_engine(migrated_url)
    with engine.begin() as connection:
        book = book_on(connection)
        cases = [closed(book, "R1"), closed(book, "R2")]
        with pytest.raises(Refused, match="another open case"):
            book.report_many([Report(case, "reopen", AGAIN, NURSE) for case in cases])
        assert {book.case(case).state for case in cases} == {"closed"}
        assert book.report(cases[0], "reopen", AGAIN, by=NURSE).case.state == "referred"
    engine.dispose()


def test_who_reopens_while_another_transaction_opens_is_told_to_begin_again(
    postgres_databases: PostgresDatabases,
) -> None:
    engine = open_engine(postgres_databases.fresh(migrate))
    with engine.begin() as connection:
        first = closed(book_on(connection), "R1")
    with engine.begin() as opening, ThreadPoolExecutor(1) as other:
        book_on(opening).open("secondary-breast-cancer", patient=PERSON, fields=REFERRAL, by=NURSE, key="R2")
        reopening = other.submit(reopened, engine, first)
        wait_until_blocked(opening)
        opening.commit()
        with pytest.raises(Conflict, match="opened a case of the same person") as caught:
            reopening.result()
    assert caught.value.retry_transaction
    engine.dispose()


def reopened(engine: Engine, case_id: str) -> None:
    """In a transaction of its own."""
    with engine.begin() as connection:
        book_on(connection).report(case_id, "reopen", AGAIN, by=NURSE)


def wait_until_blocked(connection: Connection) -> None:
    """Wait until some other transaction waits for a lock."""
    for _ in range(200):
        if connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            return
        time.sleep(0.02)
    pytest.fail("the other transaction never waited")
