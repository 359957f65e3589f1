"""Chapter 3, imaging review: a consultant reads every report of the round and says what they show together."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    WORDS,
    Patient,
    given_further_imaging,
    given_imaging_review,
    given_initial_imaging,
    given_staged,
    pathway,
    with_order,
    with_report,
    with_result,
)
from workflow.case.errors import BadInput


def classified(patient: Patient, classification: str, plan: str, **fields: str) -> Patient:
    """The round is classified."""
    return patient.reports("classify", classification=classification, plan=plan, **fields)


@pytest.mark.parametrize("word", ["clear", "normal", "abnormal", "positive", "negative"])
def test_words_with_two_meanings_are_not_a_classification(word: str) -> None:
    with pytest.raises(BadInput, match=word.capitalize()):
        classified(given_imaging_review(), word, "conclusion")


def test_clear_is_refused_with_both_of_its_meanings() -> None:
    with pytest.raises(BadInput) as refused:
        classified(given_imaging_review(), "clear", "conclusion")
    assert "secondary_identified" in str(refused.value)
    assert "no_secondary_seen" in str(refused.value)


def test_unclear_images_may_be_followed_by_pet_ct() -> None:
    patient = with_order(given_imaging_review(), "pet_ct", "further")
    assert classified(patient, "unclear", "further_imaging").state == "further_imaging"


def test_unclear_images_bring_no_pet_ct_by_themselves() -> None:
    patient = given_imaging_review()
    assert [item.fields["modality"] for item in patient.items("investigations")] == ["bone_scan"]
    refusal = patient.refusal("classify", classification="unclear", plan="further_imaging")
    assert "The image this plan speaks of is not ordered" in refusal


def test_pet_ct_does_not_follow_images_that_never_came_about() -> None:
    patient = given_initial_imaging().reports(
        "cancel_order", investigation="I1", cancelled_by="provider", reason="equipment"
    )
    refusal = patient.refusal("order", kind="imaging", modality="pet_ct", purpose="further")
    assert "it may follow when they are unclear" in refusal


def test_the_consultant_chooses_another_way_than_pet_ct() -> None:
    assert classified(given_imaging_review(), "unclear", "biopsy_decision").state == "biopsy_decision"
    by_mri = with_order(given_imaging_review(), "mri", "further")
    assert classified(by_mri, "unclear", "further_imaging").state == "further_imaging"


def test_a_poor_test_is_repeated_and_does_not_lead_to_tissue() -> None:
    refusal = given_imaging_review().refusal("classify", classification="non_diagnostic", plan="biopsy_decision")
    assert "A test that was not good enough is repeated" in refusal
    again = with_order(given_imaging_review(), "bone_scan", replaces="I1")
    assert classified(again, "non_diagnostic", "initial_imaging").state == "initial_imaging"


def test_unclear_is_a_finding_and_a_poor_test_is_not_diagnostic() -> None:
    terms = pathway().vocabularies["imaging_classification"].terms
    assert "may be a secondary" in terms["unclear"].says
    assert "technically" in terms["non_diagnostic"].says
    hint = pathway().events["classify"].fields["classification"].hint
    assert "a technically poor test is non_diagnostic" in hint


def test_only_an_identified_secondary_leads_to_staging() -> None:
    for classification in ("unclear", "no_secondary_seen", "non_diagnostic", "other_explanation"):
        refusal = given_imaging_review().refusal("classify", classification=classification, plan="staging")
        assert "Only secondary_identified leads to staging." in refusal


def test_an_identified_secondary_goes_to_staging_and_nowhere_else() -> None:
    patient = given_imaging_review()
    assert classified(patient, "secondary_identified", "staging", sites="bone").state == "staging"
    refusal = patient.refusal("classify", classification="secondary_identified", plan="conclusion", sites="bone")
    assert "normally followed by staging" in refusal


def test_an_identified_secondary_names_its_sites() -> None:
    with pytest.raises(BadInput, match="Where secondary cancer is seen"):
        classified(given_imaging_review(), "secondary_identified", "staging")


def test_an_x_ray_that_shows_nothing_ends_nothing_by_itself() -> None:
    patient = with_result(given_initial_imaging("bone", "xray"), suspicion="none_seen")
    assert patient.state == "imaging_review"
    assert classified(patient, "no_secondary_seen", "conclusion").state == "conclusion_review"


def test_an_x_ray_that_shows_nothing_may_be_followed_by_mri() -> None:
    patient = with_order(given_imaging_review(modality="xray"), "mri")
    assert classified(patient, "no_secondary_seen", "initial_imaging").state == "initial_imaging"


def test_a_pet_ct_that_shows_nothing_is_a_decision_and_no_exit() -> None:
    patient = with_result(given_further_imaging("pet_ct"), suspicion="none_seen")
    assert patient.state == "imaging_review"
    by_tissue = classified(patient, "unclear", "biopsy_decision")
    assert by_tissue.state == "biopsy_decision"


def test_every_report_is_acknowledged_before_it_is_classified() -> None:
    patient = with_report(given_initial_imaging())
    refusal = patient.refusal("classify", classification="unclear", plan="biopsy_decision")
    assert "Every imaging report has to be acknowledged at its present version first." in refusal
    assert "Report acknowledge" in refusal


def test_an_old_version_cannot_be_acknowledged() -> None:
    patient = with_report(given_initial_imaging()).reports(
        "amend_report", by="radiologist", investigation="I1", suspicion="likely"
    )
    refusal = patient.refusal("acknowledge", investigation="I1", version=1)
    assert "version 1 of I1 is not current; it is now 2" in refusal


def test_a_report_that_does_not_say_it_was_good_enough_is_asked_for_it() -> None:
    patient = given_initial_imaging().reports("report", investigation="I1")
    assert "say it with adequate" in patient.refusal("acknowledge", investigation="I1", version=1)
    assert patient.reports("acknowledge", investigation="I1", version=1, adequate="yes").last().state == "acknowledged"


def test_without_a_report_there_is_nothing_to_call_unclear() -> None:
    patient = given_initial_imaging().reports(
        "cancel_order", investigation="I1", cancelled_by="provider", reason="equipment"
    )
    refusal = patient.refusal("classify", classification="unclear", plan="biopsy_decision")
    assert "No image is reported" in refusal
    again = with_order(patient, "bone_scan")
    assert classified(again, "non_diagnostic", "initial_imaging").state == "initial_imaging"


def test_a_case_without_any_image_goes_on_for_a_reason() -> None:
    patient = given_initial_imaging().reports(
        "decline_investigation", investigation="I1", capacity="has_capacity", information_given="yes"
    )
    step = {"reason": "declined", "explanation": WORDS}
    assert patient.reports("proceed_without_imaging", next_step="conclusion", **step).state == "conclusion_review"
    assert patient.reports("proceed_without_imaging", next_step="biopsy_decision", **step).state == "biopsy_decision"


def test_an_image_that_can_be_used_is_classified_and_not_passed_over() -> None:
    refusal = given_imaging_review().refusal(
        "proceed_without_imaging", reason="unfit", next_step="conclusion", explanation=WORDS
    )
    assert "There is an image that can be used; classify what it shows." in refusal


def test_an_order_placed_at_the_review_belongs_to_the_next_round() -> None:
    patient = with_order(given_imaging_review(), "pet_ct", "further")
    assert [item.fields["round"] for item in patient.items("investigations")] == ["current", "next"]
    moved = classified(patient, "unclear", "further_imaging")
    assert [item.fields["round"] for item in moved.items("investigations")] == ["covered", "current"]


def test_the_classification_names_the_report_versions_it_read() -> None:
    patient = classified(given_imaging_review(), "unclear", "biopsy_decision")
    assert [(ref.item, ref.version) for ref in patient.entries[-1].evidence] == [("I1", 1)]


@pytest.mark.parametrize("role", ["navigator", "radiologist", "interface", "mdt_coordinator"])
def test_only_a_consultant_classifies(role: str) -> None:
    refusal = given_imaging_review().refusal("classify", by=role, classification="unclear", plan="biopsy_decision")
    assert f"not for the role {role}" in refusal


def test_a_feed_never_classifies_decides_or_concludes() -> None:
    for event in ("classify", "classify_pathology", "decide_biopsy", "complete_staging", "conclude", "tell_patient"):
        assert "interface" not in pathway().events[event].roles
    moved_by_feeds = {e.name for e in pathway().events.values() if "interface" in e.roles and e.kind == "case"}
    assert moved_by_feeds == set()


def test_another_explanation_ends_in_a_conclusion_or_in_tissue() -> None:
    assert classified(given_imaging_review(), "other_explanation", "conclusion").state == "conclusion_review"
    assert classified(given_imaging_review(), "other_explanation", "biopsy_decision").state == "biopsy_decision"
    refusal = given_imaging_review().refusal(
        "classify", classification="other_explanation", plan="interval", interval_due_on="2027-03-01"
    )
    assert "conclusion, biopsy_decision or further_imaging" in refusal


ORDERED = {"further_imaging", "initial_imaging", "interval"}
WAYS = [
    ("secondary_identified", "staging"),
    ("unclear", "further_imaging"),
    ("unclear", "biopsy_decision"),
    ("unclear", "interval"),
    ("no_secondary_seen", "further_imaging"),
    ("no_secondary_seen", "initial_imaging"),
    ("no_secondary_seen", "interval"),
    ("no_secondary_seen", "conclusion"),
    ("non_diagnostic", "initial_imaging"),
    ("non_diagnostic", "further_imaging"),
    ("other_explanation", "conclusion"),
    ("other_explanation", "biopsy_decision"),
    ("other_explanation", "further_imaging"),
]
MORE = {"sites": "bone", "interval_due_on": "2027-02-21"}


@pytest.mark.parametrize(("classification", "plan"), WAYS)
def test_no_way_leads_on_from_a_report_nobody_read(classification: str, plan: str) -> None:
    refusal = with_report(given_initial_imaging()).refusal("classify", classification=classification, plan=plan, **MORE)
    assert "Every imaging report has to be acknowledged" in refusal


@pytest.mark.parametrize(("classification", "plan"), [way for way in WAYS if way[0] != "non_diagnostic"])
def test_no_way_but_a_repeat_leads_on_without_a_report(classification: str, plan: str) -> None:
    patient = given_initial_imaging().reports(
        "cancel_order", investigation="I1", cancelled_by="provider", reason="equipment"
    )
    assert "No image is reported" in patient.refusal("classify", classification=classification, plan=plan, **MORE)


@pytest.mark.parametrize(("classification", "plan"), [way for way in WAYS if way[1] in ORDERED])
def test_no_plan_of_an_image_goes_on_without_its_order(classification: str, plan: str) -> None:
    refusal = given_imaging_review().refusal("classify", classification=classification, plan=plan, **MORE)
    assert "The image this plan speaks of is not ordered" in refusal


@pytest.mark.parametrize(
    ("classification", "plan", "says"),
    [
        ("unclear", "conclusion", "it ends nothing"),
        ("unclear", "initial_imaging", "it ends nothing"),
        ("no_secondary_seen", "biopsy_decision", "there is nothing to biopsy"),
        ("non_diagnostic", "conclusion", "is repeated"),
    ],
)
def test_what_does_not_follow_is_refused(classification: str, plan: str, says: str) -> None:
    assert says in given_imaging_review().refusal("classify", classification=classification, plan=plan)


def test_where_the_secondary_is_seen_is_kept() -> None:
    patient = classified(given_imaging_review(), "secondary_identified", "staging", sites="bone, liver")
    assert patient.value("secondary_sites") == ("bone", "liver")


STEP = {"reason": "unfit", "next_step": "conclusion", "explanation": WORDS}


def test_a_poor_image_is_read_before_the_case_goes_on_without() -> None:
    patient = with_report(given_initial_imaging(), adequate="no")
    assert "Every imaging report has to be acknowledged" in patient.refusal("proceed_without_imaging", **STEP)


def test_an_image_still_to_come_is_waited_for_or_ended() -> None:
    patient = given_initial_imaging().reports("review_early", reason="unfit")
    refusal = patient.refusal("proceed_without_imaging", **STEP)
    assert "An image of this round is still to come; wait for it, or end it." in refusal


def test_withdrawn_images_do_not_call_back_a_case_that_goes_on_without() -> None:
    patient = given_staged()
    for investigation in ("I1", "I2"):
        patient = patient.reports(
            "void_investigation", by="data_steward", investigation=investigation, reason="wrong_patient"
        )
    assert patient.state == "imaging_review"
    assert patient.reports("proceed_without_imaging", **STEP).state == "conclusion_review"


def test_going_on_without_images_ends_the_round_and_keeps_the_next_one() -> None:
    declined = given_initial_imaging().reports(
        "decline_investigation", investigation="I1", capacity="has_capacity", information_given="yes"
    )
    patient = with_order(declined, "ct").reports("proceed_without_imaging", **STEP)
    assert [item.fields["round"] for item in patient.items("investigations")] == ["covered", "current"]
