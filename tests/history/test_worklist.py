"""The worklist sorts itself: open alerts, cases without a date, then what is due first."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.lending import BORROWER, CONSERVATOR, LIBRARIAN, SCANNER, Library
from workflow.case.errors import BadInput
from workflow.history import Identifier, PatientIdentity, PatientRef


def five_cases(library: Library) -> list[str]:
    """One settled, one with an alert, one due soon, one due later, one waiting in its first state."""
    found = []
    for number in range(5):
        with library.at_work() as book:
            patient = PatientRef("lib", f"reader-{number}")
            fields = {"desk": "a.reed" if number % 2 else "b.moss"}
            found.append(library.request(book, f"R{number}", patient=patient, fields=fields).case.id)
    settled, alerted, soon, later, _ = found
    with library.at_work() as book:
        book.report(settled, "call_off", by=LIBRARIAN)
        for case_id, wear in ((alerted, "heavy"), (soon, "slight"), (later, "slight")):
            book.report(case_id, "fetch", {"copy": "C1"}, by=SCANNER)
            book.report(case_id, "inspect", {"copy": "C1", "wear": wear}, by=CONSERVATOR)
        for case_id, day in ((later, "2026-03-02"), (soon, "2026-02-20")):
            book.report(case_id, "judge", {"condition": "sound"}, by=CONSERVATOR)
            book.report(case_id, "show_card", {"shown": "yes"}, by=LIBRARIAN)
            book.report(case_id, "lend", by=LIBRARIAN, occurred_at=day)
    return found


def test_alerts_come_first_then_what_is_due_first(library: Library) -> None:
    _, alerted, soon, later, waiting = five_cases(library)
    with library.at_work() as book:
        rows = book.worklist()
    assert [row.case_id for row in rows] == [alerted, waiting, soon, later]
    assert [(row.next_due_clock, row.next_due_on) for row in rows[2:]] == [
        ("loan", date(2026, 3, 20)),
        ("loan", date(2026, 3, 30)),
    ]
    assert (rows[0].alerts, rows[0].unacknowledged, rows[0].local_id) == (1, 1, "reader-1")


def test_an_open_alert_comes_before_every_date(library: Library) -> None:
    *_, later, _ = five_cases(library)
    with library.at_work() as book:
        assert book.worklist()[-1].case_id == later
        book.report(later, "request_again", {"received_on": "2026-03-02", "title": "QA78"}, by=LIBRARIAN)
        book.report(later, "fetch", {"copy": "C2"}, by=SCANNER)
        assert book.worklist()[0].alerts == 1
        book.report(later, "inspect", {"copy": "C2", "wear": "heavy"}, by=CONSERVATOR)
        rows = book.worklist()
        assert {row.case_id for row in rows[:2]} >= {later}
        book.report(rows[0].case_id, "see_to", {"alert": "A1"}, by=LIBRARIAN)
        assert book.worklist()[0].case_id == later


def test_pages_follow_each_other_without_gap_or_overlap(library: Library) -> None:
    five_cases(library)
    for closed in (False, True):
        with library.at_work() as book:
            whole = book.worklist(include_closed=closed)
            paged = list(book.worklist(include_closed=closed, limit=2))
            while page := book.worklist(include_closed=closed, limit=2, after=paged[-1].case_id):
                paged += page
        assert paged == list(whole)
        assert len(whole) == 4 + closed


def test_closed_cases_come_last(library: Library) -> None:
    settled = five_cases(library)[0]
    with library.at_work() as book:
        row = book.worklist(include_closed=True)[-1]
    assert (row.case_id, row.is_open, row.outcome) == (settled, False, "called_off")


def test_it_is_narrowed_by_state_owner_pathway_and_date(library: Library) -> None:
    _, alerted, soon, later, waiting = five_cases(library)
    with library.at_work() as book:

        def found(**wanted: object) -> set[str]:
            return {row.case_id for row in book.worklist(**wanted)}  # type: ignore[arg-type]

        assert found(state="on_loan") == {soon, later}
        assert found(owner="a.reed") == {alerted, later}
        assert found(overdue_on=date(2026, 3, 21)) >= {soon}
        assert later not in found(overdue_on=date(2026, 3, 30))
        assert found(pathway="lending-library:village") == {alerted, soon, later, waiting}
        assert found(pathway="bicycle-repair") == found(team="north") == set()


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_a_sensible_size(library: Library, limit: int) -> None:
    with library.at_work() as book, pytest.raises(BadInput, match="1 to 1000"):
        book.worklist(limit=limit)


def test_a_person_known_by_numbers_shows_none_of_them(library: Library) -> None:
    with library.at_work() as book:
        library.request(book, patient=PatientIdentity((Identifier("local-id", "L 17"),), BORROWER.name))
        (row,) = book.worklist()
    assert row.local_id == ""
    assert "Zora" not in repr(row)
