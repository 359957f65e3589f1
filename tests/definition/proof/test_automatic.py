"""Obligation 4: what happens by itself is never two things at once, and comes to rest."""

from __future__ import annotations

from tests.support.small_pathways import bicycle_repair
from workflow.definition.proof import Obligation
from workflow.definition.proof.automatic import automatic_transitions

HEAD = '[events.by_itself]\nkind = "automatic"\nsays = "By itself."\nsource = {kind = "proposal"}\n'


def automatic(*rows: str, more: str = "") -> Obligation:
    return automatic_transitions(bicycle_repair(more=HEAD + "".join(rows) + more))


def row(name: str, state: str, select: str, to: str) -> str:
    return f'[events.by_itself.rows.{name}]\nstates = ["{state}"]\nselect = {select}\nto = "{to}"\n'


def test_rows_of_one_state_that_exclude_each_other_hold() -> None:
    assert automatic(row("sold", "waiting_for_parts", '{parts = ["none"]}', "on_the_road")).holds


def test_two_rows_enabled_at_once_are_found_with_the_facts_that_enable_both() -> None:
    found = automatic(row("sold", "waiting_for_parts", '{work = ["none"]}', "on_the_road"))
    assert [failure.where for failure in found.failures] == ["states.waiting_for_parts"]
    assert "parts_arrive.back_on_the_stand, by_itself.sold" in found.failures[0].says
    assert {given.key: given.value for given in found.failures[0].example} == {"parts": "arrived", "finding": "sound"}


def test_a_circle_under_unchanged_facts_is_found_once() -> None:
    found = automatic(
        row("away", "on_the_stand", '{parts = ["arrived", "ordered"]}', "waiting_for_parts"),
    )
    assert [failure.says for failure in found.failures] == [
        "Automatic transitions never come to rest: on_the_stand → waiting_for_parts → on_the_stand."
    ]
    assert [(given.key, given.value) for given in found.failures[0].example] == [("parts", "arrived")]


def test_rows_that_follow_each_other_and_end_are_no_circle() -> None:
    assert automatic(row("away", "on_the_stand", '{parts = ["ordered"]}', "waiting_for_parts")).holds


def test_a_condition_on_the_state_follows_the_case_as_it_moves() -> None:
    fact = '[facts.inside]\nkind = "derived"\nvalues = ["yes", "no"]\nsays = "Inside"\nsource = {kind = "proposal"}\n'
    fact += 'rows = [{when = {state = ["on_the_stand"]}, is = "yes"}, {is = "no"}]\n'
    away = row("away", "on_the_stand", '{inside = ["yes"], parts = ["ordered"]}', "waiting_for_parts")
    back = row("back", "waiting_for_parts", '{inside = ["no"], parts = ["ordered"]}', "on_the_stand")
    assert not automatic(away, back, more=fact).holds
    assert automatic(away, back.replace('inside = ["no"]', 'inside = ["yes"]'), more=fact).holds


def test_a_requirement_keeps_an_automatic_row_from_being_enabled() -> None:
    sold = row("sold", "waiting_for_parts", '{work = ["unknown"]}', "on_the_road")
    assert not automatic(sold).holds
    assert automatic(sold + 'requires = ["looked_over"]\n').holds
