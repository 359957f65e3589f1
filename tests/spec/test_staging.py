"""Chapter 6, staging: bone scan and CT look at the rest of the body, each done, stood for or waived."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    WORDS,
    Patient,
    given_imaging_review,
    given_pathology_review,
    given_staging,
    given_symptom,
    lifted,
    pathway,
    with_order,
    with_report,
    with_result,
    with_tissue_order,
)


def given_staging_after(modality: str) -> Patient:
    """A first image of another kind showed the secondary."""
    review = given_imaging_review("liver", modality)
    return review.reports("classify", classification="secondary_identified", plan="staging", sites="liver")


def given_both_scans_done() -> Patient:
    """Bone scan and CT were ordered side by side and are acknowledged."""
    ordered = with_order(with_order(given_staging_after("ultrasound"), "bone_scan", "staging"), "ct", "staging")
    for investigation in ("I2", "I3"):
        ordered = with_report(ordered, investigation)
        ordered = ordered.reports("acknowledge", investigation=investigation, version=1)
    return ordered


def test_staging_is_a_bone_scan_and_a_ct() -> None:
    assert tuple(pathway().vocabularies["staging_item"].terms) == ("bone_scan", "ct")
    assert given_both_scans_done().reports("complete_staging").state == "biopsy_decision"


def test_staging_does_not_advance_on_one_of_two_scans() -> None:
    patient = with_result(with_order(given_staging_after("ultrasound"), "bone_scan", "staging"))
    refusal = patient.refusal("complete_staging")
    assert "The CT of the staging set is neither done" in refusal
    assert "The bone scan of the staging set" not in refusal


def test_a_scan_counts_only_once_it_is_acknowledged() -> None:
    ordered = with_order(with_order(given_staging_after("ultrasound"), "bone_scan", "staging"), "ct", "staging")
    reported = with_report(with_report(ordered, "I2"), "I3")
    assert "neither done, acknowledged and adequate" in reported.refusal("complete_staging")


def test_a_scan_that_was_not_good_enough_does_not_count() -> None:
    patient = given_staging_after("ultrasound").reports("waive_item", item="ct", reason="unfit")
    poor = with_result(with_order(patient, "bone_scan", "staging"), adequate="no")
    assert "The bone scan of the staging set is neither done" in poor.refusal("complete_staging")


def test_a_ct_that_was_done_is_not_repeated() -> None:
    refusal = given_staging_after("ct").refusal("order", kind="imaging", modality="ct", purpose="staging")
    assert "A CT that can be used is there already" in refusal
    assert "satisfy_item" in refusal


def test_a_bone_scan_that_was_done_is_not_repeated() -> None:
    refusal = given_staging().refusal("order", kind="imaging", modality="bone_scan", purpose="staging")
    assert "A bone scan that can be used is there already" in refusal


def test_an_earlier_ct_stands_for_the_staging_ct() -> None:
    patient = given_staging_after("ct").reports("satisfy_item", item="ct", investigation="I1")
    assert patient.fact("ct_item") == "satisfied"


def test_a_consultant_may_repeat_a_ct_and_says_why() -> None:
    patient = given_staging_after("ct").reports(
        "order",
        lifted("ct_not_repeated", reason="clinical_judgement"),
        kind="imaging",
        modality="ct",
        purpose="staging",
    )
    assert patient.last().fields["purpose"] == "staging"


def test_a_pet_ct_stands_for_staging_only_by_a_consultants_word() -> None:
    patient = with_result(with_order(given_staging_after("ultrasound"), "pet_ct", "staging"))
    assert "neither done, acknowledged and adequate, nor stood for" in patient.refusal("complete_staging")
    for item in ("bone_scan", "ct"):
        patient = patient.reports("satisfy_item", item=item, investigation="I2")
    assert patient.reports("complete_staging").state == "biopsy_decision"


def test_a_test_that_is_not_acknowledged_stands_for_nothing() -> None:
    patient = with_report(with_order(given_staging_after("ultrasound"), "pet_ct", "staging"))
    refusal = patient.refusal("satisfy_item", item="ct", investigation="I2")
    assert "Only an image that is acknowledged and adequate" in refusal


def test_an_item_is_waived_by_a_consultant_with_a_reason() -> None:
    patient = given_staging()
    assert "not for the role navigator" in patient.refusal("waive_item", by="navigator", item="ct", reason="unfit")
    for item in ("bone_scan", "ct"):
        patient = patient.reports("waive_item", item=item, reason="unfit")
    assert patient.reports("complete_staging").state == "biopsy_decision"


def test_a_declined_staging_scan_is_waived_as_declined() -> None:
    patient = with_order(given_staging(), "ct", "staging").reports(
        "decline_investigation", investigation="I2", capacity="has_capacity", information_given="yes"
    )
    assert (patient.value("ct_waiver"), patient.fact("ct_item")) == ("patient_declined", "waived")


def test_an_order_still_out_holds_up_staging() -> None:
    patient = with_order(given_staging(), "ct", "staging")
    for item in ("bone_scan", "ct"):
        patient = patient.reports("waive_item", item=item, reason="not_available")
    assert "A staging scan is still to come" in patient.refusal("complete_staging")


@pytest.mark.parametrize("modality", ["ct", "bone_scan", "pet_ct"])
def test_staging_is_not_ordered_before_a_secondary_is_identified(modality: str) -> None:
    refusal = given_symptom().refusal("order", kind="imaging", modality=modality, purpose="staging")
    assert "Staging scans follow only once images or tissue show a secondary cancer." in refusal


def test_tissue_before_staging_asks_for_a_reason_and_waits() -> None:
    patient = given_staging()
    order = {"kind": "tissue", "modality": "core_biopsy", "purpose": "tissue", "site": "node"}
    assert "tissue_waits_for_staging" in patient.advice("order", **order)
    reported = with_result(with_tissue_order(patient))
    assert (reported.state, reported.fact("tissue_order")) == ("staging", "reported")


def test_staging_that_contradicts_goes_back_to_review() -> None:
    patient = given_both_scans_done().reports("staging_contradicts", explanation=WORDS)
    assert (patient.state, patient.fact("imaging_result")) == ("imaging_review", "unclassified")


def test_tissue_that_proves_a_secondary_is_followed_by_staging() -> None:
    review = given_pathology_review()
    straight = given_symptom("skin").reports("accept_without_imaging", reason="direct_tissue", explanation=WORDS)
    tissue = with_tissue_order(straight).reports(
        "decide_biopsy", decision="yes", purpose="confirm_both", consent="obtained"
    )
    proved = with_result(tissue, er="expressed", pr="expressed", her2_ihc="zero").reports(
        "classify_pathology", investigation="I1", classification="metastatic_breast"
    )
    assert (review.state, proved.state) == ("pathology_review", "staging")


def test_once_tissue_has_answered_staging_leads_to_the_conclusion() -> None:
    straight = given_symptom("skin").reports("accept_without_imaging", reason="direct_tissue", explanation=WORDS)
    tissue = with_tissue_order(straight).reports(
        "decide_biopsy", decision="yes", purpose="confirm_both", consent="obtained"
    )
    patient = with_result(tissue, er="expressed", pr="expressed", her2_ihc="zero").reports(
        "classify_pathology", investigation="I1", classification="metastatic_breast"
    )
    for item in ("bone_scan", "ct"):
        patient = patient.reports("waive_item", item=item, reason="unfit")
    assert patient.reports("complete_staging").state == "conclusion_review"


def test_the_order_of_the_scans_does_not_matter() -> None:
    ordered = with_order(with_order(given_staging_after("ultrasound"), "ct", "staging"), "bone_scan", "staging")
    for investigation in ("I3", "I2"):
        ordered = with_report(ordered, investigation)
        ordered = ordered.reports("acknowledge", investigation=investigation, version=1)
    assert ordered.reports("complete_staging").state == "biopsy_decision"


def test_an_image_nobody_read_holds_up_staging() -> None:
    patient = given_both_scans_done()
    unread = with_report(with_order(patient, "xray", "other"))
    assert "Every imaging report has to be acknowledged" in unread.refusal("complete_staging")


def test_a_declined_bone_scan_is_waived_as_declined() -> None:
    patient = with_order(given_staging_after("ultrasound"), "bone_scan", "staging").reports(
        "decline_investigation", investigation="I2", capacity="has_capacity", information_given="yes"
    )
    assert (patient.value("bone_scan_waiver"), patient.fact("bone_scan_item")) == ("patient_declined", "waived")
