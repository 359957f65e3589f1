"""After the case is closed: a changed report, a patient who comes back, a death that was a mistake, treatment."""

from __future__ import annotations

from datetime import date, timedelta

from workflow.case.file import Case
from workflow.rehearsal.journeys.life import Life, investigations, with_values
from workflow.rehearsal.journeys.reading import answer_alerts, read_reports
from workflow.rehearsal.staff import STEWARD
from workflow.rehearsal.steps import Journey, Step

LIMIT = 28
"""Days from the referral to being told.  Source: NHS England, cancer waiting times guidance, version 12.1."""


def after_closing(life: Life, case: Case) -> Journey:
    """What happens to a closed case; nothing more when it yields nothing."""
    facts = life.facts(case)
    outcome = facts["result"]
    if outcome in {"died", "transferred_out", "entered_in_error"}:
        if outcome == "died" and life.dice.happens("death_was_a_mistake"):
            yield _reversal(life)
        return
    if facts["amendment"] in {"imaging", "tissue"}:
        yield from _review_the_change(life, case)
    elif outcome == "patient_declined" and life.dice.happens("comes_back"):
        yield from _come_back(life)
    elif outcome == "no_secondary_found" and life.dice.happens("new_symptom_after_closing"):
        yield from _new_symptom(life)
    elif not life.is_aftercare_done:
        life.is_aftercare_done = True
        yield from _aftercare(life, case, outcome)


def _review_the_change(life: Life, case: Case) -> Journey:
    """A consultant decides within a working day whether the outcome stands."""
    yield from answer_alerts(life, case)
    if investigations(case, state="reported"):
        case = yield life.step("add_note", life.staff.navigator, text="A report was changed after the end.")
        yield from read_reports(life, case)
    reopens = life.dice.happens("changed_report_reopens") and case.value("outcome") != "merged"
    yield life.step(
        "review_amendment",
        life.staff.consultant,
        after=life.dice.wait("triage"),
        decision="reopen" if reopens else "stands",
        explanation="The change was compared with what was decided.",
    )


def _reversal(life: Life) -> Step:
    return life.step(
        "reverse_close",
        STEWARD,
        after=life.dice.wait("chasing"),
        explanation="The death was somebody else's.",
    )


def _come_back(life: Life) -> Journey:
    yield life.step(
        "reopen",
        life.staff.navigator,
        after=life.dice.wait("interval"),
        reason="changed_mind",
        explanation="Wants the tests after all.",
    )


def _new_symptom(life: Life) -> Journey:
    life.site = life.dice.which("site")
    yield life.step(
        "reopen",
        life.staff.navigator,
        after=life.dice.wait("interval"),
        reason="new_symptom",
        site=life.site,
        neurology="no" if life.site in {"spine", "brain"} else None,
        found_as="symptom",
    )


def _aftercare(life: Life, case: Case, outcome: str) -> Journey:
    """Why a limit was missed is recorded; treatment that was agreed begins."""
    received, told = case.value("received_on"), case.value("told_on")
    if told and received and _days_between(str(received), str(told)) > LIMIT:
        reason = life.dice.one_of(("capacity", "complex_diagnosis", "patient_choice", "administrative"))
        yield life.step("record_breach", life.staff.navigator, after=life.dice.wait("reading"), breach_reason=reason)
    if outcome == "secondary_confirmed":
        yield life.step(
            "record_decision_to_treat",
            life.staff.consultant,
            after=life.dice.wait("deciding"),
            agreed_on=life.today,
        )
        yield life.step(
            "record_treatment", life.staff.navigator, after=timedelta(days=2) + life.dice.wait("booking"),
            treated_on=life.today,
        )  # fmt: skip
    if with_values(case, "pauses", state="running"):
        yield life.step("resume", life.staff.navigator, after=life.dice.wait("reading"))


def _days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
