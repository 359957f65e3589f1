"""Chapter 12, closed: what ends a case, what opens it again, and what happens when a report is changed afterwards."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    GIVEN,
    REFERRED_ON,
    WORDS,
    Patient,
    given_closed,
    given_initial_imaging,
    given_nothing_seen,
    given_staged,
    given_symptom,
    given_to_be_told,
    told,
    with_order,
)

OPEN = [state for state in GIVEN if state != "closed"]
SYMPTOM = {"reason": "new_symptom", "site": "liver"}


def given_closed_with_nothing_found() -> Patient:
    """The patient was told that nothing was found."""
    return told(given_nothing_seen().reports("conclude", outcome="no_secondary_found", safety_net="given"))


def died(patient: Patient) -> Patient:
    """A person confirms that the patient has died."""
    return patient.reports("record_death", died_on=REFERRED_ON, confirmed_with="family")


def test_a_report_changed_after_closing_asks_for_a_decision() -> None:
    patient = given_closed().reports("amend_report", by="interface", investigation="I1", suspicion="none_seen")
    assert (patient.state, patient.fact("amendment")) == ("closed", "imaging")
    assert patient.last("alerts").fields["kind"] == "amended_after_closing"


@pytest.mark.parametrize(("investigation", "state"), [("I1", "imaging_review"), ("I3", "pathology_review")])
def test_a_changed_report_may_open_the_case_again(investigation: str, state: str) -> None:
    changed = given_closed().reports("amend_report", by="interface", investigation=investigation)
    patient = changed.reports("review_amendment", decision="reopen", explanation=WORDS)
    assert (patient.state, patient.value("outcome")) == (state, None)
    assert patient.last("alerts").state == "resolved"


def test_an_outcome_stands_only_after_the_changed_report_is_read() -> None:
    changed = given_closed().reports("amend_report", by="interface", investigation="I1")
    stands = {"decision": "stands", "explanation": WORDS}
    assert "A report was not acknowledged" in changed.refusal("review_amendment", **stands)
    read = changed.reports("acknowledge", investigation="I1", version=2)
    patient = read.reports("review_amendment", **stands)
    assert (patient.state, patient.fact("amendment")) == ("closed", "settled")


def test_a_second_change_asks_again() -> None:
    changed = given_closed().reports("amend_report", by="interface", investigation="I1")
    read = changed.reports("acknowledge", investigation="I1", version=2)
    settled = read.reports("review_amendment", decision="stands", explanation=WORDS)
    assert settled.reports("amend_report", by="interface", investigation="I1").fact("amendment") == "imaging"


def test_there_is_nothing_to_decide_where_no_report_was_changed() -> None:
    refusal = given_closed().refusal("review_amendment", decision="stands", explanation=WORDS)
    assert "No report that the closed case relied on was changed since." in refusal


def test_a_report_of_another_patient_is_voided_and_never_deleted() -> None:
    patient = given_closed().reports(
        "void_investigation", by="data_steward", investigation="I1", reason="wrong_patient"
    )
    item = patient.item("I1")
    assert (item.state, item.fields["report_version"], patient.fact("amendment")) == (
        "void",
        1,
        "imaging",
    )


def test_a_new_symptom_opens_the_case_again() -> None:
    patient = given_closed_with_nothing_found().reports("reopen", by="navigator", **SYMPTOM)
    assert (patient.state, patient.value("outcome")) == ("referred", None)
    assert patient.last("symptoms").state == "unassessed"


def test_a_new_symptom_is_not_answered_by_old_images() -> None:
    patient = given_closed_with_nothing_found().reports("reopen", **SYMPTOM)
    straight = patient.reports("accept_without_imaging", reason="unfit", explanation=WORDS)
    refusal = straight.refusal("conclude", outcome="no_secondary_found", safety_net="given")
    assert "needs images that show none" in refusal


def test_old_staging_does_not_stand_for_a_new_symptom() -> None:
    staged = given_staged(prior="recent").reports("decide_biopsy", decision="no", reason="imaging_sufficient")
    concluded = staged.reports("conclude", outcome="undetermined", review_on="2027-01-11", review_plan=WORDS)
    patient = told(concluded).reports("reopen", **SYMPTOM)
    assert (patient.fact("ct_item"), patient.fact("bone_scan_item")) == ("missing", "missing")
    assert (patient.fact("staging_settled"), patient.fact("biopsy_decided")) == ("unresolved", "undecided")


def test_a_new_symptom_after_a_confirmed_secondary_is_progression() -> None:
    assert "a new symptom is progression" in given_closed().refusal("reopen", **SYMPTOM)


def test_the_door_stays_open_for_a_patient_who_declined() -> None:
    declined = given_initial_imaging().reports("withdraw", capacity="has_capacity", statement=WORDS)
    spoken = declined.reports("record_contact", by="consultant", method="telephone", reached="reached")
    closed = told(spoken.reports("conclude", outcome="patient_declined"))
    assert closed.reports("reopen", reason="changed_mind").state == "referred"


@pytest.mark.parametrize("state", OPEN)
def test_the_patient_may_withdraw_at_any_time(state: str) -> None:
    patient = GIVEN[state]().reports("withdraw", by="navigator", capacity="has_capacity", statement=WORDS)
    assert (patient.state, patient.value("outcome")) == ("conclusion_review", None)


@pytest.mark.parametrize("state", OPEN)
def test_death_ends_a_case_from_anywhere_and_is_reversed_to_there(state: str) -> None:
    before = GIVEN[state]()
    patient = died(before)
    assert (patient.state, patient.value("outcome")) == ("closed", "died")
    back = patient.reports("reverse_close", explanation=WORDS)
    assert (back.state, back.value("outcome")) == (state, before.value("outcome"))


def test_after_a_death_bookings_end_and_nothing_is_told_to_the_patient() -> None:
    booked = given_initial_imaging().reports("schedule", investigation="I1", booked_for="2026-12-01")
    patient = died(booked)
    assert patient.last().state == "cancelled"
    assert [entry.event for entry in patient.entries[-2:]] == ["record_death", "end_investigation"]
    refusal = patient.refusal("tell_patient", method="letter", told_by="n.lee", nurse_present="no")
    assert "it cannot be reported" in refusal
    booking = patient.refusal("schedule", investigation="I1", booked_for="2026-12-01")
    assert "it cannot be reported" in booking


def test_a_feed_that_says_the_patient_died_closes_nothing() -> None:
    patient = given_initial_imaging().reports("death_notified", by="interface")
    assert (patient.state, patient.last("alerts").fields["kind"]) == ("initial_imaging", "death_notified")
    assert "not for the role interface" in patient.refusal(
        "record_death", by="interface", died_on=REFERRED_ON, confirmed_with="hospital_record"
    )


def test_an_administrative_end_hands_open_alerts_over() -> None:
    patient = died(given_symptom("spine", neurology="yes"))
    assert patient.last("alerts").state == "handed_over"


def test_a_handover_names_who_takes_over_and_when_they_said_so() -> None:
    patient = given_symptom().reports("transfer_out", receiving_organisation="trust-b", acknowledged_on=REFERRED_ON)
    assert (patient.state, patient.value("handed_to")) == ("closed", "trust-b")


def test_two_open_cases_of_one_person_are_merged_into_one() -> None:
    patient = given_symptom().reports("merge", surviving_case="case-2", explanation=WORDS)
    assert (patient.value("outcome"), patient.value("surviving_case")) == ("merged", "case-2")
    assert "merged, entered in error or ended by death" in patient.refusal("reopen", **SYMPTOM)


def test_a_case_entered_in_error_stays_on_record() -> None:
    patient = given_symptom().reports("void_case", reason="wrong_patient", explanation=WORDS)
    assert (patient.state, len(patient.entries)) == ("closed", 2)
    assert patient.items("symptoms") != ()


@pytest.mark.parametrize("event", ["merge", "void_case", "reverse_close"])
def test_only_a_data_steward_merges_voids_and_reverses(event: str) -> None:
    patient = given_closed() if event == "reverse_close" else given_symptom()
    assert "not for the role consultant" in patient.refusal(event, by="consultant")


def test_having_told_the_patient_is_not_reversed() -> None:
    assert "The patient was told; that is not reversed." in given_closed().refusal("reverse_close", explanation=WORDS)


def test_an_outcome_taken_over_by_a_wrong_death_comes_back() -> None:
    back = died(given_to_be_told()).reports("reverse_close", explanation=WORDS)
    assert back.value("outcome") == "secondary_confirmed"


def test_a_late_tissue_report_opens_the_case_at_pathology() -> None:
    patient = given_closed().reports("reopen_for_report", reason="new_pathology", explanation=WORDS)
    assert patient.state == "pathology_review"


def test_nothing_is_ordered_on_a_closed_case() -> None:
    refusal = given_closed().refusal("order", kind="imaging", modality="ct", purpose="other")
    assert "it cannot be reported" in refusal


def test_a_scan_that_was_done_is_still_reported_after_a_death() -> None:
    done = given_initial_imaging().reports("perform", investigation="I1")
    patient = died(done).reports("report", by="interface", investigation="I1", adequate="yes")
    assert (patient.state, patient.last().state) == ("closed", "reported")


def test_a_reopened_case_is_discussed_again_after_an_amendment() -> None:
    changed = given_closed().reports("amend_report", by="interface", investigation="I1")
    again = changed.reports("review_amendment", decision="reopen", explanation=WORDS)
    assert (again.fact("mdt"), again.fact("amendment")) == ("missing", "imaging")


def test_a_new_symptom_told_at_reopening_raises_its_alert() -> None:
    spine = {"reason": "new_symptom", "site": "spine", "neurology": "yes"}
    assert given_closed_with_nothing_found().reports("reopen", **spine).last("alerts").fields["kind"] == "mscc"


def test_a_reversed_end_requests_again_the_tests_it_ended() -> None:
    back = died(given_initial_imaging()).reports("reverse_close", explanation=WORDS)
    assert (back.state, back.last().state) == ("initial_imaging", "requested")


def test_a_reversed_end_opens_again_the_alerts_it_handed_over() -> None:
    back = died(given_symptom("spine", neurology="yes")).reports("reverse_close", explanation=WORDS)
    assert back.last("alerts").state == "open"


def test_what_the_patient_declined_is_not_requested_again() -> None:
    withdrawn = given_initial_imaging().reports("withdraw", capacity="has_capacity", statement=WORDS)
    back = died(withdrawn).reports("reverse_close", explanation=WORDS)
    assert (back.state, back.last().state) == ("conclusion_review", "cancelled")


def test_an_end_leaves_no_booking_open() -> None:
    patient = died(with_order(given_initial_imaging(), "mri"))
    assert {item.state for item in patient.items("investigations")} == {"cancelled"}
