"""Everybody's next steps in the order of the calendar, reported through a case book at the time each is due.

It knows nothing of what a step means, and makes no transaction: the simulation does.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from zoneinfo import ZoneInfo

from workflow.case.errors import BadInput, Refused, WorkflowError
from workflow.case.file import Case
from workflow.definition import Definition
from workflow.history import CaseBook, Report
from workflow.rehearsal.journeys.life import Life
from workflow.rehearsal.steps import Journey, Step, in_office_hours

TOGETHER = timedelta(minutes=10)
"""What different people report within so short a time is recorded in one go."""


class RehearsalRefused(WorkflowError):
    """A simulated report was refused although nobody meant it to be."""

    code = "rehearsal_refused"


@dataclass(slots=True)
class Walker:
    """One simulated person under way: the step that is due at `at`, and everything that follows from it."""

    number: int
    life: Life
    journey: Journey
    step: Step
    at: datetime
    case_id: str = ""
    reports: int = 0

    def __lt__(self, other: Walker) -> bool:
        return (self.at, self.number) < (other.at, other.number)


@dataclass(slots=True)
class SimulatedClock:
    """A clock that stands where the simulation set it."""

    at: datetime = field(default_factory=lambda: datetime(2000, 1, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        """Return the simulated time."""
        return self.at


class Walk:
    """Everybody under way, the earliest step first.

    Args:
        until: the end of the simulated time; what is due later never happens.
    """

    def __init__(self, definition: Definition, walkers: Iterable[Walker], *, until: datetime) -> None:
        self.clock = SimulatedClock()
        self.arrived = 0
        self._pathway = definition.name
        self._opening = definition.opening
        self._zone = ZoneInfo(definition.calendar.time_zone)
        self._until = until
        self._queue = list(walkers)
        heapq.heapify(self._queue)

    @property
    def is_under_way(self) -> bool:
        """Whether anything is left to report before the simulated time ends."""
        return bool(self._queue) and self._queue[0].at <= self._until

    def go_on(self, book: CaseBook, *, reports: int) -> int:
        """Report about so many steps and return how many entries they made.

        Raises:
            RehearsalRefused: when one of them is refused.
        """
        done = entries = 0
        while done < reports and self.is_under_way:
            due = self._due_together()
            self.clock.at = due[-1].at
            entries += self._open(book, due[0]) if self._opens(due[0]) else self._record(book, due)
            done += len(due)
        return entries

    def _due_together(self) -> list[Walker]:
        """The next step, and those of other people that follow within a few minutes; a referral comes by itself."""
        due = [heapq.heappop(self._queue)]
        last = min(due[0].at + TOGETHER, self._until)
        while not self._opens(due[0]) and self._queue and self._queue[0].at <= last:
            if self._opens(self._queue[0]):
                break
            due.append(heapq.heappop(self._queue))
        for each in due:
            each.at = due[-1].at
            each.reports += 1
        return due

    def _opens(self, walker: Walker) -> bool:
        return walker.step.event == self._opening

    def _open(self, book: CaseBook, walker: Walker) -> int:
        step = walker.step
        try:
            opened = book.open(
                self._pathway,
                patient=walker.life.person.identity,
                fields=step.fields,
                by=step.by,
                key=f"{walker.number}-{walker.reports}",
                occurred_at=step.occurred_at(walker.at, self._zone),
                overrides=step.overrides,
            )
        except (Refused, BadInput) as error:
            _refused(walker, error)
        self.arrived += not walker.case_id
        walker.case_id = opened.case.id
        self._look_ahead(walker, opened.case)
        return len(opened.entries)

    def _record(self, book: CaseBook, due: Sequence[Walker]) -> int:
        reports = [self._report(each) for each in due]
        try:
            recorded = book.report_many(reports)
        except (Refused, BadInput):
            # Each is about another case, so that each alone is answered as it was among the others.
            for walker, report in zip(due, reports, strict=True):
                try:
                    book.report_many([report])
                except (Refused, BadInput) as error:
                    _refused(walker, error)
            raise
        for walker, each in zip(due, recorded, strict=True):
            self._look_ahead(walker, each.case)
        return sum(len(each.entries) for each in recorded)

    def _report(self, walker: Walker) -> Report:
        step = walker.step
        return Report(
            walker.case_id,
            step.event,
            step.fields,
            step.by,
            occurred_at=step.occurred_at(walker.at, self._zone),
            key=f"{walker.number}-{walker.reports}",
            overrides=step.overrides,
        )

    def _look_ahead(self, walker: Walker, case: Case) -> None:
        walker.life.now = walker.at
        try:
            walker.step = walker.journey.send(case)
        except StopIteration:
            return
        due = walker.at + walker.step.after + timedelta(minutes=1)
        walker.at = due if walker.step.at_any_hour else in_office_hours(due, self._zone)
        heapq.heappush(self._queue, walker)


def _refused(walker: Walker, error: WorkflowError) -> NoReturn:
    step = walker.step
    raise RehearsalRefused(
        f"Simulated person {walker.number}, report {walker.reports}: {step.event} by {step.by.role} with "
        f"{dict(step.fields)} at {walker.at:%d %b %Y %H:%M} was refused. {error.message}"
    ) from error
