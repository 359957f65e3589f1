"""Somebody reads what came in: reports are acknowledged, alerts answered, symptoms assessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from workflow.case.file import Case, Item
from workflow.rehearsal.journeys.life import Interruption, Life, investigations, with_values
from workflow.rehearsal.steps import Journey, Step

ANSWERS = {
    "mscc": "coordinator_called",
    "svco": "sent_to_hospital",
    "raised_icp": "reviewed_same_day",
    "hypercalcaemia": "reviewed_same_day",
    "spinal_mets_no_neuro": "test_ordered",
}
"""What is done about an alert; anything else is read and planned for."""
LONGEST_WAIT = 16
"""An alert nobody looks at is looked at after so many steps of its case at the latest."""


def read_reports(life: Life, case: Case, *, kind: str = "") -> Journey:
    """The consultant acknowledges every report, or those of one kind."""
    for item in investigations(case, state="reported"):
        if kind in {"", item.value("kind")}:
            late = life.dice.happens("result_not_acknowledged")
            yield _acknowledgement(life, item, life.dice.wait("chasing" if late else "reading"))
            _plan_what_becomes_of(life, item)


def _acknowledgement(life: Life, item: Item, after: timedelta) -> Step:
    told = item.value("adequate") is not None or item.value("kind") == "bloods"
    return life.step(
        "acknowledge",
        life.staff.consultant,
        after=after,
        investigation=item.id,
        version=item.value("report_version"),
        adequate=None if told else "yes",
    )


def _plan_what_becomes_of(life: Life, item: Item) -> None:
    """Decide once per report whether it will be amended, or turn out to be somebody else's."""
    if item.value("report_version") != 1 or item.value("kind") == "bloods":
        return
    for kind in ("report_amended", "report_of_another_patient"):
        if life.dice.happens(kind):
            life.interruptions.append(Interruption(life.dice.random.randrange(1, 9), kind, item.id))
            return


def open_alerts(case: Case) -> list[Item]:
    """The alerts nobody has answered."""
    return with_values(case, "alerts", state="open")


def notice_alerts(life: Life, case: Case) -> Journey:
    """Open alerts are answered, but for those that wait; a death that was told is found out about elsewhere."""
    for alert in open_alerts(case):
        if alert.id not in life.waiting:
            waits = life.dice.happens("alert_waits")
            life.waiting[alert.id] = life.dice.random.randrange(2, LONGEST_WAIT) if waits else 0
        life.waiting[alert.id] -= 1
        if life.waiting[alert.id] < 0:
            yield from _answer(life, alert)


def answer_alerts(life: Life, case: Case) -> Journey:
    """Every open alert is answered now, because nothing goes on without it."""
    for alert in open_alerts(case):
        yield from _answer(life, alert)


def _answer(life: Life, alert: Item) -> Journey:
    kind = str(alert.value("kind"))
    by = life.dice.one_of((life.staff.navigator, life.staff.consultant))
    yield life.step(
        "acknowledge_alert",
        by,
        after=timedelta(minutes=life.dice.random.randrange(5, 300)),
        alert=alert.id,
        action=ANSWERS.get(kind, "read_and_planned"),
    )
    if kind in {"mscc", "svco", "raised_icp"}:
        yield life.step("hand_over_alert", by, after=timedelta(minutes=30), alert=alert.id, handed_to="acute-oncology")
    else:
        yield life.step("resolve_alert", by, after=timedelta(hours=2), alert=alert.id)


def assess_symptoms(life: Life, case: Case) -> Iterator[Step]:
    """The navigator assesses what nobody has assessed."""
    for symptom in with_values(case, "symptoms", state="unassessed"):
        more = life.dice.one_of((True, False))
        yield life.step(
            "assess_symptom",
            life.staff.navigator,
            after=life.dice.wait("reading"),
            symptom=symptom.id,
            assessment="tests_ordered" if more else "no_extra_test",
            reason=None if more else life.dice.one_of(("explained", "gone", "covered")),
        )
