"""A case book takes whatever a program hands it: it records what can be verified, or says no in words."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from tests.fuzz.budget import lengths, tried
from tests.fuzz.calls import Way, changing, looking, opening, reporting
from tests.fuzz.holding import hold
from tests.support.lending import MONDAY, Library, lending, newer_lending
from tests.support.receipts import pathways_of
from workflow.case.actor import Actor
from workflow.history import PatientRef
from workflow.history.casebook import CaseBook
from workflow.pathways import Pathways

NURSE = Actor("n.lee", "navigator")
REFERRAL = {"received_on": "2026-03-02", "pathway_type": "usc_referral", "site": "bone"}


def lent(library: Library) -> str:
    """A case whose book is on loan, and a newer version that it could be moved to."""
    case_id = library.lent()
    library.pathways = pathways_of(lending(), newer_lending())
    return case_id


@lengths
def test_any_report_is_recorded_whole_or_not_at_all(library: Library, times: int) -> None:
    anything = reporting(Way(lending(), "on_loan"), lent(library))
    assert Counter(tried(anything, partial(hold, library), examples=70, times=times))[True] > 1


@lengths
def test_any_referral_is_recorded_whole_or_not_at_all(library: Library, times: int) -> None:
    lent(library)
    assert Counter(tried(opening(Way(lending())), partial(hold, library), examples=50, times=times))[True] > 1


@lengths
def test_any_erasure_and_any_move_happens_whole_or_not_at_all(library: Library, times: int) -> None:
    anything = changing(lent(library))
    assert Counter(tried(anything, partial(hold, library), examples=40, times=times))[True] > 1


@lengths
def test_no_question_writes_anything(library: Library, times: int) -> None:
    assert not any(tried(looking(lent(library)), partial(hold, library), examples=70, times=times))


@lengths
def test_any_report_on_the_shipped_pathway_is_recorded_whole_or_not_at_all(on_sqlite: Library, times: int) -> None:
    on_sqlite.pathways = Pathways.shipped()
    definition = on_sqlite.pathways.newest("secondary-breast-cancer")
    with on_sqlite.at_work() as book:
        told = {"patient": PatientRef("mrn", "881"), "fields": REFERRAL, "by": NURSE, "key": "R1"}
        case_id = book.open("secondary-breast-cancer", **told).case.id  # type: ignore[arg-type]
        state = book.case(case_id).state
    anything = reporting(Way(definition, state), case_id)
    assert Counter(tried(anything, partial(hold, on_sqlite), examples=60, times=times))[True]


def test_a_half_write_would_be_seen(on_sqlite: Library) -> None:
    case_id = on_sqlite.lent()

    def careless(book: CaseBook) -> None:
        book.report(case_id, "take_back", {}, by=Actor("a.reed", "librarian"))
        book.report(case_id, "no_such_event", by=Actor("a.reed", "librarian"))

    with pytest.raises(AssertionError, match="wrote something"):
        hold(on_sqlite, careless)
    assert on_sqlite.now > MONDAY
