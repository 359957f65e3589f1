"""One contract for both databases: the same calls give the same answers and the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.support.lending import (
    BORROWER,
    BY_REFERENCE,
    CONSERVATOR,
    LIBRARIAN,
    MONDAY,
    OTHER_BORROWER,
    SCANNER,
    Library,
    lending,
    newer_lending,
)
from tests.support.receipts import receipt_for
from workflow.case.entry import Override
from workflow.case.errors import WorkflowError
from workflow.history import Report
from workflow.history.casebook import CaseBook


class Recorder:
    """Calls a case book and keeps every answer and every error, by the method's name."""

    def __init__(self, book: CaseBook) -> None:
        self._book = book
        self.heard: list[tuple[str, object]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._book, name)

        def call(*args: Any, **given: Any) -> Any:
            try:
                answer = method(*args, **given)
            except WorkflowError as error:
                answer = (type(error).__name__, error.code, error.message)
            self.heard.append((name, answer))
            return answer

        return call


def a_working_day(library: Library) -> list[tuple[str, object]]:
    """Every public read and write of a case book, with what it answered."""
    with library.at_work() as book:
        calls = Recorder(book)
        write(calls)
        correct(calls)
        read(calls)
        move(calls)
    with library.at_work() as book:
        calls._book = book
        calls.erase("0001-id", by=LIBRARIAN, reason="borrower_request")
        calls.protected("0001-id")
        calls.identity("0001-id")
        calls.find("nhs-number", "9990000018")
    return calls.heard


def write(calls: Any) -> None:
    """Open cases, walk them, and be refused."""
    first = {
        "received_on": date(2026, 3, 1),
        "title": "QA76",
        "wish": "Ælfric, in the brown binding ✓",
        "desk": "a.reed",
    }
    calls.open("lending-library", patient=BORROWER, fields=first, by=LIBRARIAN, key="R1", source="front desk")
    calls.open("lending-library", patient=BORROWER, fields=first, by=LIBRARIAN, key="R1", source="front desk")
    calls.open("lending-library", patient=BORROWER, fields=first, by=LIBRARIAN, key="R2", source="front desk")
    calls.open("lending-library", patient=OTHER_BORROWER, fields=first, by=LIBRARIAN, key="R2", source="front desk")
    calls.open("lending-library", patient=OTHER_BORROWER, fields={}, by=LIBRARIAN, key="R3")
    calls.open("lending-library:village", patient=BY_REFERENCE, fields=first, by=LIBRARIAN, key="R4")
    calls.register(newer_lending(), receipt_for(newer_lending()), by=LIBRARIAN)
    calls.register(newer_lending(), receipt_for(newer_lending()), by=LIBRARIAN)
    calls.register(newer_lending(), receipt_for(lending()), by=LIBRARIAN)
    calls.lock("0001-id", "0005-id")
    calls.report("0001-id", "fetch", {"copy": "C1"}, by=SCANNER, key="F1", occurred_at="2026-03")
    calls.report("0001-id", "fetch", {"copy": "C1"}, by=SCANNER, key="F1", expected_seq=1, occurred_at="2026-03")
    calls.report("0001-id", "fetch", {"copy": "C2"}, by=SCANNER, key="F1")
    calls.report("0001-id", "fetch", {"copy": "C2"}, by=SCANNER, expected_seq=1)
    heavy = {"copy": "C1", "wear": "heavy", "weight": "2.50", "report": "spine torn"}
    calls.report("0001-id", "inspect", heavy, by=CONSERVATOR, occurred_at=MONDAY)
    calls.report("0001-id", "judge", {"condition": "broken"}, by=CONSERVATOR)
    calls.report("0001-id", "judge", {"condition": "worn"}, by=CONSERVATOR)
    calls.report("0001-id", "see_to", {"alert": "A1"}, by=LIBRARIAN)
    calls.report("0001-id", "lend", by=LIBRARIAN)
    lifted = {"borrower_has_a_card": Override("guest_scholar", "known to the dean")}
    calls.preview("0001-id", "lend", by=LIBRARIAN, overrides=lifted)
    calls.report("0001-id", "lend", {"review_on": "2026-04-01"}, by=LIBRARIAN, overrides=lifted, key="L1")
    note = {"about": "book", "text": "returned wet"}
    calls.report_many(
        [Report("0005-id", "note", note, LIBRARIAN), Report("0001-id", "take_back", {}, LIBRARIAN, key="T1")]
    )


def correct(calls: Any) -> None:
    """Amend and void."""
    calls.report("0001-id", "amend", {"entry": 1, "corrections": {"received_on": "2026-02-27"}}, by=LIBRARIAN)
    calls.report("0005-id", "void", {"entry": 2}, by=LIBRARIAN)
    calls.report("0005-id", "void", {"entry": 1}, by=LIBRARIAN)


def read(calls: Any) -> None:
    """Ask everything there is to ask."""
    for case_id in ("0001-id", "0005-id", "no-such-case"):
        calls.case(case_id)
        calls.history(case_id)
        calls.options(case_id, by=LIBRARIAN)
        calls.clocks(case_id)
        calls.protected(case_id)
        calls.identity(case_id)
    calls.definitions()
    for name in ("lending-library", lending().name, "lending-museum"):
        calls.newest(name)
    calls.case("0001-id", known_at=MONDAY + timedelta(minutes=7))
    calls.case("0001-id", known_at=MONDAY + timedelta(days=1), effective_at=MONDAY)
    calls.case("0001-id", known_at=MONDAY - timedelta(days=1))
    calls.find("nhs-number", "9990000018")
    calls.find("lib", "reader-7")
    calls.find("lib", "nobody")
    calls.worklist()
    calls.worklist(include_closed=True, limit=1)
    calls.worklist(include_closed=True, after="0005-id", pathway="lending-library")
    calls.worklist(state="requested", owner="a.reed", overdue_on=date(2026, 3, 10))


def move(calls: Any) -> None:
    """Move a case to another version."""
    newer = newer_lending().name
    calls.in_flight(newer)
    calls.in_flight(newer, since=lending().name)
    calls.preview_migration("0005-id", newer, by=LIBRARIAN)
    calls.migrate("0005-id", newer, by=SCANNER, reason="new_version")
    calls.migrate("0005-id", newer, by=LIBRARIAN, reason="new_version", key="M1")
    calls.migrate("0005-id", newer, by=LIBRARIAN, reason="new_version", key="M1")
    calls.history("0005-id")


def test_both_databases_give_the_same_answers_and_the_same_bytes(on_sqlite: Library, on_postgres: Library) -> None:
    heard_on_sqlite, heard_on_postgres = a_working_day(on_sqlite), a_working_day(on_postgres)
    for one, other in zip(heard_on_sqlite, heard_on_postgres, strict=True):
        assert repr(one) == repr(other)  # a refusal has no equality; its message tells all of it
    assert on_sqlite.dump() == on_postgres.dump()


def test_the_contract_leaves_no_public_method_out(on_sqlite: Library) -> None:
    called = {name for name, _ in a_working_day(on_sqlite)}
    assert called == {name for name in vars(CaseBook) if not name.startswith("_")}
