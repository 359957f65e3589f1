"""Chapter 4, further imaging: PET-CT or another problem-solving image, which comes back to the same review."""

from __future__ import annotations

from tests.spec.patients import given_further_imaging, given_imaging_review, with_order, with_report, with_result


def test_a_pet_ct_comes_back_to_the_same_review() -> None:
    assert with_report(given_further_imaging("pet_ct")).state == "imaging_review"


def test_a_pet_ct_may_be_unclear_too() -> None:
    patient = with_order(with_result(given_further_imaging("pet_ct")), "mri", "further")
    again = patient.reports("classify", classification="unclear", plan="further_imaging")
    assert again.state == "further_imaging"


def test_staging_follows_from_a_further_round_as_from_the_first() -> None:
    patient = with_result(given_further_imaging("mri"))
    staged = patient.reports("classify", classification="secondary_identified", plan="staging", sites="bone")
    assert staged.state == "staging"


def test_the_next_round_waits_for_its_own_images_alone() -> None:
    ordered = with_order(with_order(given_imaging_review(), "mri", "further"), "pet_ct", "further")
    patient = ordered.reports("classify", classification="unclear", plan="further_imaging")
    assert with_report(patient, "I2").state == "further_imaging"
    assert with_report(with_report(patient, "I2"), "I3").state == "imaging_review"


def test_a_report_of_the_first_round_changed_now_is_seen_at_the_next_review() -> None:
    patient = given_further_imaging().reports("amend_report", by="radiologist", investigation="I1")
    assert (patient.state, patient.fact("imaging_result")) == ("further_imaging", "unclassified")
    reviewed = with_report(patient, "I2")
    assert "Every imaging report has to be acknowledged" in reviewed.refusal(
        "classify", classification="unclear", plan="biopsy_decision"
    )


def test_first_imaging_is_over_here() -> None:
    refusal = given_further_imaging().refusal("order", kind="imaging", modality="ct", purpose="initial")
    assert "order it with purpose further" in refusal
