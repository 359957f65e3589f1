"""Chapter 2, initial imaging: first images are booked, done and reported; the round is over when all of them are."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    WORDS,
    Patient,
    given_initial_imaging,
    given_symptom,
    pathway,
    with_order,
    with_report,
)
from workflow.case.errors import BadInput


def given_two_images() -> Patient:
    """A bone scan and an MRI are under way together."""
    return with_order(with_order(given_symptom(), "bone_scan"), "mri").reports("accept")


def test_the_round_waits_for_every_image() -> None:
    patient = with_report(given_two_images(), "I1")
    assert patient.state == "initial_imaging"
    assert with_report(patient, "I2").state == "imaging_review"


def test_a_round_without_any_image_is_never_taken_for_reported() -> None:
    patient = given_initial_imaging().reports(
        "void_investigation", by="data_steward", investigation="I1", reason="wrong_patient"
    )
    assert (patient.state, patient.fact("round")) == ("initial_imaging", "empty")


def test_an_image_that_ended_does_not_hold_up_the_round() -> None:
    patient = given_two_images().reports(
        "decline_investigation", investigation="I2", capacity="has_capacity", information_given="yes"
    )
    assert with_report(patient, "I1").state == "imaging_review"


def test_a_declined_test_leaves_the_case_going() -> None:
    patient = given_two_images().reports(
        "decline_investigation", investigation="I2", capacity="has_capacity", information_given="yes"
    )
    assert (patient.state, patient.last().state) == ("initial_imaging", "declined")


def test_a_round_that_ended_without_a_report_comes_to_review() -> None:
    patient = given_initial_imaging().reports(
        "cancel_order", investigation="I1", cancelled_by="requester", reason="not_needed"
    )
    assert (patient.state, patient.fact("round")) == ("imaging_review", "ended_unreported")


def test_a_preliminary_report_completes_nothing() -> None:
    patient = given_initial_imaging().reports("report", investigation="I1", status="preliminary", suspicion="possible")
    assert (patient.state, patient.last().state) == ("initial_imaging", "requested")
    assert "report_version" not in patient.last().fields
    assert (patient.last().fields["suspicion"], patient.last().fields["preliminary_on"]) == ("possible", "2026-11-23")


def test_a_preliminary_report_may_raise_an_alert() -> None:
    patient = given_initial_imaging().reports("report", investigation="I1", status="preliminary", alert_flag="critical")
    assert patient.last("alerts").fields["kind"] == "critical_report"


def test_a_report_that_is_not_good_enough_is_still_a_report() -> None:
    patient = with_report(given_initial_imaging(), adequate="no")
    assert (patient.state, patient.fact("round")) == ("imaging_review", "reported")


def test_blood_tests_run_beside_and_hold_up_nothing() -> None:
    patient = given_initial_imaging().reports("order", kind="bloods", modality="blood_test", purpose="bloods")
    reviewed = with_report(patient, "I1")
    assert (reviewed.state, reviewed.last().state) == ("imaging_review", "requested")


def test_blood_tests_alone_are_no_first_imaging() -> None:
    patient = given_symptom().reports("order", kind="bloods", modality="blood_test", purpose="bloods")
    assert "At least one first image is normally ordered" in patient.refusal("accept")


def test_high_calcium_raises_an_alert_and_classifies_nothing() -> None:
    patient = given_initial_imaging().reports("order", kind="bloods", modality="blood_test", purpose="bloods")
    reported = patient.reports(
        "report", investigation="I2", adjusted_calcium="3.2", laboratory_flag="outside_reference"
    )
    assert reported.last("alerts").fields["kind"] == "hypercalcaemia"
    assert (reported.state, reported.fact("imaging_result")) == ("initial_imaging", "unclassified")


@pytest.mark.parametrize(
    ("site", "calcium", "alerts"),
    [("bone", "2.6", 0), ("bone", "2.9", 0), ("bone", "3.0", 0), ("bone", "3.01", 1), ("hypercalcaemia", "2.61", 1)],
)
def test_calcium_is_alarming_above_three_or_with_symptoms(site: str, calcium: str, alerts: int) -> None:
    patient = given_symptom(site).reports("order", kind="bloods", modality="blood_test", purpose="bloods")
    assert len(patient.reports("report", investigation="I1", adjusted_calcium=calcium).items("alerts")) == alerts


def test_bloods_within_reference_end_nothing() -> None:
    patient = given_initial_imaging().reports("order", kind="bloods", modality="blood_test", purpose="bloods")
    reported = patient.reports("report", investigation="I2", laboratory_flag="within_reference", adjusted_calcium="2.4")
    assert reported.state == "initial_imaging"


def test_a_second_missed_visit_asks_a_clinician_and_discharges_nobody() -> None:
    patient = given_initial_imaging()
    for _ in range(2):
        patient = patient.reports("schedule", investigation="I1", booked_for="2026-12-01")
        patient = patient.reports("record_missed", investigation="I1")
    assert (patient.state, patient.last().state) == ("initial_imaging", "missed")
    assert patient.last("escalations").fields["reason"] == "missed_twice"


def test_one_missed_visit_is_booked_again_without_more_ado() -> None:
    patient = given_initial_imaging().reports("schedule", investigation="I1", booked_for="2026-12-01")
    missed = patient.reports("record_missed", investigation="I1")
    assert missed.items("escalations") == ()
    assert missed.reports("schedule", investigation="I1", booked_for="2026-12-08").last().state == "scheduled"


def test_a_missed_test_is_closed_only_after_somebody_tried_to_reach_the_patient() -> None:
    patient = given_initial_imaging().reports("schedule", investigation="I1", booked_for="2026-12-01")
    missed = patient.reports("record_missed", investigation="I1")
    assert "nobody is discharged for not coming" in missed.refusal(
        "close_missed", investigation="I1", explanation=WORDS
    )
    tried = missed.reports("record_contact", method="telephone", reached="no_answer")
    assert tried.reports("close_missed", investigation="I1", explanation=WORDS).state == "imaging_review"


def test_only_a_consultant_closes_a_missed_test() -> None:
    assert pathway().events["close_missed"].roles == ("consultant",)


def test_what_the_hospital_cancels_is_not_counted_against_the_patient() -> None:
    patient = given_initial_imaging().reports("schedule", investigation="I1", booked_for="2026-12-01")
    cancelled = patient.reports("cancel_booking", investigation="I1", cancelled_by="provider")
    assert (cancelled.last().state, "misses" in cancelled.last().fields) == ("accepted", False)


def test_a_pacemaker_does_not_forbid_mri() -> None:
    patient = with_order(given_symptom("spine", neurology="no"), "mri", site="spine")
    check = {"investigation": "I1", "check": "device"}
    refusal = patient.refusal("set_checklist", answer="blocks", **check)
    assert "does not forbid MRI by itself" in refusal
    looked_into = patient.reports("set_checklist", answer="needs_check", **check)
    assert looked_into.reports("schedule", investigation="I1", booked_for="2026-12-01").last().state == "scheduled"


def test_a_check_that_forbids_a_test_holds_up_its_booking() -> None:
    patient = with_order(given_symptom(), "ct", contrast="yes")
    check = {"investigation": "I1", "check": "contrast"}
    blocked = patient.reports("set_checklist", answer="blocks", **check)
    booking = {"investigation": "I1", "booked_for": "2026-12-01"}
    assert "The contrast check forbids this test" in blocked.refusal("schedule", **booking)
    accepted = blocked.reports("set_checklist", answer="risk_accepted", reason="benefit_outweighs", **check)
    assert accepted.reports("schedule", **booking).last().state == "scheduled"


def test_an_accepted_risk_needs_its_reason() -> None:
    patient = with_order(given_symptom(), "ct")
    with pytest.raises(BadInput, match="Why the risk is accepted"):
        patient.reports("set_checklist", investigation="I1", check="pregnancy", answer="risk_accepted")


def test_a_rejected_request_is_replaced_by_another_test() -> None:
    patient = given_initial_imaging().reports(
        "vet", by="radiologist", investigation="I1", decision="reject", reason="contraindicated"
    )
    replaced = with_order(patient, "mri", "further", replaces="I1")
    assert (replaced.item("I1").state, replaced.last().fields["replaces"]) == ("rejected", "I1")


def test_a_failed_test_is_repeated_by_a_new_order() -> None:
    patient = given_two_images().reports("fail", investigation="I1", reason="attempted_not_completed")
    assert "I1 of case case-1 is failed" in patient.refusal("report", investigation="I1")
    assert with_order(patient, "bone_scan", replaces="I1").last().id == "I3"


def test_a_consultant_may_review_early_and_the_rest_is_reviewed_later() -> None:
    early = with_report(given_two_images(), "I1").reports("review_early", reason="emergency")
    read = early.reports("acknowledge", investigation="I1", version=1)
    moved = read.reports("classify", classification="unclear", plan="biopsy_decision")
    assert moved.fact("round") == "outstanding"


def test_further_imaging_is_not_ordered_before_a_review() -> None:
    refusal = given_initial_imaging().refusal("order", kind="imaging", modality="mri", purpose="further")
    assert "Further imaging answers what a first review left open" in refusal


def test_an_image_is_never_ordered_as_a_blood_test() -> None:
    refusal = given_initial_imaging().refusal("order", kind="bloods", modality="ct", purpose="bloods")
    assert "do not fit together" in refusal
