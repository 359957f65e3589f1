"""Not what it seemed: another primary cancer, a PET-CT that sees nothing, images that are repeated later."""

from __future__ import annotations

from tests.journeys.story import CONSULTANT, COORDINATOR, NAVIGATOR, Fields, Story
from tests.journeys.test_confirming import RECEPTORS, staged


def test_a_single_nodule_in_the_lung_may_be_another_cancer(story: Story) -> None:
    """Biopsy of clinically diagnosed metastases showed a second primary in 14.3 %; a solitary nodule is its classic.

    Source: World J Surg Oncol 2014;12:93 (n = 63); Cases Journal 1757-1626-2-7993.
    """
    staged(story, prior="recent", site="lung")
    tissue = story.sampled("fine_needle", site="lung", suspicion="other_cause")
    story.read(tissue)
    story.when("classify_pathology", by=CONSULTANT, investigation=tissue, classification="other_primary")
    story.then_state("conclusion_review")

    story.when("record_mdt", by=COORDINATOR, met_on="2026-03-02", advice="agree")
    by_images: Fields = {"outcome": "secondary_confirmed", "basis": "imaging_and_mdt", "sites": ["lung"]}
    story.then_refused_for(story.refused("conclude", by=CONSULTANT, **by_images), "no_biopsy_was_decided")
    presumed: Fields = {"outcome": "presumed_secondary_no_tissue", "sites": ["lung"]}
    story.then_refused_for(story.refused("conclude", by=CONSULTANT, **presumed), "tissue_says_nothing_else")

    by_tissue: Fields = {"outcome": "secondary_confirmed", "basis": "cytology", "sites": ["lung"]}
    story.then_refused_for(story.refused("conclude", by=CONSULTANT, **by_tissue), "tissue_shows_breast_cancer")

    story.when("conclude", by=CONSULTANT, outcome="other_primary_cancer", handed_to="lung-team")
    story.told()
    story.then_value("outcome", "other_primary_cancer")
    story.then_value("handed_to", "lung-team")
    story.then_proved()


def test_a_pet_ct_that_sees_nothing_does_not_end_a_lobular_case(story: Story) -> None:
    """PET-CT missed sclerotic lobular bone disease in four of seven patients: it is reviewed, and tissue may answer.

    Source: PMC4558334 (visible in 3 of 7); Nucl Med Commun 2024 (sensitivity 33 %, 2 of 6).
    """
    story.given_referral("2026-03-02", pathway_type="usc_referral", site="bone", prior_history="remote")
    scan = story.ordered("bone_scan", site="bone")
    story.when("accept", by=NAVIGATOR)
    story.reported(scan, suspicion="possible")
    story.read(scan)
    pet = story.ordered("pet_ct", purpose="further", site="whole_body")
    story.when("classify", by=CONSULTANT, classification="unclear", plan="further_imaging")

    story.on("2026-03-10")
    story.reported(pet, suspicion="none_seen")
    story.then_state("imaging_review")
    story.read(pet)
    skipped: Fields = {"classification": "no_secondary_seen", "plan": "biopsy_decision"}
    assert "nothing to biopsy" in story.refused("classify", by=CONSULTANT, **skipped).message
    ended: Fields = {"classification": "unclear", "plan": "conclusion"}
    assert "it ends nothing" in story.refused("classify", by=CONSULTANT, **ended).message
    story.when("classify", by=CONSULTANT, classification="unclear", plan="biopsy_decision")

    tissue = story.sampled("core_biopsy", site="bone", **RECEPTORS)
    story.read(tissue)
    story.when("classify_pathology", by=CONSULTANT, investigation=tissue, classification="metastatic_breast")
    story.then_state("staging")
    story.when("satisfy_item", by=CONSULTANT, item="bone_scan", investigation=scan)
    story.when("satisfy_item", by=CONSULTANT, item="ct", investigation=pet)
    story.when("complete_staging", by=CONSULTANT)
    story.then_state("conclusion_review")
    story.then_proved()


def test_unclear_images_may_be_repeated_on_a_later_day(story: Story) -> None:
    """An unclear finding may be followed over time: the day is set, the image ordered, and the patient knows.

    Source: Breast Cancer Now says that unclear tests may be followed by more; the interval is a proposal.
    """
    story.given_referral("2026-03-02", pathway_type="follow_up_internal", site="lung", prior_history="remote")
    story.imaged("ct", site="lung", suspicion="possible")
    story.when("accept_without_imaging", by=CONSULTANT, reason="imported", explanation="Done and read already.")
    later: Fields = {"classification": "unclear", "plan": "interval", "interval_due_on": "2026-05-11"}
    story.then_refused_for(story.refused("classify", by=CONSULTANT, **later), "next_imaging_ordered")
    repeat = story.ordered("ct", purpose="further", site="lung", urgency="routine")
    story.when("classify", by=CONSULTANT, **later)
    story.then_state("interval_follow_up")
    story.then_no_clock("faster_diagnosis")
    story.then_next_due("2026-05-11", "review")

    story.on("2026-05-11")
    story.when("interval_due", by=NAVIGATOR)
    story.then_state("further_imaging")
    story.reported(repeat, suspicion="none_seen")
    story.read(repeat)
    story.when("classify", by=CONSULTANT, classification="no_secondary_seen", plan="conclusion")
    story.when("conclude", by=CONSULTANT, outcome="no_secondary_found", safety_net="given")
    story.told(method="telephone")
    story.then_value("outcome", "no_secondary_found")
    story.then_proved()
