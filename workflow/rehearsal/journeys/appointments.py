"""A test from its order to its report: vetted, booked, missed, moved, done, reported; one step at a time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from workflow.case.file import Case, Item
from workflow.rehearsal.journeys.life import Life, investigations
from workflow.rehearsal.journeys.results import report
from workflow.rehearsal.staff import BOOKINGS
from workflow.rehearsal.steps import Journey

UNDER_WAY = ("requested", "accepted", "scheduled", "missed", "performed")
ORDER_OF_WORK = {"requested": 0, "accepted": 0, "missed": 1, "scheduled": 2, "performed": 3}
"""What is booked first is done first, so that two tests run side by side."""
INSTEAD = {"ct": "mri", "xray": "ct", "bone_scan": "mri", "ultrasound": "ct", "mri": "ct", "pet_ct": "ct"}


def under_way(case: Case, **values: object) -> list[Item]:
    """The tests still to come or to be reported, those to be booked first."""
    found = investigations(case, state=UNDER_WAY, **values)
    return sorted(found, key=lambda item: ORDER_OF_WORK[item.state])


def go_on(life: Life, item: Item) -> Journey:
    """The next thing that happens to a test."""
    if item.value("kind") == "bloods":
        yield from report(life, item, after=timedelta(hours=life.dice.random.randrange(4, 30)))
    elif item.state == "requested":
        yield from _answer_the_request(life, item)
    elif item.state == "accepted":
        yield from _book(life, item)
    elif item.state == "missed":
        yield from _follow_up_a_miss(life, item)
    elif item.state == "scheduled":
        yield from _day_of_the_test(life, item)
    else:
        yield from report(life, item, after=life.dice.wait(_reporting(item)))


def _answer_the_request(life: Life, item: Item) -> Journey:
    dice, staff = life.dice, life.staff
    purpose = item.value("purpose")
    if dice.happens("declined"):
        yield life.step(
            "decline_investigation",
            staff.navigator,
            after=dice.wait("triage"),
            investigation=item.id,
            capacity="has_capacity",
            information_given="yes",
        )
    elif purpose in {"initial", "further"} and dice.happens("rejected_at_vetting"):
        yield from _reject(life, item)
    elif dice.happens("booked_by_the_feed"):
        yield from _book(life, item)
    else:
        by = staff.pathologist if purpose == "tissue" else staff.radiologist
        yield life.step("vet", by, after=timedelta(hours=3), investigation=item.id, decision="accept")


def _reject(life: Life, item: Item) -> Journey:
    """Another test is ordered before the first is rejected, so that the round does not end in between."""
    modality = str(item.value("modality"))
    yield life.step(
        "order",
        life.staff.navigator,
        after=timedelta(hours=2),
        kind="imaging",
        modality=INSTEAD[modality],
        purpose=item.value("purpose"),
        site=item.value("site"),
        urgency=item.value("urgency"),
        replaces=item.id,
        because={"first_imaging": "contraindicated"},
    )
    yield life.step(
        "vet",
        life.staff.radiologist,
        after=timedelta(hours=1),
        investigation=item.id,
        decision="reject",
        reason="contraindicated",
    )


def _book(life: Life, item: Item) -> Journey:
    by_feed = life.dice.happens("booked_by_the_feed")
    urgent = item.value("urgency") == "emergency"
    wait = life.dice.wait("urgent" if urgent else "booking")
    yield life.step(
        "schedule",
        BOOKINGS if by_feed else life.staff.scheduler,
        after=timedelta(minutes=30) if urgent else timedelta(hours=life.dice.random.randrange(1, 30)),
        investigation=item.id,
        booked_for=_working_day(life.day_in(timedelta(days=1) + wait)) if not urgent else life.day_in(wait),
        slot=f"SLOT{life.dice.random.randrange(100_000, 999_999)}",
    )


def _day_of_the_test(life: Life, item: Item) -> Journey:
    dice, staff = life.dice, life.staff
    due = _morning(life, item) - life.now
    after = max(due, timedelta(minutes=20))
    if dice.happens("cancelled_by_provider"):
        by = dice.one_of((BOOKINGS, staff.scheduler))
        yield life.step("cancel_booking", by, after=after / 2, investigation=item.id, cancelled_by="provider")
    elif dice.happens("missed"):
        by = dice.one_of((BOOKINGS, staff.radiologist))
        yield life.step("record_missed", by, after=after, investigation=item.id)
    elif item.value("kind") == "tissue" and dice.happens("biopsy_fails"):
        yield life.step("fail", staff.radiologist, after=after, investigation=item.id, reason="attempted_not_completed")
    else:
        by = dice.one_of((BOOKINGS, staff.radiologist))
        yield life.step("perform", by, after=after, investigation=item.id)


def _follow_up_a_miss(life: Life, item: Item) -> Journey:
    """The navigator tries to reach the patient; a second time a consultant looks; nobody is discharged for it."""
    dice, staff = life.dice, life.staff
    misses = item.value("misses")
    is_second = isinstance(misses, int) and misses > 1
    reached = not is_second or not dice.happens("lost")
    yield life.step(
        "record_contact",
        staff.navigator,
        after=timedelta(hours=4),
        method="telephone",
        reached="reached" if reached else "no_answer",
    )
    if is_second:
        yield from _clinical_review(life)
    if reached:
        yield from _book(life, item)
    else:
        life.is_lost = True
        yield life.step(
            "close_missed",
            staff.consultant,
            after=dice.wait("chasing"),
            investigation=item.id,
            explanation="Letters and calls without an answer; the general practitioner knows.",
        )


def _clinical_review(life: Life) -> Journey:
    case = yield life.step("add_note", life.staff.navigator, text="Missed a second time; the consultant looks at it.")
    for matter in case.standing("escalations"):
        if matter.state == "open":
            yield life.step(
                "acknowledge_escalation",
                life.staff.consultant,
                after=life.dice.wait("reading"),
                escalation=matter.id,
            )


def _morning(life: Life, item: Item) -> datetime:
    day = date.fromisoformat(str(item.value("booked_for")))
    return datetime.combine(day, time(9, life.dice.random.randrange(60)), tzinfo=life.zone)


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def _reporting(item: Item) -> str:
    if item.value("kind") == "tissue":
        return "histology"
    return "urgent" if item.value("urgency") == "emergency" else "reporting"
