"""Obligation 5: staff can bring every case to its end by themselves; where they cannot, the way there is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.bicycles import workshop
from tests.support.lending import lending
from tests.support.small_pathways import bicycle_repair
from workflow.definition.model import Definition, Event
from workflow.definition.proof import Obligation
from workflow.definition.proof.liveness import endings
from workflow.definition.proof.planning import plan


def with_event(definition: Definition, event: Event) -> Definition:
    """The definition with one event changed."""
    return replace(definition, events={**definition.events, event.name: event})


def without_an_end_for_parts() -> Obligation:
    """The bicycle, which cannot be handed over while parts are on order."""
    whole = bicycle_repair()
    finish = whole.events["finish"]
    rows = tuple(replace(row, states=("on_the_stand",)) for row in finish.rows)
    return endings(with_event(whole, replace(finish, rows=rows)))


@pytest.mark.parametrize("definition", [bicycle_repair(), workshop(), lending()], ids=lambda found: found.pathway)
def test_a_pathway_that_always_comes_to_its_end_holds(definition: Definition) -> None:
    obligation = endings(definition)
    assert obligation.holds, obligation.failures
    assert obligation.counts["states"] == len(definition.open_states)


def test_a_state_that_staff_cannot_leave_is_found_with_the_shortest_way_to_it() -> None:
    failure = without_an_end_for_parts().failures[0]
    assert failure.where == "states.waiting_for_parts"
    assert [step.partition(":")[0] for step in failure.steps] == [
        "bring_in",
        "look_over (verdict = worn)",
        "start",
        "order_parts",
    ]
    assert failure.way == ("", "brought_in", "brought_in", "on_the_stand", "waiting_for_parts")


@pytest.mark.parametrize("need", ["report", "patient", "administrative"])
def test_what_staff_cannot_bring_about_by_themselves_is_no_way_out(need: str) -> None:
    whole = bicycle_repair()
    assert not endings(with_event(whole, replace(whole.events["finish"], needs=(need,)))).holds


def test_a_feed_or_the_system_is_not_staff() -> None:
    whole = bicycle_repair()
    assert not endings(with_event(whole, replace(whole.events["finish"], roles=("system",)))).holds


def test_a_dead_end_that_no_case_can_come_to_is_none() -> None:
    whole = bicycle_repair()
    order = whole.events["order_parts"]
    finish = whole.events["finish"]
    shut = with_event(whole, replace(order, rows=()))
    rows = tuple(replace(row, states=("on_the_stand",)) for row in finish.rows)
    assert endings(with_event(shut, replace(finish, rows=rows))).holds


def test_more_places_than_the_budget_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "PLACES", 0)
    assert "More than 0 places" in without_an_end_for_parts().failures[0].says
