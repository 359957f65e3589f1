"""Circles of automatic transitions that change facts on their way, and so could go on for ever.

Under facts that stay as they are every combination is followed. What an automatic transition itself records is
followed here, for everything that may be the case at once; a circle that this does not rule out counts as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.model import Condition, Definition, Event
from workflow.definition.proof.domain import Domain
from workflow.definition.proof.findings import Failure
from workflow.definition.proof.leading import Telling
from workflow.definition.proof.lens import Glass, Node
from workflow.definition.proof.lens.acts import Act
from workflow.definition.proof.lens.glass import is_possible
from workflow.definition.proof.lens.truth import NO
from workflow.definition.proof.story import Situation

TURNS = 2
"""How often a circle that touches no other is gone round; one that does may be left and entered again, so once."""

YET = "A change elsewhere could open a way, so what happens by itself must not depend on that."

Circle = tuple[tuple[str, Act], ...]
"""From which state each automatic row is taken; after the last one the case is back in the first."""


def endless_circles(definition: Definition, telling: Telling) -> Iterator[Failure]:
    """The circles on which something is recorded and that nothing rules out."""
    changing = [event for event in definition.events.values() if event.kind == "automatic" and _changes(event)]
    if not changing:
        return
    glass = Glass(definition, _facts_named(definition), grouped=True)
    circles = tuple(_circles(glass))
    for circle in circles:
        alone = not any(other is not circle and _states(other) & _states(circle) for other in circles)
        turns = TURNS if alone else 1
        if any(_changes(act.event) for _, act in circle) and _may_go_on(glass, circle * turns):
            yield _failure(definition, circle, telling)


def _states(circle: Circle) -> set[str]:
    return {state for state, _ in circle}


def _changes(event: Event) -> bool:
    return bool(event.sets or event.adds or event.moves or event.ends)


def _facts_named(definition: Definition) -> tuple[str, ...]:
    rows = [row for event in definition.events.values() if event.kind == "automatic" for row in event.rows]
    needs = [definition.requirements[name] for row in rows for name in row.requires]
    return tuple(dict.fromkeys([*(key for row in rows for key in row.select), *(need.fact for need in needs)]))


def _circles(glass: Glass) -> Iterator[Circle]:
    """Every way along automatic rows that leads back to where it began and passes no state twice."""
    order = list(glass.definition.states)
    waiting: list[tuple[str, Circle]] = [(state, ()) for state in order]
    while waiting:
        here, way = waiting.pop()
        first = way[0][0] if way else here
        passed = {state for state, _ in way}
        for act in glass.automatic_in(here):
            target = act.row.to or here
            onward = (*way, (here, act))
            if target == first:
                yield onward
            elif target not in passed and order.index(target) > order.index(first):
                waiting.append((target, onward))


def _may_go_on(glass: Glass, circle: Circle) -> bool:
    """Whether a case may go all this way, as far as the facts that are looked at tell."""
    node = glass.whole(circle[0][0])
    for state, act in circle:
        for condition in _conditions(glass.definition, act):
            for name, allowed in condition.items():
                node = _narrowed(glass, node, name, allowed)
        reading = glass.reading(Node(state, node.world))
        if not is_possible(node.world) or min(reading.holds(act.facts), reading.admits(act.row, ())) == NO:
            return False
        after = glass.after_at_once(reading, act)
        if after is None:
            return False
        node = after
    return True


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
    remark = f"{lead.remark} {YET}" if lead.is_unreachable else lead.remark
    return Failure(f"states.{way[0]}", says, (), lead.steps, (*lead.way, *way[1:]) if lead.is_found else (), remark)
