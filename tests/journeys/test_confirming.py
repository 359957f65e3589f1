"""From images to a confirmed secondary: staging, whether tissue is needed, and what tissue says."""

from __future__ import annotations

from tests.journeys.story import CONSULTANT, COORDINATOR, NAVIGATOR, PATHOLOGIST, Fields, Story

RECEPTORS = {"er": "expressed", "pr": "expressed", "her2_ihc": "zero"}


def identified(story: Story, *, prior: str, on: str = "2026-03-02", site: str = "liver") -> str:
    """A referral whose first CT shows a secondary beyond doubt; returns the CT. The case is at staging."""
    story.given_referral(on, pathway_type="usc_referral", site=site, prior_history=prior)
    ct = story.ordered("ct", site=site, because={"first_imaging": "clinical_judgement"})
    story.when("accept", by=CONSULTANT)
    story.reported(ct, suspicion="certain")
    story.read(ct)
    story.when("classify", by=CONSULTANT, classification="secondary_identified", plan="staging", sites=[site])
    return ct


def staged(story: Story, *, prior: str, site: str = "liver") -> str:
    """The same, with the CT standing for its item and the bone scan done. The case is at the biopsy decision."""
    ct = identified(story, prior=prior, site=site)
    story.when("satisfy_item", by=CONSULTANT, item="ct", investigation=ct)
    story.imaged("bone_scan", purpose="staging", site="whole_body", suspicion="none_seen")
    story.when("complete_staging", by=CONSULTANT)
    story.then_state("biopsy_decision")
    return ct


def test_unclear_images_pet_ct_staging_tissue_with_changed_receptors_told_by_day_28(story: Story) -> None:
    """Unclear tests may be followed by PET-CT; receptors may have changed; the clock stops when the patient is told.

    The CT that was done first stands for the CT of the staging set and is not repeated.

    Source: Breast Cancer Now; receptor change 34–40 % in bcr2314; NHS England cancer waiting times v12.1.
    """
    story.given_referral("2026-03-02", pathway_type="usc_referral", site="lung", prior_history="remote")
    story.when("record_primary_receptors", by=NAVIGATOR, er="expressed", pr="expressed", her2="not_expressed")
    ct = story.ordered("ct", site="lung")
    story.when("accept", by=NAVIGATOR)
    story.on("2026-03-06")
    story.reported(ct, suspicion="possible")
    story.read(ct)
    pet = story.ordered("pet_ct", purpose="further", site="whole_body")
    story.when("classify", by=CONSULTANT, classification="unclear", plan="further_imaging")
    story.then_state("further_imaging")

    story.on("2026-03-11")
    story.reported(pet, suspicion="certain")
    story.then_state("imaging_review")
    story.read(pet)
    story.when("classify", by=CONSULTANT, classification="secondary_identified", plan="staging", sites=["lung"])
    repeated: Fields = {"kind": "imaging", "modality": "ct", "purpose": "staging", "site": "whole_body"}
    story.then_refused_for(story.refused("order", by=CONSULTANT, **repeated), "ct_not_repeated")
    story.when("satisfy_item", by=CONSULTANT, item="ct", investigation=ct)
    story.imaged("bone_scan", purpose="staging", site="whole_body", suspicion="none_seen")
    story.when("complete_staging", by=CONSULTANT)

    story.on("2026-03-16")
    tissue = story.sampled("core_biopsy", site="lung", er="expressed", pr="not_expressed", her2_ihc="one_plus")
    story.read(tissue)
    story.when("classify_pathology", by=CONSULTANT, investigation=tissue, classification="metastatic_breast")
    story.then_state("conclusion_review")
    story.then_fact("receptor_change", "changed")
    told_by_day_28(story)


