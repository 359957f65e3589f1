"""Beside the chapters: every way leads where it says in one step, and the case does not come there by a detour.

What follows by itself would often bring a case that was led astray to the right place after all, one entry later. The
record would then tell of a decision that nobody made, so the last entry is looked at, and where it came from.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.spec.patients import (
    GIVEN,
    REFERRED_ON,
    WORDS,
    Patient,
    given_biopsy,
    given_closed,
    given_imaging_review,
    given_interval_follow_up,
    given_pathology,
    given_pathology_review,
    given_symptom,
    with_order,
    with_result,
    with_tissue_order,
)

FAILED = {"reason": "attempted_not_completed"}
WITHDRAWN = {"by": "pathologist", "reason": "wrong_patient"}
BY_ITSELF = "round_reported"


def last_step(patient: Patient) -> tuple[str, str]:
    """The last entry: what happened, and where it led."""
    return patient.entries[-1].event, patient.entries[-1].to_state


@pytest.mark.parametrize(
    ("classification", "plan", "state"),
    [
        ("unclear", "further_imaging", "further_imaging"),
        ("unclear", "interval", "interval_follow_up"),
        ("no_secondary_seen", "further_imaging", "further_imaging"),
        ("no_secondary_seen", "initial_imaging", "initial_imaging"),
        ("no_secondary_seen", "interval", "interval_follow_up"),
        ("non_diagnostic", "initial_imaging", "initial_imaging"),
        ("non_diagnostic", "further_imaging", "further_imaging"),
        ("other_explanation", "further_imaging", "further_imaging"),
    ],
)
def test_a_plan_of_another_image_waits_for_that_image(classification: str, plan: str, state: str) -> None:
    purpose = "initial" if plan == "initial_imaging" else "further"
    ordered = with_order(given_imaging_review(), "mri", purpose)
    told: dict[str, Any] = {"classification": classification, "plan": plan}
    if plan == "interval":
        told["interval_due_on"] = REFERRED_ON + timedelta(days=90)
    patient = ordered.reports("classify", **told)
    assert last_step(patient) == ("classify", state)


@pytest.mark.parametrize("classification", ["unclear", "other_explanation"])
def test_images_that_want_tissue_put_the_question_of_a_biopsy(classification: str) -> None:
    patient = given_imaging_review().reports("classify", classification=classification, plan="biopsy_decision")
    assert last_step(patient) == ("classify", "biopsy_decision")


@pytest.mark.parametrize(
    ("reason", "state"),
    [("imported", "imaging_review"), ("direct_tissue", "biopsy_decision"), ("unfit", "conclusion_review")],
)
def test_a_referral_without_first_images_goes_where_its_reason_says(reason: str, state: str) -> None:
    imported = with_result(with_order(given_symptom(), "ct"))
    patient = imported.reports("accept_without_imaging", reason=reason, explanation=WORDS)
    assert last_step(patient) == ("accept_without_imaging", state)


@pytest.mark.parametrize(
    ("step", "state"), [("biopsy_decision", "biopsy_decision"), ("conclusion", "conclusion_review")]
)
def test_a_case_without_images_goes_where_the_consultant_says(step: str, state: str) -> None:
    ended = GIVEN["initial_imaging"]().reports(
        "cancel_order", investigation="I1", cancelled_by="provider", reason="equipment"
    )
    patient = ended.reports("proceed_without_imaging", reason="unfit", next_step=step, explanation=WORDS)
    assert last_step(patient) == ("proceed_without_imaging", state)


@pytest.mark.parametrize("state", ["initial_imaging", "further_imaging"])
def test_the_last_report_of_a_round_leads_to_the_review_in_one_step(state: str) -> None:
    patient = with_result(GIVEN[state]())
    arrivals = [
        (entry.event, entry.from_state, entry.to_state) for entry in patient.entries if entry.event == BY_ITSELF
    ]
    assert arrivals[-1] == (BY_ITSELF, state, "imaging_review")


def test_a_repeat_image_leads_to_the_review_in_one_step() -> None:
    patient = with_result(given_interval_follow_up())
    arrivals = [
        (entry.event, entry.from_state, entry.to_state) for entry in patient.entries if entry.event == BY_ITSELF
    ]
    assert arrivals[-1] == (BY_ITSELF, "interval_follow_up", "imaging_review")


def test_a_biopsy_that_brings_nothing_leads_to_the_question_in_one_step() -> None:
    patient = given_biopsy()
    failed = patient.reports("fail", investigation=patient.last().id, **FAILED)
    assert [entry.event for entry in failed.entries[-2:]] == ["fail", "tissue_not_obtained"]
    assert last_step(failed) == ("tissue_not_obtained", "biopsy_decision")


def test_a_new_biopsy_that_fails_after_the_old_report_was_withdrawn_does_so_too() -> None:
    again = with_tissue_order(given_pathology("inadequate")).reports(
        "decide_biopsy", decision="yes", purpose="confirm_both", consent="obtained"
    )
    failed = again.reports("void_investigation", investigation="I3", **WITHDRAWN).reports(
        "fail", investigation="I4", **FAILED
    )
    assert [entry.event for entry in failed.entries[-2:]] == ["fail", "tissue_not_obtained"]
    assert last_step(failed) == ("tissue_not_obtained", "biopsy_decision")


@pytest.mark.parametrize("classification", ["inadequate", "benign_discordant"])
def test_tissue_that_does_not_answer_puts_the_question_again(classification: str) -> None:
    assert last_step(given_pathology(classification)) == ("classify_pathology", "biopsy_decision")


@pytest.mark.parametrize("state", ["conclusion_review", "to_be_told"])
def test_tissue_that_was_withdrawn_puts_the_question_again_in_one_step(state: str) -> None:
    patient = GIVEN[state]().reports("void_investigation", investigation="I3", **WITHDRAWN)
    assert [entry.event for entry in patient.entries[-2:]] == ["void_investigation", "evidence_changed"]
    assert last_step(patient) == ("evidence_changed", "biopsy_decision")


def test_a_secondary_without_receptors_is_staged_as_one_with_them() -> None:
    straight = given_symptom("skin").reports("accept_without_imaging", reason="direct_tissue", explanation=WORDS)
    biopsy = with_tissue_order(straight, "fluid_cytology").reports(
        "decide_biopsy", decision="yes", purpose="confirm_diagnosis", consent="obtained"
    )
    patient = with_result(biopsy).reports(
        "classify_pathology", investigation="I1", classification="metastatic_breast", receptors_reason="cytology_only"
    )
    assert last_step(patient) == ("classify_pathology", "staging")


@pytest.mark.parametrize("state", [state for state in GIVEN if state != "closed"])
def test_a_wrong_death_is_reversed_in_one_step(state: str) -> None:
    died = GIVEN[state]().reports("record_death", died_on=REFERRED_ON, confirmed_with="family")
    assert last_step(died.reports("reverse_close", explanation=WORDS)) == ("reverse_close", state)


@pytest.mark.parametrize(("investigation", "state"), [("I1", "imaging_review"), ("I3", "pathology_review")])
def test_a_case_is_opened_again_where_its_report_was_changed(investigation: str, state: str) -> None:
    changed = given_closed().reports("amend_report", by="interface", investigation=investigation)
    patient = changed.reports("review_amendment", decision="reopen", explanation=WORDS)
    assert last_step(patient) == ("review_amendment", state)


@pytest.mark.parametrize(
    ("reason", "state"), [("amended_report", "imaging_review"), ("new_pathology", "pathology_review")]
)
def test_a_case_is_opened_again_where_its_new_report_belongs(reason: str, state: str) -> None:
    assert last_step(given_closed().reports("reopen_for_report", reason=reason, explanation=WORDS)) == (
        "reopen_for_report",
        state,
    )


def test_a_tissue_report_leads_to_pathology_in_one_step() -> None:
    arrivals = [entry.to_state for entry in given_pathology_review().entries if entry.event == "tissue_in"]
    assert arrivals == ["pathology_review"]
