"""What may be reported now, and why not the rest."""

from __future__ import annotations

from tests.support.bicycles import CLERK, MECHANIC, Bicycle, brought_in, measured, workshop
from workflow.case.actor import Actor
from workflow.engine import Option, options


def offered(bicycle: Bicycle, event: str, actor: Actor = MECHANIC) -> Option:
    return next(each for each in options(workshop(), bicycle.case, actor, now=bicycle.now) if each.event == event)


def test_an_event_whose_requirements_are_met_is_open() -> None:
    assert offered(measured(), "judge").open


def test_a_blocked_event_says_every_reason() -> None:
    bicycle = Bicycle()
    bicycle.report("bring_in", {"received_on": "2026-03-01"}, by=CLERK)
    refused = offered(bicycle, "start").refused
    assert refused is not None
    assert [each.requirement for each in refused.unmet] == ["fault_named"]


def test_what_this_actor_may_override_stays_open() -> None:
    assert offered(brought_in(), "start").open


def test_each_value_of_a_deciding_field_is_answered() -> None:
    fields = {(each.value, each.open) for each in offered(measured(wear="0.1"), "judge").fields}
    assert fields == {("worn", False), ("sound", True)}


def test_a_refused_value_carries_its_sentence() -> None:
    worn = next(each for each in offered(measured(wear="0.1"), "judge").fields if each.value == "worn")
    assert worn.refused is not None
    assert "only when its wear is high" in worn.refused.message


def test_items_that_can_make_the_move_are_named() -> None:
    bicycle = brought_in()
    for part in ("chain", "brake"):
        bicycle.report("order_check", {"part": part, "tool": "eye"})
    bicycle.report("measure", {"check": "C1", "wear": "0.2"})
    assert offered(bicycle, "measure").items == ("C2",)


def test_an_event_without_an_item_to_act_on_is_blocked() -> None:
    refused = offered(brought_in(), "measure").refused
    assert refused is not None
    assert "none of its checks can make this move" in refused.message


def test_an_event_of_another_role_says_whose_it_is() -> None:
    refused = offered(measured(), "judge", CLERK).refused
    assert refused is not None
    assert refused.instead == ("It may be reported by: mechanic.",)


def test_events_that_move_the_case_come_first() -> None:
    kinds = [
        workshop().events[each.event].kind
        for each in options(workshop(), measured().case, MECHANIC, now=measured().now)
    ]
    assert kinds == sorted(kinds, key=lambda kind: kind != "case")
