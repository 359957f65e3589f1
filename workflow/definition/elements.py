"""The nouns of a definition: vocabularies, roles, states, fields, attributes and collections with their machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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

    @property
    def in_words(self) -> str:
        """The limit in words, such as "28 calendar days"."""
        unit = self.unit.replace("_", " ")
        return f"{self.amount} {unit.removesuffix('s') if self.amount == 1 else unit}"


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
