"""What a comparison of two definitions says: one change at a time, with whom and where it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

IDENTICAL = "identical"
WORDING_ONLY = "wording_only"
BEHAVIOUR = "behaviour"

WORDING = "wording"
"""The weight of a change of words, of their sources or of the drawing: nothing is decided otherwise."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two definitions: its full name, its digest, and the title it carries."""

    name: str
    digest: str
    title: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs.

    Args:
        part: the table of the definition it stands in, such as `requirements`; "pathway" for the definition itself.
        element: the name within that table; "" for the table as a whole.
        subject: what differs, in words: "event classify, row secondary goes to staging".
        kind: added, removed, renamed, retargeted, loosened, tightened, changed or reworded.
        weight: behaviour or wording.
        says: what differs, as the end of a sentence that begins with the subject.
        roles: who is concerned, in the order of the definition; empty for everybody.
        states: the states of a case in which it makes a difference; empty for wherever the case stands.
    """

    part: str
    element: str
    subject: str
    kind: str
    weight: str
    says: str
    roles: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Permission:
    """In which states a role may report an event now and could not before, and the other way round."""

    role: str
    event: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two definitions.

    Args:
        kind: identical, wording_only or behaviour.
        permissions: what may now be reported, and no longer, by role in the order of the definition.
        changes: every change, those of behaviour first, then in the order of the definition's tables.
        open_states: the states of the later definition in which something is still owed.
    """

    before: Side
    after: Side
    kind: str
    permissions: tuple[Permission, ...]
    changes: tuple[Change, ...]
    open_states: tuple[str, ...] = ()

    @property
    def of_behaviour(self) -> tuple[Change, ...]:
        """The changes that make a difference to what is allowed, asked, recorded or counted."""
        return tuple(change for change in self.changes if change.weight != WORDING)

    @property
    def of_wording(self) -> tuple[Change, ...]:
        """The changes of words, sources and drawing alone."""
        return tuple(change for change in self.changes if change.weight == WORDING)


def kind_of(before: Side, after: Side, changes: Iterable[Change]) -> str:
    """What two definitions are to each other: identical, the same but for the wording, or different in behaviour."""
    if before.digest == after.digest:
        return IDENTICAL
    return WORDING_ONLY if all(change.weight == WORDING for change in changes) else BEHAVIOUR