def told_by_day_28(story: Story) -> None:
    confirmed: Fields = {"outcome": "secondary_confirmed", "basis": "histology", "sites": ["lung"]}
    story.then_refused_for(story.refused("conclude", by=CONSULTANT, **confirmed), "mdt_discussed")
    story.when("record_mdt", by=COORDINATOR, met_on="2026-03-16", advice="agree")
    story.when("conclude", by=CONSULTANT, **confirmed)
    story.then_clock("faster_diagnosis", due="2026-03-30", status="running")
    story.on("2026-03-30")
    story.then_clock("faster_diagnosis", due="2026-03-30", status="due_today")
    story.told()
    clock = story.then_clock("faster_diagnosis", due="2026-03-30", status="met")
    assert clock.day == 28
    story.then_value("outcome", "secondary_confirmed")
    story.then_happened("classify", "classify", "satisfy_item", "complete_staging", "decide_biopsy", "tissue_in")
    story.then_proved()


def test_without_earlier_breast_cancer_images_alone_confirm_nothing(story: Story) -> None:
    """Who has not had breast cancer before normally needs tissue; without it a secondary is presumed at most.

    Source: Breast Cancer Now, biopsy.
    """
    staged(story, prior="none")
    enough: Fields = {"decision": "no", "reason": "imaging_sufficient"}
    story.then_refused_for(story.refused("decide_biopsy", by=CONSULTANT, **enough), "recent_where_images_suffice")
    declined: Fields = {"recent_breast_cancer": "patient_declined"}
    story.when("decide_biopsy", by=CONSULTANT, decision="no", reason="patient_declined", because=declined)
    story.then_state("conclusion_review")

    confirmed: Fields = {"outcome": "secondary_confirmed", "basis": "imaging_and_mdt", "sites": ["liver"]}
    refused = story.refused("conclude", by=CONSULTANT, because={"mdt_discussed": "agreed_outside"}, **confirmed)
    story.then_refused_for(refused, "prior_is_recent")
    assert "presumed_secondary_no_tissue" in refused.message

    story.when("record_mdt", by=COORDINATOR, met_on="2026-03-02", advice="agree")
    story.when("conclude", by=CONSULTANT, outcome="presumed_secondary_no_tissue", sites=["liver"])
    story.told()
    story.then_value("outcome", "presumed_secondary_no_tissue")
    decision = story.entry("decide_biopsy")
    assert [(each.requirement, each.reason) for each in decision.lifted] == [
        ("recent_breast_cancer", "patient_declined")
    ]
    story.then_proved()


def test_after_recent_cancer_conclusive_images_may_be_enough(story: Story) -> None:
    """Recent breast cancer and images beyond doubt: a biopsy may not be necessary, and a consultant says so.

    Source: Breast Cancer Now, biopsy.
    """
    ct = staged(story, prior="recent")
    refused = story.refused("decide_biopsy", by=NAVIGATOR, decision="no", reason="imaging_sufficient")
    assert refused.kind == "role"
    story.when("decide_biopsy", by=CONSULTANT, decision="no", reason="imaging_sufficient")
    decision = story.entry("decide_biopsy")
    assert decision.lifted == ()
    assert (ct, 1) in {(each.item, each.version) for each in decision.evidence}

    story.when("record_mdt", by=COORDINATOR, met_on="2026-03-02", advice="agree")
    sites = ["liver"]
    story.when("conclude", by=CONSULTANT, outcome="secondary_confirmed", basis="imaging_and_mdt", sites=sites)
    story.then_state("to_be_told")
    story.told()
    story.then_value("basis", "imaging_and_mdt")
    story.then_never("tissue_in")
    story.then_proved()


