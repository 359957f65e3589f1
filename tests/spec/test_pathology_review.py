"""Chapter 9, pathology review: a consultant reads the tissue beside the images, with the receptors of this tissue."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    Patient,
    given_biopsy,
    given_pathology,
    given_pathology_review,
    with_acknowledgement,
    with_report,
)

TISSUE = "I3"


def called(patient: Patient, classification: str, **fields: str) -> Patient:
    """The tissue report is classified."""
    return patient.reports("classify_pathology", investigation=TISSUE, classification=classification, **fields)


@pytest.mark.parametrize(
    ("classification", "state"),
    [
        ("metastatic_breast", "conclusion_review"),
        ("benign_concordant", "conclusion_review"),
        ("other_primary", "conclusion_review"),
        ("new_breast_primary_or_locoregional", "conclusion_review"),
        ("malignant_origin_uncertain", "conclusion_review"),
        ("inadequate", "biopsy_decision"),
        ("benign_discordant", "biopsy_decision"),
    ],
)
def test_each_classification_has_its_way(classification: str, state: str) -> None:
    assert given_pathology(classification).state == state


def test_a_tissue_report_is_acknowledged_before_it_is_classified() -> None:
    patient = with_report(given_biopsy())
    refusal = patient.refusal("classify_pathology", investigation=TISSUE, classification="benign_concordant")
    assert "has to be acknowledged at its present version first" in refusal


def test_an_image_is_no_tissue_report() -> None:
    refusal = given_pathology_review().refusal(
        "classify_pathology", investigation="I1", classification="benign_concordant"
    )
    assert "This is no tissue report." in refusal


def test_a_secondary_is_not_complete_without_its_receptors() -> None:
    patient = given_pathology_review(er="", pr="", her2_ihc="")
    refusal = patient.refusal("classify_pathology", investigation=TISSUE, classification="metastatic_breast")
    assert "ER, PR and HER2 of the secondary are not all final" in refusal


def test_why_a_receptor_is_missing_may_be_said() -> None:
    patient = given_pathology_review(er="", pr="", her2_ihc="")
    assert called(patient, "metastatic_breast", receptors_reason="decalcified").state == "conclusion_review"


def test_her2_two_plus_is_not_final_before_ish() -> None:
    patient = given_pathology_review(her2_ihc="two_plus")
    assert patient.item(TISSUE).fields["her2"] == "pending"
    refusal = patient.refusal("classify_pathology", investigation=TISSUE, classification="metastatic_breast")
    assert "HER2 2+ waits for ISH" in refusal


def test_ish_makes_her2_final() -> None:
    patient = given_pathology_review(her2_ihc="two_plus").reports(
        "amend_report", by="pathologist", investigation=TISSUE, her2_ish="amplified"
    )
    complete = with_acknowledgement(patient, TISSUE)
    assert complete.item(TISSUE).fields["her2"] == "expressed"
    assert called(complete, "metastatic_breast").state == "conclusion_review"


def test_receptors_of_the_primary_do_not_stand_for_the_secondary() -> None:
    patient = given_pathology_review(er="", pr="", her2_ihc="").reports(
        "record_primary_receptors", er="expressed", pr="expressed", her2="not_expressed"
    )
    refusal = patient.refusal("classify_pathology", investigation=TISSUE, classification="metastatic_breast")
    assert "of the secondary" in refusal
    assert patient.fact("secondary_er") == "no_tissue"


def test_a_change_of_receptors_is_shown_and_changes_no_outcome() -> None:
    patient = given_pathology_review(er="not_expressed").reports(
        "record_primary_receptors", er="expressed", pr="expressed", her2="not_expressed"
    )
    changed = called(patient, "metastatic_breast")
    assert (changed.fact("receptor_change"), changed.state) == ("changed", "conclusion_review")


@pytest.mark.parametrize("receptor", ["er", "pr", "her2"])
def test_each_receptor_of_the_primary_is_compared(receptor: str) -> None:
    primary = {"er": "expressed", "pr": "expressed", "her2": "not_expressed"}
    other = {"expressed": "not_expressed", "not_expressed": "expressed"}[primary[receptor]]
    alike = called(given_pathology_review().reports("record_primary_receptors", **primary), "metastatic_breast")
    changed = alike.reports("record_primary_receptors", **{**primary, receptor: other})
    assert (alike.fact("receptor_change"), changed.fact("receptor_change")) == ("same", "changed")


def test_cells_prove_a_secondary_as_tissue_does() -> None:
    patient = given_pathology_review(er="", pr="", her2_ihc="")
    assert called(patient, "metastatic_breast", receptors_reason="cytology_only").state == "conclusion_review"


def test_benign_tissue_against_suspicious_images_is_not_an_end() -> None:
    patient = given_pathology("benign_discordant")
    assert patient.state == "biopsy_decision"
    assert patient.fact("discordant_tissue") == "yes"


def test_a_tissue_report_of_another_patient_leads_back_to_the_decision() -> None:
    patient = given_pathology_review().reports(
        "void_investigation", by="pathologist", investigation=TISSUE, reason="wrong_patient"
    )
    assert patient.state == "biopsy_decision"


@pytest.mark.parametrize("role", ["pathologist", "navigator", "interface"])
def test_the_reporter_does_not_classify(role: str) -> None:
    refusal = given_pathology_review().refusal(
        "classify_pathology", by=role, investigation=TISSUE, classification="inadequate"
    )
    assert f"not for the role {role}" in refusal


@pytest.mark.parametrize(
    ("ihc", "ish", "her2"),
    [
        ("zero", "", "not_expressed"),
        ("one_plus", "", "not_expressed"),
        ("two_plus", "", "pending"),
        ("two_plus", "pending", "pending"),
        ("two_plus", "amplified", "expressed"),
        ("two_plus", "not_amplified", "not_expressed"),
        ("three_plus", "", "expressed"),
    ],
)
def test_her2_is_read_from_both_methods(ihc: str, ish: str, her2: str) -> None:
    reported = given_pathology_review(her2_ihc=ihc, her2_ish=ish)
    amended = given_pathology_review(her2_ihc="", her2_ish="").reports(
        "amend_report", by="pathologist", investigation=TISSUE, her2_ihc=ihc, her2_ish=ish
    )
    assert [patient.item(TISSUE).fields["her2"] for patient in (reported, amended)] == [her2, her2]


def test_a_report_whose_receptors_were_taken_back_is_partial_again() -> None:
    patient = given_pathology_review().reports("amend_report", by="pathologist", investigation=TISSUE, er="unknown")
    assert with_acknowledgement(patient, TISSUE).item(TISSUE).fields["receptors"] == "partial"
