"""The rules of a definition: facts, requirements, events with their rows and effects, and recommendations."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from workflow.definition.elements import Condition, Field, Source


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
        supplied_by: the events that can bring the fact to an allowed value; a refusal offers them.
        unoffered: events that could do it too, and that a refusal leaves unsaid on purpose.
    """

    name: str
    fact: str
    allows: tuple[str, ...]
    kind: str
    says: str
    source: Source
    supplied_by: tuple[str, ...] = ()
    override: OverrideRule | None = None
    unoffered: tuple[str, ...] = ()


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
        needs: what staff cannot bring about by themselves: `report` (a result has to come in), `patient` (the patient
            has to agree), `administrative` (it is used for a death, a transfer, an error, not to bring a case along).
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
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Never:
    """Something that must not happen on this pathway, whatever is reported in whatever order.

    With `events`, `roles` or `to` it forbids an act: no such event is ever accepted while `when` holds before it;
    without `events` every event that moves a case is meant. With none of them it forbids a standing: no case ever
    rests in one of `states` with these facts.

    Args:
        states: where the case stands; () for every state.
        events: the events that are forbidden.
        roles: the roles for which they are forbidden; () for everybody.
        to: the states to which a case must not be moved.
        when: conditions on facts and, with `events`, on their fields.
    """

    name: str
    says: str
    source: Source
    states: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    when: Condition = dataclasses.field(default_factory=dict)

    @property
    def is_act(self) -> bool:
        """Whether it forbids something to be done, and not something to be the case."""
        return bool(self.events or self.roles or self.to)


@dataclass(frozen=True, slots=True)
class WayOut:
    """What staff can do in a state so that a case does not stay for ever: the check follows it to the end.

    Args:
        state: where the case stands.
        when: of several ways out of a state the first one whose condition holds is taken.
        event, fields: what is reported, with the fields that matter.
        item: the counted fact that says which item is meant, where the event names one.
    """

    state: str
    event: str
    says: str
    source: Source
    when: Condition = dataclasses.field(default_factory=dict)
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
    item: str = ""


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
