"""The typed model of a pathway definition: what every table of the TOML file becomes once it is loaded.

It answers what a pathway says and holds no rule of how it is applied (that is the engine's), no file and no clinic.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow.definition.elements import (
    Attribute,
    Collection,
    Condition,
    Field,
    ItemMachine,
    ItemState,
    Move,
    Reference,
    Role,
    Source,
    State,
    Term,
    TimeLimit,
    Vocabulary,
)
from workflow.definition.rules import (
    Adds,
    DerivedRow,
    Ends,
    Event,
    EvidenceSet,
    Fact,
    Moves,
    Never,
    OverrideRule,
    Recommendation,
    RecommendationRow,
    Requirement,
    Row,
    Sets,
    WayOut,
)

__all__ = [
    "Adds",
    "Attribute",
    "BannedWord",
    "Calendar",
    "Clock",
    "Collection",
    "Condition",
    "Definition",
    "DerivedRow",
    "Ends",
    "Event",
    "EvidenceSet",
    "Fact",
    "Field",
    "ItemMachine",
    "ItemState",
    "Move",
    "Moves",
    "Never",
    "OverrideRule",
    "Recommendation",
    "RecommendationRow",
    "Reference",
    "Requirement",
    "Role",
    "Row",
    "Sets",
    "Source",
    "State",
    "Term",
    "TimeLimit",
    "Vocabulary",
    "WayOut",
    "Worklist",
]


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that can be recomputed from the entries.

    Args:
        applies: facts that must hold for a case clock to run.
        starts: a date attribute, or with `per` a date field of the item.
        stops: a date attribute, or with `per` a date field of the item; a case clock also stops when set.
        per: the collection whose matching items each carry this clock; "" for one clock a case.
        where: with `per`: which items carry it.
        stop_states: with `per`: item states in which it has stopped.
        adjustable: whether `adjust_clock` may move its due date.
    """

    name: str
    says: str
    source: Source
    limit: TimeLimit
    starts: str
    stops: str = ""
    standard: str = ""
    applies: Condition = dataclasses.field(default_factory=dict)
    per: str = ""
    where: Condition = dataclasses.field(default_factory=dict)
    stop_states: tuple[str, ...] = ()
    adjustable: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """What counts as a local day and a working day."""

    time_zone: str
    weekend: tuple[int, ...]
    holidays: frozenset[date]
    source: Source


@dataclass(frozen=True, slots=True)
class BannedWord:
    """A word that is never accepted as a code, and the explanation given instead."""

    word: str
    says: str


@dataclass(frozen=True, slots=True)
class Worklist:
    """What the worklist counts and sorts by: (collection, condition) per counter, attributes for date and owner.

    Args:
        counts: `alerts`, `unacknowledged`, `escalations` … → collection and condition.
        received: the date attribute the days of a case are counted from.
        review: the date attribute with the next review.
        owner: the id attribute with the person in charge.
        adjustments: the collection that holds clock adjustments (fields clock, days); "" for none.
    """

    counts: Mapping[str, tuple[str, Condition]]
    received: str = ""
    review: str = ""
    owner: str = ""
    team: str = ""
    outcome: str = ""
    adjustments: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One dated, versioned pathway; `digest` is the SHA-256 (hex) of its canonical resolved form."""

    digest: str
    pathway: str
    variant: str
    released_on: date
    title: str
    says: str
    source: Source
    body: str
    opening: str
    references: Mapping[str, Reference]
    vocabularies: Mapping[str, Vocabulary]
    roles: Mapping[str, Role]
    states: Mapping[str, State]
    attributes: Mapping[str, Attribute]
    collections: Mapping[str, Collection]
    evidence: Mapping[str, EvidenceSet]
    facts: Mapping[str, Fact]
    requirements: Mapping[str, Requirement]
    events: Mapping[str, Event]
    recommendations: Mapping[str, Recommendation]
    clocks: Mapping[str, Clock]
    calendar: Calendar
    banned: Mapping[str, BannedWord]
    worklist: Worklist
    notes: tuple[Term, ...] = ()
    nevers: Mapping[str, Never] = dataclasses.field(default_factory=dict)
    ways_out: tuple[WayOut, ...] = ()

    @property
    def name(self) -> str:
        """The full name, `PATHWAY:VARIANT@RELEASED_ON`."""
        return f"{self.pathway}:{self.variant}@{self.released_on.isoformat()}"

    @property
    def open_states(self) -> tuple[str, ...]:
        """The states in which something is still owed, in the order of the file."""
        return tuple(name for name, state in self.states.items() if not state.final)

    def cell(self, state: str, event: str) -> tuple[Row, ...]:
        """The rows for an event in a state, in the order of the file; empty when it cannot be reported there."""
        found = self.events.get(event)
        return tuple(row for row in found.rows if state in row.states) if found else ()
