"""Chapter 7, biopsy decision: whether tissue is taken is always decided, and on what history."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    Patient,
    given_biopsy_decision,
    given_imaging_review,
    given_pathology,
    given_symptom,
    lifted,
    pathway,
    with_tissue_order,
)
from workflow.case.errors import BadInput

NO = {"decision": "no", "reason": "imaging_sufficient"}
YES = {"decision": "yes", "purpose": "confirm_receptors", "consent": "obtained"}
NORMALLY_NEEDED = ("recent_breast_cancer", "imaging_beyond_doubt", "no_benign_biopsy_in_doubt")


def given_no_biopsy(prior: str) -> Patient:
    """A consultant decides against tissue, against what is normally done."""
    override = lifted(*NORMALLY_NEEDED, reason="unfit")
    return given_biopsy_decision(prior=prior).reports("decide_biopsy", override, decision="no", reason="unfit")


@pytest.mark.parametrize("prior", ["none", "remote", "unknown"])
def test_without_recent_breast_cancer_tissue_is_normally_needed(prior: str) -> None:
    refusal = given_biopsy_decision(prior=prior).refusal("decide_biopsy", decision="no", reason="inaccessible")
    assert "Without breast cancer had recently, tissue is normally needed to confirm a secondary." in refusal
    assert "You may override recent_breast_cancer" in refusal


@pytest.mark.parametrize("prior", ["none", "remote", "unknown"])
def test_images_suffice_is_no_reason_without_recent_breast_cancer(prior: str) -> None:
    refusal = given_biopsy_decision(prior=prior).refusal("decide_biopsy", **NO)
    assert "The reason imaging_sufficient is for breast cancer had recently" in refusal


def test_a_consultant_may_do_without_tissue_and_the_record_says_why() -> None:
    patient = given_no_biopsy("none")
    assert patient.state == "conclusion_review"
    assert [each.requirement for each in patient.entries[-1].lifted] == ["recent_breast_cancer"]
    assert patient.entries[-1].protected == ("override:recent_breast_cancer",)


def test_recent_cancer_with_conclusive_imaging_may_skip_biopsy() -> None:
    patient = given_biopsy_decision(prior="recent").reports("decide_biopsy", **NO)
    assert (patient.state, patient.entries[-1].lifted) == ("conclusion_review", ())


def test_recent_cancer_alone_does_not_suffice() -> None:
    review = given_imaging_review(prior="recent")
    patient = review.reports("classify", classification="unclear", plan="biopsy_decision")
    refusal = patient.refusal("decide_biopsy", **NO)
    assert "The reason imaging_sufficient is for images that show a secondary beyond doubt" in refusal


def test_the_question_of_a_biopsy_is_put_for_recent_cancer_too() -> None:
    patient = given_biopsy_decision(prior="recent")
    assert (patient.state, patient.fact("biopsy_decided")) == ("biopsy_decision", "undecided")


def test_recent_cancer_may_still_have_a_biopsy_to_see_its_receptors() -> None:
    patient = with_tissue_order(given_biopsy_decision(prior="recent")).reports("decide_biopsy", **YES)
    assert (patient.state, patient.entries[-1].fields["purpose"]) == ("biopsy", "confirm_receptors")


def test_guidance_stands_beside_the_question() -> None:
    hint = pathway().events["decide_biopsy"].fields["decision"].hint
    assert "biopsy at the first recurrence" in hint


def test_a_biopsy_needs_an_order_with_its_target() -> None:
    refusal = given_biopsy_decision().refusal("decide_biopsy", **YES)
    assert "No tissue is ordered: order it with its target first." in refusal
    with pytest.raises(BadInput, match="what is biopsied"):
        given_biopsy_decision().reports("order", kind="tissue", modality="core_biopsy", purpose="tissue")


def test_a_biopsy_needs_its_bleeding_risk_checked() -> None:
    patient = given_biopsy_decision().reports(
        "order", kind="tissue", modality="core_biopsy", purpose="tissue", site="bone"
    )
    assert "The bleeding risk of the biopsy was not checked" in patient.refusal("decide_biopsy", **YES)


def test_a_forbidding_bleeding_risk_has_to_be_accepted_first() -> None:
    patient = with_tissue_order(given_biopsy_decision())
    check = {"investigation": patient.last().id, "check": "bleeding"}
    blocked = patient.reports("set_checklist", answer="blocks", **check)
    assert "The bleeding risk forbids the biopsy" in blocked.refusal("decide_biopsy", **YES)
    accepted = blocked.reports("set_checklist", answer="risk_accepted", reason="no_alternative", **check)
    assert accepted.reports("decide_biopsy", **YES).state == "biopsy"


def test_a_biopsy_says_how_consent_stands() -> None:
    with pytest.raises(BadInput, match="Consent"):
        with_tissue_order(given_biopsy_decision()).reports("decide_biopsy", decision="yes", purpose="confirm_both")


def test_tissue_is_ordered_with_its_receptors() -> None:
    patient = with_tissue_order(given_biopsy_decision())
    assert patient.last().fields["receptors_requested"] == "yes"


@pytest.mark.parametrize("modality", ["fine_needle", "fluid_cytology"])
def test_cells_count_as_tissue(modality: str) -> None:
    patient = with_tissue_order(given_biopsy_decision(), modality).reports("decide_biopsy", **YES)
    assert patient.state == "biopsy"


def test_benign_tissue_against_suspicious_images_asks_for_another_biopsy() -> None:
    patient = given_pathology("benign_discordant", prior="recent")
    assert patient.state == "biopsy_decision"
    refusal = patient.refusal("decide_biopsy", **NO)
    assert "An earlier biopsy was benign although the images stay suspicious" in refusal


def test_a_corrected_history_makes_the_decision_outdated() -> None:
    patient = given_biopsy_decision(prior="recent").reports("decide_biopsy", **NO)
    corrected = patient.reports("set_prior_history", prior_history="remote")
    assert (corrected.state, corrected.fact("biopsy_decided")) == ("biopsy_decision", "outdated")
    assert corrected.entries[-1].event == "prior_history_changed"


def test_a_decision_made_again_is_not_outdated() -> None:
    patient = given_no_biopsy("none").reports("set_prior_history", prior_history="recent")
    assert patient.reports("decide_biopsy", **NO).state == "conclusion_review"


def test_a_voided_history_entry_makes_the_decision_outdated_too() -> None:
    said = given_symptom(prior="unknown").reports("set_prior_history", prior_history="recent")
    assert said.reports("void", entry=2).fact("prior") == "unknown"


def test_the_decision_names_the_reports_it_was_made_on() -> None:
    patient = given_no_biopsy("none")
    assert {ref.item for ref in patient.entries[-1].evidence} == {"I1", "I2"}


def test_other_reasons_ask_for_what_is_normally_so() -> None:
    review = given_imaging_review(prior="recent")
    unclear = review.reports("classify", classification="unclear", plan="biopsy_decision")
    doubt = given_pathology("benign_discordant", prior="recent")
    without = {"decision": "no", "reason": "unfit"}
    assert "Without images that show a secondary beyond doubt" in unclear.refusal("decide_biopsy", **without)
    assert "another biopsy or another site is normally tried" in doubt.refusal("decide_biopsy", **without)


@pytest.mark.parametrize("prior", ["none", "recent", "remote", "unknown"])
def test_the_decision_remembers_the_history_it_was_made_on(prior: str) -> None:
    override = lifted("recent_breast_cancer", reason="unfit") if prior != "recent" else {}
    patient = given_biopsy_decision(prior=prior).reports("decide_biopsy", override, decision="no", reason="unfit")
    assert (patient.fact("history_at_decision"), patient.fact("biopsy_decided")) == (prior, "no")
    assert patient.value("no_biopsy_reason") == "unfit"


def test_a_withdrawn_tissue_report_does_not_hold_up_the_decision() -> None:
    gone = given_pathology("inadequate").reports(
        "void_investigation", by="pathologist", investigation="I3", reason="wrong_patient"
    )
    override = lifted("recent_breast_cancer", reason="unfit")
    decided = gone.reports("decide_biopsy", override, decision="no", reason="unfit")
    assert (gone.state, decided.state) == ("biopsy_decision", "conclusion_review")
