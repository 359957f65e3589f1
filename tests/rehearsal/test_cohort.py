"""Three hundred simulated cases show something of everything, and every line of them holds."""

from __future__ import annotations

from collections import Counter

from tests.rehearsal.conftest import NOON, Cohort
from workflow import Pathways

RARE = {"merged"}
"""An outcome that no single person's journey brings about."""


def test_every_state_has_cases_in_it(cohort: Cohort, shipped: Pathways) -> None:
    states = Counter(row.state for row in cohort.rows())
    assert set(states) == set(shipped.newest("secondary-breast-cancer").states)
    assert states["closed"] < cohort.made.simulated.cases * 0.6


def test_most_outcomes_come_about(cohort: Cohort, shipped: Pathways) -> None:
    outcomes = {row.outcome for row in cohort.rows() if row.outcome}
    known = shipped.newest("secondary-breast-cancer").vocabularies["outcome"].terms
    assert len(outcomes) >= 10
    assert outcomes <= set(known) - RARE


def test_the_worklist_has_something_to_do(cohort: Cohort) -> None:
    rows = cohort.book.worklist(limit=500)
    assert rows[0].alerts
    assert sum(row.alerts > 0 for row in rows) >= 3
    assert sum(row.unacknowledged > 0 for row in rows) >= 10
    assert sum(row.next_due_on is not None and row.next_due_on < NOON.date() for row in rows) >= 20
    assert {row.next_due_clock for row in rows} >= {"faster_diagnosis", "state_target", "review"}


def test_no_open_case_waits_without_a_date(cohort: Cohort) -> None:
    assert [row.case_id for row in cohort.book.worklist(limit=500) if row.next_due_on is None] == []


def test_every_entry_holds(cohort: Cohort) -> None:
    found = cohort.made.verification
    assert found.faults == ()
    assert found.entries == cohort.made.simulated.entries
    assert found.cases == cohort.made.simulated.cases == 300


def test_real_life_breaks_into_the_journeys(cohort: Cohort) -> None:
    events = {each.entry.event for each in cohort.entries()}
    assert events >= {
        "attach_referral",
        "add_symptom",
        "record_missed",
        "decline_investigation",
        "cancel_booking",
        "vet",
        "amend_report",
        "void_investigation",
        "evidence_changed",
        "staging_contradicts",
        "satisfy_item",
        "waive_item",
        "tissue_not_obtained",
        "pause",
        "resume",
        "withdraw",
        "transfer_out",
        "death_notified",
        "record_death",
        "interval_due",
        "amend",
        "escalate",
        "review_amendment",
    }


def test_feeds_report_and_never_decide(cohort: Cohort) -> None:
    by_feeds = {each.entry.event for each in cohort.entries() if each.entry.actor.role == "interface"}
    assert {"schedule", "perform", "report"} <= by_feeds
    assert not [event for event in by_feeds if event.startswith(("classify", "decide", "conclude", "complete"))]


def test_some_things_are_told_late_and_nothing_before_it_happened(cohort: Cohort) -> None:
    late = 0
    for each in cohort.entries():
        assert each.entry.recorded_at <= NOON
        late += each.entry.effective.precision == "date"
    assert late >= 5
