"""Circles of automatic transitions that change facts on their way, and so could go on for ever.

Under facts that stay as they are every combination is followed. What an automatic transition itself records is
followed here, for everything that may be the case at once; a circle that this does not rule out counts as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.model import Condition, Definition, Event
from workflow.definition.proof.domain import Domain
from workflow.definition.proof.findings import Failure, Situation
from workflow.definition.proof.leading import Telling
from workflow.definition.proof.lens import Glass, Node
from workflow.definition.proof.lens.acts import Act
from workflow.definition.proof.lens.glass import is_possible
from workflow.definition.proof.lens.truth import NO

YET = "A change elsewhere could open a way, so what happens by itself must not depend on that."

Circle = tuple[tuple[str, Act], ...]
"""From which state each automatic row is taken; after the last one the case is back in the first."""


def endless_circles(definition: Definition, telling: Telling) -> Iterator[Failure]:
    """The circles on which something is recorded and that nothing rules out."""
    changing = [event for event in definition.events.values() if event.kind == "automatic" and _changes(event)]
    if not changing:
        return
    glass = Glass(definition, _facts_named(definition), grouped=True)
    followed: set[Node] = set()
    for state in definition.states:
        circle = _circle(glass, [(glass.whole(state), None)], followed)
        if circle:
            yield _failure(definition, circle, telling)


def _changes(event: Event) -> bool:
    return bool(event.sets or event.adds or event.moves or event.ends)


def _facts_named(definition: Definition) -> tuple[str, ...]:
    rows = [row for event in definition.events.values() if event.kind == "automatic" for row in event.rows]
    needs = [definition.requirements[name] for row in rows for name in row.requires]
    return tuple(dict.fromkeys([*(key for row in rows for key in row.select), *(need.fact for need in needs)]))


def _circle(glass: Glass, way: list[tuple[Node, Act | None]], followed: set[Node]) -> Circle:
    """A circle to which a way leads that goes on from its last node; nothing when every such way comes to rest.

    Args:
        way: the nodes passed, each with what happened by itself there before the next one.
        followed: the nodes from which every way comes to rest; it grows.
    """
    here = way[-1][0]
    for act in glass.automatic_in(here.state):
        after = _after(glass, here, act)
        if after is None or after in followed:
            continue
        passed = [node for node, _ in way]
        taken: list[tuple[Node, Act | None]] = [*way[:-1], (here, act)]
        if after in passed:
            return tuple((node.state, each) for node, each in taken[passed.index(after) :] if each)
        if found := _circle(glass, [*taken, (after, None)], followed):
            return found
    followed.add(here)
    return ()


def _after(glass: Glass, node: Node, act: Act) -> Node | None:
    """What may be the case after a row was taken; None when it cannot be."""
    for condition in _conditions(glass.definition, act):
        for name, allowed in condition.items():
            node = _narrowed(glass, node, name, allowed)
    reading = glass.reading(node)
    if not is_possible(node.world) or min(reading.holds(act.facts), reading.admits(act.row, ())) == NO:
        return None
    return glass.after_at_once(reading, act)


def _conditions(definition: Definition, act: Act) -> Iterator[Condition]:
    yield act.facts
    for need in (definition.requirements[name] for name in act.row.requires):
        if need.kind in ("rule", "default"):
            yield {need.fact: need.allows}


def _narrowed(glass: Glass, node: Node, name: str, allowed: tuple[str, ...]) -> Node:
    """The node with only those values of each free fact with which the named one may be as it is asked."""
    for free in Domain(glass.definition).free_names((name,)):
        if free in glass.place and is_possible(node.world):
            values = glass.reading(node).values(free)
            parts = {value: glass.narrowed(node, free, (value,)) for value in values}
            kept = [value for value, part in parts.items() if glass.reading(part).is_one_of(name, allowed) != NO]
            node = glass.narrowed(node, free, kept) if len(kept) < len(values) else node
    return node


def _failure(definition: Definition, circle: Circle, telling: Telling) -> Failure:
    lead, number = telling.nearest_of(definition, [Situation((state,), act.facts) for state, act in circle])
    turned = (*circle[number:], *circle[:number])
    way = (*(state for state, _ in turned), turned[0][0])
    lead = lead.ending(f"By itself: → {' → '.join(way[1:])}, and perhaps so on for ever: each time facts are changed")
    names = ", ".join(act.name for _, act in turned)
    says = f"Automatic transitions may never come to rest, as they change facts: {' → '.join(way)} ({names})."
    return lead.failure(f"states.{way[0]}", says, yet=YET, onward=way[1:])
