"""Walks a simulated cohort through the public door, in the order of its own calendar, on a clock that it sets itself.

What somebody does next is the journeys' matter. A refusal is a mistake in the rehearsal and ends it.
"""

from __future__ import annotations

import hashlib
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from workflow.case.errors import BadInput
from workflow.definition import Definition
from workflow.history import Keyring, unit_of_work
from workflow.history.definitions import DefinitionSource
from workflow.interfaces.settings import DEFAULT_DEPLOYMENT
from workflow.rehearsal.dice import Dice
from workflow.rehearsal.journeys import journey
from workflow.rehearsal.journeys.life import life_of
from workflow.rehearsal.parameters import Parameters
from workflow.rehearsal.people import people
from workflow.rehearsal.steps import in_office_hours
from workflow.rehearsal.walking import Walk, Walker

PATHWAY = "secondary-breast-cancer:bcn-guidance"
BATCH = 400
"""Reports of one transaction: few enough that little is lost when a run is stopped, enough that commits cost little."""
LONGEST_DAYS, RECENT_DAYS, RECENT_SHARE = 170, 40, 0.6
"""The first referral came so long ago; this share of them came lately, so that many cases are under way today."""

Progress = Callable[[int, int], None]
"""Called with the referrals that have arrived and how many there will be."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be simulated; the same plan gives the same history, to the byte.

    Args:
        cases: how many people.
        seed: any whole number.
        until: the end of the simulated time; aware.
        deployment: the name that stands in every entry; whoever goes on with the cases must use the same.
    """

    cases: int
    seed: int
    until: datetime
    deployment: str = DEFAULT_DEPLOYMENT

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
    batch: int = BATCH,
) -> Simulated:
    """Fill a migrated database with a cohort that ends at `plan.until`.

    Args:
        batch: about so many reports in each transaction; what is recorded does not depend on it.

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
    walk = Walk(definition, _walkers(definition, plan, parameters, tally), until=plan.until)
    started, entries = time.perf_counter(), 0
    while walk.is_under_way:
        with unit_of_work(
            engine,
            pathways,
            keys=keys,
            deployment=plan.deployment,
            clock=walk.clock,
            ids=lambda: names.randbytes(16).hex(),
        ) as book:
            entries += walk.go_on(book, reports=batch)
        if progress:
            progress(walk.arrived, plan.cases)
    return Simulated(walk.arrived, entries, tally, time.perf_counter() - started)


def _walkers(
    definition: Definition, plan: Plan, parameters: Parameters, tally: Counter[tuple[str, str]]
) -> Iterator[Walker]:
    everybody = people(Random(plan.secret("people")), today=plan.until.date(), men=parameters.rates["men"].share)
    zone = ZoneInfo(definition.calendar.time_zone)
    for number, person in enumerate(itertools.islice(everybody, plan.cases), start=1):
        dice = Dice(parameters, seed=f"{plan.seed}|{number}", tally=tally)
        at = _arrival(plan, zone, _days_before_the_end(number, plan.cases, dice))
        life = life_of(definition, dice, person, at)
        walk = journey(life)
        yield Walker(number, life, walk, next(walk), at)


def _arrival(plan: Plan, zone: ZoneInfo, before_the_end: timedelta) -> datetime:
    """When a referral arrives: in office hours, and before the simulated time ends."""
    at = in_office_hours(plan.until - before_the_end, zone)
    while at > plan.until:
        before_the_end += timedelta(days=1)
        at = in_office_hours(plan.until - before_the_end, zone)
    return at


def _days_before_the_end(number: int, cases: int, dice: Dice) -> timedelta:
    """When the referral of that number arrives: evenly spread over the earlier and over the recent time."""
    place = (number - dice.random.random()) / cases
    earlier = 1 - RECENT_SHARE
    if place < earlier:
        days = RECENT_DAYS + (LONGEST_DAYS - RECENT_DAYS) * (1 - place / earlier)
    else:
        days = RECENT_DAYS * (1 - place) / RECENT_SHARE
    return timedelta(days=days)
