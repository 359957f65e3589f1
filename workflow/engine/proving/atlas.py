"""Where cases really come to: journeys made with the engine itself, each the first to show something new.

It answers how a state, a row or a refusal can be reached, by reports that the engine accepted. It is no proof that
something cannot be reached.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from workflow.case.errors import Corrupt
from workflow.definition.model import Definition, Event, Requirement, Row
from workflow.engine.compiled import compiled
from workflow.engine.facts import Situation
from workflow.engine.proving.journeys import Journey, Step, Traveller, Visit
from workflow.engine.proving.reports import Report, Reporter
from workflow.engine.proving.targets import BINDING, Target, shown, targets
from workflow.engine.results import Accepted

REPORTS = 20_000
"""The most reports that are tried where no journey is known; what is not reached by then is told as not reached."""

REPEATS = 3
"""How often the same sort of report may lead to nothing new from one state before it is left alone."""


class Atlas:
    """What was reached on one definition, and how.

    Args:
        found: target → the journey that shows it.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.traveller = Traveller(definition)
        self.reporter = Reporter(definition)
        self.targets = tuple(targets(definition))
        self.found: dict[Target, Journey] = {}
        self.visits: list[Visit] = [self.traveller.new()]
        self._facts = tuple(_facts_of_interest(definition))
        self._atoms: set[tuple[object, ...]] = set()
        self._goals = {target: _goals(definition, target) for target in self.targets if target[0] == "row"}
        self._idle: dict[tuple[object, ...], int] = {}

    def missing(self) -> tuple[Target, ...]:
        """The targets that were not reached."""
        return tuple(target for target in self.targets if target not in self.found)

    def follow(self, journeys: Iterable[Journey]) -> None:
        """Go known journeys; a step that is not accepted here is left out."""
        known: dict[tuple[int, str], Visit] = {}
        for journey in journeys:
            visit = self.visits[0]
            for step in journey.steps:
                key = (id(visit), repr(step))
                if key not in known:
                    known[key] = self._go(visit, step) or visit
                visit = known[key]
            for step in journey.refused:
                self._go(visit, step)

    def explore(self) -> None:
        """Go from visit to visit, the nearest first, until every target is found or nothing new is."""
        waiting = deque(self.visits)
        while waiting and self.traveller.asked < REPORTS and self.missing():
            visit = waiting.popleft()
            waiting.extend(self.onward(visit))

    def _go(self, visit: Visit, step: Step) -> Visit | None:
        """Report a step and note what it shows; the visit it leads to, None where it is refused."""
        try:
            answer = self.traveller.ask(visit, step)
        except Corrupt:
            return None  # what happens by itself never comes to rest; obligation 4 tells of that
        accepted = isinstance(answer, Accepted)
        coded = self.traveller.coded(visit, step)
        for target in shown(self.definition, visit.case, step, answer, coded=coded):
            if target not in self.found:
                steps = visit.steps()
                self.found[target] = Journey((*steps, step)) if accepted else Journey(steps, (step,))
        if not isinstance(answer, Accepted):
            return None
        new = self.traveller.onward(visit, step, answer)
        self.visits.append(new)
        return new

    def onward(self, visit: Visit) -> Iterator[Visit]:
        """The visits to which one more report leads and that show something new, or may."""
        situation = Situation(self.definition, visit.case)
        for event in self.definition.events.values():
            if event.kind in ("opening", "case", "record"):
                for row in compiled(self.definition).cells.get((visit.case.state, event.name), ()):
                    yield from self._by_row(visit, situation, event, row)

    def _by_row(self, visit: Visit, situation: Situation, event: Event, row: Row) -> Iterator[Visit]:
        unmet = [need for need in self._needs(row) if situation.fact(need.fact) not in need.allows]
        wanted: set[Target] = {("refusal" if row.refuses else "row", event.name, row.name)}
        wanted |= {("unmet", event.name, row.name, need.name) for need in unmet}
        for report in self.reporter.reports(visit.case, row):
            key = (visit.case.state, event.name, row.name, report.sort)
            if self._idle.get(key, 0) >= REPEATS and not any(target not in self.found for target in wanted):
                continue
            for step in self._steps(event, report, unmet):
                known = len(self.found)
                new = self._go(visit, step)
                if new is not None and not self._is_new(new) and len(self.found) == known:
                    self._idle[key] = self._idle.get(key, 0) + 1
                elif new is not None:
                    yield new

    def _steps(self, event: Event, report: Report, unmet: list[Requirement]) -> Iterator[Step]:
        """The report as it is, where a refusal of it is still to be seen; and with everything lifted that can be."""
        missing = [need for need in unmet if ("unmet", event.name, report.row.name, need.name) not in self.found]
        if missing:
            yield Step(event.name, event.roles[0], report.fields)
        for role in event.roles:
            if all(need.kind == "default" and need.override and role in need.override.roles for need in unmet):
                lifted = {need.name: need.override.reasons[0] for need in unmet if need.override}
                yield Step(event.name, role, report.fields, lifted)
                return

    def _needs(self, row: Row) -> Iterator[Requirement]:
        for name in row.requires:
            need = self.definition.requirements[name]
            if need.kind in BINDING:
                yield need

    def _is_new(self, visit: Visit) -> bool:
        """Whether a visit shows a fact, or how near it is to a missing row, for the first time in its state."""
        situation = Situation(self.definition, visit.case)
        state = visit.case.state
        atoms: set[tuple[object, ...]] = {(state, name, situation.fact(name)) for name in self._facts}
        for target, goals in self._goals.items():
            if target not in self.found:
                atoms.add((state, target, tuple(situation.fact(name) in allowed for name, allowed in goals)))
        fresh = bool(atoms - self._atoms)
        self._atoms |= atoms
        return fresh


def _goals(definition: Definition, target: Target) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a row asks of the facts."""
    event = definition.events[target[1]]
    row = next(row for row in event.rows if row.name == target[2])
    selected = [(key, v) for key, v in row.select.items() if "." not in key and key not in event.fields]
    needs = [definition.requirements[name] for name in row.requires]
    return (*selected, *((need.fact, need.allows) for need in needs if need.kind in BINDING))


def _facts_of_interest(definition: Definition) -> Iterator[str]:
    """The facts on which rows depend."""
    found: dict[str, None] = {}
    for event in definition.events.values():
        for row in event.rows:
            found |= dict.fromkeys(key for key in row.select if key in definition.facts)
            found |= dict.fromkeys(definition.requirements[name].fact for name in row.requires)
    yield from found
