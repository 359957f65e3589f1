"""What real life does to a journey: nobody comes, nobody wants, somebody else's report, late letters, two referrals."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.journeys.story import CONSULTANT, FEED, JOAN, NAVIGATOR, RADIOLOGIST, SCHEDULER, STEWARD, Fields, Story
from tests.journeys.test_confirming import staged


def test_who_misses_twice_is_looked_at_by_a_clinician_and_never_discharged(story: Story) -> None:
    """Non-attenders with cancer died early more often (31.3 % against 19.2 %): missing leads to review, not to an end.

    Source: University of York, cohort of 109,433; clinical review at a repeated miss, NHSScotland guidance.
    """
    story.given_referral("2026-03-02", pathway_type="usc_referral", site="bone", prior_history="recent")
    scan = story.ordered("bone_scan", site="bone")
    story.when("accept", by=NAVIGATOR)
    for day in ("2026-03-09", "2026-03-13"):
        story.when("schedule", by=SCHEDULER, investigation=scan, booked_for=day)
        story.on(day)
        story.when("record_missed", by=FEED, investigation=scan)
    story.then_state("initial_imaging")
    assert story.last("escalations").value("to") == "consultant"

    given_up: Fields = {"investigation": scan, "explanation": "No answer to calls or letters."}
    assert story.refused("close_missed", by=NAVIGATOR, **given_up).kind == "role"
    story.then_refused_for(story.refused("close_missed", by=CONSULTANT, **given_up), "tried_to_reach")
    story.when("record_contact", by=NAVIGATOR, method="telephone", reached="no_answer")
    story.when("acknowledge_escalation", by=CONSULTANT, escalation=story.last("escalations").id)
    story.when("close_missed", by=CONSULTANT, **given_up)
    story.then_state("imaging_review")

    away: Fields = {
        "reason": "unreachable",
        "next_step": "conclusion",
        "explanation": "The general practitioner knows.",
    }
    story.when("proceed_without_imaging", by=CONSULTANT, **away)
    nothing: Fields = {"outcome": "no_secondary_found", "safety_net": "given"}
    story.then_refused_for(story.refused("conclude", by=CONSULTANT, **nothing), "nothing_speaks_for_secondary")
    story.when("conclude", by=CONSULTANT, outcome="lost_to_follow_up")
    story.told(method="letter")
    story.then_value("outcome", "lost_to_follow_up")
    assert "reopen" in story.open_to(NAVIGATOR)
    story.then_proved()


def test_who_declines_everything_may_come_back(story: Story) -> None:
    """A patient may decline everything: a consultant speaks with them, tests end, and the door stays open.

    Source: the outcome is a proposal of the pathway; that tests are offered and not forced is Breast Cancer Now's.
    """
    story.given_referral("2026-03-02", pathway_type="usc_referral", site="liver", prior_history="none")
    scan = story.ordered("ultrasound", site="liver")
    story.when("accept", by=NAVIGATOR)
    story.when("schedule", by=FEED, investigation=scan, booked_for="2026-03-09")
    withdrawn = story.when("withdraw", by=NAVIGATOR, capacity="has_capacity", statement="Wants no tests.")
    assert [entry.event for entry in withdrawn.entries] == ["withdraw", "end_investigation"]
    assert withdrawn.entries[1].caused_by == withdrawn.entries[0].seq
    story.then_state("conclusion_review")
    assert story.last("investigations").state == "cancelled"

    declined: Fields = {"outcome": "patient_declined"}
    story.then_refused_for(story.refused("conclude", by=CONSULTANT, **declined), "consultant_spoke")
    story.when("record_contact", by=CONSULTANT, method="in_person", reached="reached")
    story.when("conclude", by=CONSULTANT, **declined)
    story.told()
    story.then_state("closed")

    story.on("2026-04-20")
    story.when("reopen", by=NAVIGATOR, reason="changed_mind")
    story.then_state("referred")
    story.then_value("outcome", None)
    again = story.ordered("ultrasound", site="liver", replaces=scan)
    story.when("accept", by=NAVIGATOR)
    story.reported(again, suspicion="none_seen")
    story.then_state("imaging_review")
    story.then_proved()


def test_a_feed_tells_a_death_and_only_a_person_ends_the_case(story: Story) -> None:
    """A wrong flag must not close a living patient's case: a person confirms, and a wrong death is reversed.

    Source: the pathway's own rule; a record is corrected and never deleted.
    """
    staged(story, prior="remote")
    tissue = story.ordered("core_biopsy", kind="tissue", purpose="tissue", site="liver")
    story.when("death_notified", by=FEED, died_on="2026-03-02")
    story.then_state("biopsy_decision")
    confirmed: Fields = {"died_on": "2026-03-02", "confirmed_with": "hospital_record"}
    assert story.refused("record_death", by=FEED, **confirmed).kind == "role"

    died = story.when("record_death", by=NAVIGATOR, **confirmed)
    assert {entry.event for entry in died.entries} == {"record_death", "end_investigation", "pass_on_alert"}
    story.then_state("closed")
    story.then_value("outcome", "died")
    item = story.case.item(tissue)
    assert item is not None
    assert item.state == "cancelled"
    assert (
        story.refused("reopen", by=NAVIGATOR, reason="changed_mind").unmet[0].requirement == "outcome_can_be_reopened"
    )

    story.on("2026-03-04")
    assert story.refused("reverse_close", by=CONSULTANT, explanation="She is alive.").kind == "role"
    story.when("reverse_close", by=STEWARD, explanation="The flag was another patient's.")
    story.then_state("biopsy_decision")
    story.then_value("outcome", None)
    story.then_value("died_on", None)
    story.then_happened("death_notified", "record_death", "reverse_close")
    story.then_proved()


def test_a_second_referral_joins_the_open_case_and_its_symptom_is_assessed(story: Story) -> None:
    """A person has one open case: another letter joins it, and its symptom is assessed before an outcome.

    Source: the pathway's own rule; each symptom chooses its tests, Breast Cancer Now.
    """
    story.given_referral("2026-03-02", pathway_type="usc_referral", site="liver", prior_history="recent")
    first = story.case_id
    story.imaged("ultrasound", site="liver", suspicion="none_seen")
    story.when("accept_without_imaging", by=CONSULTANT, reason="imported", explanation="Read already.")
    story.when("classify", by=CONSULTANT, classification="no_secondary_seen", plan="conclusion")

    story.on("2026-03-05")
    again = story.given_referral("2026-03-05", key="REF-2", by=SCHEDULER, pathway_type="usc_referral", site="bone")
    assert (again.attached, again.case.id) == (True, first)
    story.then_value("received_on", "2026-03-02")
    story.then_clock("faster_diagnosis", due="2026-03-30", status="running")
    nothing: Fields = {"outcome": "no_secondary_found", "safety_net": "given"}
    story.then_refused_for(story.refused("conclude", by=CONSULTANT, **nothing), "symptoms_assessed")

    symptom = story.last("symptoms", site="bone")
    story.when("assess_symptom", by=NAVIGATOR, symptom=symptom.id, assessment="no_extra_test", reason="explained")
    story.when("conclude", by=CONSULTANT, **nothing)
    story.told()
    repeated = story.given_referral("2026-03-05", key="REF-2", by=SCHEDULER, pathway_type="usc_referral", site="bone")
    assert repeated.repeated
    story.then_proved()


def test_two_cases_of_one_person_become_one(story: Story) -> None:
    """Two open cases turn out to be one person's: the steward merges one into the other, and its alert goes with it.

    Source: HL7 v2 ADT^A40 merges a patient; the case that ends is kept and never opened again.
    """
    story.given_referral("2026-03-02", pathway_type="usc_referral", site="bone", prior_history="recent")
    surviving = story.case_id
    story.given_referral(
        "2026-03-03", patient=JOAN, key="REF-2", pathway_type="usc_referral", site="spine", neurology="no"
    )
    duplicate = story.case_id
    story.ordered("mri", site="spine")
    merge: Fields = {"surviving_case": surviving, "explanation": "The same person under a maiden name."}
    assert story.refused("merge", by=NAVIGATOR, **merge).kind == "role"

    merged = story.when("merge", by=STEWARD, **merge)
    assert [entry.event for entry in merged.entries] == ["merge", "end_investigation", "pass_on_alert"]
    story.then_state("closed")
    story.then_value("outcome", "merged")
    story.then_value("surviving_case", surviving)
    assert story.last("alerts").state == "handed_over"
    refused = story.refused("reopen", by=NAVIGATOR, reason="changed_mind")
    assert "outcome_can_be_reopened" in {each.requirement for each in refused.unmet}

    story.case_id = surviving
    story.then_state("referred")
    story.when("add_symptom", by=NAVIGATOR, site="spine", neurology="no")
    story.then_never("merge")
    assert duplicate != surviving
    story.then_proved()


def test_what_is_told_late_counts_from_the_day_it_happened(story: Story) -> None:
    """A clock runs by when things happened and the history by when they were recorded; a pause stops no clock.

    Source: NHS England cancer waiting times v12.1: the clock ends on the day the patient is told.
    """
    story.given_referral("2026-03-02", pathway_type="usc_referral", site="non_specific", prior_history="remote")
    ct = story.ordered("ct", site="whole_body")
    story.when("accept", by=NAVIGATOR)
    story.when("pause", by=NAVIGATOR, reason="holiday", until="2026-03-16")
    story.then_clock("faster_diagnosis", due="2026-03-30", status="running")
    story.on("2026-03-17")
    story.when("resume", by=NAVIGATOR)
    story.when("perform", by=NAVIGATOR, investigation=ct, occurred_at=date(2026, 3, 12))
    story.when("report", by=RADIOLOGIST, investigation=ct, adequate="yes", suspicion="none_seen")
    story.read(ct)
    story.when("classify", by=CONSULTANT, classification="no_secondary_seen", plan="conclusion")
    story.when("conclude", by=CONSULTANT, outcome="no_secondary_found", safety_net="given")

    story.on("2026-04-02")
    story.then_clock("faster_diagnosis", due="2026-03-30", status="overdue")
    story.told(occurred_at=date(2026, 3, 30))
    clock = story.then_clock("faster_diagnosis", due="2026-03-30", status="met")
    assert clock.day == 28
    told = story.entry("tell_patient")
    assert (told.effective.text, told.effective.precision) == ("2026-03-30", "date")
    assert told.recorded_at == datetime(2026, 4, 2, 8, 0, tzinfo=UTC)

    first_of_april = datetime(2026, 4, 1, 12, tzinfo=UTC)
    assert story.as_of(effective_at=first_of_april).state == "closed"
    assert story.as_of(known_at=first_of_april).state == "to_be_told"
    performed = story.case.item(ct)
    assert performed is not None
    assert performed.value("performed_on") == "2026-03-12"
    story.then_proved()
