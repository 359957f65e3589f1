"""Obligation 2: a derived table has a value for everything, and no row that never decides."""

from __future__ import annotations

from dataclasses import replace

from tests.support.small_pathways import bicycle_repair
from workflow.definition.model import Definition
from workflow.definition.proof import Obligation, prove


def tables(definition: Definition) -> Obligation:
    return prove(definition).obligations[1]


def ready(rows: str, values: str = '["yes", "no"]') -> Definition:
    """The bicycle with one more derived fact."""
    head = f'[facts.ready]\nkind = "derived"\nvalues = {values}\nsays = "Ready"\nsource = {{kind = "proposal"}}\n'
    return bicycle_repair(more=f"{head}rows = [{rows}]\n")


def test_a_table_whose_rows_all_decide_something_holds() -> None:
    found = tables(ready('{when = {work = ["none"], parts = ["none"]}, is = "yes"}, {is = "no"}'))
    assert found.holds
    assert found.counts["combinations"] == 4 + 4 * 3


def test_a_row_that_an_earlier_one_covers_is_dead() -> None:
    covered = '{when = {work = ["needed"]}, is = "no"}, {when = {finding = ["worn"]}, is = "yes"}, {is = "no"}'
    failure = tables(ready(covered)).failures[0]
    assert failure.where == "facts.ready.rows[1] (is yes when finding = worn)"
    assert "dead" in failure.says


def test_a_row_that_asks_for_what_cannot_occur_together_is_dead() -> None:
    never = '{when = {work = ["needed"], finding = ["sound"]}, is = "yes"}, {is = "no"}'
    assert "rows[0]" in tables(ready(never)).failures[0].where


def test_a_value_that_no_row_gives_is_found() -> None:
    failure = tables(ready('{is = "no"}')).failures[0]
    assert failure.says == "No row of the table gives the value yes."


def test_a_table_without_a_last_row_shows_a_combination_it_has_no_value_for() -> None:
    whole = bicycle_repair()
    cut = replace(whole.facts["work"], rows=whole.facts["work"].rows[:-1])
    failure = tables(replace(whole, facts={**whole.facts, "work": cut})).failures[0]
    assert "No row holds" in failure.says
    assert [(given.key, given.value) for given in failure.example] == [("finding", "unknown")]
