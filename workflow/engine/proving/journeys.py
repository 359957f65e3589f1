"""Journeys through a pathway: reports one after the other, as anybody could make them, written down without any day.

A journey claims nothing by itself: the engine is asked at every step what it answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from workflow.case.actor import Actor
from workflow.case.entry import Coded, Entry, Override
from workflow.case.errors import BadInput, Refused
from workflow.case.file import Case
from workflow.definition.model import Definition
from workflow.engine.deciding import decide
from workflow.engine.results import Accepted
from workflow.engine.understanding import understand

TODAY = "@today"
"""Stands for the day of the report, in every field that is a date."""

WORDS = "As told."


@dataclass(frozen=True, slots=True)
class Step:
    """One report as somebody makes it.

    Args:
        fields: as they would be typed; dates as `TODAY`.
        lifted: requirement → reason, for what is overridden.
    """

    event: str
    role: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    lifted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Journey:
    """Reports that are accepted one after the other, and others that are refused at the end."""

    steps: tuple[Step, ...]
    refused: tuple[Step, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Visit:
    """A case as it was reached.

    Args:
        before: the visit before its last report; None for a case that is not open.
    """

    case: Case
    entries: tuple[Entry, ...] = ()
    before: Visit | None = None
    step: Step | None = None

    def steps(self) -> tuple[Step, ...]:
        """The reports that lead here, the first one first."""
        return tuple(visit.step for visit in self._all() if visit.step is not None)

    def way(self) -> tuple[str, ...]:
        """The states the case rested in, "" first."""
        return tuple(visit.case.state for visit in self._all())

    def _all(self) -> list[Visit]:
        found: list[Visit] = []
        visit: Visit | None = self
        while visit is not None:
            found.append(visit)
            visit = visit.before
        return found[::-1]


class Traveller:
    """Goes journeys on one definition with the engine itself."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.asked = 0
        self._start = datetime.combine(definition.released_on, time(12), tzinfo=UTC)

    def new(self) -> Visit:
        """A case that is not open yet."""
        return Visit(Case("c1", self.definition.digest))

    def ask(self, visit: Visit, step: Step) -> Accepted | Refused | BadInput:
        """What the engine answers to a report."""
        self.asked += 1
        now = self._start + timedelta(hours=visit.case.seq)
        fields = {name: dated(value, now.date()) for name, value in step.fields.items()}
        seq = fields.get("entry")
        try:
            return decide(
                self.definition,
                visit.case,
                event=step.event,
                fields=fields,
                actor=Actor("somebody", step.role),
                now=now,
                overrides={name: Override(reason, WORDS) for name, reason in step.lifted.items()},
                referenced=visit.entries[seq - 1] if isinstance(seq, int) and 0 < seq <= len(visit.entries) else None,
            )
        except BadInput as error:
            return error

    def coded(self, visit: Visit, step: Step) -> Mapping[str, Coded]:
        """The fields of a report as they are understood; nothing when they are not."""
        now = self._start + timedelta(hours=visit.case.seq)
        fields = {name: dated(value, now.date()) for name, value in step.fields.items() if name != "corrections"}
        event = self.definition.events[step.event]
        try:
            return understand(self.definition, visit.case, event, fields, today=now.date()).coded
        except BadInput:
            return {}

    def onward(self, visit: Visit, step: Step, answer: Accepted) -> Visit:
        """The visit after an accepted report."""
        return Visit(answer.case, (*visit.entries, *answer.entries), visit, step)


def dated(value: Any, day: date) -> Any:
    """A value of a report with the day put in wherever `TODAY` stands."""
    if isinstance(value, Mapping):
        return {key: dated(each, day) for key, each in value.items()}
    return day.isoformat() if value == TODAY else value


def journeys_from(raw: Iterable[Mapping[str, Any]]) -> tuple[Journey, ...]:
    """Read journeys as they were written."""
    return tuple(
        Journey(tuple(map(step_from, one["steps"])), tuple(map(step_from, one.get("refused", ())))) for one in raw
    )


def journeys_out(journeys: Iterable[Journey]) -> list[dict[str, Any]]:
    """Write journeys as plain tables."""
    return [
        {
            "steps": [step_out(step) for step in one.steps],
            **({"refused": [step_out(step) for step in one.refused]} if one.refused else {}),
        }
        for one in journeys
    ]


def step_from(raw: Mapping[str, Any]) -> Step:
    """Read one report as it was written."""
    return Step(raw["event"], raw["role"], dict(raw.get("fields", {})), dict(raw.get("lifted", {})))


def step_out(step: Step) -> dict[str, Any]:
    """Write one report as a plain table."""
    found: dict[str, Any] = {"event": step.event, "role": step.role}
    found |= {"fields": dict(step.fields)} if step.fields else {}
    return {**found, "lifted": dict(step.lifted)} if step.lifted else found
