"""Obligation 6: a way to something forbidden is found, with its steps; where there is none, that is shown."""

from __future__ import annotations

import pytest

from tests.support.small_pathways import START, bicycle_repair
from workflow.definition.proof import Obligation, seeking
from workflow.definition.proof.lens import walking
from workflow.definition.proof.nevers import never_rules

PLAIN = 'source = {kind = "proposal"}\n'


def never(table: str, start: str = START, more: str = "") -> Obligation:
    """The bicycle with one thing that must never happen."""
    rule = f'[nevers.forbidden]\nsays = "Somebody rides unmended."\n{PLAIN}{table}\n'
    return never_rules(bicycle_repair(start=start, more=rule + more))


def test_an_act_that_the_rows_themselves_exclude_never_happens() -> None:
    assert never('events = ["start"]\nwhen = {work = ["unknown"]}').holds


def test_an_act_that_can_happen_is_told_step_by_step() -> None:
    failure = never('to = ["on_the_road"]\nstates = ["brought_in"]').failures[0]
    assert failure.where == "nevers.forbidden"
    assert failure.steps[0] == "bring_in: A bicycle is brought in. → brought_in"
    assert failure.steps[-1].startswith("start: Work starts. → on_the_road")


def test_an_override_is_one_of_the_ways_in_which_it_can_happen() -> None:
    hasty = '[events.start.rows.mend]\nstates = ["brought_in"]\nto = "on_the_stand"\n'
    failure = never('events = ["order_parts"]\nwhen = {work = ["unknown"]}', start=hasty).failures[0]
    assert [step.partition(":")[0] for step in failure.steps] == ["bring_in", "start", "order_parts"]


def test_a_standing_is_looked_for_where_cases_come_to_rest() -> None:
    assert not never('states = ["on_the_road"]\nwhen = {finding = ["worn"]}').holds
    assert never('states = ["waiting_for_parts"]\nwhen = {parts = ["none", "arrived"]}').holds


def test_facts_are_looked_at_only_when_the_answer_depends_on_them() -> None:
    bought = '[attributes.bought]\ntype = "choice"\nchoices = ["yes"]\ninitial = "no"\nsays = "Bought"\n' + PLAIN
    bought += f'[facts.bought]\nkind = "recorded"\nattribute = "bought"\nsays = "Bought"\n{PLAIN}'
    bought += f'[events.sell]\nkind = "case"\nroles = ["owner"]\nsays = "Sold."\n{PLAIN}'
    bought += 'sets = [{attribute = "bought", value = "yes"}]\n'
    bought += '[events.sell.rows.sold]\nstates = ["brought_in"]\nselect = {parts = ["arrived"]}\nto = "on_the_road"\n'
    assert never('states = ["on_the_road"]\nwhen = {bought = ["yes"]}', more=bought).holds


def test_only_the_roles_that_are_named_are_kept_from_it() -> None:
    assert never('roles = ["system"]\nstates = ["brought_in"]').holds
    assert not never('roles = ["mechanic"]\nstates = ["brought_in"]').holds


def test_what_cannot_be_settled_within_the_budget_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "NODES", 1)
    assert "More than 1 nodes" in never('states = ["on_the_road"]\nwhen = {finding = ["unknown"]}').failures[0].says


def test_when_the_budget_ends_the_last_way_that_was_not_ruled_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeking, "ROUNDS", 1)
    failure = never('states = ["on_the_road"]\nwhen = {finding = ["worn"]}').failures[0]
    assert failure.steps[-1].endswith("→ on_the_road")
