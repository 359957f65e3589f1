"""A chapter of its own: the images that NICE puts first since 2026, beside those of the patient information.

A row of a table reads: what is done; what the patient information's pathway says; what NICE's says.
"""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    Patient,
    given_imaging_review,
    given_staging,
    given_symptom,
    lifted,
    with_order,
    with_result,
)
from tests.spec.side_by_side import given_first_image, image, on_bcn, on_both, on_nice
from workflow.case.errors import BadInput

NOTHING: tuple[str, ...] = ()


# 1.3.1: CT with contrast or FDG PET-CT comes first


def test_pet_ct_may_be_the_first_image_and_nobody_lifts_anything() -> None:
    refusal = on_bcn(lambda: given_symptom().refusal("order", by="navigator", **image("pet_ct")))
    assert "PET-CT is not among the first tests of this guidance" in refusal
    ordered = on_nice(lambda: given_symptom().reports("order", by="navigator", **image("pet_ct")))
    assert (ordered.last().fields["modality"], ordered.entries[-1].lifted) == ("pet_ct", ())


def test_pet_ct_may_be_the_only_image_before_a_referral_is_accepted() -> None:
    assert on_nice(lambda: given_first_image("pet_ct")).state == "imaging_review"


PROPOSED = ("without", "without")
ASKED_NOW = ("without", "with")
ASKED_BEFORE = ("with", "without")
ASKED = ("with", "with")


@pytest.mark.parametrize(
    ("site", "modality", "a_reason"),
    [
        ("bone", "xray", ASKED_NOW),
        ("bone", "bone_scan", ASKED_NOW),
        ("bone", "mri", ASKED_NOW),
        ("bone", "ct", PROPOSED),
        ("long_bone", "xray", PROPOSED),
        ("long_bone", "bone_scan", PROPOSED),
        ("liver", "ultrasound", ASKED_NOW),
        ("liver", "ct", PROPOSED),
        ("lung", "xray", ASKED_NOW),
        ("lung", "ct", PROPOSED),
        ("abdomen", "ultrasound", ASKED_NOW),
        ("abdomen", "ct", PROPOSED),
        ("hypercalcaemia", "bone_scan", ASKED_NOW),
        ("hypercalcaemia", "ct", PROPOSED),
        ("skin", "ultrasound", PROPOSED),
        ("node", "ct", PROPOSED),
        ("non_specific", "ct", PROPOSED),
        ("whole_body", "bone_scan", ASKED),
        ("other", "ultrasound", ASKED_NOW),
        ("other", "ct", PROPOSED),
        ("brain", "mri", PROPOSED),
        ("brain", "ct", PROPOSED),
        ("brain", "bone_scan", ASKED),
        ("svco", "ct", PROPOSED),
        ("svco", "ultrasound", ASKED),
        ("spine", "mri", PROPOSED),
        ("spine", "ct", ASKED),
        ("spine", "bone_scan", ASKED),
    ],
)
def test_another_first_image_than_the_proposed_one_is_ordered_with_a_reason(
    site: str, modality: str, a_reason: tuple[str, str]
) -> None:
    def asked() -> str:
        advice = given_symptom(site).advice("order", **image(modality, site=site))
        return "with" if "first_imaging" in advice else "without"

    assert on_both(asked) == a_reason


@pytest.mark.parametrize(
    ("site", "proposed"),
    [
        *((site, True) for site in ("bone", "long_bone", "liver", "lung", "abdomen", "hypercalcaemia", "skin", "node")),
        *((site, True) for site in ("non_specific", "whole_body", "other")),
        *((site, False) for site in ("spine", "brain", "svco")),
    ],
)
def test_pet_ct_is_proposed_wherever_the_symptom_asks_for_no_other_image(site: str, proposed: bool) -> None:
    advice = on_nice(lambda: given_symptom(site).advice("order", **image("pet_ct", site=site)))
    assert ("first_imaging" not in advice) is proposed


@pytest.mark.parametrize(("modality", "a_reason"), [("mri", PROPOSED), ("ct", PROPOSED), ("bone_scan", ASKED)])
def test_spinal_pain_with_neurology_is_still_imaged_by_mri_or_ct(modality: str, a_reason: tuple[str, str]) -> None:
    def asked() -> str:
        patient = given_symptom("spine", neurology="yes")
        return "with" if "first_imaging" in patient.advice("order", **image(modality, site="spine")) else "without"

    assert on_both(asked) == a_reason


