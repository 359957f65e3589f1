"""Chapter 8, biopsy: tissue is on its way; a biopsy that brings none is ordinary and leads back to the decision."""

from __future__ import annotations

import pytest

from tests.spec.patients import given_biopsy, given_pathology, given_staging, with_result, with_tissue_order


def test_a_tissue_report_comes_to_pathology_review() -> None:
    assert with_result(given_biopsy()).state == "pathology_review"


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("fail", {"reason": "attempted_not_completed"}),
        ("cancel_order", {"cancelled_by": "provider", "reason": "equipment"}),
        ("decline_investigation", {"capacity": "has_capacity", "information_given": "yes"}),
    ],
)
def test_a_biopsy_that_brings_no_tissue_is_decided_about_again(event: str, fields: dict[str, str]) -> None:
    patient = given_biopsy()
    assert patient.reports(event, investigation=patient.last().id, **fields).state == "biopsy_decision"


def test_a_second_biopsy_may_follow_the_first() -> None:
    failed = given_biopsy()
    failed = failed.reports("fail", investigation=failed.last().id, reason="attempted_not_completed")
    again = with_tissue_order(failed).reports(
        "decide_biopsy", decision="yes", purpose="confirm_diagnosis", consent="obtained"
    )
    assert again.state == "biopsy"


def test_tissue_that_was_reported_before_staging_moves_straight_on() -> None:
    early = with_result(with_tissue_order(given_staging()))
    for item in ("bone_scan", "ct"):
        early = early.reports("waive_item", item=item, reason="would_not_change_management")
    decided = early.reports("complete_staging").reports(
        "decide_biopsy", decision="yes", purpose="confirm_both", consent="obtained"
    )
    assert decided.state == "pathology_review"


def test_a_tissue_order_of_another_patient_is_voided_and_kept() -> None:
    patient = given_biopsy()
    voided = patient.reports(
        "void_investigation", by="data_steward", investigation=patient.last().id, reason="wrong_patient"
    )
    assert (voided.state, voided.last().state) == ("biopsy_decision", "void")
    assert voided.last().fields["modality"] == "core_biopsy"


def test_the_old_report_withdrawn_and_the_new_biopsy_given_up_is_decided_about_again() -> None:
    again = with_tissue_order(given_pathology("inadequate")).reports(
        "decide_biopsy", decision="yes", purpose="confirm_both", consent="obtained"
    )
    waiting = again.reports("void_investigation", by="pathologist", investigation="I3", reason="wrong_patient")
    patient = waiting.reports("fail", investigation="I4", reason="attempted_not_completed")
    assert (waiting.state, patient.state, patient.fact("tissue_evidence")) == ("biopsy", "biopsy_decision", "none")
