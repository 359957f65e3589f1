"""Second thoughts: reports that change before and after the end, a history that turns out otherwise."""

from __future__ import annotations

from tests.journeys.story import CONSULTANT, FEED, NAVIGATOR, RADIOLOGIST, STEWARD, Fields, Story
from tests.journeys.test_confirming import staged


def nothing_found(story: Story) -> str:
    """A case in which an ultrasound showed nothing, with the outcome recorded; returns the ultrasound."""
    story.given_referral("2026-03-02", pathway_type="usc_referral", site="liver", prior_history="recent")
    scan = story.ordered("ultrasound", site="liver")
    story.when("accept", by=NAVIGATOR)
    story.on("2026-03-05")
    story.reported(scan, suspicion="none_seen")
    story.read(scan)
    story.when("classify", by=CONSULTANT, classification="no_secondary_seen", plan="conclusion")
    story.when("conclude", by=CONSULTANT, outcome="no_secondary_found", safety_net="given")
    story.then_state("to_be_told")
    return scan


def test_a_report_amended_after_the_end_reopens_the_case(story: Story) -> None:
    """Whoever asked for a test stays responsible for its result: a report changed after closing is decided about.

    Source: Barnsley BEST, radiology alerts; one working day is the pathway's proposal.
    """
    scan = nothing_found(story)
    story.on("2026-03-06")
    story.told()
    story.then_state("closed")

    story.on("2026-03-13")
    story.when("amend_report", by=FEED, investigation=scan, suspicion="likely", text="A lesion was overlooked.")
    story.then_state("closed")
    alert = story.last("alerts", kind="amended_after_closing")
    story.then_on_the_worklist()
    story.then_clock("flagged_report_answer", due="2026-03-16", status="running", item=alert.id)
    decision: Fields = {"explanation": "The lesion has to be looked into."}
    stands = story.refused("review_amendment", by=CONSULTANT, decision="stands", **decision)
    story.then_refused_for(stands, "reports_acknowledged")
    assert story.refused("review_amendment", by=NAVIGATOR, decision="reopen", **decision).kind == "role"

    story.on("2026-03-16")
    story.when("review_amendment", by=CONSULTANT, decision="reopen", **decision)
    story.then_state("imaging_review")
    story.then_value("outcome", None)
    story.then_fact("imaging_result", "unclassified")
    assert story.case.item(alert.id).state == "resolved"  # type: ignore[union-attr]

    story.read(scan)
    story.when("classify", by=CONSULTANT, classification="secondary_identified", plan="staging", sites=["liver"])
    story.then_state("staging")
    assert (scan, 2) in {(each.item, each.version) for each in story.entry("classify").evidence}
    story.then_proved()


def test_a_report_amended_before_the_patient_is_told_takes_the_outcome_back(story: Story) -> None:
    """An outcome that rests on a report that changed is no outcome: the case goes back by itself.

    Source: Barnsley BEST, radiology alerts; the way back is the pathway's own rule.
    """
    scan = nothing_found(story)
    amended = story.when("amend_report", by=RADIOLOGIST, investigation=scan, suspicion="possible")
    assert [entry.event for entry in amended.entries] == ["amend_report", "evidence_changed"]
    assert amended.entries[1].caused_by == amended.entries[0].seq
    story.then_state("imaging_review")
    story.then_value("outcome", None)
    told = story.refused("tell_patient", by=NAVIGATOR, method="in_person", told_by="n.lee", nurse_present="yes")
    assert told.kind == "not_now"

    story.read(scan)
    ct = story.ordered("ct", purpose="further", site="liver")
    story.when("classify", by=CONSULTANT, classification="unclear", plan="further_imaging")
    story.reported(ct, suspicion="none_seen")
    story.read(ct)
    story.when("classify", by=CONSULTANT, classification="no_secondary_seen", plan="conclusion")
    story.when("conclude", by=CONSULTANT, outcome="no_secondary_found", safety_net="given")
    story.on("2026-03-20")
    story.told()
    story.then_happened("conclude", "amend_report", "evidence_changed", "classify", "conclude", "tell_patient")
    story.then_clock("faster_diagnosis", due="2026-03-30", status="met")
    story.then_proved()


