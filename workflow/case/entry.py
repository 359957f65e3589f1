"""One numbered line of a case's history: a transition, or a record that moves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflow.case.actor import Actor
from workflow.case.effective import Effective

Coded = str | int | tuple[str, ...]
"""A coded value: a finite code, a date, a decimal as text, an id, a whole number, or several codes."""


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """A report version that a decision relied on: the item's id within the case, and the version it had."""

    item: str
    version: int


@dataclass(frozen=True, slots=True)
class Override:
    """The answer to a requirement that was not met: a coded reason, and what the person wrote about it.

    Args:
        reason: one of the requirement's reason codes.
        text: the explanation; a protected text, never part of the hashed bytes.
    """

    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Lifted:
    """A requirement this entry lifted (`default`) or answered (`advice`), with the coded reason if one was given."""

    requirement: str
    kind: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of history, as decided; hashing, numbering in a log and protected texts are the history's own matter.

    Args:
        case_id: the case.
        seq: 1 for the opening entry, then without gaps.
        kind: `transition` when `from_state != to_state`, else `record`.
        event: the event's name in the definition.
        from_state: "" for the opening entry.
        to_state: the state that the machine produced.
        actor: who reported it.
        effective: when it happened, as precisely as it was told.
        recorded_at: when it was entered; aware, UTC, never before the case's previous entry.
        definition: digest of the definition it was decided under.
        fields: coded fields as reported.
        facts: the facts this decision relied on, with their values.
        evidence: the report versions this decision relied on.
        lifted: the requirements that were overridden or answered.
        caused_by: the seq of the entry that set this one off (automatic transitions, ended investigations).
        protected: names of the protected fields that came with it, sorted; their texts live elsewhere.
    """

    case_id: str
    seq: int
    kind: str
    event: str
    from_state: str
    to_state: str
    actor: Actor
    effective: Effective
    recorded_at: datetime
    definition: str
    fields: Mapping[str, Coded] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[EvidenceRef, ...] = ()
    lifted: tuple[Lifted, ...] = ()
    caused_by: int | None = None
    protected: tuple[str, ...] = ()
