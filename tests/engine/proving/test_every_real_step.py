"""Every step the engine takes is a step that the proof sees, through whichever facts it looks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from tests.support.seeing import seen
from workflow.definition.proof.lens import Glass, Node
from workflow.engine.proving import explored
from workflow.engine.proving.journeys import Visit
from workflow.pathways import Pathways

PATHWAYS = Pathways.shipped()
WHOLE = PATHWAYS.newest("secondary-breast-cancer:bcn-guidance")
LOOKS = [
    ("result", "result_before", "left_from"),
    ("round", "next_round_ordered"),
    ("imaging_result", "imaging_evidence", "staging_settled"),
    ("tissue_order", "tissue_reported", "tissue_result", "tissue_evidence"),
    ("bone_scan_item", "staging_outstanding"),
    ("biopsy_decided", "secondary_established"),
    ("any_symptom", "unassessed_symptom", "open_alert", "paused", "consultant_contact", "mdt", "told"),
    ("usable_imaging", "imaging_reported", "imaging_unread", "report_unread", "open_investigation"),
    ("amendment",),
    ("secondary_receptors", "discordant_tissue"),
]


@cache
def steps() -> tuple[Visit, ...]:
    """Every step of the known journeys, and every further step from a good part of their places."""
    found = explored(WHOLE, PATHWAYS.journeys(WHOLE))
    for visit in found.visits[::5]:
        found.visits.extend(found.onward(visit))
    return tuple(visit for visit in found.visits if visit.before is not None)


def unseen(glass: Glass) -> Iterator[str]:
    """The steps that the engine took and the glass does not show."""
    reached: dict[Node, set[Node]] = {}
    for visit in steps():
        if visit.before is None or visit.step is None:
            continue
        before, after = seen(glass, visit.before.case), seen(glass, visit.case)
        if before == after:
            continue
        if before not in reached:
            reached[before] = {node for _, node in glass.steps(before)}
        if after not in reached[before]:
            yield f"{visit.step.event} {dict(visit.step.fields)}: {before} → {after}"


@pytest.mark.parametrize("facts", LOOKS, ids=lambda facts: facts[0])
def test_no_step_of_the_engine_is_hidden_from_the_proof(facts: tuple[str, ...]) -> None:
    hidden = list(unseen(Glass(WHOLE, facts)))
    assert not hidden, "\n".join(hidden[:5])


def test_the_journeys_take_many_steps() -> None:
    assert len(steps()) > 1000
    assert {visit.case.state for visit in steps()} == set(WHOLE.states)
