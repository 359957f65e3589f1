"""Chapter 13, beside the pathway: alerts, pauses, clocks, corrections and feeds move no case by themselves."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    GIVEN,
    WORDS,
    given_closed,
    given_imaging_review,
    given_initial_imaging,
    given_referral,
    given_staging,
    given_symptom,
    pathway,
    with_order,
    with_report,
)

RELIED_ON = [
    "interval_follow_up",
    "staging",
    "biopsy_decision",
    "biopsy",
    "pathology_review",
    "conclusion_review",
    "to_be_told",
]
FEED_EVENTS = {
    "import_report", "vet", "accept_order", "schedule", "reschedule", "cancel_booking", "record_missed", "perform",
    "fail", "report", "amend_report", "void_investigation", "death_notified",
}  # fmt: skip


def test_a_pause_stops_no_national_clock() -> None:
    running = given_symptom().later(10)
    paused = running.reports("pause", reason="holiday", until="2026-12-20").later(10)
    assert paused.clock("faster_diagnosis").due_on == running.clock("faster_diagnosis").due_on
    assert (paused.clock("faster_diagnosis").day, paused.clock("faster_diagnosis").status) == (20, "running")


def test_the_28_days_are_counted_for_urgent_and_screening_referrals() -> None:
    assert given_referral().clock("faster_diagnosis").days_left == 28
    with pytest.raises(StopIteration):
        given_referral(pathway_type="follow_up_internal").clock("faster_diagnosis")


def test_a_clock_is_moved_only_with_a_reason() -> None:
    patient = given_referral().reports(
        "adjust_clock", by="navigator", clock="faster_diagnosis", days=3, reason="first_visit_missed"
    )
    assert patient.clock("faster_diagnosis").days_left == 31


def test_a_spine_mri_has_a_day_to_be_done() -> None:
    patient = with_order(given_symptom("spine", neurology="no"), "mri", site="spine", urgency="within_a_week")
    assert patient.clock("spine_mri").days_left == 7


def test_an_emergency_mri_has_an_hour_to_be_done() -> None:
    patient = with_order(given_symptom("spine", neurology="yes"), "mri", site="spine", urgency="emergency")
    due = patient.clock("emergency_spine_mri").due_at
    assert due is not None
    assert (due.hour, due.day) == (12, patient.later(1).today.day)


def test_an_alert_is_answered_by_somebody_who_says_how() -> None:
    patient = given_symptom("spine", neurology="yes").reports(
        "acknowledge_alert", alert="A1", action="coordinator_called"
    )
    assert patient.reports("resolve_alert", alert="A1").last("alerts").state == "resolved"


def test_an_alert_nobody_answered_is_not_resolved() -> None:
    refusal = given_symptom("svco").refusal("resolve_alert", alert="A1")
    assert "possible only when it is acknowledged" in refusal


def test_a_report_flagged_as_cancer_raises_an_alert() -> None:
    patient = with_report(given_initial_imaging(), alert_flag="cancer")
    assert patient.last("alerts").fields["kind"] == "cancer_report"


@pytest.mark.parametrize("state", RELIED_ON)
def test_a_changed_image_calls_the_case_back_wherever_it_stands(state: str) -> None:
    patient = GIVEN[state]().reports("amend_report", by="interface", investigation="I1")
    assert (patient.state, patient.fact("imaging_result")) == ("imaging_review", "unclassified")


@pytest.mark.parametrize("state", RELIED_ON)
def test_a_voided_image_calls_the_case_back_wherever_it_stands(state: str) -> None:
    patient = GIVEN[state]().reports(
        "void_investigation", by="data_steward", investigation="I1", reason="wrong_patient"
    )
    assert (patient.state, patient.value("outcome")) == ("imaging_review", None)


@pytest.mark.parametrize("state", ["conclusion_review", "to_be_told"])
def test_changed_tissue_calls_the_case_back_to_pathology(state: str) -> None:
    patient = GIVEN[state]().reports("amend_report", by="pathologist", investigation="I3")
    assert (patient.state, patient.fact("tissue_result")) == ("pathology_review", "unclassified")


@pytest.mark.parametrize("state", ["conclusion_review", "to_be_told"])
def test_withdrawn_tissue_calls_the_case_back_to_the_decision(state: str) -> None:
    patient = GIVEN[state]().reports("void_investigation", by="pathologist", investigation="I3", reason="wrong_patient")
    assert (patient.state, patient.fact("tissue_result")) == ("biopsy_decision", "unclassified")


@pytest.mark.parametrize("state", list(GIVEN))
def test_an_outcome_is_recorded_when_the_case_is_to_be_told_or_closed_and_never_else(state: str) -> None:
    assert (GIVEN[state]().value("outcome") is not None) == (state in ("to_be_told", "closed"))


def test_a_feed_drives_investigations_and_nothing_else() -> None:
    assert {event.name for event in pathway().events.values() if "interface" in event.roles} == FEED_EVENTS


def test_a_record_moves_no_case() -> None:
    for event in pathway().events.values():
        if event.kind == "record":
            assert not any(row.to for row in event.rows), event.name


def test_a_symptom_entered_in_error_counts_for_nothing_and_stays_on_record() -> None:
    patient = given_referral().reports("add_symptom", site="liver").reports("void", entry=2)
    assert (patient.fact("any_symptom"), len(patient.case.items("symptoms"))) == ("no", 1)


def test_a_day_told_wrongly_is_put_right() -> None:
    patient = given_initial_imaging().reports("add_note", text=WORDS)
    amended = patient.reports("amend", entry=1, corrections={"received_on": "2026-11-20"})
    assert amended.clock("faster_diagnosis").started_on.isoformat() == "2026-11-20"


def test_only_a_data_steward_corrects_entries() -> None:
    assert pathway().events["amend"].roles == ("data_steward",)
    assert pathway().events["void"].roles == ("data_steward",)


def test_a_result_nobody_acts_on_is_put_before_somebody() -> None:
    patient = given_staging().reports("escalate", by="navigator", to="consultant", reason="unread_result")
    taken = patient.reports("acknowledge_escalation", escalation="E1")
    assert taken.last("escalations").state == "acknowledged"


def test_a_report_twice_sent_is_refused_the_second_time() -> None:
    refusal = given_imaging_review().refusal("report", by="interface", investigation="I1")
    assert "I1 of case case-1 is acknowledged" in refusal


def test_a_message_out_of_order_loses_no_report() -> None:
    assert with_report(given_initial_imaging()).last().state == "reported"


def test_a_note_may_be_added_after_closing() -> None:
    assert given_closed().reports("add_note", text=WORDS).state == "closed"


@pytest.mark.parametrize(
    ("kind", "modality", "purpose"),
    [("imaging", "xray", "initial"), ("tissue", "core_biopsy", "tissue"), ("bloods", "blood_test", "bloods")],
)
def test_any_test_may_be_imported_with_its_report(kind: str, modality: str, purpose: str) -> None:
    patient = given_symptom().reports("import_report", kind=kind, modality=modality, performed_on="2026-11-20")
    item = patient.last()
    assert (item.state, item.fields["purpose"], item.fields["report_version"]) == ("reported", purpose, 1)


def test_an_image_imported_later_is_further_imaging() -> None:
    patient = given_staging().reports("import_report", kind="imaging", modality="mri", performed_on="2026-11-20")
    assert (patient.last().fields["purpose"], patient.fact("round")) == ("further", "reported")


def test_an_import_that_does_not_fit_is_refused() -> None:
    refusal = given_symptom().refusal("import_report", kind="bloods", modality="ct", performed_on="2026-11-20")
    assert "Kind and modality do not fit together." in refusal


@pytest.mark.parametrize(
    ("site", "fields", "alert"),
    [
        ("bone", {"alert_flag": "critical"}, "critical_report"),
        ("bone", {"alert_flag": "cancer"}, "cancer_report"),
        ("bone", {"adjusted_calcium": "3.4"}, "hypercalcaemia"),
        ("hypercalcaemia", {"adjusted_calcium": "2.8"}, "hypercalcaemia"),
    ],
)
def test_an_imported_report_raises_the_same_alerts(site: str, fields: dict[str, str], alert: str) -> None:
    patient = given_symptom(site).reports(
        "import_report", kind="bloods", modality="blood_test", performed_on="2026-11-20", **fields
    )
    assert [each.fields["kind"] for each in patient.items("alerts")] == [alert]


@pytest.mark.parametrize(("flag", "alert"), [("critical", "critical_report"), ("cancer", "cancer_report")])
def test_a_changed_report_raises_its_alerts_too(flag: str, alert: str) -> None:
    patient = given_imaging_review().reports("amend_report", by="interface", investigation="I1", alert_flag=flag)
    assert patient.last("alerts").fields["kind"] == alert


def test_a_report_voided_after_closing_raises_an_alert() -> None:
    patient = given_closed().reports(
        "void_investigation", by="data_steward", investigation="I1", reason="wrong_patient"
    )
    assert patient.last("alerts").fields["kind"] == "amended_after_closing"


def test_an_order_is_taken_on_by_vetting_or_by_the_department() -> None:
    patient = given_initial_imaging()
    vetted = patient.reports("vet", by="radiologist", investigation="I1", decision="accept")
    taken = patient.reports("accept_order", by="interface", investigation="I1")
    assert (vetted.last().state, taken.last().state) == ("accepted", "accepted")


def test_a_booking_is_moved_to_another_day() -> None:
    patient = given_initial_imaging().reports("schedule", investigation="I1", booked_for="2026-12-01")
    moved = patient.reports("reschedule", investigation="I1", booked_for="2026-12-03", moved_by="patient")
    assert moved.last().fields["booked_for"] == "2026-12-03"


@pytest.mark.parametrize("check", ["contrast", "device", "pregnancy", "bleeding"])
def test_each_check_holds_up_a_booking_it_forbids(check: str) -> None:
    patient = given_initial_imaging().reports(
        "set_checklist", investigation="I1", check=check, answer="blocks", device_service_asked="yes"
    )
    refusal = patient.refusal("schedule", investigation="I1", booked_for="2026-12-01")
    assert f"The {check} check forbids this test" in refusal


def test_what_withdrawn_tissue_said_is_taken_back() -> None:
    patient = GIVEN["to_be_told"]().reports(
        "void_investigation", by="pathologist", investigation="I3", reason="wrong_patient"
    )
    assert patient.fact("tissue_evidence") == "none"


def test_a_pause_begins_once_and_ends() -> None:
    pause = {"reason": "illness", "until": "2026-12-20"}
    paused = given_symptom().reports("pause", **pause)
    assert "The case is paused already." in paused.refusal("pause", **pause)
    resumed = paused.reports("resume")
    assert (paused.fact("paused"), resumed.fact("paused")) == ("yes", "no")
    assert "The case is not paused." in resumed.refusal("resume")


def test_an_alert_is_handed_over_to_whoever_has_taken_it() -> None:
    patient = given_symptom("svco").reports("hand_over_alert", alert="A1", handed_to="acute-oncology")
    alert = patient.last("alerts")
    assert (alert.state, alert.fields["handed_to"]) == ("handed_over", "acute-oncology")


def test_a_case_is_given_to_a_named_nurse_and_a_day_to_look_again() -> None:
    assigned = given_symptom().reports("assign", by="admin", key_worker="n.lee", team="north")
    patient = assigned.reports("set_review_date", review_on="2026-12-01")
    kept = ("key_worker", "team", "review_on")
    assert [patient.value(name) for name in kept] == ["n.lee", "north", "2026-12-01"]


def test_treatment_starts_and_stops_its_clocks() -> None:
    agreed = given_symptom().reports("record_decision_to_treat", agreed_on="2026-11-23")
    assert agreed.clock("thirty_one_days").days_left == 31
    treated = agreed.later(10).reports("record_treatment", treated_on="2026-12-01")
    assert (treated.clock("thirty_one_days").status, treated.clock("sixty_two_days").status) == ("met", "met")


def test_why_a_limit_was_not_kept_is_recorded() -> None:
    patient = given_symptom().reports("record_breach", by="navigator", breach_reason="complex_diagnosis")
    assert patient.value("breach_reason") == "complex_diagnosis"
