"""A story of the proof is tried with the engine: what it accepts is marked, what it does not is never told as shown."""

from __future__ import annotations

from dataclasses import replace

from tests.support.small_pathways import START, bicycle_repair
from workflow.definition.model import Definition
from workflow.definition.proof import Failure, proof_report
from workflow.definition.proof.automatic import automatic_transitions
from workflow.definition.proof.cells import rows_of_cells
from workflow.definition.proof.findings import NOT_RULED_OUT, UNTRIED, Given, Situation, Told
from workflow.engine.proving import explored, prove
from workflow.engine.proving.trying import FOUND, tried
from workflow.pathways import Pathways

PLAIN = 'says = "Told."\nsource = {kind = "proposal"}\n'
WHOLE = Pathways.shipped().newest("secondary-breast-cancer:bcn-guidance")


def overlapping() -> Definition:
    """The bicycle, where two rows answer for a worn part."""
    fix = '[events.start.rows.fix]\nstates = ["brought_in"]\nselect = {finding = ["worn"]}\nto = "on_the_stand"\n'
    return bicycle_repair(START + fix)


def swinging() -> Definition:
    """The bicycle, which goes to and fro by itself while a part is worn."""
    row = '[events.{0}]\nkind = "automatic"\n{1}[events.{0}.rows.{0}]\nstates = ["{2}"]\n'
    row += 'select = {{finding = ["worn"]}}\nto = "{3}"\n'
    there = row.format("away", PLAIN, "on_the_stand", "waiting_for_parts")
    return bicycle_repair(more=there + row.format("back", PLAIN, "waiting_for_parts", "on_the_stand"))


def with_story(*reports: Told, example: tuple[Given, ...] = ()) -> Failure:
    """What a story of these reports is marked as, on the bicycle that is sound."""
    story = Failure("somewhere", "Something.", example, ("A step.",), remark=NOT_RULED_OUT, reports=reports)
    proof = prove(bicycle_repair())
    return tried(bicycle_repair(), replace(proof.obligations[0], failures=(story,))).failures[0]


BROUGHT_IN = Told("bring_in", "taken_in", {}, {}, "brought_in")
LOOKED_OVER = Told("look_over", "noted", {"verdict": "worn"}, {}, "brought_in")


def test_a_story_that_the_engine_accepts_says_so() -> None:
    proof = prove(overlapping())
    assert proof.obligations[0].failures[0].is_tried
    assert "Tried with the engine: it accepts these reports" in proof_report(proof)


def test_what_was_left_open_is_settled_where_the_engine_accepts_it() -> None:
    found = with_story(BROUGHT_IN, LOOKED_OVER)
    assert (found.is_tried, found.remark) == (True, "")


def test_a_story_that_the_engine_refuses_stays_open() -> None:
    found = with_story(BROUGHT_IN, Told("finish", "handed_over", {}, {}, "on_the_road"))
    assert (found.is_tried, found.remark) == (False, NOT_RULED_OUT)


def test_a_story_that_was_sure_and_that_the_engine_does_not_go_says_so() -> None:
    story = Failure("somewhere", "Something.", steps=("A step.",), reports=(BROUGHT_IN, BROUGHT_IN))
    proof = prove(bicycle_repair())
    found = tried(bicycle_repair(), replace(proof.obligations[0], failures=(story,))).failures[0]
    assert (found.is_tried, found.remark) == (False, UNTRIED)
    assert found.heading == "A way there that is not ruled out"


def test_a_story_after_which_the_facts_are_otherwise_stays_open() -> None:
    assert not with_story(BROUGHT_IN, example=(Given("finding", "worn", ""),)).is_tried
    assert with_story(BROUGHT_IN, LOOKED_OVER, example=(Given("finding", "worn", ""),)).is_tried


def test_where_no_story_was_found_the_nearest_case_that_was_reached_is_told() -> None:
    definition = bicycle_repair()
    sought = Situation(("on_the_stand",), {"finding": ("worn",)})
    story = Failure("somewhere", "Something.", sought=sought, last="And then.")
    obligation = replace(prove(definition).obligations[0], failures=(story,))
    found = tried(definition, obligation, explored(definition).visits).failures[0]
    assert [step.partition(" ")[0].rstrip(":") for step in found.steps] == ["bring_in", "look_over", "start", "And"]
    assert (found.way[-1], found.remark) == ("on_the_stand", FOUND)


def test_a_circle_does_not_keep_the_other_obligations_from_being_told() -> None:
    proof = prove(swinging())
    assert not proof.obligations[3].holds
    assert proof.obligations[6].counts["reports"] > 0


def test_a_default_on_the_way_is_overridden_by_somebody_who_may() -> None:
    hasty = '[events.start.rows.mend]\nstates = ["brought_in"]\nto = "on_the_stand"\n'
    never = f'[nevers.rushed]\n{PLAIN}events = ["order_parts"]\nwhen = {{work = ["unknown"]}}\n'
    assert prove(bicycle_repair(hasty, never)).obligations[5].failures[0].is_tried


def test_a_circle_that_the_engine_would_never_leave_counts_as_shown() -> None:
    definition = swinging()
    assert tried(definition, automatic_transitions(definition)).failures[0].is_tried


def test_stories_of_the_shipped_pathway_are_tried_too() -> None:
    conclude = WHOLE.events["conclude"]
    twice = replace(conclude, rows=(*conclude.rows, replace(conclude.rows[0], name="again")))
    broken = replace(WHOLE, digest="conclude-twice", events={**WHOLE.events, "conclude": twice})
    assert all(failure.is_tried for failure in tried(broken, rows_of_cells(broken)).failures)
