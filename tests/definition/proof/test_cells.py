"""Obligation 1: overlaps, gaps and rows that nothing takes are found, with the smallest example."""

from __future__ import annotations

from tests.support.small_pathways import START, bicycle_repair
from workflow.definition.proof import Failure, Obligation, prove

PLAIN = 'says = "Told."\nsource = {kind = "proposal"}\n'


def cells(start: str = START, more: str = "") -> Obligation:
    return prove(bicycle_repair(start, more)).obligations[0]


def row(name: str, select: str, more: str = 'to = "on_the_stand"') -> str:
    return f'[events.start.rows.{name}]\nstates = ["brought_in"]\n{select}\n{more}\n'


def shown(failure: Failure) -> dict[str, str]:
    return {given.key: given.value for given in failure.example}


def test_rows_that_answer_every_combination_once_hold() -> None:
    found = cells()
    assert found.holds
    assert found.counts["cells"] == 8
    assert found.count == found.counts["combinations"] > 0


def test_two_rows_for_one_combination_are_named_with_the_facts_that_show_it() -> None:
    start = row("mend", 'select = {work = ["needed"]}') + row("fix", 'select = {parts = ["none"]}')
    failure = cells(start + row("rest", "otherwise = true")).failures[0]
    assert failure.where == "events.start, in state brought_in"
    assert "mend, fix" in failure.says
    assert shown(failure) == {"finding": "worn", "parts": "none"}


def test_a_combination_without_a_row_is_told_in_the_definitions_own_words() -> None:
    start = row("mend", 'select = {work = ["needed"]}') + row("ride", 'select = {work = ["none"]}')
    failure = cells(start).failures[0]
    assert "No row answers" in failure.says
    assert [given.says for given in failure.example] == ["What the mechanic found: unknown"]


def test_an_example_leaves_out_what_makes_no_difference() -> None:
    start = row("mend", 'select = {work = ["needed"], parts = ["none", "ordered", "arrived"]}')
    failure = cells(start + row("ride", 'select = {work = ["none"]}')).failures[0]
    assert shown(failure) == {"finding": "unknown"}


def test_facts_that_exclude_each_other_by_their_tables_raise_no_alarm() -> None:
    start = row("mend", 'select = {work = ["needed"]}') + row("ride", 'select = {finding = ["sound"]}')
    assert cells(start + row("rest", 'select = {finding = ["unknown"]}')).holds


def test_a_row_that_no_combination_takes_is_found() -> None:
    start = row("mend", 'select = {work = ["needed"], finding = ["sound"]}') + row("rest", "otherwise = true")
    failure = cells(start).failures[0]
    assert failure.where == "events.start.rows.mend"


def test_a_rest_that_nothing_is_left_for_is_found() -> None:
    start = row("any", 'select = {work = ["needed", "none", "unknown"]}') + row("rest", "otherwise = true")
    assert [failure.where for failure in cells(start).failures] == ["events.start.rows.rest"]


def test_a_field_that_must_then_be_given_is_not_missed_as_a_combination() -> None:
    field = '[events.weigh.fields.{0}]\ntype = "yes_no"\nsays = "{0}"\n{1}\n'
    event = f'[events.weigh]\nkind = "record"\nroles = ["mechanic"]\n{PLAIN}'
    event += field.format("heavy", "required = true")
    rows = "[events.weigh.rows.light]\nstates = 'open'\nselect = {heavy = ['no']}\nstays = true\n"
    for lifted in ("yes", "no"):
        rows += f"[events.weigh.rows.lifted_{lifted}]\nstates = 'open'\nstays = true\n"
        rows += f"select = {{heavy = ['yes'], lifted = ['{lifted}']}}\n"
    assert cells(more=event + field.format("lifted", "required_when = {heavy = ['yes']}") + rows).holds
    assert not cells(more=event + field.format("lifted", "") + rows).holds
