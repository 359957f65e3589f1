"""Whether a story that the proof tells is one that the engine tells too: its reports are made, one after the other.

It looks for values of the fields that the story leaves open, for items and for roles; what it does not find is no
proof that there are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from workflow.case.errors import Corrupt
from workflow.case.file import NEW, Case, Item
from workflow.definition.domains import NOT_GIVEN
from workflow.definition.model import Condition, Definition, Event, Row
from workflow.definition.proof import Failure, Obligation
from workflow.definition.proof.findings import NOT_RULED_OUT, UNTRIED, Told
from workflow.engine.facts import Situation, item_value, matches
from workflow.engine.proving.journeys import Step, Traveller, Visit
from workflow.engine.proving.lacking import passed_by, told_step
from workflow.engine.proving.reports import Reporter
from workflow.engine.results import Accepted

REPORTS = 400
"""The most reports that are tried for one story."""

AUTOMATIC = 4
"""The obligation whose stories end where the case does not rest."""


FOUND = "It was found among the cases that were reached; there may be a shorter way."


def tried(definition: Definition, obligation: Obligation, reached: Iterable[Visit] = ()) -> Obligation:
    """The obligation, each of its stories marked that the engine accepted to the end, and each that it did not.

    Args:
        reached: cases that the engine came to, in any order; one of them stands in for a story that is not accepted.
    """
    visits = sorted(reached, key=lambda visit: len(visit.way())) if obligation.failures else []
    found = tuple(_tried(definition, failure, obligation.number, visits) for failure in obligation.failures)
    return replace(obligation, failures=found)


def _tried(definition: Definition, failure: Failure, number: int, visits: list[Visit]) -> Failure:
    if failure.reports and _Trial(definition, failure, number).succeeds():
        return replace(failure, is_tried=True, remark=failure.remark.replace(NOT_RULED_OUT, "").strip())
    visit = None if number == AUTOMATIC else _first_as_sought(definition, failure, visits)
    if visit is not None:
        return _told_by(definition, failure, visit)
    if not failure.reports or NOT_RULED_OUT in failure.remark:
        return failure
    return replace(failure, remark=f"{failure.remark} {UNTRIED}".strip())


def _told_by(definition: Definition, failure: Failure, visit: Visit) -> Failure:
    """The same failure with the way of a case that the engine came to."""
    passed = passed_by(visit)
    steps = (*(told_step(definition, each) for each in passed), *((failure.last,) if failure.last else ()))
    way = (NEW, *(each.case.state for each in passed))
    return replace(failure, steps=steps, way=way, reports=(), is_tried=True, remark=FOUND)


def _first_as_sought(definition: Definition, failure: Failure, visits: list[Visit]) -> Visit | None:
    """The nearest case that was reached and that shows the failure."""
    sought = failure.sought
    if sought is None:
        return None
    told = {given.key: tuple(given.value.split(" or ")) for given in failure.example}
    example = {key: values for key, values in told.items() if key in definition.facts}
    for visit in visits:
        situation = Situation(definition, visit.case)
        is_there = visit.step is not None and (not sought.states or visit.case.state in sought.states)
        as_told = is_there and situation.holds(sought.facts) and situation.holds(example)
        if as_told and all(_has_item(definition, visit.case, *item) for item in sought.items):
            return visit
    return None


def _has_item(definition: Definition, case: Case, collection: str, where: Condition) -> bool:
    fields = definition.collections[collection].fields
    return any(matches(fields, item, where) for item in case.standing(collection))


class _Trial:
    """The search for reports that are those of one story."""

    def __init__(self, definition: Definition, failure: Failure, number: int) -> None:
        self.definition = definition
        self.failure = failure
        self.rests = number != AUTOMATIC
        self.traveller = Traveller(definition)
        self.reporter = Reporter(definition)

    def succeeds(self) -> bool:
        """Whether the engine accepts them all."""
        return self._go(self.traveller.new(), self.failure.reports)

    def _go(self, visit: Visit, left: tuple[Told, ...]) -> bool:
        if not left:
            return not self.rests or self._is_as_told(visit.case)
        first, rest = left[0], left[1:]
        for step in self._steps(visit.case, first):
            if self.traveller.asked >= REPORTS:
                return False
            try:
                answer = self.traveller.ask(visit, step)
            except Corrupt:
                return not rest and not self.rests
            if not isinstance(answer, Accepted):
                continue
            lands = answer.case.state == first.state or not (rest or self.rests)
            if lands and self._go(self.traveller.onward(visit, step, answer), rest):
                return True
        return False

    def _is_as_told(self, case: Case) -> bool:
        """Whether the facts of the example are the case, or those of the rule that forbids them."""
        situation = Situation(self.definition, case)
        never = self.definition.nevers.get(self.failure.where.removeprefix("nevers."))
        if never is not None:
            return never.is_act or situation.holds(never.when)
        told = {given.key: tuple(given.value.split(" or ")) for given in self.failure.example}
        return situation.holds({key: values for key, values in told.items() if key in self.definition.facts})

    def _steps(self, case: Case, told: Told) -> Iterator[Step]:
        event = self.definition.events[told.event]
        row = next(row for row in event.rows if row.name == told.row)
        variant = {name: value for name, value in told.choice.items() if name in event.fields}
        for items in self._items(case, event, told):
            fields = self.reporter.filled(case, event, self._demanded(event, variant), items)
            for role in event.roles:
                yield Step(event.name, role, fields, self._lifted(case, row, role))

    def _demanded(self, event: Event, variant: dict[str, str]) -> dict[str, str]:
        """The fields that are chosen, without those that are left out although nothing is said of them."""
        return {name: value for name, value in variant.items() if value != NOT_GIVEN or not event.fields[name].required}

    def _items(self, case: Case, event: Event, told: Told) -> Iterator[dict[str, Item]]:
        """The ways of naming an item, the newest first."""
        asked = {key.partition(".")[0] for key in told.items}
        named = [f for f in event.fields.values() if f.type == "item" and (f.required or f.name in asked)]
        if not named:
            yield {}
            return
        field = named[0]
        fields = self.definition.collections[field.collection].fields
        own = {key.partition(".")[2]: v for key, v in told.items.items() if key.partition(".")[0] == field.name}
        for item in reversed(case.standing(field.collection)):
            if all(item_value(fields, item, key) in allowed for key, allowed in own.items()):
                yield {field.name: item}

    def _lifted(self, case: Case, row: Row, role: str) -> dict[str, str]:
        """Every default that is not met and that this role may lift."""
        situation = Situation(self.definition, case)
        needs = (self.definition.requirements[name] for name in row.requires)
        return {
            need.name: need.override.reasons[0]
            for need in needs
            if need.kind == "default"
            and need.override
            and role in need.override.roles
            and situation.fact(need.fact) not in need.allows
        }
