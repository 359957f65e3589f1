"""Chapter 1, referred: a referral is registered as it came, and triage says what it needs."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    WORDS,
    given_referral,
    given_symptom,
    lifted,
    pathway,
    with_acknowledgement,
    with_order,
    with_result,
)
from workflow.case.errors import BadInput


def test_a_referral_without_a_symptom_is_registered_and_waits_for_one() -> None:
    patient = given_referral()
    assert patient.state == "referred"
    assert "record the one that worried the clinician" in patient.refusal("accept")


def test_a_symptom_orders_nothing_by_itself() -> None:
    patient = given_referral().reports("add_symptom", site="liver")
    assert patient.state == "referred"
    assert patient.items("investigations") == ()


def test_triage_may_end_without_tests_and_the_patient_is_still_told() -> None:
    patient = given_symptom().reports("decline_referral", reason="explained", explanation=WORDS)
    assert (patient.state, patient.value("outcome")) == ("to_be_told", "not_indicated")


def test_no_image_is_ordered_without_a_symptom() -> None:
    refusal = given_referral().refusal("order", kind="imaging", modality="ct", purpose="initial")
    assert "No test is done for secondary cancer without a symptom or sign" in refusal
    assert "Report add_symptom" in refusal


@pytest.mark.parametrize(
    "order",
    [
        {"kind": "imaging", "modality": "xray", "purpose": "initial", "site": "bone"},
        {"kind": "imaging", "modality": "xray", "purpose": "initial", "site": "spine"},
        {"kind": "imaging", "modality": "pet_ct", "purpose": "initial"},
        {"kind": "imaging", "modality": "ct", "purpose": "staging"},
        {"kind": "imaging", "modality": "bone_scan", "purpose": "staging"},
        {"kind": "imaging", "modality": "mri", "purpose": "staging"},
        {"kind": "imaging", "modality": "ct", "purpose": "other"},
        {"kind": "tissue", "modality": "core_biopsy", "purpose": "tissue", "site": "node"},
        {"kind": "bloods", "modality": "blood_test", "purpose": "bloods"},
    ],
)
def test_no_test_of_any_kind_is_ordered_without_a_symptom(order: dict[str, str]) -> None:
    assert "No test is done for secondary cancer" in given_referral().refusal("order", **order)


@pytest.mark.parametrize("modality", ["mri", "pet_ct"])
def test_a_symptom_entered_in_error_carries_no_further_image(modality: str) -> None:
    patient = with_order(given_referral().reports("add_symptom", site="bone"), "bone_scan").reports("accept")
    reviewed = with_result(patient).reports("void", entry=2)
    refusal = reviewed.refusal("order", kind="imaging", modality=modality, purpose="further")
    assert "No test is done for secondary cancer" in refusal


def test_nobody_goes_on_without_a_symptom_and_without_an_image() -> None:
    refusal = given_referral().refusal("accept_without_imaging", reason="unfit", explanation=WORDS)
    assert "No test is done for secondary cancer" in refusal


def test_triage_is_asked_about_earlier_cancer_and_not_held_up_by_it() -> None:
    patient = with_order(given_symptom(prior="unknown"), "bone_scan")
    assert "prior_history_known" in patient.advice("accept")
    assert patient.reports("accept").state == "initial_imaging"


def test_triage_does_not_end_while_a_test_is_out() -> None:
    refusal = with_order(given_symptom(), "xray").refusal("decline_referral", reason="explained", explanation=WORDS)
    assert "An investigation is still to come" in refusal


def test_nobody_may_lift_the_need_of_a_symptom() -> None:
    override = lifted("symptom_recorded", reason="clinical_judgement")
    with pytest.raises(BadInput, match="a requirement nobody may lift"):
        given_referral().reports("order", override, kind="imaging", modality="ct", purpose="initial")


def test_breast_screening_is_another_matter_and_needs_no_symptom() -> None:
    patient = given_referral().reports("order", kind="imaging", modality="mammography", purpose="other")
    assert patient.last().fields["modality"] == "mammography"


def test_without_a_symptom_the_administrative_ways_stay_open() -> None:
    patient = given_referral()
    assert patient.reports("void_case", reason="entered_twice", explanation=WORDS).state == "closed"
    assert patient.reports("decline_referral", reason="no_symptom", explanation=WORDS).state == "to_be_told"


def test_a_sign_found_by_chance_counts_like_a_symptom() -> None:
    patient = given_referral(site="non_specific", found_as="incidental_finding")
    assert with_order(patient, "ct").last().state == "requested"


def test_one_test_of_the_list_is_enough_to_begin() -> None:
    patient = with_order(given_symptom("liver"), "ultrasound", site="liver").reports("accept")
    assert patient.state == "initial_imaging"
    assert len(patient.items("investigations")) == 1


def test_a_referral_is_not_accepted_without_an_image_ordered() -> None:
    refusal = given_symptom().refusal("accept", by="navigator")
    assert "At least one first image is normally ordered" in refusal
    assert "accept_without_imaging" in refusal


def test_a_consultant_may_go_straight_to_tissue() -> None:
    patient = given_symptom("skin").reports("accept_without_imaging", reason="direct_tissue", explanation=WORDS)
    assert patient.state == "biopsy_decision"


def test_a_navigator_may_not_go_on_without_an_image() -> None:
    refusal = given_symptom().refusal(
        "accept_without_imaging", by="navigator", reason="direct_tissue", explanation=WORDS
    )
    assert "not for the role navigator" in refusal


def test_images_from_elsewhere_go_to_review_once_they_are_imported() -> None:
    patient = given_symptom()
    told = {"reason": "imported", "explanation": WORDS}
    assert "No image is reported" in patient.refusal("accept_without_imaging", **told)
    imported = patient.reports(
        "import_report", kind="imaging", modality="xray", performed_on=patient.today, adequate="yes"
    )
    assert imported.reports("accept_without_imaging", **told).state == "imaging_review"


def test_a_patient_too_unwell_for_images_goes_to_the_conclusion() -> None:
    patient = given_symptom().reports("accept_without_imaging", reason="unfit", explanation=WORDS)
    assert patient.state == "conclusion_review"


def test_an_imported_report_counts_as_the_first_image() -> None:
    patient = given_symptom().reports(
        "import_report", kind="imaging", modality="xray", performed_on="2026-11-20", adequate="yes"
    )
    assert patient.last().state == "reported"
    assert patient.reports("accept").state == "imaging_review"


def test_the_five_images_of_the_list_are_first_tests() -> None:
    patient = given_symptom("non_specific")
    for modality in ("ct", "ultrasound", "mri", "bone_scan", "xray"):
        assert with_order(patient, modality).last().fields["purpose"] == "initial"


def test_pet_ct_is_not_a_first_test_of_this_guidance() -> None:
    refusal = given_symptom().refusal("order", kind="imaging", modality="pet_ct", purpose="initial")
    assert "PET-CT is not among the first tests of this guidance" in refusal


def test_a_consultant_may_order_pet_ct_first_and_says_why() -> None:
    patient = given_symptom().reports(
        "order",
        lifted("pet_ct_follows_first_imaging", reason="contraindicated"),
        kind="imaging",
        modality="pet_ct",
        purpose="initial",
    )
    assert patient.entries[-1].lifted[0].requirement == "pet_ct_follows_first_imaging"


def test_a_navigator_may_not_order_pet_ct_first() -> None:
    refusal = given_symptom().refusal(
        "order",
        lifted("pet_ct_follows_first_imaging", reason="contraindicated"),
        by="navigator",
        kind="imaging",
        modality="pet_ct",
        purpose="initial",
    )
    assert "consultant may override pet_ct_follows_first_imaging" in refusal


@pytest.mark.parametrize(
    ("site", "proposed", "unusual"),
    [
        ("bone", "xray", "ultrasound"),
        ("bone", "bone_scan", "ultrasound"),
        ("liver", "ultrasound", "bone_scan"),
        ("brain", "mri", "bone_scan"),
        ("svco", "ct", "xray"),
    ],
)
def test_the_first_image_follows_the_symptom_and_another_one_asks_for_a_reason(
    site: str, proposed: str, unusual: str
) -> None:
    patient = given_symptom(site)
    order = {"kind": "imaging", "purpose": "initial", "site": site}
    assert "first_imaging" not in patient.advice("order", modality=proposed, **order)
    assert "first_imaging" in patient.advice("order", modality=unusual, **order)


def test_two_symptoms_propose_the_tests_of_both() -> None:
    patient = given_symptom("bone").reports("add_symptom", site="liver")
    order = {"kind": "imaging", "purpose": "initial"}
    assert "first_imaging" not in patient.advice("order", modality="ultrasound", site="liver", **order)
    assert "first_imaging" not in patient.advice("order", modality="bone_scan", site="bone", **order)


def test_the_bone_proposal_is_not_made_without_a_bone_symptom() -> None:
    patient = given_symptom("liver")
    order = {"kind": "imaging", "purpose": "initial", "site": "liver"}
    assert "first_imaging" in patient.advice("order", modality="xray", **order)
    assert "first_imaging" in patient.advice("order", modality="bone_scan", **order)


def test_spine_symptoms_are_not_sent_for_x_ray() -> None:
    patient = given_symptom("spine", neurology="no")
    refusal = patient.refusal("order", kind="imaging", modality="xray", purpose="initial", site="spine")
    assert "plain X-rays cannot rule out spinal metastases" in refusal


def test_an_x_ray_without_a_site_may_mean_the_spine_that_hurts() -> None:
    patient = given_symptom("spine", neurology="no")
    assert "name its site" in patient.refusal("order", kind="imaging", modality="xray", purpose="initial")
    elsewhere = patient.reports("order", kind="imaging", modality="xray", purpose="initial", site="long_bone")
    assert elsewhere.last().fields["site"] == "long_bone"


def test_spine_pain_with_neurology_raises_the_alert_of_cord_compression() -> None:
    patient = given_symptom("spine", neurology="yes")
    assert [(alert.fields["kind"], alert.state) for alert in patient.items("alerts")] == [("mscc", "open")]


def test_spine_pain_without_neurology_raises_the_seven_day_alert() -> None:
    patient = given_symptom("spine", neurology="no")
    assert patient.last("alerts").fields["kind"] == "spinal_mets_no_neuro"


@pytest.mark.parametrize(
    ("site", "neurology", "alert"),
    [
        ("spine", "yes", "mscc"),
        ("spine", "unknown", "spinal_mets_no_neuro"),
        ("svco", "", "svco"),
        ("brain", "yes", "raised_icp"),
    ],
)
def test_a_red_flag_is_raised_however_the_symptom_arrives(site: str, neurology: str, alert: str) -> None:
    symptom = {"site": site, "neurology": neurology}
    referral = {"received_on": "2026-11-23", "pathway_type": "usc_referral", **symptom}
    arrivals = (
        given_referral(**symptom),
        given_referral().reports("add_symptom", **symptom),
        given_referral().reports("attach_referral", **referral),
    )
    assert [patient.last("alerts").fields["kind"] for patient in arrivals] == [alert] * 3


def test_who_refers_and_who_looks_after_the_patient_is_kept() -> None:
    people = {"referrer": "dr.a", "referrer_organisation": "gp-1", "key_worker": "n.lee", "team": "north"}
    patient = given_referral(**people)
    assert {name: patient.value(name) for name in people} == people


def test_an_open_alert_never_holds_up_an_order() -> None:
    patient = given_symptom("spine", neurology="yes")
    ordered = with_order(patient, "mri", site="spine", urgency="emergency")
    assert ordered.reports("accept").state == "initial_imaging"


def test_an_open_alert_holds_up_the_end_of_triage() -> None:
    refusal = given_symptom("svco").refusal("decline_referral", reason="explained", explanation=WORDS)
    assert "An alert is open; answer it first." in refusal


def test_triage_assesses_the_symptoms_it_saw() -> None:
    patient = with_order(given_symptom(), "bone_scan").reports("accept")
    declined = given_symptom().reports("decline_referral", reason="explained", explanation=WORDS)
    straight = given_symptom().reports("accept_without_imaging", reason="direct_tissue", explanation=WORDS)
    assert [each.last("symptoms").state for each in (patient, declined, straight)] == ["assessed"] * 3


def test_a_second_referral_of_the_same_person_adds_its_symptom() -> None:
    patient = given_symptom("bone").reports(
        "attach_referral", received_on="2026-11-23", pathway_type="emergency", site="brain"
    )
    assert [symptom.fields["site"] for symptom in patient.items("symptoms")] == ["bone", "brain"]
    assert patient.value("pathway_type") == "usc_referral"


def test_recent_is_never_worked_out_from_a_date() -> None:
    patient = given_symptom(prior="unknown").reports(
        "set_prior_history", prior_history="remote", primary_diagnosed_on="2026-01-10"
    )
    assert (patient.fact("prior"), patient.value("primary_diagnosed_on")) == ("remote", "2026-01-10")
    assert pathway().attributes["primary_diagnosed_on"].initial == ""
    looked_at = {key for fact in pathway().facts.values() for key in (fact.attribute, *fact.where)}
    assert "primary_diagnosed_on" not in looked_at


def test_in_situ_disease_counts_as_no_earlier_breast_cancer() -> None:
    says = pathway().vocabularies["prior_history"].terms["none"].says
    assert "in-situ disease (DCIS) alone counts as none" in says
    hint = pathway().events["set_prior_history"].fields["prior_history"].hint
    assert "In-situ disease alone counts as none" in hint


def test_what_is_not_said_about_earlier_cancer_stays_unknown() -> None:
    patient = given_referral(prior="")
    assert patient.fact("prior") == "unknown"
    assert patient.value("prior_history") is None


def test_a_patient_of_any_sex_takes_the_same_way() -> None:
    names = {name for event in pathway().events.values() for name in event.fields}
    assert not names & {"sex", "gender"}
    assert not set(pathway().attributes) & {"sex", "gender"}


def test_a_navigator_may_accept_a_referral() -> None:
    assert with_order(given_symptom(), "xray").reports("accept", by="navigator").state == "initial_imaging"


def test_a_feed_registers_nobody() -> None:
    assert "interface" not in pathway().events["register"].roles
    assert "interface" not in pathway().events["attach_referral"].roles


def test_a_reported_blood_test_is_acknowledged_before_triage_ends() -> None:
    patient = given_symptom().reports("import_report", kind="bloods", modality="blood_test", performed_on="2026-11-20")
    decline = {"reason": "explained", "explanation": WORDS}
    assert "A report was not acknowledged" in patient.refusal("decline_referral", **decline)
    assert with_acknowledgement(patient).reports("decline_referral", **decline).state == "to_be_told"
