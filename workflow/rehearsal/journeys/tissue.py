"""Whether tissue is taken, taking it, and what the consultant makes of it."""

from __future__ import annotations

from datetime import timedelta

from workflow.case.file import Case, Item
from workflow.rehearsal.journeys.appointments import go_on, under_way
from workflow.rehearsal.journeys.life import BONES, Life, investigations
from workflow.rehearsal.journeys.reading import read_reports
from workflow.rehearsal.steps import Journey, Step

MOST_BIOPSIES = 3
ANSWERED = ("metastatic_breast", "other_primary", "new_breast_primary_or_locoregional")
DOUBTS = ("recent_breast_cancer", "imaging_beyond_doubt", "no_benign_biopsy_in_doubt")
SOON = timedelta(minutes=15)


def decide(life: Life, case: Case) -> Journey:
    """The question is always put; what speaks against a sample is said with its reason."""
    facts = life.facts(case)
    if facts["tissue_result"] in ANSWERED:
        yield _no(life, "existing_tissue_adequate")
    elif facts["tissue_order"] in {"outstanding", "reported"}:
        yield from _yes(life, case)
    elif len(investigations(case, kind="tissue")) >= MOST_BIOPSIES or life.is_lost:
        yield _no(life, "inaccessible")
    elif facts["prior"] == "recent" and facts["imaging_result"] == "secondary_identified":
        if life.dice.happens("biopsy_after_recent_cancer"):
            yield from _order_tissue(life)
        else:
            yield _no(life, "imaging_sufficient" if facts["discordant_tissue"] == "no" else "inaccessible")
    elif life.dice.happens("biopsy_not_possible"):
        yield _no(life, life.dice.one_of(("inaccessible", "unsafe_bleeding", "unfit", "patient_declined")))
    else:
        yield from _order_tissue(life)


def _order_tissue(life: Life) -> Journey:
    site = life.seen_at if life.seen_at != "non_specific" else "liver"
    yield life.step(
        "order",
        life.staff.consultant,
        after=life.dice.wait("deciding"),
        kind="tissue",
        modality="fine_needle" if site == "node" else "core_biopsy",
        purpose="tissue",
        site=site,
    )


def _yes(life: Life, case: Case) -> Journey:
    if life.primary and case.value("primary_er") is None:
        yield life.step("record_primary_receptors", life.staff.pathologist, after=timedelta(hours=4), **life.primary)
    for item in under_way(case, kind="tissue"):
        if item.value("bleeding_check") is None:
            risk = life.dice.happens("bleeding_risk")
            yield life.step(
                "set_checklist",
                life.staff.radiologist,
                after=timedelta(hours=2),
                investigation=item.id,
                check="bleeding",
                answer="risk_accepted" if risk else "ok",
                reason="benefit_outweighs" if risk else None,
            )
    known = life.facts(case)["imaging_result"] == "secondary_identified"
    yield life.step(
        "decide_biopsy",
        life.staff.consultant,
        after=SOON,
        decision="yes",
        purpose="confirm_both" if known else "confirm_diagnosis",
        consent=life.dice.one_of(("obtained", "to_be_asked")),
    )


def _no(life: Life, reason: str) -> Step:
    lifted = {} if reason in {"imaging_sufficient"} else dict.fromkeys(DOUBTS, reason)
    if reason == "existing_tissue_adequate":
        del lifted["no_benign_biopsy_in_doubt"]
    return life.step(
        "decide_biopsy",
        life.staff.consultant,
        after=life.dice.wait("deciding"),
        decision="no",
        reason=reason,
        because=lifted,
    )


def take(life: Life, case: Case) -> Journey:
    """The sample is booked, taken and reported."""
    yield from go_on(life, under_way(case, kind="tissue")[0])


def review_tissue(life: Life, case: Case) -> Journey:
    """The report is read, waited for where HER2 is not final, and classified."""
    if investigations(case, kind="tissue", state="reported"):
        yield from read_reports(life, case, kind="tissue")
        return
    read = investigations(case, kind="tissue", state="acknowledged")
    item = next((each for each in read if each.value("classified") != "yes"), read[-1])
    shows = life.tissue.get(item.id, "inadequate")
    if shows == "metastatic_breast" and item.value("her2") == "pending":
        yield from _wait_for_ish(life, item)
        return
    partial = item.value("receptors") != "complete"
    yield life.step(
        "classify_pathology",
        life.staff.consultant,
        after=life.dice.wait("deciding"),
        investigation=item.id,
        classification=_classification(life, case, shows),
        receptors_reason=_why_not_told(item) if shows == "metastatic_breast" and partial else None,
    )


def _wait_for_ish(life: Life, item: Item) -> Journey:
    yield life.step(
        "amend_report",
        life.staff.pathologist,
        after=life.dice.wait("histology"),
        investigation=item.id,
        her2_ish=life.her2_by_ish or "not_amplified",
        text="Simulated addendum: in-situ hybridisation.",
    )


def _classification(life: Life, case: Case, shows: str) -> str:
    if shows != "benign":
        return shows
    suspicious = life.facts(case)["imaging_result"] in {"secondary_identified", "unclear"}
    contradicts = suspicious and life.dice.happens("benign_tissue_contradicts_imaging")
    return "benign_discordant" if contradicts else "benign_concordant"


def _why_not_told(item: Item) -> str:
    if item.value("modality") == "fine_needle":
        return "cytology_only"
    return "decalcified" if item.value("site") in BONES else "too_little_tissue"
