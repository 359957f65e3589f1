"""What is worth trying on a case: reports that may show a row or a refusal that is still wanted, and wrong roles.

It thinks reports up from the definition; what the engine answers to them is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from workflow.definition.model import Definition, Event, Requirement, Row
from workflow.engine.compiled import compiled
from workflow.engine.facts import Situation
from workflow.engine.proving.journeys import Step, Visit
from workflow.engine.proving.reports import Reporter
from workflow.engine.proving.targets import BINDING, Target

REPORTED = ("opening", "case", "record")
"""The kinds of event that somebody reports."""

VARIANTS = 6
"""So many reports are tried where a row could be taken; the first one is nearly always taken."""

Wanted = Callable[[Target], bool]


class Trials:
    """Thinks up what to try on the cases of one definition."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.reporter = Reporter(definition)

    def reports(self, visit: Visit, wanted: Wanted) -> Iterator[tuple[Step, frozenset[Target]]]:
        """The reports that may show something wanted, with what they may show."""
        situation = Situation(self.definition, visit.case)
        for event in self.definition.events.values():
            if event.kind in REPORTED:
                for row in self._cell(visit, event):
                    yield from self._by_row(visit, situation, row, wanted)

    def wrong_roles(self) -> Iterator[tuple[Event, str]]:
        """For every event a person's role that may not report it; for one that moves the case an interface's too."""
        for event in self.definition.events.values():
            kinds = ("person", "interface") if event.kind == "case" else ("person",)
            for kind in kinds if event.kind in REPORTED else ():
                others = (role for role, each in self.definition.roles.items() if each.kind == kind)
                role = next((role for role in others if role not in event.roles), None)
                if role is not None:
                    yield event, role

    def belongs(self, visit: Visit, event: Event) -> bool:
        """Whether an event can be reported where a case stands."""
        return bool(self._cell(visit, event))

    def _cell(self, visit: Visit, event: Event) -> tuple[Row, ...]:
        return compiled(self.definition).cells.get((visit.case.state, event.name), ())

    def _by_row(
        self, visit: Visit, situation: Situation, row: Row, wanted: Wanted
    ) -> Iterator[tuple[Step, frozenset[Target]]]:
        event = self.definition.events[row.event]
        needs = [self.definition.requirements[name] for name in row.requires]
        unmet = [need for need in needs if need.kind in BINDING and situation.fact(need.fact) not in need.allows]
        refusals = frozenset(filter(wanted, (("unmet", event.name, row.name, need.name) for need in unmet)))
        whole: Target = ("refusal" if row.refuses else "row", event.name, row.name)
        lifting = lifted_by(event, unmet) if wanted(whole) else None
        if not refusals and lifting is None:
            return
        for number, report in enumerate(self.reporter.reports(visit.case, row)):
            if number == VARIANTS:
                return
            if refusals:
                yield Step(event.name, event.roles[0], report.fields), refusals
            if lifting is not None:
                yield Step(event.name, lifting[0], report.fields, lifting[1]), frozenset({whole})


def lifted_by(event: Event, unmet: list[Requirement]) -> tuple[str, dict[str, str]] | None:
    """A role that may report an event in spite of what is not met, with its reasons; None where nobody may."""
    for role in event.roles:
        if all(need.kind == "default" and need.override and role in need.override.roles for need in unmet):
            return role, {need.name: need.override.reasons[0] for need in unmet if need.override}
    return None
