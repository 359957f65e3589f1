"""Chapter 12, closed, second part: administrative ends, the way back from a wrong one, and a patient who withdraws."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.spec.patients import (
    GIVEN,
    REFERRED_ON,
    WORDS,
    Patient,
    given_biopsy_decision,
    given_conclusion_review,
    given_nothing_seen,
    given_pathology,
    given_staged,
    given_symptom,
    given_to_be_told,
    lifted,
)

OPEN = [state for state in GIVEN if state != "closed"]
ENDS: dict[str, tuple[str, dict[str, str]]] = {
    "record_death": ("died", {"died_on": "2026-11-23", "confirmed_with": "family"}),
    "transfer_out": ("transferred_out", {"receiving_organisation": "trust-b", "acknowledged_on": "2026-11-23"}),
    "merge": ("merged", {"surviving_case": "case-2", "explanation": WORDS}),
    "void_case": ("entered_in_error", {"reason": "entered_twice", "explanation": WORDS}),
}
WITHDRAWAL = {"capacity": "has_capacity", "statement": WORDS}


def discussed(patient: Patient) -> Patient:
    """The MDT has met."""
    return patient.reports("record_mdt", met_on=REFERRED_ON, advice="agree")


def given_presumed() -> Patient:
    """A secondary is presumed without tissue."""
    override = lifted("recent_breast_cancer", reason="unfit")
    decided = given_biopsy_decision().reports("decide_biopsy", override, decision="no", reason="unfit")
    return discussed(decided).reports("conclude", outcome="presumed_secondary_no_tissue", sites="bone")


def given_declined() -> Patient:
    """The patient declined everything."""
    withdrawn = GIVEN["initial_imaging"]().reports("withdraw", **WITHDRAWAL)
    spoken = withdrawn.reports("record_contact", by="consultant", method="telephone", reached="reached")
    return spoken.reports("conclude", outcome="patient_declined")


def given_lost() -> Patient:
    """The patient could not be reached."""
    tried = given_nothing_seen().reports("record_contact", method="letter", reached="letter_sent")
    return tried.reports("conclude", outcome="lost_to_follow_up")


def given_other(classification: str, outcome: str) -> Patient:
    """Tissue shows another cancer."""
    return discussed(given_pathology(classification)).reports("conclude", outcome=outcome, handed_to="other-mdt")


OUTCOMES: dict[str, Callable[[], Patient]] = {
    "secondary_confirmed": given_to_be_told,
    "presumed_secondary_no_tissue": given_presumed,
    "no_secondary_found": lambda: given_nothing_seen().reports(
        "conclude", outcome="no_secondary_found", safety_net="given"
    ),
    "not_secondary_other_cause": lambda: given_pathology("benign_concordant").reports(
        "conclude", outcome="not_secondary_other_cause", other_cause="benign_lesion", safety_net="given"
    ),
    "other_primary_cancer": lambda: given_other("other_primary", "other_primary_cancer"),
    "locoregional_or_new_breast_primary": lambda: given_other(
        "new_breast_primary_or_locoregional", "locoregional_or_new_breast_primary"
    ),
    "undetermined": lambda: given_nothing_seen().reports(
        "conclude", outcome="undetermined", review_on="2027-02-01", review_plan=WORDS
    ),
    "not_indicated": lambda: given_symptom().reports("decline_referral", reason="explained", explanation=WORDS),
    "patient_declined": given_declined,
    "lost_to_follow_up": given_lost,
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("state", OPEN)
def test_an_administrative_end_is_possible_from_anywhere_and_reversed_to_there(state: str, end: str) -> None:
    outcome, told = ENDS[end]
    ended = GIVEN[state]().reports(end, **told)
    assert (ended.state, ended.value("outcome")) == ("closed", outcome)
    assert ended.reports("reverse_close", explanation=WORDS).state == state


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_outcome_a_wrong_end_took_over_comes_back(outcome: str, end: str) -> None:
    ended = OUTCOMES[outcome]().reports(end, **ENDS[end][1])
    back = ended.reports("reverse_close", explanation=WORDS)
    assert (back.state, back.value("outcome")) == ("to_be_told", outcome)


@pytest.mark.parametrize("end", ENDS)
def test_an_end_ends_tests_and_hands_over_alerts_each_as_an_entry(end: str) -> None:
    patient = GIVEN["initial_imaging"]().reports("raise_alert", alert_kind="mscc").reports(end, **ENDS[end][1])
    assert [entry.event for entry in patient.entries[-3:]] == [end, "end_investigation", "pass_on_alert"]
    assert (patient.last().state, patient.last("alerts").state) == ("cancelled", "handed_over")


def test_a_wrong_end_leaves_nothing_behind_once_it_is_reversed() -> None:
    ended = given_symptom().reports("record_death", **ENDS["record_death"][1])
    merged = ended.reports("reverse_close", explanation=WORDS).reports("merge", **ENDS["merge"][1])
    back = merged.reports("reverse_close", explanation=WORDS)
    left = ("died_on", "surviving_case", "closed_from", "outcome_before", "outcome")
    assert {name: back.value(name) for name in left} == dict.fromkeys(left)


@pytest.mark.parametrize("end", ["record_death", "merge", "void_case"])
def test_a_case_that_ended_so_is_not_opened_again(end: str) -> None:
    patient = given_symptom().reports(end, **ENDS[end][1])
    says = "merged, entered in error or ended by death is not opened again"
    assert says in patient.refusal("reopen", reason="new_symptom", site="liver")
    assert says in patient.refusal("reopen_for_report", reason="amended_report", explanation=WORDS)


def test_an_amended_report_decides_nothing_on_a_case_that_ended_by_death() -> None:
    died = given_staged().reports("record_death", **ENDS["record_death"][1])
    changed = died.reports("amend_report", by="interface", investigation="I1")
    refusal = changed.refusal("review_amendment", decision="reopen", explanation=WORDS)
    assert "ended by death is not opened again" in refusal


def test_tests_of_an_old_handover_are_not_requested_again_by_a_later_reversal() -> None:
    away = GIVEN["initial_imaging"]().reports("transfer_out", **ENDS["transfer_out"][1])
    returned = away.reports("reopen", reason="changed_mind")
    died = returned.reports("record_death", **ENDS["record_death"][1])
    assert died.reports("reverse_close", explanation=WORDS).last().state == "cancelled"


def test_a_late_tissue_report_is_needed_to_reopen_for_it() -> None:
    closed = given_nothing_seen().reports("conclude", outcome="no_secondary_found", safety_net="given")
    told = closed.reports("tell_patient", method="telephone", told_by="n.lee", nurse_present="yes")
    refusal = told.refusal("reopen_for_report", reason="new_pathology", explanation=WORDS)
    assert "There is no tissue report to classify." in refusal
    assert told.reports("reopen_for_report", reason="amended_report", explanation=WORDS).state == "imaging_review"


@pytest.mark.parametrize("event", ["reopen", "reopen_for_report"])
def test_a_case_opened_again_is_discussed_again(event: str) -> None:
    undetermined = discussed(given_nothing_seen()).reports(
        "conclude", outcome="undetermined", review_on="2027-02-01", review_plan=WORDS
    )
    closed = undetermined.reports("tell_patient", method="telephone", told_by="n.lee", nurse_present="yes")
    reason = "changed_mind" if event == "reopen" else "amended_report"
    again = closed.reports(event, reason=reason, explanation=WORDS)
    assert (again.fact("mdt"), again.value("outcome")) == ("missing", None)


def test_withdrawing_once_is_not_withdrawing_for_ever() -> None:
    told = given_declined().reports("tell_patient", method="telephone", told_by="n.lee", nurse_present="yes")
    again = told.reports("reopen", reason="changed_mind")
    assert again.fact("patient_choice") == "not_declined"


def test_withdrawing_ends_the_tests_still_to_come() -> None:
    patient = GIVEN["initial_imaging"]().reports("withdraw", **WITHDRAWAL)
    assert patient.last().fields["end_reason"] == "patient_withdrew"
    assert (patient.last().state, patient.fact("patient_choice")) == ("cancelled", "declined")


@pytest.mark.parametrize("investigation", ["I1", "I2"])
def test_a_patient_may_withdraw_while_changed_images_are_reviewed(investigation: str) -> None:
    patient = given_staged().reports("amend_report", by="interface", investigation=investigation)
    assert patient.reports("withdraw", **WITHDRAWAL).state == "conclusion_review"


def test_a_patient_may_withdraw_while_a_changed_tissue_report_is_reviewed() -> None:
    patient = given_conclusion_review().reports("amend_report", by="interface", investigation="I3")
    assert (patient.state, patient.reports("withdraw", **WITHDRAWAL).state) == ("pathology_review", "conclusion_review")


def test_a_patient_may_withdraw_while_the_biopsy_is_decided_about_again() -> None:
    decided = given_biopsy_decision(prior="recent").reports("decide_biopsy", decision="no", reason="unfit")
    outdated = decided.reports("set_prior_history", prior_history="remote")
    assert (outdated.state, outdated.reports("withdraw", **WITHDRAWAL).state) == (
        "biopsy_decision",
        "conclusion_review",
    )


def test_a_patient_who_withdraws_takes_the_outcome_back() -> None:
    assert given_to_be_told().reports("withdraw", **WITHDRAWAL).value("outcome") is None