def test_a_sample_that_does_not_suffice_leads_back_to_the_decision(story: Story) -> None:
    """17–20 % of biopsied patients had insufficient samples: the biopsy is decided about again.

    Source: Ann Oncol 2009;20:1499 (6 of 35); bcr2314 (14 of 70).
    """
    staged(story, prior="remote")
    first = story.sampled("core_biopsy", site="liver", adequate="no")
    story.read(first)
    story.when("classify_pathology", by=CONSULTANT, investigation=first, classification="inadequate")
    story.then_state("biopsy_decision")

    failed = story.ordered("core_biopsy", kind="tissue", purpose="tissue", site="liver", replaces=first)
    story.when("set_checklist", by=NAVIGATOR, investigation=failed, check="bleeding", answer="ok")
    story.when("decide_biopsy", by=CONSULTANT, decision="yes", purpose="confirm_both", consent="obtained")
    story.when("fail", by=NAVIGATOR, investigation=failed, reason="attempted_not_completed")
    story.then_state("biopsy_decision")
    story.then_happened("decide_biopsy", "tissue_in", "decide_biopsy", "tissue_not_obtained")

    third = story.sampled("core_biopsy", site="liver", **RECEPTORS)
    story.read(third)
    story.when("classify_pathology", by=CONSULTANT, investigation=third, classification="metastatic_breast")
    story.then_state("conclusion_review")
    assert [item.state for item in story.items("investigations", kind="tissue")] == [
        "acknowledged",
        "failed",
        "acknowledged",
    ]
    story.then_proved()


def test_benign_tissue_against_suspicious_images_is_sampled_again(story: Story) -> None:
    """Benign tissue was found in 9.5 % of clinically diagnosed metastases; against suspicious images it ends nothing.

    Source: World J Surg Oncol 2014;12:93 (n = 63).
    """
    staged(story, prior="recent")
    first = story.sampled("core_biopsy", site="liver", suspicion="none_seen")
    story.read(first)
    story.when("classify_pathology", by=CONSULTANT, investigation=first, classification="benign_discordant")
    story.then_state("biopsy_decision")
    enough: Fields = {"decision": "no", "reason": "imaging_sufficient"}
    story.then_refused_for(story.refused("decide_biopsy", by=CONSULTANT, **enough), "no_benign_biopsy_in_doubt")

    second = story.sampled("core_biopsy", site="node", **RECEPTORS)
    story.read(second)
    story.when("classify_pathology", by=CONSULTANT, investigation=second, classification="metastatic_breast")
    story.then_state("conclusion_review")
    story.then_value("pathology_classification", "metastatic_breast")
    story.then_proved()


def test_borderline_her2_waits_for_in_situ_hybridisation(story: Story) -> None:
    """HER2 2+ is not final: the report stays partial until ISH, and its addendum is read again.

    Source: COSD pathology items pBR4280 and pBR4310.
    """
    staged(story, prior="remote")
    tissue = story.sampled("core_biopsy", site="liver", er="expressed", pr="expressed", her2_ihc="two_plus")
    story.read(tissue)
    classified: Fields = {"investigation": tissue, "classification": "metastatic_breast"}
    refused = story.refused("classify_pathology", by=CONSULTANT, **classified)
    assert "HER2" in refused.message

    story.when("amend_report", by=PATHOLOGIST, investigation=tissue, her2_ish="amplified")
    old = story.refused("acknowledge", by=CONSULTANT, investigation=tissue, version=1)
    assert old.kind == "superseded"
    story.read(tissue)
    story.when("classify_pathology", by=CONSULTANT, **classified)
    item = story.case.item(tissue)
    assert item is not None
    assert (item.value("her2"), item.value("receptors")) == ("expressed", "complete")
    story.then_proved()


def test_cells_from_fluid_count_as_tissue(story: Story) -> None:
    """A small sample of tissue or cells confirms: cytology counts, and says why a receptor is not final.

    Source: Breast Cancer Now, biopsy.
    """
    staged(story, prior="none", site="lung")
    fluid = story.sampled("fluid_cytology", site="lung")
    story.read(fluid)
    classified: Fields = {"investigation": fluid, "classification": "metastatic_breast"}
    story.when("classify_pathology", by=CONSULTANT, receptors_reason="cytology_only", **classified)
    story.then_state("conclusion_review")
    story.when("record_mdt", by=COORDINATOR, met_on="2026-03-02", advice="agree")
    story.when("conclude", by=CONSULTANT, outcome="secondary_confirmed", basis="cytology", sites=["lung"])
    story.told()
    story.then_value("basis", "cytology")
    story.then_proved()
