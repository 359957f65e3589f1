"""What a pathway promises: what must never happen on it, and how staff can bring a case to its end."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.describing.description import Section
from workflow.definition.describing.wording import cited, condition_words, one_of, plain, tell
from workflow.definition.model import Definition, Never, WayOut


def never_section(definition: Definition) -> Section:
    """What must never happen, with the condition that the check looks for."""
    lines = tuple(
        (plain(name), found.says, "; ".join(forbidden(definition, found)), cited(definition, found.source))
        for name, found in definition.nevers.items()
    )
    intro = "The check looks for a way to each of these, whatever is reported, by whom and in whatever order."
    return Section("What must never happen", intro, ("rule", "never", "that is, when", "source"), lines)


def ways_out_section(definition: Definition) -> Section:
    """How staff can bring a case on from every state by what they can do themselves."""
    lines = tuple(
        (plain(way.state), "; ".join(_when(definition, way)), _deed(definition, way), way.says)
        for way in definition.ways_out
    )
    intro = "No advice: the check follows these to show that no case has to stay for ever."
    return Section("Ways out of every state", intro, ("in", "when", "staff can report", "because"), lines)


def forbidden(definition: Definition, never: Never) -> Iterator[str]:
    """What a rule forbids, one phrase for each part of its condition."""
    if never.events:
        yield f"{one_of(plain(name) for name in never.events)} is accepted"
    elif never.is_act:
        yield "an event that moves the case is accepted"
    if never.roles:
        yield f"by {one_of(plain(role) for role in never.roles)}"
    if never.states:
        yield f"{'in' if never.is_act else 'the case rests in'} {one_of(plain(state) for state in never.states)}"
    if never.to:
        yield f"to {one_of(plain(state) for state in never.to)}"
    event = definition.events[never.events[0]] if never.events else None
    yield from condition_words(definition, event, never.when)


def _when(definition: Definition, way: WayOut) -> Iterator[str]:
    yield from condition_words(definition, None, way.when)


def _deed(definition: Definition, way: WayOut) -> str:
    event = definition.events[way.event]
    given = "; ".join(tell(definition, event, name, (value,)) for name, value in way.fields.items())
    return f"{plain(way.event)} ({given})" if given else plain(way.event)
