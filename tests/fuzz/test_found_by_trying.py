"""What trying found once, kept as plain tests: each of these ended in an error of Python's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from tests.fuzz.anything import beyond_writing, circular, nested
from tests.support.lending import BORROWER, CONSERVATOR, LIBRARIAN, PATHWAY, Library
from workflow.case.effective import Effective
from workflow.case.entry import Override
from workflow.case.errors import BadInput
from workflow.engine.carrying import Renaming, renaming_from
from workflow.history import Keyring, PatientIdentity, Report
from workflow.interfaces.settings import Named, read_settings

REQUEST: dict[str, Any] = {"received_on": "2026-03-02", "title": "QA76", "desk": "a.reed"}
UNTOLD: Any = None
NUMBER: Any = 3
WRONG: dict[str, tuple[str, Callable[[Any, Any], object]]] = {
    "a number for a case": ("case_id", lambda book, _: book.case(7)),
    "a list for a case among others": ("case_id", lambda book, case: book.lock(case, [])),
    "a number for an event": ("event", lambda book, case: book.report(case, 7, by=LIBRARIAN)),
    "a list for fields": ("fields", lambda book, case: book.report(case, "fetch", ["copy"], by=LIBRARIAN)),
    "bytes for a key": ("key", lambda book, case: book.report(case, "fetch", {}, by=LIBRARIAN, key=b"K")),
    "a text for a number": (
        "expected_seq",
        lambda book, case: book.report(case, "fetch", by=LIBRARIAN, expected_seq="1"),
    ),
    "a text for an override": (
        "overrides",
        lambda book, case: book.report(case, "lend", by=LIBRARIAN, overrides={"x": "y"}),
    ),
    "an override without a text": (
        "overrides",
        lambda book, case: book.preview(case, "lend", by=LIBRARIAN, overrides={"x": Override("y", UNTOLD)}),
    ),
    "a time without a text": (
        "occurred_at",
        lambda book, case: book.report(case, "fetch", by=LIBRARIAN, occurred_at=Effective(UNTOLD, "date")),
    ),
    "nothing for overrides": (
        "overrides",
        lambda book, case: book.report_many([Report(case, "fetch", {}, LIBRARIAN, overrides=UNTOLD)]),
    ),
    "something that is no report": ("report", lambda book, _: book.report_many([None])),
    "something that holds no reports": ("reports", lambda book, _: book.report_many(None)),
    "nobody to ask for options": ("by", lambda book, case: book.options(case, by=None)),
    "a text for a person": (
        "patient",
        lambda book, _: book.open(PATHWAY, patient="Zora", fields=REQUEST, by=LIBRARIAN, key="R9"),
    ),
    "texts for identifiers": (
        "patient",
        lambda book, _: book.open(PATHWAY, patient=PatientIdentity(UNTOLD), fields=REQUEST, by=LIBRARIAN, key="R9"),
    ),
    "nothing for a pathway": (
        "pathway",
        lambda book, _: book.open(None, patient=BORROWER, fields=REQUEST, by=LIBRARIAN, key="R9"),
    ),
    "a number to find by": ("value", lambda book, _: book.find("nhs-number", 9990000018)),
    "half a character to find by": ("value", lambda book, _: book.find("lib", "\ud800")),
    "a text for a date": ("overdue_on", lambda book, _: book.worklist(overdue_on="2026-03-02")),
    "a page without end": ("limit", lambda book, _: book.worklist(limit=beyond_writing())),
    "a number for an owner": ("owner", lambda book, _: book.worklist(owner=3)),
    "a reason nested without end": ("reason", lambda book, case: book.erase(case, by=LIBRARIAN, reason=nested(5_000))),
    "a version of no name": ("to", lambda book, case: book.migrate(case, 3, by=LIBRARIAN, reason="new_rules")),
    "a mapping of numbers": (
        "renaming",
        lambda book, case: book.preview_migration(case, PATHWAY, by=LIBRARIAN, renaming=Renaming(states=NUMBER)),
    ),
    "a text for a definition": ("definition", lambda book, _: book.register("x", "y", by=LIBRARIAN)),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_argument_of_another_kind_is_named(on_sqlite: Library, wrong: str) -> None:
    where, call = WRONG[wrong]
    case_id = on_sqlite.lent()
    before = on_sqlite.dump()
    with on_sqlite.at_work() as book:
        with pytest.raises(BadInput) as caught:
            call(book, case_id)
        book.case(case_id)
    assert where in str(caught.value)
    assert on_sqlite.dump() == before


@pytest.mark.parametrize("value", [beyond_writing(), nested(5_000), circular()], ids=["long", "deep", "circular"])
@pytest.mark.parametrize("field", ["copy", "wear", "weight", "report"])
def test_a_value_without_end_is_not_understood(on_sqlite: Library, field: str, value: object) -> None:
    case_id = on_sqlite.lent()
    with on_sqlite.at_work() as book, pytest.raises(BadInput, match=field):
        book.report(case_id, "inspect", {"copy": "C1", "wear": "slight", field: value}, by=CONSERVATOR)


def test_a_value_without_end_under_a_known_key_is_not_understood(on_sqlite: Library) -> None:
    case_id = on_sqlite.lent()
    with on_sqlite.at_work() as book, pytest.raises(BadInput, match="without end"):
        book.report(case_id, "judge", {"condition": circular()}, by=CONSERVATOR, key="J1")


@pytest.mark.parametrize("told", [datetime.min, datetime.max, date.min, "0001-01-01", "0001-01", "9999-12-31T12:00Z"])  # noqa: DTZ901
def test_the_ends_of_the_calendar_are_not_understood(told: datetime | date | str) -> None:
    with pytest.raises(BadInput, match="The date was not understood"):
        Effective.of(told)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null"])
def test_a_mapping_that_is_no_json_is_told_as_one(text: str) -> None:
    with pytest.raises(BadInput, match="The mapping was not understood"):
        renaming_from(text)


def test_a_key_file_nested_without_end_is_told_as_one(tmp_path: Any) -> None:
    file = tmp_path / "keys"
    file.write_text('{"format":' + "[" * 100_000, encoding="utf-8")
    with pytest.raises(BadInput, match="not a casepath key file"):
        Keyring.load(file)


def test_the_home_of_an_unknown_account_is_told_as_one() -> None:
    with pytest.raises(BadInput, match="where the file is"):
        read_settings(Named(db="~no_such_account/cases.db"), {})
