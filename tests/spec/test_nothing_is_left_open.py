"""Beside the chapters: no way passes over something that is still open, whichever outcome or reason it is taken for."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    GIVEN,
    REFERRED_ON,
    WORDS,
    Patient,
    given_closed,
    given_conclusion_review,
    given_initial_imaging,
    given_nothing_seen,
    given_pathology,
    given_referral,
    given_symptom,
    with_order,
    with_report,
    with_result,
    with_tissue_order,
)

OUTCOMES: list[dict[str, str]] = [
    {"outcome": "secondary_confirmed", "basis": "histology", "sites": "bone"},
    {"outcome": "secondary_confirmed", "basis": "imaging_and_mdt", "sites": "bone"},
    {"outcome": "presumed_secondary_no_tissue", "sites": "bone"},
    {"outcome": "no_secondary_found", "safety_net": "given"},
    {"outcome": "not_secondary_other_cause", "other_cause": "benign_lesion", "safety_net": "given"},
    {"outcome": "other_primary_cancer", "handed_to": "lung-mdt"},
    {"outcome": "locoregional_or_new_breast_primary", "handed_to": "breast-mdt"},
    {"outcome": "undetermined", "review_on": "2027-02-01", "review_plan": WORDS},
    {"outcome": "patient_declined"},
    {"outcome": "lost_to_follow_up"},
]
EVERY_OUTCOME = pytest.mark.parametrize("outcome", OUTCOMES)
BLOODS = {"kind": "bloods", "modality": "blood_test", "purpose": "bloods"}


@EVERY_OUTCOME
def test_no_outcome_passes_over_an_open_alert(outcome: dict[str, str]) -> None:
    patient = given_conclusion_review().reports("raise_alert", alert_kind="mscc")
    assert "An alert is open; answer it first." in patient.refusal("conclude", **outcome)


@EVERY_OUTCOME
def test_no_outcome_passes_over_a_symptom_nobody_assessed(outcome: dict[str, str]) -> None:
    patient = given_conclusion_review().reports("add_symptom", site="brain")
    assert "A symptom was not assessed" in patient.refusal("conclude", **outcome)


@EVERY_OUTCOME
def test_no_outcome_passes_over_a_report_nobody_read(outcome: dict[str, str]) -> None:
    patient = with_report(given_conclusion_review().reports("order", **BLOODS))
    assert "A report was not acknowledged at its present version." in patient.refusal("conclude", **outcome)


@EVERY_OUTCOME
def test_no_outcome_passes_over_a_test_still_to_come(outcome: dict[str, str]) -> None:
    patient = given_conclusion_review().reports("order", **BLOODS)
    assert "An investigation is still to come" in patient.refusal("conclude", **outcome)


@EVERY_OUTCOME
def test_no_outcome_passes_over_tissue_nobody_classified(outcome: dict[str, str]) -> None:
    patient = with_result(with_tissue_order(given_nothing_seen()))
    assert "A tissue report was not classified" in patient.refusal("conclude", **outcome)


@pytest.mark.parametrize("reason", ["imported", "direct_tissue", "unfit"])
def test_no_reason_takes_on_a_referral_without_a_symptom(reason: str) -> None:
    refusal = given_referral().refusal("accept_without_imaging", reason=reason, explanation=WORDS)
    assert "No test is done for secondary cancer without a symptom or sign" in refusal


def test_a_first_image_that_was_cancelled_takes_on_no_referral() -> None:
    ordered = with_order(given_symptom(), "bone_scan")
    cancelled = ordered.reports("cancel_order", investigation="I1", cancelled_by="provider", reason="equipment")
    assert "At least one first image is normally ordered" in cancelled.refusal("accept")


GOING_ON = {"reason": "unfit", "explanation": WORDS}
NEXT_STEP = pytest.mark.parametrize("step", ["biopsy_decision", "conclusion"])


@NEXT_STEP
def test_an_image_still_to_come_is_not_passed_over(step: str) -> None:
    early = given_initial_imaging().reports("review_early", reason="unfit")
    refusal = early.refusal("proceed_without_imaging", next_step=step, **GOING_ON)
    assert "An image of this round is still to come; wait for it, or end it." in refusal


@NEXT_STEP
def test_an_image_that_can_be_used_is_not_passed_over(step: str) -> None:
    refusal = with_result(given_initial_imaging()).refusal("proceed_without_imaging", next_step=step, **GOING_ON)
    assert "There is an image that can be used; classify what it shows." in refusal


@NEXT_STEP
def test_a_poor_image_nobody_read_is_not_passed_over(step: str) -> None:
    unread = with_report(given_initial_imaging(), adequate="no")
    refusal = unread.refusal("proceed_without_imaging", next_step=step, **GOING_ON)
    assert "Every imaging report has to be acknowledged at its present version first." in refusal


def given_staging_after_tissue() -> Patient:
    """Tissue taken straight away proved a secondary; the rest of the body is to be looked at."""
    straight = given_symptom("skin").reports("accept_without_imaging", reason="direct_tissue", explanation=WORDS)
    biopsy = with_tissue_order(straight).reports(
        "decide_biopsy", decision="yes", purpose="confirm_diagnosis", consent="obtained"
    )
    report = {"er": "expressed", "pr": "expressed", "her2_ihc": "one_plus"}
    return with_result(biopsy, **report).reports(
        "classify_pathology", investigation="I1", classification="metastatic_breast"
    )


def test_staging_after_tissue_asks_for_both_scans_too() -> None:
    refusal = given_staging_after_tissue().refusal("complete_staging")
    assert "The bone scan of the staging set is neither done" in refusal
    assert "The CT of the staging set is neither done" in refusal


def test_staging_after_tissue_waits_for_its_scans_and_their_readers_too() -> None:
    waiting = with_order(given_staging_after_tissue(), "ct", "staging")
    assert "A staging scan is still to come or to be acknowledged." in waiting.refusal("complete_staging")
    assert "Every imaging report has to be acknowledged" in with_report(waiting).refusal("complete_staging")


DECISIONS = pytest.mark.parametrize("decision", ["reopen", "stands"])
ENDED_SO = "A case that was merged, entered in error or ended by death is not opened again"


@DECISIONS
def test_without_a_changed_report_there_is_nothing_to_decide(decision: str) -> None:
    refusal = given_closed().refusal("review_amendment", decision=decision, explanation=WORDS)
    assert "No report that the closed case relied on was changed since." in refusal


@DECISIONS
def test_a_changed_report_is_decided_about_once(decision: str) -> None:
    changed = given_closed().reports("amend_report", by="interface", investigation="I1")
    read = changed.reports("acknowledge", investigation="I1", version=2)
    settled = read.reports("review_amendment", decision="stands", explanation=WORDS)
    refusal = settled.refusal("review_amendment", decision=decision, explanation=WORDS)
    assert "No report that the closed case relied on was changed since." in refusal


def died(patient: Patient) -> Patient:
    """A person confirms that the patient has died."""
    return patient.reports("record_death", died_on=REFERRED_ON, confirmed_with="family")


@DECISIONS
@pytest.mark.parametrize("investigation", ["I1", "I3"])
def test_no_report_changed_after_a_death_opens_the_case(investigation: str, decision: str) -> None:
    changed = died(given_conclusion_review()).reports("amend_report", by="interface", investigation=investigation)
    read = changed.reports("acknowledge", investigation=investigation, version=2)
    assert ENDED_SO in read.refusal("review_amendment", decision=decision, explanation=WORDS)


@pytest.mark.parametrize("reason", ["amended_report", "new_pathology"])
def test_no_new_report_opens_a_case_that_ended_by_death(reason: str) -> None:
    assert ENDED_SO in died(given_pathology()).refusal("reopen_for_report", reason=reason, explanation=WORDS)


@pytest.mark.parametrize("fields", [{"reason": "new_symptom", "site": "liver"}, {"reason": "changed_mind"}])
def test_no_reason_opens_a_case_that_ended_by_death(fields: dict[str, str]) -> None:
    assert ENDED_SO in died(given_nothing_seen()).refusal("reopen", **fields)


@pytest.mark.parametrize("fields", [{"reason": "new_symptom", "site": "liver"}, {"reason": "changed_mind"}])
def test_a_confirmed_secondary_is_not_looked_for_again(fields: dict[str, str]) -> None:
    assert "a new symptom is progression" in given_closed().refusal("reopen", **fields)


def test_a_further_image_that_was_cancelled_is_no_reason_to_wait() -> None:
    ordered = with_order(given_nothing_seen(), "mri", "further")
    cancelled = ordered.reports("cancel_order", investigation="I2", cancelled_by="provider", reason="equipment")
    refusal = cancelled.refusal("request_more", wanted="further_imaging", explanation=WORDS)
    assert "No further image is ordered; order it first." in refusal


AGAIN = {"decision": "yes", "purpose": "confirm_both", "consent": "obtained"}


def given_tissue_wanted() -> Patient:
    """Unclear images are to be followed by tissue."""
    reported = with_result(given_initial_imaging())
    return reported.reports("classify", classification="unclear", plan="biopsy_decision")


def test_tissue_that_was_classified_is_no_order_of_new_tissue() -> None:
    assert "No tissue is ordered" in given_pathology("inadequate").refusal("decide_biopsy", **AGAIN)


def test_tissue_that_was_not_obtained_is_no_order_of_new_tissue() -> None:
    ordered = with_tissue_order(given_tissue_wanted())
    failed = ordered.reports("fail", investigation=ordered.last().id, reason="attempted_not_completed")
    assert "No tissue is ordered" in failed.refusal("decide_biopsy", **AGAIN)


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        ("referred", True),
        ("initial_imaging", True),
        ("imaging_review", True),
        ("further_imaging", True),
        ("interval_follow_up", True),
        ("staging", True),
        ("biopsy_decision", False),
        ("biopsy", False),
        ("pathology_review", False),
        ("conclusion_review", False),
        ("to_be_told", False),
    ],
)
def test_tissue_before_staging_is_asked_for_its_reason(state: str, *, asked: bool) -> None:
    advice = GIVEN[state]().advice("order", kind="tissue", modality="core_biopsy", purpose="tissue", site="bone")
    assert ("tissue_waits_for_staging" in advice) == asked
