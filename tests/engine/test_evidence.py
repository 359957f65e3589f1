"""Evidence that is amended or withdrawn pulls the case back, wherever it stands, before and after closing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.spec.patients import (
    GIVEN,
    Patient,
    given_biopsy_decision,
    given_conclusion_review,
    given_imaging_review,
    given_initial_imaging,
    given_pathology,
    given_symptom,
    given_to_be_told,
    told,
    with_order,
    with_result,
    with_tissue_order,
)

Change = Callable[[Patient, str], Patient]


def amended(patient: Patient, investigation: str) -> Patient:
    return patient.reports("amend_report", investigation=investigation, adequate="yes")


def voided(patient: Patient, investigation: str) -> Patient:
    return patient.reports("void_investigation", investigation=investigation, reason="wrong_patient")


CHANGES = pytest.mark.parametrize("change", [amended, voided])


def imported(patient: Patient) -> Patient:
    """An X-ray that the general practitioner arranged, as I1."""
    return patient.reports("import_report", kind="imaging", modality="xray", performed_on="2026-11-20")


def one_of_two_reported() -> Patient:
    """Of two first images the first is reported, as I1."""
    two = with_order(with_order(given_symptom(), "mri"), "bone_scan").reports("accept")
    return two.reports("report", investigation="I1", adequate="yes")


IMAGING: dict[str, tuple[Callable[[], Patient], str]] = {
    **{state: (given, "imaging_review") for state, given in GIVEN.items()},
    "referred": (lambda: imported(given_symptom()), "referred"),
    "initial_imaging": (one_of_two_reported, "initial_imaging"),
    "further_imaging": (GIVEN["further_imaging"], "further_imaging"),
    "closed": (GIVEN["closed"], "closed"),
}
"""For each state a patient with a reported image, I1, and where the case stands once that is changed."""


@CHANGES
@pytest.mark.parametrize("state", IMAGING)
def test_changed_imaging_leads_back_to_its_review(state: str, change: Change) -> None:
    given, expected = IMAGING[state]
    patient = given()
    assert patient.state == state
    assert change(patient, "I1").state == expected


@CHANGES
@pytest.mark.parametrize("state", [state for state in IMAGING if state not in ("referred", "initial_imaging")])
def test_no_requirement_stands_on_imaging_that_was_changed(state: str, change: Change) -> None:
    assert change(IMAGING[state][0](), "I1").fact("imaging_result") == "unclassified"


@CHANGES
def test_changed_imaging_withdraws_an_outcome_nobody_was_told(change: Change) -> None:
    assert change(given_to_be_told(), "I1").value("outcome") is None


@CHANGES
def test_changed_imaging_of_a_closed_case_asks_for_a_decision(change: Change) -> None:
    patient = change(told(given_to_be_told()), "I1")
    assert (patient.fact("amendment"), patient.value("outcome")) == ("imaging", "secondary_confirmed")


def tissue(patient: Patient) -> str:
    """The id of the first tissue investigation."""
    return next(item.id for item in patient.items("investigations") if item.fields["kind"] == "tissue")


def tissue_first() -> Patient:
    """Unclear images, then tissue that shows a secondary: staging still has to follow."""
    unclear = given_imaging_review().reports("classify", classification="unclear", plan="biopsy_decision")
    biopsy = with_tissue_order(unclear).reports(
        "decide_biopsy", decision="yes", purpose="confirm_diagnosis", consent="obtained"
    )
    review = with_result(biopsy, er="expressed", pr="expressed", her2_ihc="zero")
    return review.reports("classify_pathology", investigation=review.last().id, classification="metastatic_breast")


def second_biopsy() -> Patient:
    """A benign biopsy that the images contradict, and a second one under way."""
    return with_tissue_order(given_pathology("benign_discordant")).reports(
        "decide_biopsy", decision="yes", purpose="confirm_diagnosis", consent="obtained"
    )


def more_imaging() -> Patient:
    """The conclusion asked for another image."""
    return with_order(given_conclusion_review(), "mri", "further").reports(
        "request_more", wanted="further_imaging", explanation="The liver."
    )


def repeated_later() -> Patient:
    """After tissue, images are to be repeated in some months."""
    review = with_order(with_result(more_imaging()), "ct", "further")
    return review.reports("classify", classification="unclear", plan="interval", interval_due_on="2027-02-01")


def reopened() -> Patient:
    """Benign tissue was told; a new symptom brings the patient back."""
    benign = given_pathology("benign_concordant")
    concluded = benign.reports(
        "conclude", outcome="not_secondary_other_cause", other_cause="benign_lesion", safety_net="given"
    )
    return told(concluded).reports("reopen", reason="new_symptom", site="liver")


TISSUE: dict[str, tuple[Callable[[], Patient], str]] = {
    "referred": (reopened, "referred"),
    "initial_imaging": (lambda: with_order(reopened(), "ultrasound").reports("accept"), "initial_imaging"),
    "imaging_review": (lambda: with_result(more_imaging()), "imaging_review"),
    "further_imaging": (more_imaging, "further_imaging"),
    "interval_follow_up": (repeated_later, "pathology_review"),
    "staging": (tissue_first, "pathology_review"),
    "biopsy_decision": (lambda: given_pathology("benign_discordant"), "pathology_review"),
    "biopsy": (second_biopsy, "pathology_review"),
    "pathology_review": (lambda: with_result(second_biopsy()), "pathology_review"),
    "conclusion_review": (given_conclusion_review, "pathology_review"),
    "to_be_told": (given_to_be_told, "pathology_review"),
    "closed": (lambda: told(given_to_be_told()), "closed"),
}
"""For each state a patient whose tissue was classified, and where the case stands once that report is amended."""


@pytest.mark.parametrize("state", TISSUE)
def test_amended_tissue_leads_back_to_its_review(state: str) -> None:
    given, expected = TISSUE[state]
    patient = given()
    assert patient.state == state
    changed = amended(patient, tissue(patient))
    assert (changed.state, changed.fact("tissue_result")) == (expected, "unclassified")


GONE = {
    state: "biopsy_decision" if expected == "pathology_review" else expected for state, (_, expected) in TISSUE.items()
}
GONE |= {"biopsy": "biopsy", "pathology_review": "pathology_review"}


@pytest.mark.parametrize("state", TISSUE)
def test_withdrawn_tissue_supports_nothing_and_is_decided_on_again(state: str) -> None:
    patient = TISSUE[state][0]()
    changed = voided(patient, tissue(patient))
    assert (changed.state, changed.fact("tissue_result")) == (GONE[state], "unclassified")


def test_imaging_comes_first_when_both_were_changed() -> None:
    patient = given_conclusion_review()
    both = amended(amended(patient, "I1"), tissue(patient))
    assert both.state == "imaging_review"


def test_evidence_nothing_rests_on_moves_nothing() -> None:
    patient = with_result(with_order(given_biopsy_decision(), "mri", "other"))
    assert amended(patient, patient.last().id).state == "biopsy_decision"


def test_a_preliminary_report_is_no_evidence_yet() -> None:
    patient = given_initial_imaging().reports("report", investigation="I1", status="preliminary")
    assert (patient.state, patient.item("I1").state) == ("initial_imaging", "requested")
