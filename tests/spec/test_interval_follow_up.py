"""Chapter 5, interval follow-up: a repeat image is ordered for a later day, and no case waits without a day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.spec.patients import given_imaging_review, given_interval_follow_up, with_order, with_report
from workflow.case.errors import BadInput


def test_a_repeat_image_has_a_day_it_is_due() -> None:
    patient = with_order(given_imaging_review(), "mri", "further")
    with pytest.raises(BadInput, match="When repeat imaging is due"):
        patient.reports("classify", classification="unclear", plan="interval")


def test_the_due_day_is_where_the_worklist_looks() -> None:
    patient = given_interval_follow_up()
    assert date.fromisoformat(str(patient.value("review_on"))) == patient.later(90).today


def test_a_repeat_image_is_ordered_before_the_case_waits() -> None:
    refusal = given_imaging_review().refusal(
        "classify", classification="no_secondary_seen", plan="interval", interval_due_on="2027-02-21"
    )
    assert "order it first, so that the case does not wait for nothing" in refusal


def test_when_the_day_comes_the_case_goes_on() -> None:
    assert given_interval_follow_up().later(90).reports("interval_due", by="navigator").state == "further_imaging"


def test_a_repeat_image_reported_early_comes_to_review_at_once() -> None:
    assert with_report(given_interval_follow_up()).state == "imaging_review"


def test_a_repeat_image_that_was_given_up_comes_to_review_at_once() -> None:
    patient = given_interval_follow_up().reports(
        "cancel_order", investigation="I2", cancelled_by="requester", reason="not_needed"
    )
    assert patient.state == "imaging_review"


def test_the_day_alone_is_not_enough_without_an_image() -> None:
    patient = given_interval_follow_up().reports(
        "void_investigation", by="data_steward", investigation="I2", reason="wrong_patient"
    )
    assert "No repeat image is ordered; order it first." in patient.refusal("interval_due")


def test_the_due_day_is_kept() -> None:
    assert given_interval_follow_up().value("interval_due_on") == "2027-02-21"
