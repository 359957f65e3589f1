"""The staging set: each of bone scan and CT is ordered, stood for by a test that was done, or waived."""

from __future__ import annotations

from datetime import timedelta

from workflow.case.file import Case
from workflow.rehearsal.journeys.appointments import UNDER_WAY, go_on, under_way
from workflow.rehearsal.journeys.life import Life, investigations
from workflow.rehearsal.journeys.reading import read_reports
from workflow.rehearsal.steps import Journey

SET = ("bone_scan", "ct")
MOST_ATTEMPTS = 2


def stage(life: Life, case: Case) -> Journey:
    """What the staging set needs next."""
    if investigations(case, kind="imaging", state="reported"):
        yield from read_reports(life, case, kind="imaging")
        return
    facts = life.facts(case)
    missing = [item for item in SET if facts[f"{item}_item"] == "missing"]
    for item in missing:
        if not investigations(case, modality=item, purpose="staging", state=UNDER_WAY):
            yield from _settle(life, case, item)
            return
    if waiting := under_way(case, kind="imaging"):
        yield from go_on(life, waiting[0])
    elif not life.is_contradicted and life.dice.happens("staging_contradicts"):
        life.is_contradicted = True
        yield life.step(
            "staging_contradicts",
            life.staff.consultant,
            after=life.dice.wait("deciding"),
            explanation="The bone scan shows nothing there; the CT reads as a haemangioma.",
        )
    else:
        yield life.step("complete_staging", life.staff.consultant, after=life.dice.wait("deciding"))


def _settle(life: Life, case: Case, item: str) -> Journey:
    """Let an earlier test stand for an item, order it, or waive it where it cannot be had."""
    consultant = life.staff.consultant
    standing = investigations(case, kind="imaging", modality=(item, "pet_ct"), state="acknowledged", adequate="yes")
    tried = investigations(case, modality=item, purpose="staging")
    if standing:
        yield life.step("satisfy_item", consultant, after=timedelta(hours=1), item=item, investigation=standing[-1].id)
    elif life.is_lost or len(tried) >= MOST_ATTEMPTS or life.dice.happens("staging_item_waived"):
        yield life.step("waive_item", consultant, after=timedelta(hours=1), item=item, reason="unfit")
    else:
        yield life.step(
            "order",
            life.dice.one_of((consultant, life.staff.navigator)),
            after=timedelta(hours=1),
            kind="imaging",
            modality=item,
            purpose="staging",
            site="whole_body",
        )
