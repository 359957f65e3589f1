"""What breaks into a journey: a talk, a pause, another symptom, a changed report, a death, a move, an error."""

from __future__ import annotations

from datetime import timedelta

from workflow.case.file import Case
from workflow.rehearsal.journeys.life import Interruption, Life, with_values
from workflow.rehearsal.journeys.reading import open_alerts
from workflow.rehearsal.journeys.referral import refer_again
from workflow.rehearsal.staff import DEMOGRAPHICS, IMAGES, STEWARD
from workflow.rehearsal.steps import Journey

KINDS = (
    "contact",
    "paused",
    "second_symptom",
    "second_referral",
    "withdraws",
    "moves_away",
    "dies",
    "entered_in_error",
    "entry_corrected",
)
LATEST = 14
"""An interruption comes within so many steps, or not at all when the journey is shorter."""


def plan_interruptions(life: Life) -> None:
    """Decide once per person what will break in, and when."""
    for kind in KINDS:
        if life.dice.happens(kind):
            life.interruptions.append(Interruption(life.dice.random.randrange(1, LATEST), kind))


def interrupt(life: Life, case: Case) -> Journey:
    """Let the time of every interruption come nearer, and the first that is due break in."""
    for each in life.interruptions:
        each.steps -= 1
    due = next((each for each in life.interruptions if each.steps <= 0), None)
    if due is not None:
        life.interruptions.remove(due)
        yield from _BREAKING_IN[due.kind](life, case, due)


def _contact(life: Life, case: Case, due: Interruption) -> Journey:
    yield life.step(
        "record_contact",
        life.staff.navigator,
        after=timedelta(hours=3),
        method="telephone",
        reached=life.dice.one_of(("reached", "reached", "no_answer", "message_left")),
        text="Simulated talk.",
    )


def _pause(life: Life, case: Case, due: Interruption) -> Journey:
    if _is_closed(case) or with_values(case, "pauses", state="running"):
        return
    wait = life.dice.wait("chasing")
    yield life.step(
        "pause",
        life.staff.navigator,
        after=timedelta(hours=3),
        reason=life.dice.one_of(("holiday", "illness")),
        until=life.day_in(timedelta(days=2) + wait),
    )
    yield life.step("resume", life.staff.navigator, after=timedelta(days=2) + wait)


def _another_symptom(life: Life, case: Case, due: Interruption) -> Journey:
    if _is_closed(case):
        return
    yield life.step(
        "add_symptom",
        life.staff.navigator,
        after=timedelta(hours=5),
        site=life.dice.one_of(("bone", "liver", "lung", "non_specific")),
        found_as="symptom",
        description="Told on the telephone.",
    )


def _second_letter(life: Life, case: Case, due: Interruption) -> Journey:
    if not _is_closed(case):
        yield from refer_again(life)


def _withdraw(life: Life, case: Case, due: Interruption) -> Journey:
    if _is_closed(case):
        return
    yield life.step(
        "withdraw",
        life.staff.navigator,
        after=timedelta(hours=6),
        capacity="has_capacity",
        statement="Does not want any further test at present.",
    )


def _move_away(life: Life, case: Case, due: Interruption) -> Journey:
    if _is_closed(case):
        return
    yield life.step(
        "transfer_out",
        life.staff.navigator,
        after=timedelta(days=1),
        receiving_organisation="RX900",
        acknowledged_on=life.today,
    )


def _die(life: Life, case: Case, due: Interruption) -> Journey:
    """A feed tells it; a person finds out, and only then is it recorded."""
    if _is_closed(case):
        return
    case = yield life.step("death_notified", DEMOGRAPHICS, after=timedelta(days=1), died_on=life.today)
    for alert in open_alerts(case):
        if alert.value("kind") == "death_notified":
            yield life.step(
                "acknowledge_alert",
                life.staff.navigator,
                after=timedelta(hours=3),
                alert=alert.id,
                action="read_and_planned",
            )
    yield life.step(
        "record_death",
        life.staff.navigator,
        after=timedelta(hours=5),
        died_on=life.today,
        confirmed_with="general_practitioner",
    )


def _error(life: Life, case: Case, due: Interruption) -> Journey:
    if _is_closed(case):
        return
    yield life.step(
        "void_case",
        STEWARD,
        after=timedelta(days=1),
        reason=life.dice.one_of(("wrong_patient", "entered_twice", "wrong_pathway")),
        explanation="Found when the list was compared.",
    )


def _correct(life: Life, case: Case, due: Interruption) -> Journey:
    """The day of the referral was mistyped, and is put right in a line of its own."""
    yield life.step(
        "amend",
        STEWARD,
        after=timedelta(days=1),
        entry=1,
        corrections={"referrer_organisation": "Y01009"},
        explanation="The letter names another surgery.",
    )


def _amend(life: Life, case: Case, due: Interruption) -> Journey:
    """A report is changed after it was read."""
    item = case.item(due.item)
    if item is None or item.state not in {"reported", "acknowledged"}:
        return
    tissue = item.value("kind") == "tissue"
    yield life.step(
        "amend_report",
        life.staff.pathologist if tissue else life.dice.one_of((life.staff.radiologist, IMAGES)),
        after=life.dice.wait("reporting"),
        investigation=due.item,
        text="Simulated addendum.",
    )


def _take_back(life: Life, case: Case, due: Interruption) -> Journey:
    """A report turns out to be of another patient: it stays on record and counts for nothing."""
    item = case.item(due.item)
    if item is None or item.state not in {"reported", "acknowledged"}:
        return
    yield life.step(
        "void_investigation",
        STEWARD,
        after=life.dice.wait("reporting"),
        investigation=due.item,
        reason="wrong_patient",
        explanation="The number on the request was another patient's.",
    )


def _is_closed(case: Case) -> bool:
    return case.state == "closed"


_BREAKING_IN = {
    "contact": _contact,
    "paused": _pause,
    "second_symptom": _another_symptom,
    "second_referral": _second_letter,
    "withdraws": _withdraw,
    "moves_away": _move_away,
    "dies": _die,
    "entered_in_error": _error,
    "entry_corrected": _correct,
    "report_amended": _amend,
    "report_of_another_patient": _take_back,
}
