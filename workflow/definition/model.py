"""The typed model of a pathway definition: what every table of the TOML file becomes once it is loaded.

It answers what a pathway says and holds no rule of how it is applied (that is the engine's), no file and no clinic.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow.case.file import NEW

Condition = Mapping[str, tuple[str, ...]]
"""All of these must hold: a name (a fact, an event field, or `field.item_field`) has one of the listed values."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sentence comes from.

    Args:
        kind: patient_information, guideline, study, proposal or recalled.
        ref: the id of a reference the definition lists; "" for a proposal or something recalled.
        at: the place within it, such as "1.3.1".
    """

    kind: str
    ref: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A public text the definition cites."""

    id: str
    title: str
    publisher: str = ""
    url: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One code of a vocabulary and what it means."""

    code: str
    says: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A finite list of codes, in the order shown to people."""

    name: str
    says: str
    source: Source
    terms: Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Role:
    """A capacity somebody reports in; `kind` is person, system or interface."""

    name: str
    kind: str
    says: str
    source: Source


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long: an amount and its unit (calendar_days, working_days, hours)."""

    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class State:
    """Where a case stands, that is, who owes the next decision.

    Args:
        owner: the roles that owe it.
        next_action: what they are to do next, as a sentence.
        target: how long the case should stay here, from entering the state; None where there is no target.
        final: nothing more is owed.
        main: drawn on the main road of the picture, the others beside it.
    """

    name: str
    says: str
    owner: tuple[str, ...]
    next_action: str
    source: Source
    target: TimeLimit | None = None
    final: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an event, an item or an attribute.

    Args:
        type: choice, choices (several codes), date, decimal, integer, id, item, items, entry, text, identifier.
        vocabulary: for choice and choices: the vocabulary the codes come from.
        choices: the codes allowed, in order (the whole vocabulary or the part that is named).
        collection: for item and items: the collection the id points into.
        required: must be given.
        required_when: must be given when this holds of the other fields and the facts.
        protected: identifiers and free text; kept encrypted, outside the hashed bytes.
        must_equal: `field.item_field` whose present value this one has to equal (a version that is acknowledged).
        bands: for decimal: (upper bound exclusive as text, code), the last bound None; selectors see the code.
        default: the code taken when nothing is given.
        future: for date: may lie after today (a due date, a booking).
    """

    name: str
    type: str
    says: str
    hint: str = ""
    vocabulary: str = ""
    choices: tuple[str, ...] = ()
    collection: str = ""
    required: bool = False
    required_when: Condition | None = None
    protected: bool = False
    must_equal: str = ""
    bands: tuple[tuple[str | None, str], ...] = ()
    default: str = ""
    future: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """A single value the case keeps.

    Args:
        initial: the value a fact shows while it was never set ("unknown" or its like).
        when_outdated: the value a fact shows when evidence it rests on is no longer current; "" = not evidence-bound.
    """

    name: str
    field: Field
    initial: str
    source: Source
    when_outdated: str = ""


@dataclass(frozen=True, slots=True)
class ItemState:
    """One place on an item's machine; `open` means that something is still owed."""

    name: str
    says: str
    open: bool


@dataclass(frozen=True, slots=True)
class Move:
    """Item transition: `by` is the trigger's name (an event's name unless an effect says otherwise)."""

    by: str
    origins: tuple[str, ...]
    to: str


