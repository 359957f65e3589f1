"""Obligation 3: a refusal offers what can bring about what is missing, all of it and nothing else."""

from __future__ import annotations

from dataclasses import replace

from tests.support.small_pathways import bicycle_repair
from workflow.definition.model import Definition
from workflow.definition.proof import Obligation
from workflow.definition.proof.suppliers import suppliers


def looked_over(more: str = "", **changes: object) -> Definition:
    """The bicycle with its one requirement changed."""
    whole = bicycle_repair(more=more)
    need = replace(whole.requirements["looked_over"], **changes)  # type: ignore[arg-type]
    return replace(whole, requirements={"looked_over": need})


def found(definition: Definition) -> Obligation:
    return suppliers(definition)


def test_an_event_that_sets_the_fact_supplies_it() -> None:
    obligation = found(bicycle_repair())
    assert (obligation.holds, obligation.counts["offers"]) == (True, 1)


def test_an_event_that_is_offered_and_cannot_help_is_found() -> None:
    failure = found(looked_over(supplied_by=("look_over", "order_parts"))).failures[0]
    assert failure.says == "order_parts is offered, but never brings work to needed or none."


def test_an_event_that_could_help_and_is_not_offered_is_found() -> None:
    failure = found(looked_over(supplied_by=())).failures[0]
    assert failure.says.startswith("look_over can bring work to needed or none where this is asked")


def test_an_event_may_be_left_unsaid_on_purpose() -> None:
    assert found(looked_over(supplied_by=(), unoffered=("look_over",))).holds
    assert not found(looked_over(unoffered=("order_parts",))).holds


def test_what_is_used_for_administration_is_not_offered() -> None:
    whole = looked_over(supplied_by=())
    event = replace(whole.events["look_over"], needs=("administrative",))
    assert found(replace(whole, events={**whole.events, "look_over": event})).holds


def test_a_rule_that_nothing_can_ever_meet_is_found() -> None:
    whole = looked_over(supplied_by=(), kind="rule", override=None)
    events = {name: event for name, event in whole.events.items() if name != "look_over"}
    assert "the row can never be taken" in found(replace(whole, events=events)).failures[0].says
