"""Obligation 7: what can be reached is shown by journeys that the engine accepts; what was not reached is named."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from tests.support.bicycles import workshop
from tests.support.small_pathways import START, bicycle_repair
from workflow.definition.model import Definition
from workflow.engine.proving import Journey, Step, explored, journeys_from, journeys_out, reachable
from workflow.engine.proving.atlas import Atlas
from workflow.pathways import Pathways

SHIPPED = Pathways.shipped()


@cache
def bicycle() -> Atlas:
    """The small bicycle, explored from nothing."""
    return explored(bicycle_repair())


def test_a_small_pathway_is_explored_without_any_journey() -> None:
    assert {target for target in bicycle().targets if target[0] == "state"} <= set(bicycle().found)


def test_what_was_not_reached_is_named_by_its_place() -> None:
    told = {failure.where: failure.says for failure in reachable(bicycle_repair()).failures}
    assert told["events.parts_arrive.rows.back_on_the_stand"] == "No case was found on which this row is taken."


def test_a_requirement_that_its_own_row_has_answered_never_refuses() -> None:
    told = {failure.where: failure.says for failure in reachable(bicycle_repair()).failures}
    assert told["events.start.rows.mend"].endswith("refused because looked_over is not met.")


def test_a_row_behind_a_rule_that_is_never_met_is_not_reached() -> None:
    whole = bicycle_repair()
    need = replace(whole.requirements["looked_over"], allows=("unheard_of",), kind="rule", override=None)
    found = reachable(replace(whole, digest="never-met", requirements={"looked_over": need}))
    assert "events.start.rows.mend" in {failure.where for failure in found.failures}


def test_a_refusal_is_shown_by_a_report_that_the_engine_refuses() -> None:
    journey = bicycle().found["refusal", "start", "not_looked_at"]
    assert [step.event for step in journey.steps] == ["bring_in"]
    assert [step.event for step in journey.refused] == ["start"]


def test_an_override_is_tried_and_written_down() -> None:
    hasty = START.replace('select = {work = ["needed"]}', 'select = {work = ["needed", "unknown"]}')
    hasty = hasty.replace("otherwise = true", 'select = {work = ["unknown"], parts = ["arrived"]}')
    atlas = explored(replace(bicycle_repair(start=hasty), digest="hasty"))
    assert atlas.found["row", "start", "mend"].steps[-1].lifted == {"looked_over": "in_a_hurry"}


def test_journeys_are_written_and_read_without_loss() -> None:
    journeys = tuple(bicycle().found.values())
    assert journeys_from(journeys_out(journeys)) == journeys


def test_the_needed_journeys_show_again_all_that_was_found() -> None:
    again = Atlas(bicycle_repair())
    again.follow(bicycle().found.values())
    assert set(again.found) == set(bicycle().found)


def test_a_step_that_is_not_accepted_is_left_out_and_claims_nothing() -> None:
    atlas = Atlas(bicycle_repair())
    atlas.follow([Journey((Step("bring_in", "owner"), Step("start", "mechanic"), Step("look_over", "owner")))])
    assert ("row", "start", "mend") not in atlas.found
    assert ("row", "bring_in", "taken_in") in atlas.found


def test_the_workshop_is_reached_everywhere() -> None:
    assert reachable(workshop()).failures == ()


@pytest.mark.parametrize("name", SHIPPED.names())
def test_known_journeys_alone_reach_everything_of_a_shipped_pathway(name: str) -> None:
    definition: Definition = SHIPPED.newest(name)
    atlas = Atlas(definition)
    atlas.follow(SHIPPED.journeys(definition))
    assert atlas.missing() == ()
