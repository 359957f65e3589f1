"""What a report says: whether it can be read, what it suspects, receptors, calcium; by a person or by a feed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow.case.actor import Actor
from workflow.case.file import Item
from workflow.rehearsal.journeys.life import BONES, Life
from workflow.rehearsal.staff import IMAGES, LABORATORY
from workflow.rehearsal.steps import Journey, Step

OTHERWISE = {"expressed": "not_expressed", "not_expressed": "expressed"}
SUSPICIONS = {
    "secondary_identified": ("likely", "certain"),
    "unclear": ("possible",),
    "no_secondary_seen": ("none_seen",),
    "other_explanation": ("other_cause",),
}


def report(life: Life, item: Item, *, after: timedelta) -> Journey:
    """A test is reported, now and then with a preliminary report before."""
    kind = item.value("kind")
    if kind == "bloods":
        yield _bloods(life, item, after)
    elif kind == "tissue":
        yield _tissue(life, item, after)
    elif item.value("preliminary_on") is None and life.dice.happens("preliminary_first"):
        yield life.step(
            "report",
            IMAGES,
            after=after / 2,
            investigation=item.id,
            status="preliminary",
            suspicion="possible",
        )
    else:
        yield _imaging(life, item, after)


def finding(life: Life, modality: str) -> str:
    """What the images of this round show together; drawn once, with the round's first report."""
    if not life.finding:
        if modality == "pet_ct" and life.is_lobular and life.seen_at in BONES:
            seen = life.dice.happens("pet_shows_lobular_bone_disease")
            life.finding = "secondary_identified" if seen else "no_secondary_seen"
        else:
            life.finding = life.dice.which("further_imaging" if life.rounds else "first_imaging")
    return life.finding


def _imaging(life: Life, item: Item, after: timedelta) -> Step:
    inadequate = life.dice.happens("imaging_inadequate")
    reviewed = item.value("purpose") in {"initial", "further"}
    shows = "secondary_identified"
    if reviewed and not inadequate:
        shows = finding(life, str(item.value("modality")))
    suspicion = life.dice.one_of(SUSPICIONS[shows])
    flagged = suspicion == "certain" and not inadequate and life.dice.happens("report_flagged")
    return life.step(
        "report",
        life.dice.one_of((life.staff.radiologist, IMAGES)),
        after=after,
        investigation=item.id,
        adequate="no" if inadequate else "yes",
        suspicion=None if inadequate else suspicion,
        alert_flag="cancer" if flagged else None,
        text="Simulated report of an image.",
    )


def _bloods(life: Life, item: Item, after: timedelta) -> Step:
    dice = life.dice.random
    calcium = dice.uniform(3.02, 3.7) if life.dice.happens("calcium_high") else dice.uniform(2.2, 2.6)
    return life.step(
        "report",
        LABORATORY,
        after=after,
        investigation=item.id,
        adjusted_calcium=f"{calcium:.2f}",
        egfr=f"{dice.randrange(28, 91)}",
        laboratory_flag=life.dice.one_of(("within_reference", "outside_reference")),
    )


def _tissue(life: Life, item: Item, after: timedelta) -> Step:
    shows = life.tissue[item.id] = _shown_by_tissue(life, item)
    receptors = _receptors(life) if shows == "metastatic_breast" else {}
    return life.step(
        "report",
        _by(life),
        after=after,
        investigation=item.id,
        adequate="no" if shows == "inadequate" else "yes",
        suspicion=None if shows == "inadequate" else "none_seen" if shows == "benign" else "certain",
        **receptors,
        text="Simulated report of tissue.",
    )


def _by(life: Life) -> Actor:
    return life.dice.one_of((life.staff.pathologist, LABORATORY))


def _shown_by_tissue(life: Life, item: Item) -> str:
    if item.value("site") in BONES:
        if not life.dice.happens("bone_sample_shows_tumour_cells"):
            return "inadequate"
    elif life.dice.happens("sample_insufficient"):
        return "inadequate"
    conclusive = life.classified == "secondary_identified"
    return life.dice.which("tissue_after_conclusive_imaging" if conclusive else "tissue_after_doubtful_imaging")


def _receptors(life: Life) -> dict[str, Any]:
    """ER, PR and HER2 of the metastasis, beside those of the primary."""
    if life.dice.happens("receptors_cannot_be_told"):
        return {}
    er = life.primary.get("er", "expressed")
    pr = life.primary.get("pr", "expressed")
    if life.dice.happens("hormone_receptor_changed"):
        # The figure counts a change of either; it is the progesterone receptor here as often as both.
        pr = OTHERWISE[pr]
        er = life.dice.one_of((er, OTHERWISE[er]))
    her2 = life.primary.get("her2", "not_expressed")
    if life.dice.happens("her2_changed"):
        her2 = OTHERWISE[her2]
    if life.dice.happens("her2_needs_ish"):
        life.her2_by_ish = "amplified" if her2 == "expressed" else "not_amplified"
        return {"er": er, "pr": pr, "her2_ihc": "two_plus"}
    low = life.dice.one_of(("zero", "one_plus"))
    return {"er": er, "pr": pr, "her2_ihc": "three_plus" if her2 == "expressed" else low}
