"""What has to be reached: every state, every row, every refusal; and what a report on a case shows of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from workflow.case.entry import Coded, Entry
from workflow.case.errors import BadInput, Refused
from workflow.case.file import Case
from workflow.definition.model import Definition, Event, Row
from workflow.engine.compiled import compiled
from workflow.engine.facts import Situation
from workflow.engine.proving.journeys import Step
from workflow.engine.results import Accepted
from workflow.engine.rows import takes

Target = tuple[str, ...]
"""("state", name), ("row", event, row), ("refusal", event, row), ("unmet", event, row, requirement)."""

BINDING = ("rule", "default")


def targets(definition: Definition) -> Iterator[Target]:
    """Everything that has to be reached."""
    for state in definition.states:
        yield ("state", state)
    for event in definition.events.values():
        for row in event.rows if event.kind != "ending" else ():
            yield ("refusal" if row.refuses else "row", event.name, row.name)
            for name in row.requires:
                if definition.requirements[name].kind in BINDING and not row.refuses:
                    yield ("unmet", event.name, row.name, name)


def shown(
    definition: Definition, case: Case, step: Step, answer: Accepted | Refused | BadInput, *, coded: Mapping[str, Coded]
) -> Iterator[Target]:
    """The targets that an answer shows to be reached.

    Args:
        coded: the fields of the report as they were understood.
    """
    if isinstance(answer, BadInput):
        return
    event = definition.events[step.event]
    taken = tuple(_taken(definition, case, event, coded))
    if isinstance(answer, Accepted):
        yield ("state", answer.entries[0].to_state)
        yield from (("row", event.name, row.name) for row in taken)
        yield from _by_itself(definition, answer.entries[1:])
    elif answer.kind == "rule":
        yield from (("refusal", event.name, row.name) for row in taken if row.refuses)
    elif answer.kind == "requirements":
        yield from (("unmet", event.name, row.name, each.requirement) for row in taken for each in answer.unmet)


def _taken(definition: Definition, case: Case, event: Event, coded: Mapping[str, Coded]) -> Iterator[Row]:
    situation = Situation(definition, case, event, coded)
    cell = compiled(definition).cells.get((case.state, event.name), ())
    yield from (row for row in cell if takes(row, cell, situation))


def _by_itself(definition: Definition, entries: Iterable[Entry]) -> Iterator[Target]:
    for entry in entries:
        yield ("state", entry.to_state)
        event = definition.events[entry.event]
        for row in event.rows if event.kind == "automatic" else ():
            fits = all(entry.facts.get(key) in allowed for key, allowed in row.select.items())
            if fits and entry.from_state in row.states and (row.to or entry.from_state) == entry.to_state:
                yield ("row", event.name, row.name)
