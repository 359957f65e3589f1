"""The plan to the end is followed with the engine: every deed of it is accepted, and every case comes to its end."""

from __future__ import annotations

from functools import cache

import pytest

from tests.support.seeing import seen
from workflow.case.file import Case
from workflow.definition.proof.lens import Node
from workflow.definition.proof.planning import Place, Plan
from workflow.definition.proof.planning.places import Edge, meet
from workflow.engine.facts import matches
from workflow.engine.proving import explored
from workflow.engine.proving.journeys import Step, Traveller, Visit
from workflow.engine.proving.reports import Reporter
from workflow.engine.results import Accepted
from workflow.pathways import Pathways

PATHWAYS = Pathways.shipped()
WHOLE = PATHWAYS.newest("secondary-breast-cancer:bcn-guidance")
LONGEST = 120


@cache
def planned() -> tuple[Plan, dict[Place, Edge]]:
    plan = Plan(WHOLE)
    assert not plan.search()
    return plan, plan.next_deeds()


def place_of(node: Node) -> Place:
    """The place a real case lies in."""
    plan, _ = planned()
    found = [place for place in plan.leaves() if meet(place.node, node)]
    assert len(found) == 1, f"{node} lies in {len(found)} places"
    return found[0]


def deed_on(case: Case, edge: Edge) -> Step:
    """What somebody reports to do the next deed on a case, with every override they may use."""
    deed, reporter = edge.deed, Reporter(WHOLE)
    items = {}
    if deed.chosen is not None:
        fields = WHOLE.collections[deed.chosen.collection].fields
        standing = case.standing(deed.chosen.collection)
        items = {deed.item: next(item for item in standing if matches(fields, item, deed.chosen.where))}
    lifted = {
        need.name: need.override.reasons[0]
        for act in edge.acts
        for need in (WHOLE.requirements[name] for name in act.row.requires)
        if need.kind == "default" and need.override
    }
    persons = [role for role in deed.event.roles if WHOLE.roles[role].kind == "person"]
    role = "consultant" if "consultant" in persons else persons[0]
    return Step(deed.event.name, role, reporter.filled(case, deed.event, deed.choice, items), lifted)


def brought_to_its_end(visit: Visit) -> list[str]:
    """Follow the plan from a visit; the events that were reported."""
    plan, deeds = planned()
    traveller, told = Traveller(WHOLE), list[str]()
    while not WHOLE.states[visit.case.state].final:
        edge = deeds[place_of(seen(plan.glass, visit.case))]
        step = deed_on(visit.case, edge)
        answer = traveller.ask(visit, step)
        assert isinstance(answer, Accepted), f"after {told}: {step} was not accepted: {answer}"
        visit = traveller.onward(visit, step, answer)
        told.append(step.event)
        assert len(told) <= LONGEST, f"no end: {told[-20:]}"
    return told


@cache
def cases() -> tuple[Visit, ...]:
    found = explored(WHOLE, PATHWAYS.journeys(WHOLE))
    for visit in found.visits[::6]:
        found.visits.extend(found.onward(visit))
    still_open = (visit for visit in found.visits if visit.case.state in WHOLE.open_states)
    return tuple({seen(planned()[0].glass, visit.case): visit for visit in still_open}.values())


def test_the_plan_brings_every_known_case_to_its_end_with_the_engine() -> None:
    ends = [brought_to_its_end(visit) for visit in cases()]
    assert len(ends) > 200
    assert max(len(told) for told in ends) > 3


@pytest.mark.parametrize("state", WHOLE.open_states)
def test_every_state_is_among_the_cases_that_were_followed(state: str) -> None:
    assert any(visit.case.state == state for visit in cases())
