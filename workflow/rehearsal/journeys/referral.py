"""From the letter to triage: registering, asking for what is missing, choosing the first tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow.case.file import Case
from workflow.rehearsal.journeys.life import Life, with_values
from workflow.rehearsal.journeys.reading import open_alerts, read_reports
from workflow.rehearsal.staff import IMAGES
from workflow.rehearsal.steps import Journey

FIRST_TESTS = {
    "bone": ("xray", "bone_scan"),
    "long_bone": ("xray", "ct"),
    "spine": ("mri",),
    "liver": ("ultrasound",),
    "lung": ("xray", "ct"),
    "brain": ("mri",),
    "svco": ("ct",),
    "hypercalcaemia": ("bone_scan",),
    "skin": ("ultrasound",),
    "node": ("ultrasound",),
    "non_specific": ("ct",),
}
"""What this unit orders first; every choice is one that the pathway proposes for the site."""
SOON = timedelta(minutes=20)


def arrive(life: Life) -> Journey:
    """The referral is registered."""
    dice, staff = life.dice, life.staff
    late = dice.happens("told_late_to_us")
    yield life.step(
        "register",
        dice.one_of((staff.navigator, staff.scheduler)),
        days_ago=dice.one_of((1, 2, 3)) if late else None,
        received_on=life.day_in(-timedelta(days=3)) if late else life.today,
        pathway_type=life.arrival,
        **_symptom(life, life.site),
        prior_history=None if life.prior == "unknown" else life.prior,
        referrer_organisation=dice.one_of(("Y01001", "Y01002", "Y01003", "Y01004")),
        key_worker=staff.navigator.name,
        team=staff.team,
        summary="Letter of a simulated general practitioner.",
    )


def refer_again(life: Life) -> Journey:
    """A second letter about the same person; it joins the open case."""
    site = life.dice.one_of((life.seen_at, "non_specific"))
    yield life.step(
        "register",
        life.staff.scheduler,
        after=life.dice.wait("chasing"),
        received_on=life.today,
        pathway_type=life.arrival,
        **_symptom(life, site),
    )


def triage(life: Life, case: Case) -> Journey:
    """What a referral leads to: a question, an end without tests, first images, or a sample at once."""
    dice, staff = life.dice, life.staff
    if not case.standing("symptoms"):
        yield from _ask_for_the_symptom(life)
        return
    if case.value("prior_history") is None and dice.happens("history_found_at_triage"):
        life.prior = dice.which("history_found")
        yield life.step("set_prior_history", staff.consultant, after=dice.wait("triage"), prior_history=life.prior)
        return
    if not (case.standing("investigations") or open_alerts(case)) and dice.happens("not_indicated"):
        yield from _decline_the_referral(life)
        return
    yield from _begin(life, case)


def _begin(life: Life, case: Case) -> Journey:
    dice, staff = life.dice, life.staff
    if life.site in {"skin", "node"} and dice.happens("direct_to_tissue"):
        yield life.step(
            "accept_without_imaging",
            staff.consultant,
            after=dice.wait("triage"),
            reason="direct_tissue",
            explanation="Easily reached.",
        )
    elif dice.happens("imaging_elsewhere"):
        yield from _import_an_image(life)
    else:
        yield from _order_first_tests(life, is_emergency=is_emergency(case))
        yield life.step("accept", dice.one_of((staff.navigator, staff.consultant)), after=SOON)


def _order_first_tests(life: Life, *, is_emergency: bool) -> Journey:
    dice, staff = life.dice, life.staff
    by = dice.one_of((staff.navigator, staff.consultant))
    yield life.step(
        "order",
        by,
        after=timedelta(hours=1) if is_emergency else dice.wait("triage"),
        kind="imaging",
        modality=dice.one_of(FIRST_TESTS[life.site or "bone"]),
        purpose="initial",
        site=life.seen_at,
        urgency="emergency" if is_emergency else "urgent",
    )
    if dice.happens("bloods_taken"):
        yield life.step("order", by, after=SOON, kind="bloods", modality="blood_test", purpose="bloods")


def _import_an_image(life: Life) -> Journey:
    dice, staff = life.dice, life.staff
    modality = "mri" if life.site == "spine" else "xray"
    case = yield life.step(
        "import_report",
        dice.one_of((IMAGES, staff.navigator)),
        after=dice.wait("triage"),
        kind="imaging",
        modality=modality,
        site=life.seen_at,
        performed_on=life.day_in(-timedelta(days=9)),
        reported_on=life.day_in(-timedelta(days=7)),
        adequate="yes",
        suspicion="possible",
        text="Report of an image done elsewhere.",
    )
    yield from read_reports(life, case, kind="imaging")
    yield life.step(
        "accept_without_imaging",
        staff.consultant,
        after=SOON,
        reason="imported",
        explanation="The image done elsewhere answers the question.",
    )


def _ask_for_the_symptom(life: Life) -> Journey:
    life.site = life.dice.which("site")
    yield life.step("add_symptom", life.staff.navigator, after=life.dice.wait("chasing"), **_symptom(life, life.site))


def _decline_the_referral(life: Life) -> Journey:
    yield life.step(
        "decline_referral",
        life.staff.consultant,
        after=life.dice.wait("triage"),
        reason=life.dice.one_of(("explained", "gone", "not_suggestive")),
        explanation="Discussed with the general practitioner.",
    )


def _symptom(life: Life, site: str) -> dict[str, Any]:
    if not site:
        return {}
    flagged = site in {"spine", "brain"} and life.dice.happens("red_flag")
    neurology = None
    if site in {"spine", "brain"}:
        neurology = "yes" if flagged else "no"
    return {
        "site": site,
        "neurology": neurology,
        "found_as": life.dice.one_of(("symptom", "symptom", "sign", "incidental_finding")),
        "onset": life.day_in(-timedelta(days=life.dice.random.randrange(7, 90))),
    }


def is_emergency(case: Case) -> bool:
    """Whether a symptom threatens the spinal cord."""
    return bool(with_values(case, "symptoms", site="spine", neurology="yes"))
