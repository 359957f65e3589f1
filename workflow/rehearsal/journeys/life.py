"""One simulated person's circumstances: what ails them, who looks after them, and what will still happen to them.

It knows how to put a step into words; what the next step is, the states' own modules say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from workflow.case.actor import Actor
from workflow.case.entry import Override
from workflow.case.file import Case, Item
from workflow.definition import Definition
from workflow.engine import facts_of
from workflow.rehearsal.dice import Dice
from workflow.rehearsal.people import Person
from workflow.rehearsal.staff import Staff, staff_for
from workflow.rehearsal.steps import Step

BONES = ("bone", "long_bone", "spine", "hypercalcaemia")


@dataclass(slots=True)
class Interruption:
    """Something that breaks into the journey after so many more steps of it."""

    steps: int
    kind: str
    item: str = ""


@dataclass(slots=True)
class Life:
    """A simulated person on the pathway.

    Args:
        now: set by the simulation before each step is asked for.
        site: where the symptom is; "" when the referral tells none.
        primary: receptors of the primary by name; empty when there was none.
        interruptions: what will still break in.
        waiting: alert or report → steps for which nobody looks at it.
        tissue: investigation → what its tissue shows.
        finding: what the images of the present round show; "" before the first of them is reported.
        classified: how the last round was classified.
        her2_by_ish: what in-situ hybridisation will show, where it is needed.
    """

    definition: Definition
    dice: Dice
    person: Person
    staff: Staff
    now: datetime
    site: str
    prior: str
    arrival: str
    is_lobular: bool
    primary: dict[str, Any]
    interruptions: list[Interruption] = field(default_factory=list)
    waiting: dict[str, int] = field(default_factory=dict)
    tissue: dict[str, str] = field(default_factory=dict)
    rounds: int = 0
    finding: str = ""
    classified: str = ""
    her2_by_ish: str = ""
    until_the_interval: timedelta = timedelta(0)
    is_lost: bool = False
    is_contradicted: bool = False
    is_aftercare_done: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The pathway's time zone."""
        return ZoneInfo(self.definition.calendar.time_zone)

    @property
    def today(self) -> date:
        """The local date."""
        return self.now.astimezone(self.zone).date()

    @property
    def seen_at(self) -> str:
        """Where imaging looks, and where secondary cancer is if there is any."""
        return "bone" if self.site in {"hypercalcaemia", ""} else self.site

    def day_in(self, wait: timedelta) -> date:
        """The local date after some time."""
        return (self.now + wait).astimezone(self.zone).date()

    def facts(self, case: Case) -> Mapping[str, str]:
        """Everything that is true of the case."""
        return facts_of(self.definition, case)

    def step(
        self,
        event: str,
        by: Actor,
        *,
        after: timedelta = timedelta(0),
        days_ago: int | None = None,
        because: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> Step:
        """Put a report into words.

        Args:
            because: requirement → the coded reason for which it is lifted.
        """
        lifted = {name: Override(reason, "Written down in the rehearsal.") for name, reason in (because or {}).items()}
        given = {name: value for name, value in fields.items() if value is not None}
        is_feed = by.role == "interface"
        return Step(event, given, by, after=after, days_ago=days_ago, at_any_hour=is_feed, overrides=lifted)


def life_of(definition: Definition, dice: Dice, person: Person, now: datetime) -> Life:
    """Draw a person's circumstances."""
    prior = dice.which("prior_history")
    carries = dice.which("primary_receptors") if prior != "none" else ""
    hormones = "expressed" if carries == "hormone_receptor" else "not_expressed"
    primary: dict[str, Any] = {
        "er": hormones,
        "pr": hormones,
        "her2": "expressed" if carries == "her2" else "not_expressed",
    }
    return Life(
        definition,
        dice,
        person,
        staff_for(dice.random),
        now,
        site="" if dice.happens("referred_without_a_symptom") else dice.which("site"),
        prior=prior,
        arrival=dice.which("pathway_type"),
        is_lobular=bool(carries) and dice.happens("lobular"),
        primary=primary if carries else {},
    )


def investigations(case: Case, **values: object) -> list[Item]:
    """The investigations that have these values, oldest first."""
    return with_values(case, "investigations", **values)


def with_values(case: Case, collection: str, **values: object) -> list[Item]:
    """The items of a collection that have these values, oldest first; a tuple stands for any of several values."""
    return [item for item in case.standing(collection) if all(_has(item, *each) for each in values.items())]


def _has(item: Item, name: str, value: object) -> bool:
    return item.value(name) in value if isinstance(value, tuple) else item.value(name) == value
