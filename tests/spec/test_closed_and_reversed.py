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
    given_staging,
    given_symptom,
    given_to_be_told,
    lifted,
    with_order,
    with_result,
    with_tissue_order,
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
    died = given_to_be_told().reports("record_death", **ENDS["record_death"][1])
    merged = died.reports("reverse_close", explanation=WORDS).reports("merge", **ENDS["merge"][1])
    back = merged.reports("reverse_close", explanation=WORDS)
    left = ("died_on", "surviving_case", "closed_from", "outcome_before")
    assert {name: back.value(name) for name in left} == dict.fromkeys(left)
    assert back.value("outcome") == "secondary_confirmed"


def test_the_day_of_a_death_is_kept_as_told_and_as_confirmed() -> None:
    notified = given_symptom().reports("death_notified", by="interface")
    died = notified.reports("record_death", died_on="2026-11-21", confirmed_with="general_practitioner")
    assert (died.value("death_notified_on"), died.value("died_on")) == ("2026-11-23", "2026-11-21")


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


def given_handed_over() -> Patient:
    """Handed over before being told, with a test out; a report changed since was found to change nothing."""
    ordered = with_order(given_to_be_told(), "mri", "other")
    away = ordered.reports("transfer_out", **ENDS["transfer_out"][1])
    changed = away.reports("amend_report", by="interface", investigation="I1")
    read = changed.reports("acknowledge", investigation="I1", version=2)
    return read.reports("review_amendment", decision="stands", explanation=WORDS)


def reopened(patient: Patient, event: str) -> Patient:
    """Opened again in one of the three ways."""
    if event == "review_amendment":
        changed = patient.reports("amend_report", by="interface", investigation="I1")
        return changed.reports(event, decision="reopen", explanation=WORDS)
    return patient.reports(event, reason="changed_mind" if event == "reopen" else "amended_report", explanation=WORDS)


@pytest.mark.parametrize("event", ["reopen", "reopen_for_report", "review_amendment"])
def test_opening_again_leaves_the_old_end_behind(event: str) -> None:
    again = reopened(given_handed_over(), event)
    left = ("outcome", "closed_from", "outcome_before", "amendment_decision")
    assert {name: again.value(name) for name in left} == dict.fromkeys(left)


@pytest.mark.parametrize("event", ["reopen", "reopen_for_report", "review_amendment"])
def test_tests_of_an_old_end_are_not_requested_again_by_a_later_reversal(event: str) -> None:
    died = reopened(given_handed_over(), event).reports("record_death", **ENDS["record_death"][1])
    assert died.reports("reverse_close", explanation=WORDS).last().state == "cancelled"


def test_a_confirmed_secondary_is_not_opened_again_for_a_change_of_mind() -> None:
    refusal = GIVEN["closed"]().refusal("reopen", reason="changed_mind")
    assert "A secondary cancer is confirmed" in refusal


@pytest.mark.parametrize("event", ["record_death", "merge", "void_case"])
def test_of_a_case_that_ended_otherwise_no_confirmed_secondary_is_told(event: str) -> None:
    outcome, fields = ENDS[event]
    ended = given_nothing_seen().reports(event, **fields)
    refusal = ended.refusal("reopen", reason="new_symptom", site="liver")
    assert (ended.value("outcome"), "is not opened again" in refusal) == (outcome, True)
    assert "A secondary cancer is confirmed" not in refusal


@pytest.mark.parametrize(
    ("site", "neurology", "alert"),
    [("spine", "no", "spinal_mets_no_neuro"), ("svco", "", "svco"), ("brain", "yes", "raised_icp")],
)
def test_a_red_flag_at_reopening_is_raised_too(site: str, neurology: str, alert: str) -> None:
    closed = given_lost().reports("tell_patient", method="letter", told_by="n.lee", nurse_present="no")
    again = closed.reports("reopen", reason="new_symptom", site=site, neurology=neurology)
    assert [each.fields["kind"] for each in again.items("alerts")] == [alert]


def test_nothing_decided_about_an_old_symptom_answers_a_new_one() -> None:
    staged = given_staging()
    for item in ("bone_scan", "ct"):
        staged = staged.reports("waive_item", item=item, reason="patient_declined")
        staged = staged.reports("satisfy_item", item=item, investigation="I1")
    tissue = with_tissue_order(staged.reports("complete_staging")).reports(
        "decide_biopsy", decision="yes", purpose="confirm_both", consent="obtained"
    )
    classified = with_result(tissue).reports(
        "classify_pathology", investigation="I2", classification="benign_concordant"
    )
    concluded = classified.reports("conclude", outcome="undetermined", review_on="2027-02-01", review_plan=WORDS)
    told = concluded.reports("tell_patient", method="video", told_by="n.lee", nurse_present="yes")
    again = told.reports("reopen", reason="new_symptom", site="liver")
    facts = ("bone_scan_item", "ct_item", "tissue_result", "imaging_result")
    assert [again.fact(name) for name in facts] == ["missing", "missing", "unclassified", "unclassified"]


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
