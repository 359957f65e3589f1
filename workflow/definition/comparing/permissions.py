"""Who may report what in which state: what a comparison gains and loses, role by role."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.comparing.comparison import Permission
from workflow.definition.comparing.concern import BY_ITSELF
from workflow.definition.model import Definition, Event


def permissions(before: Definition, after: Definition) -> tuple[Permission, ...]:
    """Every change of what a role may report where, roles and events in the order of the later definition."""
    return tuple(_changed(before, after))


def _changed(before: Definition, after: Definition) -> Iterator[Permission]:
    states = tuple(dict.fromkeys(("", *after.states, *before.states)))
    for role in dict.fromkeys((*after.roles, *before.roles)):
        for name in dict.fromkeys((*after.events, *before.events)):
            then, now = _states(before.events.get(name), role), _states(after.events.get(name), role)
            gained = tuple(state for state in states if state in now - then)
            lost = tuple(state for state in states if state in then - now)
            if gained or lost:
                yield Permission(role, name, gained, lost)


def _states(event: Event | None, role: str) -> frozenset[str]:
    """The states in which a role may report an event and is not refused in any case; "" stands for a new case."""
    if event is None or role not in event.roles or event.kind in BY_ITSELF:
        return frozenset()
    return frozenset(state for row in event.rows if not row.refuses for state in row.states)
