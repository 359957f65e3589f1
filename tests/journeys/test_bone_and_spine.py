"""Bone and spine: what an X-ray cannot tell, and what cannot wait."""

from __future__ import annotations

from tests.journeys.story import CONSULTANT, FEED, NAVIGATOR, RADIOLOGIST, Fields, Story


def test_bone_pain_goes_on_after_an_x_ray_that_shows_nothing(story: Story) -> None:
    """An X-ray that shows nothing does not exclude a bone metastasis; MRI follows where the pain stays.

    Source: GatewayC lesson on secondary breast cancer (lesson 18674).
    """
    story.given_referral("2026-03-02", pathway_type="usc_referral", site="bone", prior_history="remote")
    x_ray = story.ordered("xray", site="bone", by=NAVIGATOR)
    story.when("accept", by=NAVIGATOR)
    story.then_state("initial_imaging")

    story.on("2026-03-06")
    story.reported(x_ray, suspicion="none_seen")
    story.then_state("imaging_review")
    shows_nothing: Fields = {"classification": "no_secondary_seen", "plan": "initial_imaging"}
    refused = story.refused("classify", by=CONSULTANT, **shows_nothing)
    story.then_refused_for(refused, "imaging_reports_acknowledged", "next_imaging_ordered")

    story.read(x_ray)
    mri = story.ordered("mri", site="bone")
    story.when("classify", by=CONSULTANT, **shows_nothing)
    story.then_state("initial_imaging")

    story.on("2026-03-12")
    story.reported(mri, suspicion="certain")
    story.read(mri)
    story.when("classify", by=CONSULTANT, classification="secondary_identified", plan="staging", sites=["bone"])
    story.then_state("staging")
    story.then_value("secondary_sites", ("bone",))
    story.then_clock("faster_diagnosis", due="2026-03-30", status="running")
    story.then_happened("register", "order", "accept", "report", "round_reported", "classify", "report", "classify")
    story.then_proved()


def test_a_spine_with_weak_legs_is_an_emergency_beside_the_pathway(story: Story) -> None:
    """Spinal pain with weakness: coordinator at once, MRI within 24 hours, and no X-ray to rule anything out.

    Source: summary of NG234; the open alert holds back the outcome and never the tests.
    """
    story.on("2026-03-05 16:30")
    story.given_referral("2026-03-05", pathway_type="emergency", site="spine", neurology="yes", prior_history="recent")
    story.then_clock("red_flag_answer", due="2026-03-05", status="due_today", item="A1")
    refused = story.refused("order", by=CONSULTANT, kind="imaging", modality="xray", purpose="initial", site="spine")
    story.then_refused_for(refused, "spine_is_not_x_rayed")

    mri = story.ordered("mri", site="spine", urgency="emergency")
    clock = story.then_clock("emergency_spine_mri", due="2026-03-06", status="running", item=mri)
    assert clock.due_at is not None
    assert clock.due_at.isoformat() == "2026-03-06T16:30:00+00:00"
    story.when("accept", by=CONSULTANT)

    story.on("2026-03-06 10:00")
    story.reported(mri, suspicion="other_cause")
    story.then_clock("emergency_spine_mri", due="2026-03-06", status="met", item=mri)
    story.read(mri)
    story.when("classify", by=CONSULTANT, classification="other_explanation", plan="conclusion")
    worn: Fields = {
        "outcome": "not_secondary_other_cause",
        "other_cause": "degenerative",
        "safety_net": "given",
    }
    story.then_refused_for(story.refused("conclude", by=CONSULTANT, **worn), "no_open_alert")

    story.when("acknowledge_alert", by=NAVIGATOR, alert="A1", action="coordinator_called")
    story.then_clock("red_flag_answer", due="2026-03-05", status="missed", item="A1")
    story.when("conclude", by=CONSULTANT, **worn)
    story.told()
    story.then_state("closed")
    story.then_proved()


def test_high_calcium_raises_an_alert_and_decides_nothing(story: Story) -> None:
    """High calcium can come from a parathyroid adenoma in a woman who had breast cancer: it never classifies.

    Source: BMJ Case Reports bcr.03.2009.1725; bands of the Society for Endocrinology.
    """
    story.given_referral(
        "2026-03-02",
        pathway_type="usc_referral",
        site="hypercalcaemia",
        found_as="blood_result",
        prior_history="remote",
    )
    bloods = story.ordered("blood_test", kind="bloods", purpose="bloods")
    scan = story.ordered("bone_scan", site="bone")
    story.when("accept", by=NAVIGATOR)
    story.when("report", by=FEED, investigation=bloods, adjusted_calcium="3.21")
    story.then_value("imaging_classification", None)
    story.then_state("initial_imaging")
    alert = story.last("alerts", kind="hypercalcaemia")
    story.then_clock("red_flag_answer", due="2026-03-02", status="due_today", item=alert.id)
    story.when("acknowledge_alert", by=CONSULTANT, alert=alert.id, action="reviewed_same_day")

    story.on("2026-03-09")
    story.reported(scan, suspicion="none_seen")
    story.read(scan, bloods)
    story.when("classify", by=CONSULTANT, classification="other_explanation", plan="conclusion")
    confirmed: Fields = {"outcome": "secondary_confirmed", "basis": "imaging_and_mdt", "sites": ["bone"]}
    refused = story.refused("conclude", by=CONSULTANT, **confirmed)
    assert {"images_are_conclusive", "prior_is_recent"} <= {each.requirement for each in refused.unmet}

    parathyroid: Fields = {"outcome": "not_secondary_other_cause", "other_cause": "parathyroid", "safety_net": "given"}
    story.when("conclude", by=CONSULTANT, **parathyroid)
    story.on("2026-03-12")
    story.told()
    story.then_value("outcome", "not_secondary_other_cause")
    story.then_value("other_cause", "parathyroid")
    story.then_clock("faster_diagnosis", due="2026-03-30", status="met")
    story.then_proved()


def test_a_contrast_allergy_leads_to_another_test_and_no_dead_end(story: Story) -> None:
    """A request rejected at vetting is replaced by another test, and its place in the staging set is waived.

    Source: RCR audit CT-802 on contrast; the staging set of bone scan and CT is Breast Cancer Now's.
    """
    story.given_referral("2026-03-02", pathway_type="usc_referral", site="lung", prior_history="recent")
    ct = story.ordered("ct", site="lung", contrast="yes")
    story.when("accept", by=CONSULTANT)
    story.when("set_checklist", by=RADIOLOGIST, investigation=ct, check="contrast", answer="blocks")
    refused = story.refused("schedule", by=NAVIGATOR, investigation=ct, booked_for="2026-03-05")
    assert "contrast check forbids" in refused.message

    mri = story.ordered("mri", site="lung", replaces=ct, because={"first_imaging": "contraindicated"})
    story.when("vet", by=RADIOLOGIST, investigation=ct, decision="reject", reason="contraindicated")
    story.then_state("initial_imaging")
    story.on("2026-03-09")
    story.reported(mri, suspicion="certain")
    story.read(mri)
    story.when("classify", by=CONSULTANT, classification="secondary_identified", plan="staging", sites=["lung"])

    story.when("waive_item", by=CONSULTANT, item="ct", reason="contraindicated")
    refused = story.refused("complete_staging", by=CONSULTANT)
    story.then_refused_for(refused, "bone_scan_settled")
    story.imaged("bone_scan", purpose="staging", site="whole_body", suspicion="none_seen")
    story.when("complete_staging", by=CONSULTANT)
    story.then_state("biopsy_decision")
    assert story.last("investigations", modality="mri").value("replaces") == ct
    story.then_proved()
