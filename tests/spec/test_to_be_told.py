"""Chapter 11, to be told: an outcome is recorded, and the case is not over before the patient knows it."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    WORDS,
    given_to_be_told,
    pathway,
    told,
    with_acknowledgement,
    with_order,
    with_report,
    with_result,
    with_tissue_order,
)

TELL = {"method": "in_person", "told_by": "n.lee", "nurse_present": "yes"}


def test_a_case_is_not_closed_before_the_patient_is_told() -> None:
    patient = given_to_be_told()
    assert (patient.state, patient.clock("faster_diagnosis").stopped_on) == ("to_be_told", None)
    assert told(patient).state == "closed"


def test_no_ordinary_way_leads_past_telling_the_patient() -> None:
    administrative = {"transfer_out", "record_death", "merge", "void_case"}
    closing = {event.name for event in pathway().events.values() if any(row.to == "closed" for row in event.rows)}
    assert closing - administrative == {"tell_patient"}


def test_the_28_days_end_on_the_day_the_patient_is_told() -> None:
    patient = told(given_to_be_told().later(20))
    clock = patient.clock("faster_diagnosis")
    assert (clock.day, clock.status) == (20, "met")


def test_told_late_is_told_late() -> None:
    assert told(given_to_be_told().later(29)).clock("faster_diagnosis").status == "missed"


def test_a_navigator_may_tell_the_patient() -> None:
    assert given_to_be_told().reports("tell_patient", by="navigator", **TELL).state == "closed"


def test_a_feed_tells_nobody() -> None:
    assert "not for the role interface" in given_to_be_told().refusal("tell_patient", by="interface", **TELL)


def test_an_open_alert_holds_up_telling() -> None:
    patient = given_to_be_told().reports("raise_alert", alert_kind="mscc")
    assert "An alert is open" in patient.refusal("tell_patient", **TELL)


def test_a_symptom_told_now_is_assessed_first() -> None:
    patient = given_to_be_told().reports("add_symptom", site="brain")
    assert "A symptom was not assessed" in patient.refusal("tell_patient", **TELL)
    assessed = patient.reports("assess_symptom", symptom="S2", assessment="no_extra_test", reason="explained")
    assert told(assessed).state == "closed"


def test_a_report_that_comes_now_is_read_first() -> None:
    patient = with_report(with_order(given_to_be_told(), "mri", "other"))
    assert "A report was not acknowledged" in patient.refusal("tell_patient", **TELL)
    assert told(with_acknowledgement(patient)).state == "closed"


def test_an_outcome_is_taken_back_before_it_is_told() -> None:
    patient = given_to_be_told().reports("reconsider", explanation=WORDS)
    assert (patient.state, patient.value("outcome")) == ("conclusion_review", None)


def test_a_corrected_history_takes_the_outcome_back() -> None:
    patient = given_to_be_told(prior="none").reports("set_prior_history", prior_history="recent")
    assert (patient.state, patient.value("outcome")) == ("biopsy_decision", None)


@pytest.mark.parametrize(("investigation", "state"), [("I1", "imaging_review"), ("I3", "pathology_review")])
def test_a_report_changed_now_takes_the_outcome_back(investigation: str, state: str) -> None:
    patient = given_to_be_told().reports("amend_report", by="interface", investigation=investigation)
    assert (patient.state, patient.value("outcome")) == (state, None)


def test_a_test_still_out_holds_up_telling() -> None:
    patient = with_order(given_to_be_told(), "mri", "other")
    assert "An investigation is still to come" in patient.refusal("tell_patient", **TELL)


def test_an_image_that_came_since_is_classified_before_the_patient_is_told() -> None:
    patient = with_acknowledgement(with_report(with_order(given_to_be_told(), "mri", "further")))
    assert "An image is reported that no classification covers" in patient.refusal("tell_patient", **TELL)
    taken_back = patient.reports("reconsider", explanation=WORDS)
    assert taken_back.reports("request_more", wanted="further_imaging", explanation=WORDS).state == "imaging_review"


def test_tissue_that_came_since_is_classified_before_the_patient_is_told() -> None:
    patient = with_result(with_tissue_order(given_to_be_told()))
    assert "A tissue report was not classified" in patient.refusal("tell_patient", **TELL)


def test_the_clock_keeps_the_day_the_patient_was_first_told() -> None:
    closed = told(given_to_be_told())
    changed = closed.reports("amend_report", by="interface", investigation="I1")
    again = changed.reports("review_amendment", decision="reopen", explanation=WORDS).later(30)
    assert again.clock("faster_diagnosis").stopped_on == closed.today
