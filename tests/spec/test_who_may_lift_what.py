"""Beside the chapters: who may lift a requirement, and what must never happen; two tables to be read by a clinician.

What is normally done may be left undone by a consultant who says why, and by nobody else. What is a rule is lifted by
nobody. What is only advice is answered with a reason by whoever reports, so no role is named for it.
"""

from __future__ import annotations

import pytest

from tests.spec.book import RULES
from tests.spec.patients import given_staged, given_symptom, lifted, pathway

CONSULTANT = ("consultant",)
NOBODY: tuple[str, ...] = ()

MAY_LIFT: dict[str, tuple[str, ...]] = {
    "first_imaging_ordered": CONSULTANT,  # S4: there is normally at least one image
    "pet_ct_follows_first_imaging": CONSULTANT,  # S5, S7: PET-CT is not a first test
    "spine_is_not_x_rayed": CONSULTANT,  # S6: an X-ray misses the spinal cord
    "bone_scan_not_repeated": CONSULTANT,  # S10: what was done stands
    "ct_not_repeated": CONSULTANT,  # S10
    "tissue_waits_for_staging": NOBODY,  # advice
    "recent_breast_cancer": CONSULTANT,  # S13: without it tissue is normally needed
    "imaging_beyond_doubt": CONSULTANT,  # S15: without it tissue is normally needed
    "no_benign_biopsy_in_doubt": CONSULTANT,  # S15: benign tissue against suspicious images
    "mdt_discussed": CONSULTANT,  # a cancer outcome is discussed
    "staging_resolved_or_explained": CONSULTANT,  # S9: staging normally comes first
    "images_point_to_secondary": CONSULTANT,  # S13: what is presumed stands on images
    "tissue_shows_other_primary": CONSULTANT,  # shown by tissue, or explained
    "tissue_shows_breast_primary": CONSULTANT,
    "consultant_spoke": CONSULTANT,  # a patient who declines has spoken with one
}


def test_what_may_be_lifted_is_lifted_by_a_consultant_alone() -> None:
    found = {name: need.override.roles for name, need in pathway().requirements.items() if need.override}
    assert found == MAY_LIFT


def test_a_rule_is_lifted_by_nobody() -> None:
    assert [name for name, need in pathway().requirements.items() if need.kind == "rule" and need.override] == []


def test_a_navigator_who_may_accept_a_referral_may_not_lift_its_first_image() -> None:
    override = lifted("first_imaging_ordered", reason="done_elsewhere")
    assert "At least one first image is normally ordered" in given_symptom().refusal("accept", override, by="navigator")
    assert given_symptom().reports("accept", override, by="consultant").state != "referred"


@pytest.mark.parametrize(
    ("modality", "requirement", "reason"),
    [
        ("pet_ct", "pet_ct_follows_first_imaging", "not_available"),
        ("xray", "spine_is_not_x_rayed", "clinical_judgement"),
    ],
)
def test_a_navigator_who_may_order_may_not_lift_what_keeps_an_order_back(
    modality: str, requirement: str, reason: str
) -> None:
    order = {"kind": "imaging", "modality": modality, "purpose": "initial", "site": "spine"}
    override = lifted(requirement, reason=reason)
    assert requirement in given_symptom("spine").refusal("order", override, by="navigator", **order)
    assert given_symptom("spine").reports("order", override, by="consultant", **order).last().state == "requested"


@pytest.mark.parametrize(
    ("modality", "requirement"), [("ct", "ct_not_repeated"), ("bone_scan", "bone_scan_not_repeated")]
)
def test_a_navigator_may_not_repeat_what_was_done(modality: str, requirement: str) -> None:
    order = {"kind": "imaging", "modality": modality, "purpose": "staging"}
    override = lifted(requirement, reason="clinical_judgement")
    assert "rather than repeat it" in given_staged().refusal("order", override, by="navigator", **order)
    assert given_staged().reports("order", override, by="consultant", **order).last().state == "requested"


NEVER: dict[str, str] = {
    "image_without_a_symptom": "S2",
    "accepted_without_a_symptom": "S2",
    "next_images_without_a_consultant": "S7",
    "staging_without_a_secondary": "S9",
    "staging_scan_before_a_secondary": "S9",
    "staged_without_the_bone_scan": "S10",
    "staged_without_the_ct": "S10",
    "confirmed_on_images_without_recent_cancer": "S13",
    "confirmed_on_doubtful_images": "S15",
    "images_suffice_without_recent_cancer": "S15",
    "images_suffice_in_doubt": "S15",
    "classified_unread": "a report is acknowledged before anybody decides on it",
    "ended_with_a_report_unread": "no result while a report is unread",
    "ended_with_an_open_alert": "no result while an alert is open",
    "ended_with_a_test_under_way": "no result while a test is under way",
    "ended_with_a_symptom_not_assessed": "no result while a symptom is not assessed",
    "a_feed_decides": "a feed reports and never decides",
    "a_result_while_still_looking": "a result is recorded when it is known, and taken back with it",
    "no_result_at_the_end": "nobody is told nothing, and no case ends without a result",
}
"""What must never happen, and the rule of the patient information or of the clinic that forbids it."""


def test_what_must_never_happen_is_written_down() -> None:
    assert sorted(pathway().nevers) == sorted(NEVER)


def test_what_the_patient_information_forbids_cites_it_and_the_rest_cites_nobody() -> None:
    cited = {name for name, rule in pathway().nevers.items() if rule.source.ref == "bcn"}
    assert cited == {name for name, rule in NEVER.items() if rule in RULES}
    assert {rule.source.kind for name, rule in pathway().nevers.items() if name not in cited} == {"proposal"}
