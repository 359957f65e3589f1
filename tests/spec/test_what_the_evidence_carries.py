"""Beside the chapters: what may be recorded on each result of images and of tissue, one row for each of them.

The tables are written from the rules S13 to S16: without recent breast cancer tissue is normally needed, after it
images beyond doubt are likely to suffice, and tissue that answered is not argued away.
"""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    REFERRED_ON,
    WORDS,
    Patient,
    given_biopsy_decision,
    given_imaging_review,
    given_initial_imaging,
    given_pathology,
    given_staging,
    lifted,
    with_order,
)
from workflow.case.errors import Refused

BY_TISSUE = {"outcome": "secondary_confirmed", "basis": "histology", "sites": "bone"}
BY_IMAGES = {"outcome": "secondary_confirmed", "basis": "imaging_and_mdt", "sites": "bone"}
PRESUMED = {"outcome": "presumed_secondary_no_tissue", "sites": "bone"}
OTHER = {"outcome": "other_primary_cancer", "handed_to": "lung-mdt"}
LOCAL = {"outcome": "locoregional_or_new_breast_primary", "handed_to": "breast-mdt"}
PLANS = {
    "unclear": "further_imaging",
    "no_secondary_seen": "conclusion",
    "non_diagnostic": "further_imaging",
    "other_explanation": "conclusion",
}
WITHDRAWAL = {"capacity": "has_capacity", "statement": WORDS}
NOT_TAKEN = ("recent_breast_cancer", "imaging_beyond_doubt", "no_benign_biopsy_in_doubt")


def given_images(result: str) -> Patient:
    """After recent breast cancer, images came to this result and the patient wants no more of them."""
    if result == "unclassified":
        return given_initial_imaging(prior="recent").reports("withdraw", **WITHDRAWAL)
    if result == "secondary_identified":
        return given_staging(prior="recent").reports("withdraw", **WITHDRAWAL)
    ordered = with_order(given_imaging_review(prior="recent"), "mri", "further")
    return ordered.reports("classify", classification=result, plan=PLANS[result]).reports("withdraw", **WITHDRAWAL)


def given_tissue(result: str) -> Patient:
    """Tissue came to this result, and what more there may be is not taken; an outcome is to be recorded."""
    patient = given_biopsy_decision() if result == "unclassified" else given_pathology(result)
    if patient.state == "biopsy_decision":
        override = lifted(*NOT_TAKEN, reason="unfit")
        patient = patient.reports("decide_biopsy", override, decision="no", reason="unfit")
    return patient.reports("record_mdt", met_on=REFERRED_ON, advice="agree")


DOUBTFUL = ["unclear", "no_secondary_seen", "non_diagnostic", "other_explanation", "unclassified"]


@pytest.mark.parametrize("result", DOUBTFUL)
def test_images_that_leave_a_doubt_confirm_nothing(result: str) -> None:
    refusal = given_images(result).refusal("conclude", **BY_IMAGES)
    assert "Images alone confirm a secondary only when they show it beyond doubt" in refusal


@pytest.mark.parametrize("result", DOUBTFUL)
def test_images_that_leave_a_doubt_are_no_reason_against_tissue(result: str) -> None:
    patient = given_images(result).reports("request_more", wanted="biopsy", explanation=WORDS)
    suffice = patient.refusal("decide_biopsy", decision="no", reason="imaging_sufficient")
    unfit = patient.refusal("decide_biopsy", decision="no", reason="unfit")
    assert "The reason imaging_sufficient is for images that show a secondary beyond doubt" in suffice
    assert "Without images that show a secondary beyond doubt, tissue is normally needed." in unfit


@pytest.mark.parametrize(
    ("result", "points"),
    [
        ("secondary_identified", True),
        ("unclear", True),
        ("no_secondary_seen", False),
        ("non_diagnostic", False),
        ("other_explanation", False),
        ("unclassified", False),
    ],
)
def test_a_secondary_is_presumed_where_images_point_to_one(result: str, *, points: bool) -> None:
    refusal = given_images(result).refusal("conclude", **PRESUMED)
    assert ("A secondary is presumed on images that show one or may show one." not in refusal) == points


def said_against(patient: Patient, outcome: dict[str, str]) -> str:
    """What the pathway says against an outcome; "" where it is recorded."""
    try:
        patient.reports("conclude", **outcome)
    except Refused as refused:
        return refused.message
    return ""


@pytest.mark.parametrize(
    ("result", "secondary", "other_primary", "breast_primary", "still_open"),
    [
        ("metastatic_breast", True, False, False, False),
        ("benign_concordant", False, False, False, False),
        ("benign_discordant", False, False, False, True),
        ("inadequate", False, False, False, True),
        ("other_primary", False, True, False, False),
        ("new_breast_primary_or_locoregional", False, False, True, False),
        ("malignant_origin_uncertain", False, True, False, True),
        ("unclassified", False, False, False, True),
    ],
)
def test_an_outcome_is_what_the_tissue_shows(
    result: str, *, secondary: bool, other_primary: bool, breast_primary: bool, still_open: bool
) -> None:
    patient = given_tissue(result)
    speaks_against = {
        "Tissue or cells do not show metastatic breast cancer": (BY_TISSUE, secondary),
        "Another primary cancer is normally shown by tissue.": (OTHER, other_primary),
        "a locoregional recurrence is normally shown by tissue.": (LOCAL, breast_primary),
        "Tissue has answered: record the outcome it stands for.": (PRESUMED, still_open),
    }
    found = {says: says not in said_against(patient, outcome) for says, (outcome, _) in speaks_against.items()}
    assert found == {says: shown for says, (_, shown) in speaks_against.items()}


def test_without_a_decision_about_tissue_images_alone_confirm_nothing() -> None:
    refusal = given_images("secondary_identified").refusal("conclude", **BY_IMAGES)
    assert "That no tissue is needed was not decided on the history as it is known now." in refusal
