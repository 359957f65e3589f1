"""How simulated people and their nurses, doctors and feeds behave: the next step, out of where the case stands.

Everything that is reported goes through the public door; nothing here decides whether it is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

from workflow.case.errors import invariant
from workflow.case.file import Case
from workflow.rehearsal.journeys.beside import interrupt, plan_interruptions
from workflow.rehearsal.journeys.closing import after_closing
from workflow.rehearsal.journeys.conclusion import conclude, tell
from workflow.rehearsal.journeys.imaging import review, wait_for_images, wait_for_the_day
from workflow.rehearsal.journeys.life import Life
from workflow.rehearsal.journeys.reading import notice_alerts
from workflow.rehearsal.journeys.referral import arrive, triage
from workflow.rehearsal.journeys.staging import stage
from workflow.rehearsal.journeys.tissue import decide, review_tissue, take
from workflow.rehearsal.steps import Journey, Step

LONGEST = 400
"""No journey has so many steps; one that does goes in circles, and that is a mistake of ours."""

_IN: dict[str, Callable[[Life, Case], Journey]] = {
    "referred": triage,
    "initial_imaging": wait_for_images,
    "imaging_review": review,
    "further_imaging": wait_for_images,
    "interval_follow_up": wait_for_the_day,
    "staging": stage,
    "biopsy_decision": decide,
    "biopsy": take,
    "pathology_review": review_tissue,
    "conclusion_review": conclude,
    "to_be_told": tell,
    "closed": after_closing,
}


def journey(life: Life) -> Journey:
    """Everything that happens to one simulated person, a step at a time."""
    plan_interruptions(life)
    case = yield from _followed(arrive(life), Case("", ""))
    state = ""
    for _ in range(LONGEST):
        if case.state != state:
            state = case.state
            if state != "closed" and life.dice.happens("nobody_acts"):
                yield from _wait_for_ever(life)
                return
        before = case.seq
        for part in (interrupt, notice_alerts, _IN[state]):
            case = yield from _followed(part(life, case), case)
            if case.state != state:
                break
        if case.seq == before and state == "closed" and not life.interruptions:
            return
    invariant(False, f"a simulated journey goes in circles in {state}")


def _followed(part: Journey, case: Case) -> Generator[Step, Case, Case]:
    """Walk a part of a journey and return the case as its last step left it."""
    try:
        step = next(part)
        while True:
            case = yield step
            step = part.send(case)
    except StopIteration:
        return case


def _wait_for_ever(life: Life) -> Journey:
    """Somebody notices that nothing happens, and that is all."""
    yield life.step(
        "escalate",
        life.staff.navigator,
        after=life.dice.wait("chasing"),
        to="consultant",
        reason=life.dice.one_of(("overdue", "no_slot", "other")),
    )