def test_spinal_pain_is_still_imaged_by_mri_and_not_x_rayed() -> None:
    def told_of_an_x_ray() -> str:
        return given_symptom("spine", neurology="no").refusal("order", **image("xray", site="spine"))

    assert ["plain X-rays cannot rule out spinal metastases" in each for each in on_both(told_of_an_x_ray)] == [
        True
    ] * 2


@pytest.mark.parametrize(
    ("site", "neurology", "alert"),
    [
        ("spine", "yes", "mscc"),
        ("spine", "no", "spinal_mets_no_neuro"),
        ("svco", "no", "svco"),
        ("brain", "yes", "raised_icp"),
    ],
)
def test_red_flags_go_their_own_way_as_before(site: str, neurology: str, alert: str) -> None:
    def raised() -> object:
        return given_symptom(site, neurology=neurology).last("alerts").fields["kind"]

    assert on_both(raised) == (alert, alert)


# 1.3.2: which of the two is weighed


def given_primary(kind: str) -> Patient:
    return given_symptom().reports("set_prior_history", prior_history="remote", primary_type=kind)


@pytest.mark.parametrize(("kind", "advice"), [("lobular", True), ("low_grade", True), ("other", False), ("", False)])
@pytest.mark.parametrize("purpose", ["initial", "further", "staging"])
def test_a_cancer_that_may_take_up_little_of_the_tracer_asks_why_pet_ct(kind: str, advice: bool, purpose: str) -> None:
    def asked() -> bool:
        patient = {"initial": given_symptom, "further": given_imaging_review, "staging": given_staging}[purpose]()
        known = patient.reports("set_prior_history", prior_history="remote", **({"primary_type": kind} if kind else {}))
        return "uptake_of_the_tracer" in known.advice("order", **image("pet_ct", purpose))

    assert on_nice(asked) is advice


@pytest.mark.parametrize("reason", ["more_sensitive", "sooner", "patient_preference"])
def test_what_speaks_for_pet_ct_all_the_same_is_recorded_and_nothing_is_refused(reason: str) -> None:
    answered = lifted("uptake_of_the_tracer", reason=reason)
    patient = on_nice(lambda: given_primary("lobular").reports("order", answered, **image("pet_ct")))
    given = [(each.requirement, each.reason) for each in patient.entries[-1].lifted]
    assert given == [("uptake_of_the_tracer", reason)]


def test_a_ct_asks_nothing_about_the_tracer() -> None:
    assert on_nice(lambda: given_primary("lobular").advice("order", **image("ct"))) == NOTHING


def test_only_nice_asks_what_kind_of_cancer_the_primary_was() -> None:
    with pytest.raises(BadInput, match="unknown field"):
        on_bcn(lambda: given_primary("lobular"))
    assert on_nice(lambda: given_primary("lobular")).value("primary_type") == "lobular"


# 1.3.3: what is uncertain after the first of them


@pytest.mark.parametrize(
    ("first", "then", "a_reason"),
    [
        ("ct", "ct", ASKED_NOW),
        ("ct", "pet_ct", PROPOSED),
        ("ct", "mri", PROPOSED),
        ("ct", "ultrasound", PROPOSED),
        ("ct", "bone_scan", PROPOSED),
        ("ct", "xray", PROPOSED),
        ("pet_ct", "pet_ct", ASKED_NOW),
        ("pet_ct", "ct", PROPOSED),
        ("pet_ct", "mri", PROPOSED),
        ("pet_ct", "bone_scan", PROPOSED),
        ("mri", "ct", PROPOSED),
        ("mri", "pet_ct", PROPOSED),
        ("mri", "mri", PROPOSED),
    ],
)
def test_what_is_uncertain_is_answered_by_another_image_than_the_same(
    first: str, then: str, a_reason: tuple[str, str]
) -> None:
    def asked() -> str:
        advice = given_first_image(first).advice("order", **image(then, "further"))
        return "with" if "further_imaging" in advice else "without"

    assert on_both(asked) == a_reason


def test_a_ct_is_not_repeated_without_a_reason_because_an_mri_was_done_too() -> None:
    def asked() -> tuple[str, ...]:
        both = with_result(with_order(given_first_image("ct"), "mri", "further"))
        return both.advice("order", **image("ct", "further"))

    assert on_both(asked) == (NOTHING, ("further_imaging",))
