"""Chapter 10, conclusion review: an outcome is recorded as far as the evidence carries it, and no further."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    REFERRED_ON,
    WORDS,
    Patient,
    given_biopsy_decision,
    given_conclusion_review,
    given_imaging_review,
    given_initial_imaging,
    given_nothing_seen,
    given_pathology,
    given_staging,
    lifted,
    pathway,
    with_order,
    with_report,
    with_result,
    with_tissue_order,
)
from workflow.case.errors import BadInput

BY_TISSUE = {"outcome": "secondary_confirmed", "basis": "histology", "sites": "bone"}
BY_IMAGES = {"outcome": "secondary_confirmed", "basis": "imaging_and_mdt", "sites": "bone"}
PRESUMED = {"outcome": "presumed_secondary_no_tissue", "sites": "bone"}
NOTHING = {"outcome": "no_secondary_found", "safety_net": "given"}
OTHER_CAUSE = {"outcome": "not_secondary_other_cause", "other_cause": "benign_lesion", "safety_net": "given"}


def given_no_biopsy(prior: str) -> Patient:
    """A secondary is identified and staged, no tissue is taken, the MDT has met."""
    override = lifted("recent_breast_cancer", reason="unfit")
    decided = given_biopsy_decision(prior=prior).reports(
        "decide_biopsy", override if prior != "recent" else {}, decision="no", reason="unfit"
    )
    return decided.reports("record_mdt", met_on=REFERRED_ON, advice="agree")


def test_tissue_confirms_a_secondary() -> None:
    assert given_conclusion_review().reports("conclude", **BY_TISSUE).state == "to_be_told"


def test_cells_confirm_a_secondary_too() -> None:
    patient = given_conclusion_review().reports("conclude", **{**BY_TISSUE, "basis": "cytology"})
    assert patient.value("outcome") == "secondary_confirmed"


def test_recent_cancer_and_conclusive_images_confirm_a_secondary() -> None:
    assert given_no_biopsy("recent").reports("conclude", **BY_IMAGES).state == "to_be_told"


@pytest.mark.parametrize("prior", ["none", "remote", "unknown"])
def test_images_alone_confirm_nothing_without_recent_breast_cancer(prior: str) -> None:
    refusal = given_no_biopsy(prior).refusal("conclude", **BY_IMAGES)
    assert "Images alone confirm a secondary only after recent breast cancer" in refusal
    assert "presumed_secondary_no_tissue" in refusal


@pytest.mark.parametrize("prior", ["none", "remote", "unknown"])
def test_without_tissue_a_secondary_may_be_presumed(prior: str) -> None:
    assert given_no_biopsy(prior).reports("conclude", **PRESUMED).value("outcome") == "presumed_secondary_no_tissue"


def test_without_tissue_histology_is_no_basis() -> None:
    refusal = given_no_biopsy("recent").refusal("conclude", **BY_TISSUE)
    assert "Tissue or cells do not show metastatic breast cancer" in refusal


def test_a_benign_biopsy_stands_against_images_alone() -> None:
    discordant = given_pathology("benign_discordant", prior="recent")
    override = lifted("no_benign_biopsy_in_doubt", reason="unfit")
    decided = discordant.reports("decide_biopsy", override, decision="no", reason="unfit")
    refusal = decided.refusal("conclude", **BY_IMAGES)
    assert "images alone cannot confirm a secondary against it" in refusal


def test_a_benign_biopsy_against_suspicious_images_closes_nothing() -> None:
    discordant = given_pathology("benign_discordant", prior="recent")
    override = lifted("no_benign_biopsy_in_doubt", reason="unfit")
    decided = discordant.reports("decide_biopsy", override, decision="no", reason="unfit")
    assert "a finding that stands speaks against it" in decided.refusal("conclude", **NOTHING)
    assert "Another cause has to be shown" in decided.refusal("conclude", **OTHER_CAUSE)


def test_benign_tissue_that_explains_the_images_is_another_cause() -> None:
    assert given_pathology("benign_concordant").reports("conclude", **OTHER_CAUSE).state == "to_be_told"


def test_nothing_found_needs_images_that_show_nothing() -> None:
    assert given_nothing_seen().reports("conclude", **NOTHING).state == "to_be_told"
    assert "a finding that stands speaks against it" in given_no_biopsy("recent").refusal("conclude", **NOTHING)


def test_nothing_found_goes_with_advice_when_to_come_back() -> None:
    with pytest.raises(BadInput, match="Advice when to come back"):
        given_nothing_seen().reports("conclude", outcome="no_secondary_found")


def test_another_primary_is_shown_by_tissue_or_explained() -> None:
    other = {"outcome": "other_primary_cancer", "handed_to": "lung-mdt"}
    mdt = given_pathology("other_primary").reports("record_mdt", met_on=REFERRED_ON, advice="agree")
    assert mdt.reports("conclude", **other).state == "to_be_told"
    assert "Another primary cancer is normally shown by tissue." in given_no_biopsy("none").refusal("conclude", **other)


def test_a_local_recurrence_is_an_outcome_of_its_own() -> None:
    local = {"outcome": "locoregional_or_new_breast_primary", "handed_to": "breast-mdt"}
    mdt = given_pathology("new_breast_primary_or_locoregional").reports(
        "record_mdt", met_on=REFERRED_ON, advice="agree"
    )
    assert mdt.reports("conclude", **local).state == "to_be_told"


def test_a_cancer_outcome_is_discussed_by_the_mdt_or_explained() -> None:
    patient = given_pathology()
    assert "The MDT normally discusses a cancer outcome" in patient.refusal("conclude", **BY_TISSUE)
    override = lifted("mdt_discussed", reason="emergency")
    assert patient.reports("conclude", override, **BY_TISSUE).state == "to_be_told"


def test_a_confirmed_secondary_is_staged_first() -> None:
    # An image changed by an addendum is classified again, and with it the staging has to be settled again.
    patient = given_conclusion_review().reports("amend_report", by="radiologist", investigation="I1")
    read = patient.reports("acknowledge", investigation="I1", version=2)
    by_tissue = read.reports("classify", classification="unclear", plan="biopsy_decision").reports(
        "decide_biopsy", decision="no", reason="existing_tissue_adequate"
    )
    assert "Staging is not settled" in by_tissue.refusal("conclude", **BY_TISSUE)


def test_not_determined_needs_a_plan_and_a_day() -> None:
    with pytest.raises(BadInput, match="When to look again") as refused:
        given_nothing_seen().reports("conclude", outcome="undetermined")
    assert "What is to be done until then" in str(refused.value)
    patient = given_nothing_seen().reports(
        "conclude", outcome="undetermined", review_on="2027-02-01", review_plan=WORDS
    )
    assert patient.value("review_on") == "2027-02-01"


def test_a_patient_who_declines_is_spoken_with_by_a_consultant() -> None:
    patient = given_initial_imaging().reports("withdraw", capacity="has_capacity", statement=WORDS)
    assert "A consultant normally speaks" in patient.refusal("conclude", outcome="patient_declined")
    spoken = patient.reports("record_contact", by="consultant", method="telephone", reached="reached")
    assert spoken.reports("conclude", outcome="patient_declined").state == "to_be_told"


def test_nobody_is_called_declining_who_did_not_decline() -> None:
    refusal = given_nothing_seen().refusal("conclude", outcome="patient_declined")
    assert "Nothing is recorded that the patient declined." in refusal


def test_nobody_is_lost_without_an_attempt_to_reach_them() -> None:
    patient = given_nothing_seen()
    assert "No attempt to reach the patient" in patient.refusal("conclude", outcome="lost_to_follow_up")
    tried = patient.reports("record_contact", method="letter", reached="letter_sent")
    assert tried.reports("conclude", outcome="lost_to_follow_up").state == "to_be_told"


def test_tests_not_indicated_is_an_outcome_of_triage_only() -> None:
    assert "not_indicated" not in pathway().events["conclude"].fields["outcome"].choices


def test_an_open_alert_holds_up_an_outcome() -> None:
    patient = given_conclusion_review().reports("raise_alert", alert_kind="mscc")
    assert "An alert is open" in patient.refusal("conclude", **BY_TISSUE)
    answered = patient.reports("acknowledge_alert", alert="A1", action="sent_to_hospital")
    assert answered.reports("conclude", **BY_TISSUE).state == "to_be_told"


def test_a_symptom_not_assessed_holds_up_an_outcome() -> None:
    patient = given_conclusion_review().reports("add_symptom", site="brain")
    assert "A symptom was not assessed" in patient.refusal("conclude", **BY_TISSUE)
    assessed = patient.reports("assess_symptom", symptom="S2", assessment="no_extra_test", reason="explained")
    assert assessed.reports("conclude", **BY_TISSUE).state == "to_be_told"


def test_a_report_not_acknowledged_holds_up_an_outcome() -> None:
    patient = given_conclusion_review().reports("order", kind="bloods", modality="blood_test", purpose="bloods")
    reported = with_report(patient)
    assert "A report was not acknowledged at its present version." in reported.refusal("conclude", **BY_TISSUE)


def test_an_open_investigation_holds_up_an_outcome() -> None:
    patient = given_conclusion_review().reports("order", kind="bloods", modality="blood_test", purpose="bloods")
    assert "An investigation is still to come" in patient.refusal("conclude", **BY_TISSUE)


def test_an_image_nobody_classified_holds_up_an_outcome() -> None:
    patient = with_result(with_order(given_conclusion_review(), "mri", "further"))
    assert "An image is reported that no classification covers" in patient.refusal("conclude", **BY_TISSUE)
    asked = patient.reports("request_more", wanted="further_imaging", explanation=WORDS)
    assert asked.state == "imaging_review"


def test_a_tissue_report_nobody_classified_holds_up_an_outcome() -> None:
    patient = with_result(with_tissue_order(given_nothing_seen()))
    assert "A tissue report was not classified" in patient.refusal("conclude", **NOTHING)
    asked = patient.reports("request_more", wanted="biopsy", explanation=WORDS)
    assert asked.state == "biopsy_decision"


def test_more_imaging_is_asked_for_with_an_order() -> None:
    patient = given_conclusion_review()
    more = {"wanted": "further_imaging", "explanation": WORDS}
    assert "No further image is ordered" in patient.refusal("request_more", **more)
    assert with_order(patient, "mri", "further").reports("request_more", **more).state == "further_imaging"


def test_more_staging_is_asked_for_only_where_there_is_a_secondary() -> None:
    more = {"wanted": "staging", "explanation": WORDS}
    assert given_conclusion_review().reports("request_more", **more).state == "staging"
    assert "Staging scans follow only once" in given_nothing_seen().refusal("request_more", **more)


def test_high_calcium_is_no_outcome() -> None:
    review = given_imaging_review("hypercalcaemia")
    patient = review.reports("classify", classification="no_secondary_seen", plan="conclusion")
    ordered = patient.reports("order", kind="bloods", modality="blood_test", purpose="bloods")
    reported = ordered.reports("report", investigation="I2", adjusted_calcium="3.6")
    read = reported.reports("acknowledge", investigation="I2", version=1)
    answered = read.reports("acknowledge_alert", alert="A1", action="reviewed_same_day")
    assert "Images alone confirm a secondary only when they show it beyond doubt" in answered.refusal(
        "conclude", **BY_IMAGES
    )


@pytest.mark.parametrize("role", ["navigator", "mdt_coordinator", "interface"])
def test_only_a_consultant_concludes(role: str) -> None:
    assert f"not for the role {role}" in given_conclusion_review().refusal("conclude", by=role, **BY_TISSUE)


def test_an_outcome_names_the_reports_it_stands_on() -> None:
    patient = given_conclusion_review().reports("conclude", **BY_TISSUE)
    assert {(ref.item, ref.version) for ref in patient.entries[-1].evidence} == {("I1", 1), ("I2", 1), ("I3", 1)}


def test_no_code_of_a_classification_of_diseases_is_written_for_a_primary() -> None:
    codes = {code for vocabulary in pathway().vocabularies.values() for code in vocabulary.terms}
    fields = {name for event in pathway().events.values() for name in event.fields}
    assert not any(code[:1] == "c" and code[1:3].isdigit() for code in codes)
    assert not {name for name in fields if "icd" in name or "snomed" in name}


LOCAL = {"outcome": "locoregional_or_new_breast_primary", "handed_to": "breast-mdt"}
OTHER = {"outcome": "other_primary_cancer", "handed_to": "lung-mdt"}


def test_images_alone_confirm_nothing_against_a_decision_for_tissue() -> None:
    patient = given_pathology("malignant_origin_uncertain", prior="recent")
    refusal = patient.refusal("conclude", **BY_IMAGES)
    assert "That no tissue is needed was not decided on the history as it is known now." in refusal


def given_withdrawn_from_staging() -> Patient:
    """The patient declines everything further while staging is under way."""
    return given_staging(prior="recent").reports("withdraw", capacity="has_capacity", statement=WORDS)


def test_images_alone_confirm_nothing_without_staging_and_the_mdt() -> None:
    refusal = given_withdrawn_from_staging().refusal("conclude", **BY_IMAGES)
    assert "Staging is not settled" in refusal
    assert "The MDT normally discusses" in refusal


def test_a_secondary_is_presumed_with_staging_and_the_mdt_or_explained() -> None:
    patient = given_withdrawn_from_staging()
    refusal = patient.refusal("conclude", **PRESUMED)
    assert "Staging is normally settled before a secondary is presumed." in refusal
    override = {
        **lifted("staging_resolved_or_explained", reason="patient_choice"),
        **lifted("mdt_discussed", reason="agreed_outside"),
    }
    assert patient.reports("conclude", override, **PRESUMED).state == "to_be_told"


def test_a_secondary_is_presumed_on_images_that_point_to_one() -> None:
    refusal = given_nothing_seen().refusal("conclude", **PRESUMED)
    assert "A secondary is presumed on images that show one or may show one." in refusal


def test_nothing_is_presumed_where_tissue_has_answered() -> None:
    assert "Tissue has answered" in given_pathology("other_primary").refusal("conclude", **PRESUMED)


@pytest.mark.parametrize("outcome", [BY_TISSUE, BY_IMAGES, PRESUMED, NOTHING, OTHER_CAUSE, OTHER, LOCAL])
def test_no_finding_is_recorded_over_an_image_nobody_classified(outcome: dict[str, str]) -> None:
    patient = with_result(with_order(given_nothing_seen(), "mri", "further"))
    assert "An image is reported that no classification covers" in patient.refusal("conclude", **outcome)


@pytest.mark.parametrize("outcome", [OTHER, LOCAL, {"outcome": "patient_declined"}, {"outcome": "lost_to_follow_up"}])
def test_no_outcome_contradicts_tissue_that_shows_a_secondary(outcome: dict[str, str]) -> None:
    refusal = given_conclusion_review().refusal("conclude", **outcome)
    assert "Tissue shows metastatic breast cancer; this outcome would contradict it." in refusal


@pytest.mark.parametrize("outcome", [BY_TISSUE, BY_IMAGES, PRESUMED, OTHER, LOCAL])
def test_every_cancer_outcome_asks_for_the_mdt(outcome: dict[str, str]) -> None:
    assert "The MDT normally discusses a cancer outcome" in given_nothing_seen().refusal("conclude", **outcome)


def test_a_local_recurrence_is_shown_by_tissue_or_explained() -> None:
    assert "is normally shown by tissue" in given_nothing_seen().refusal("conclude", **LOCAL)


def test_what_belongs_to_an_outcome_is_kept_with_it() -> None:
    confirmed = given_conclusion_review().reports("conclude", **{**BY_TISSUE, "sites": "bone, liver"})
    other = given_pathology("benign_concordant").reports("conclude", **OTHER_CAUSE)
    mdt = given_pathology("other_primary").reports("record_mdt", met_on=REFERRED_ON, advice="agree")
    assert (confirmed.value("basis"), confirmed.value("secondary_sites")) == ("histology", ("bone", "liver"))
    assert other.value("other_cause") == "benign_lesion"
    assert mdt.reports("conclude", **OTHER).value("handed_to") == "lung-mdt"


def test_staging_asked_for_again_has_to_be_settled_again() -> None:
    patient = given_conclusion_review().reports("request_more", wanted="staging", explanation=WORDS)
    assert patient.fact("staging_settled") == "unresolved"
