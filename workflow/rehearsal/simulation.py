"""Walks a simulated cohort through the public door, in the order of its own calendar, on a clock that it sets itself.

What somebody does next is the journeys' matter. A refusal is a mistake in the rehearsal and ends it.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from workflow.case.errors import BadInput, Refused, WorkflowError
from workflow.case.file import Case
from workflow.definition import Definition
from workflow.history import CaseBook, Keyring, unit_of_work
from workflow.history.definitions import DefinitionSource
from workflow.interfaces.settings import DEFAULT_DEPLOYMENT
from workflow.rehearsal.dice import Dice
from workflow.rehearsal.journeys import journey
from workflow.rehearsal.journeys.life import Life, life_of
from workflow.rehearsal.parameters import Parameters
from workflow.rehearsal.people import people
from workflow.rehearsal.steps import Journey, Step, in_office_hours

PATHWAY = "secondary-breast-cancer:bcn-guidance"
BATCH = 400
"""Reports of one transaction: few enough that little is lost when a run is stopped, enough that commits cost little."""
LONGEST_DAYS, RECENT_DAYS, RECENT_SHARE = 170, 40, 0.6
"""The first referral came so long ago; this share of them came lately, so that many cases are under way today."""

Progress = Callable[[int, int], None]
"""Called with the referrals that have arrived and how many there will be."""


class RehearsalRefused(WorkflowError):
    """A simulated report was refused although nobody meant it to be."""

    code = "rehearsal_refused"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be simulated; the same plan gives the same history, to the byte.

    Args:
        cases: how many people.
        seed: any whole number.
        until: the end of the simulated time; aware.
    """

    cases: int
    seed: int
    until: datetime

    def secret(self, purpose: str) -> str:
        """A text that depends on the whole plan, so that no two plans share a key or a nonce."""
        return f"{purpose}|{self.seed}|{self.cases}|{self.until.isoformat()}"


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a rehearsal did.

    Args:
        tally: per parameter and answer, how often it came up.
        seconds: how long it took.
    """

    cases: int
    entries: int
    tally: Mapping[tuple[str, str], int]
    seconds: float


@dataclass(slots=True)
class _Walker:
    """One simulated person under way: the step that is due, and everything that follows from it."""

    number: int
    life: Life
    journey: Journey
    step: Step
    at: datetime
    case_id: str = ""
    reports: int = 0


@dataclass(slots=True)
class _Now:
    """The clock that the simulation sets before each report."""

    at: datetime = field(default_factory=lambda: datetime(2000, 1, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at


def demonstration_secret(plan: Plan) -> str:
    """The secret of a demonstration's keys: 64 hexadecimal digits that follow from the plan.

    It protects nobody, because anybody can work it out: a demonstration holds no real person.
    """
    return hashlib.sha256(plan.secret("casepath demonstration keys").encode()).hexdigest()


def simulate(
    engine: Engine,
    pathways: DefinitionSource,
    plan: Plan,
    *,
    parameters: Parameters,
    progress: Progress | None = None,
) -> Simulated:
    """Fill a migrated database with a cohort that ends at `plan.until`.

    Raises:
        BadInput: for a plan without cases.
        RehearsalRefused: when a simulated report is refused.
    """
    if plan.cases < 1:
        raise BadInput("A rehearsal needs at least one case.")
    definition = pathways.newest(PATHWAY)
    chance = Random(plan.secret("keys and nonces"))
    keys = Keyring.from_hex(demonstration_secret(plan), random=chance.randbytes)
    names = Random(plan.secret("ids"))
    tally: Counter[tuple[str, str]] = Counter()
    walk = _Walk(definition, plan, _walkers(definition, plan, parameters, tally))
    started, entries = time.perf_counter(), 0
    while walk.is_under_way:
        with unit_of_work(
            engine,
            pathways,
            keys=keys,
            deployment=DEFAULT_DEPLOYMENT,
            clock=walk.now,
            ids=lambda: names.randbytes(16).hex(),
        ) as book:
            entries += walk.go_on(book)
        if progress:
            progress(walk.arrived, plan.cases)
    return Simulated(plan.cases, entries, tally, time.perf_counter() - started)


class _Walk:
    """Everybody's next steps, the earliest first."""

    def __init__(self, definition: Definition, plan: Plan, walkers: Iterator[_Walker]) -> None:
        self.now = _Now()
        self.arrived = 0
        self._opening = definition.opening
        self._zone = ZoneInfo(definition.calendar.time_zone)
        self._until = plan.until
        self._queue = [(each.at, each.number, each) for each in walkers]
        heapq.heapify(self._queue)

    @property
    def is_under_way(self) -> bool:
        """Whether anything is left to report before the simulated time ends."""
        return bool(self._queue) and self._queue[0][0] <= self._until

    def go_on(self, book: CaseBook) -> int:
        """Report the steps of one batch and return how many entries they made."""
        entries = 0
        for _ in range(BATCH):
            if not self.is_under_way:
                break
            _, _, walker = heapq.heappop(self._queue)
            self.now.at = walker.at
            case, made = self._report(book, walker)
            entries += made
            self._look_ahead(walker, case)
        return entries

    def _look_ahead(self, walker: _Walker, case: Case) -> None:
        walker.life.now = walker.at
        try:
            walker.step = walker.journey.send(case)
        except StopIteration:
            return
        due = walker.at + walker.step.after + timedelta(minutes=1)
        walker.at = due if walker.step.at_any_hour else in_office_hours(due, self._zone)
        heapq.heappush(self._queue, (walker.at, walker.number, walker))

    def _report(self, book: CaseBook, walker: _Walker) -> tuple[Case, int]:
        step = walker.step
        walker.reports += 1
        occurred_at = step.occurred_at(walker.at, self._zone)
        key = f"{walker.number}-{walker.reports}"
        try:
            if step.event == self._opening:
                opened = book.open(
                    PATHWAY,
                    patient=walker.life.person.identity,
                    fields=step.fields,
                    by=step.by,
                    key=key,
                    occurred_at=occurred_at,
                    overrides=step.overrides,
                )
                self.arrived += not walker.case_id
                walker.case_id = opened.case.id
                return opened.case, len(opened.entries)
            reported = book.report(
                walker.case_id,
                step.event,
                step.fields,
                by=step.by,
                occurred_at=occurred_at,
                key=key,
                overrides=step.overrides,
            )
        except (Refused, BadInput) as error:
            raise RehearsalRefused(
                f"Simulated person {walker.number}, report {walker.reports}: {step.event} by {step.by.role} with "
                f"{dict(step.fields)} on {walker.at:%d %b %Y %H:%M} was refused. {error.message}"
            ) from error
        return reported.case, len(reported.entries)


def _walkers(
    definition: Definition, plan: Plan, parameters: Parameters, tally: Counter[tuple[str, str]]
) -> Iterator[_Walker]:
    everybody = people(Random(plan.secret("people")), today=plan.until.date(), men=parameters.rates["men"].share)
    zone = ZoneInfo(definition.calendar.time_zone)
    for number, person in enumerate(itertools.islice(everybody, plan.cases), start=1):
        dice = Dice(parameters, seed=f"{plan.seed}|{number}", tally=tally)
        at = in_office_hours(plan.until - _days_before_the_end(number, plan.cases, dice), zone)
        life = life_of(definition, dice, person, at)
        walk = journey(life)
        yield _Walker(number, life, walk, next(walk), at)


def _days_before_the_end(number: int, cases: int, dice: Dice) -> timedelta:
    """When the referral of that number arrives: evenly spread over the earlier and over the recent time."""
    place = (number - dice.random.random()) / cases
    earlier = 1 - RECENT_SHARE
    if place < earlier:
        days = RECENT_DAYS + (LONGEST_DAYS - RECENT_DAYS) * (1 - place / earlier)
    else:
        days = RECENT_DAYS * (1 - place) / RECENT_SHARE
    return timedelta(days=days)