@dataclass(frozen=True, slots=True)
class ItemMachine:
    """The small state machine of a collection's items."""

    initial: str
    states: Mapping[str, ItemState]
    moves: tuple[Move, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Collection:
    """Things a case has several of: symptoms, investigations, alerts, contacts.

    Args:
        prefix: capital letters that begin the ids ("I" gives I1, I2 …); unique in the definition.
        version_field: the integer field that numbers versions, for collections that serve as evidence.
    """

    name: str
    says: str
    prefix: str
    fields: Mapping[str, Field]
    source: Source
    machine: ItemMachine | None = None
    version_field: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceSet:
    """The items a decision relies on: those of a collection that match `where`, at their present version."""

    name: str
    collection: str
    where: Condition
    says: str
    source: Source
    void_states: tuple[str, ...] = ("void",)


@dataclass(frozen=True, slots=True)
class DerivedRow:
    """One row of a derived table: when this holds, the fact has that value."""

    when: Condition
    value: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A finite-valued truth about a case.

    Args:
        kind: recorded (attribute), counted (collection), evidence (attribute's evidence), derived (rows), provided.
        values: every value it can take, in order.
        attribute: for recorded and evidence.
        presence: for recorded: only whether the attribute was set (`recorded` | `missing`).
        collection, where, count, of, empty: for counted: `count` is any, all, none (yes | no) or latest (the value
            of item field `of` of the last matching item); `empty` is the value when nothing matches.
        rows: for derived; the last row has no condition.
        provider, over: for provided: "name@1" and the facts it is given.
    """

    name: str
    kind: str
    says: str
    source: Source
    values: tuple[str, ...]
    attribute: str = ""
    presence: bool = False
    collection: str = ""
    where: Condition = dataclasses.field(default_factory=dict)
    count: str = ""
    of: str = ""
    empty: str = ""
    rows: tuple[DerivedRow, ...] = ()
    provider: str = ""
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OverrideRule:
    """Who may lift a `default` requirement, and the coded reasons they may give."""

    roles: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition on one fact: its allowed values, and what to say when it has another.

    Args:
        kind: rule, default, advice or info.
        supplied_by: the events that can bring the fact to an allowed value.
    """

    name: str
    fact: str
    allows: tuple[str, ...]
    kind: str
    says: str
    source: Source
    supplied_by: tuple[str, ...] = ()
    override: OverrideRule | None = None


@dataclass(frozen=True, slots=True)
class Sets:
    """Effect: an attribute takes a value. `value` is an expression (see `definition/expressions.py`)."""

    attribute: str
    value: str
    when: Condition = dataclasses.field(default_factory=dict)
    evidence: str = ""
    withdraws: bool = False


@dataclass(frozen=True, slots=True)
class Adds:
    """Effect: a collection gets an item; `values` maps item fields to expressions."""

    collection: str
    values: Mapping[str, str]
    when: Condition = dataclasses.field(default_factory=dict)
    state: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """Effect: items move on their machine, or only have fields written.

    Args:
        item: the event field that names the item or items; "" when `where` picks them.
        where: picks every matching item that can make the move.
        by: the trigger on the item's machine; "" writes fields only.
    """

    collection: str
    item: str = ""
    where: Condition | None = None
    by: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    when: Condition = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ends:
    """Effect: every matching item is ended by an entry of its own, event `event`, actor `system`."""

    collection: str
    where: Condition
    event: str
    field: str
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a cell (state, event): for these selectors go there if that is met, or stay, or refuse.

    Args:
        states: the states whose cell this row is in.
        select: conditions on event fields, on `field.item_field` and on facts.
        otherwise: takes every combination no other row of the cell takes.
        to: the target state; "" when it stays or refuses.
        refuses: the sentence that refuses; "" when it does not.
        requires: names of requirements, the event's own first.
    """

    name: str
    event: str
    states: tuple[str, ...]
    select: Condition
    says: str
    source: Source
    otherwise: bool = False
    to: str = ""
    refuses: str = ""
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may be reported, or that happens by itself.

    Args:
        kind: opening, case (moves the case), record (moves nothing by itself), automatic, ending (written for items
            that another event ends).
        roles: who may report it; ("system",) for automatic and ending ones.
        attaches: for the opening event: the event recorded instead when the person already has an open case.
        relies_on: evidence sets whose members are named in the entry.
        relies_on_items: event fields whose items are named in the entry.
        refers: "amend" or "void" for the two events that correct an earlier entry, named by their field `entry`.
    """

    name: str
    kind: str
    says: str
    source: Source
    roles: tuple[str, ...]
    fields: Mapping[str, Field]
    rows: tuple[Row, ...]
    sets: tuple[Sets, ...] = ()
    adds: tuple[Adds, ...] = ()
    moves: tuple[Moves, ...] = ()
    ends: tuple[Ends, ...] = ()
    attaches: str = ""
    relies_on: tuple[str, ...] = ()
    relies_on_items: tuple[str, ...] = ()
    refers: str = ""


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """For items like this, these are proposed first and those may stand beside them."""

    when: Condition
    propose: tuple[str, ...]
    beside: tuple[str, ...]
    says: str
    source: Source


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A table that proposes a value of an event's field from the items of a collection; it is advice, never a rule."""

    name: str
    says: str
    source: Source
    collection: str
    event: str
    field: str
    when: Condition
    rows: tuple[RecommendationRow, ...]
    reasons: tuple[str, ...] = ("other",)


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


OPENING_STATES = (NEW,)
