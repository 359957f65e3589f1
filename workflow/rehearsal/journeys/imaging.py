"""Reviewing a round of images, and what follows: another round, a repeat later, staging, tissue, or the conclusion."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow.case.file import Case, Item
from workflow.rehearsal.journeys.appointments import go_on, under_way
from workflow.rehearsal.journeys.life import Life, investigations
from workflow.rehearsal.journeys.reading import read_reports
from workflow.rehearsal.journeys.results import finding
from workflow.rehearsal.steps import Journey, Step

MOST_ROUNDS = 3
"""After so many rounds that answered nothing, tissue is asked."""
SOON = timedelta(minutes=15)


def wait_for_images(life: Life, case: Case) -> Journey:
    """The tests of the round go on; where none is left the consultant reviews what there is."""
    waiting = under_way(case)
    if waiting:
        yield from go_on(life, waiting[0])
    else:
        yield life.step(
            "review_early", life.staff.consultant, after=life.dice.wait("deciding"), reason="done_elsewhere"
        )


def wait_for_the_day(life: Life, case: Case) -> Journey:
    """The patient knows what is planned; when the day comes the repeat image is done."""
    yield life.step(
        "record_contact", life.staff.navigator, after=life.dice.wait("telling"), method="telephone", reached="reached"
    )
    yield life.step("interval_due", life.staff.navigator, after=life.until_the_interval)


def review(life: Life, case: Case) -> Journey:
    """Every report is read, then the round is classified."""
    if investigations(case, kind="imaging", state="reported"):
        yield from read_reports(life, case, kind="imaging")
        return
    facts = life.facts(case)
    read = investigations(case, kind="imaging", state="acknowledged")
    if facts["usable_imaging"] == "no":
        yield from _without_a_usable_image(life, case, read)
        return
    life.rounds += 1
    shows, life.finding = finding(life, ""), ""
    life.classified = shows
    yield from _CLASSIFYING[shows](life, read)


def _without_a_usable_image(life: Life, case: Case, read: list[Item]) -> Journey:
    """The image is repeated; after several attempts, or when nobody can be reached, the case goes on without."""
    tried = investigations(case, kind="imaging", purpose=("initial", "further"))
    last = tried[-1] if tried else None
    if life.is_lost or len(tried) >= MOST_ROUNDS or last is None:
        yield life.step(
            "proceed_without_imaging",
            life.staff.consultant,
            after=life.dice.wait("deciding"),
            reason="unreachable" if life.is_lost else "declined",
            next_step="conclusion",
            explanation="No image came about.",
        )
        return
    modality = "mri" if last.value("modality") == "pet_ct" else str(last.value("modality"))
    yield from _order(life, modality, "initial", replaces=last.id)
    yield _classify(life, "non_diagnostic", "initial_imaging")


def _secondary(life: Life, read: list[Item]) -> Journey:
    yield _classify(life, "secondary_identified", "staging", sites=[life.seen_at])


def _unclear(life: Life, read: list[Item]) -> Journey:
    had = {item.value("modality") for item in read}
    follows = life.dice.which("after_unclear")
    if life.rounds >= MOST_ROUNDS or (follows == "pet_ct" and "pet_ct" in had):
        follows = "tissue"
    if follows == "tissue":
        yield _classify(life, "unclear", "biopsy_decision")
    elif follows == "interval":
        yield from _repeat_later(life, read)
    else:
        yield from _order(life, "pet_ct", "further")
        yield _classify(life, "unclear", "further_imaging")


def _repeat_later(life: Life, read: list[Item]) -> Journey:
    wait = life.dice.wait("interval")
    life.until_the_interval = wait
    yield from _order(life, str(read[-1].value("modality")), "further", urgency="routine")
    yield _classify(life, "unclear", "interval", interval_due_on=life.day_in(wait))


def _nothing_seen(life: Life, read: list[Item]) -> Journey:
    if life.rounds < MOST_ROUNDS and life.dice.happens("symptom_persists"):
        had = {item.value("modality") for item in read}
        yield from _order(life, "ct" if "mri" in had else "mri", "initial")
        yield _classify(life, "no_secondary_seen", "initial_imaging")
    else:
        yield _classify(life, "no_secondary_seen", "conclusion")


def _explained(life: Life, read: list[Item]) -> Journey:
    proved = life.dice.happens("other_explanation_needs_tissue")
    yield _classify(life, "other_explanation", "biopsy_decision" if proved else "conclusion")


def _classify(life: Life, classification: str, plan: str, **fields: Any) -> Step:
    return life.step(
        "classify",
        life.staff.consultant,
        after=life.dice.wait("deciding"),
        classification=classification,
        plan=plan,
        **fields,
    )


def _order(life: Life, modality: str, purpose: str, *, replaces: str = "", urgency: str = "urgent") -> Journey:
    yield life.step(
        "order",
        life.staff.consultant,
        after=SOON,
        kind="imaging",
        modality=modality,
        purpose=purpose,
        site=life.seen_at,
        urgency=urgency,
        replaces=replaces or None,
        because={"first_imaging": "clinical_judgement", "spine_is_not_x_rayed": "clinical_judgement"},
    )


_CLASSIFYING = {
    "secondary_identified": _secondary,
    "unclear": _unclear,
    "no_secondary_seen": _nothing_seen,
    "other_explanation": _explained,
}