def test_a_report_of_another_patient_is_withdrawn_and_stays_on_record(story: Story) -> None:
    """A wrong-patient result is declared void and never deleted: what stood on it is decided anew.

    Source: HL7 v2 observation status W (wrong patient); the history is append-only.
    """
    ct = staged(story, prior="recent")
    story.when("decide_biopsy", by=CONSULTANT, decision="no", reason="imaging_sufficient")
    voided = story.when("void_investigation", by=STEWARD, investigation=ct, reason="wrong_patient")
    assert [entry.event for entry in voided.entries] == ["void_investigation", "evidence_changed"]
    story.then_state("imaging_review")
    story.then_fact("imaging_result", "unclassified")
    item = story.case.item(ct)
    assert item is not None
    assert item.state == "void"
    story.then_happened("report", "acknowledge", "classify", "void_investigation", "evidence_changed")

    identified: Fields = {"classification": "secondary_identified", "plan": "staging", "sites": ["liver"]}
    scan = story.ordered("ultrasound", site="liver", replaces=ct)
    story.when("classify", by=CONSULTANT, classification="no_secondary_seen", plan="initial_imaging")
    story.reported(scan, suspicion="certain")
    story.read(scan)
    story.when("classify", by=CONSULTANT, **identified)
    story.then_state("staging")
    story.then_fact("ct_item", "missing")
    story.then_proved()


def test_a_history_corrected_after_the_decision_puts_the_biopsy_question_again(story: Story) -> None:
    """Recent breast cancer is a clinician's judgement; when it changes, the decision that stood on it is made again.

    Source: Breast Cancer Now, biopsy: both conditions, recent cancer and conclusive images, are needed.
    """
    staged(story, prior="recent")
    story.when("decide_biopsy", by=CONSULTANT, decision="no", reason="imaging_sufficient")
    story.then_state("conclusion_review")
    changed = story.when("set_prior_history", by=CONSULTANT, prior_history="remote")
    assert [entry.event for entry in changed.entries] == ["set_prior_history", "prior_history_changed"]
    story.then_state("biopsy_decision")
    enough: Fields = {"decision": "no", "reason": "imaging_sufficient"}
    story.then_refused_for(story.refused("decide_biopsy", by=CONSULTANT, **enough), "recent_where_images_suffice")

    unfit: Fields = {"recent_breast_cancer": "unfit"}
    story.when("decide_biopsy", by=CONSULTANT, decision="no", reason="unfit", because=unfit)
    story.then_state("conclusion_review")
    confirmed: Fields = {"outcome": "secondary_confirmed", "basis": "imaging_and_mdt", "sites": ["liver"]}
    refused = story.refused("conclude", by=CONSULTANT, because={"mdt_discussed": "agreed_outside"}, **confirmed)
    story.then_refused_for(refused, "prior_is_recent")
    story.when(
        "conclude",
        by=CONSULTANT,
        because={"mdt_discussed": "agreed_outside"},
        outcome="presumed_secondary_no_tissue",
        sites=["liver"],
    )
    story.then_state("to_be_told")
    story.then_proved()


def test_clear_is_refused_as_a_classification_with_its_two_meanings(story: Story) -> None:
    """Patients are told of clear results that show cancer; clinics call a scan clear when nothing was found.

    Source: Breast Cancer Now; the word is refused, and both meanings are told.
    """
    story.given_referral("2026-03-02", pathway_type="usc_referral", site="liver", prior_history="recent")
    story.imaged("ultrasound", site="liver", suspicion="none_seen")
    story.when("accept_without_imaging", by=CONSULTANT, reason="imported", explanation="Read already.")
    message = story.not_understood("classify", by=CONSULTANT, classification="clear", plan="conclusion")
    assert "secondary_identified" in message
    assert "no_secondary_seen" in message
    story.then_state("imaging_review")
    story.then_proved()
