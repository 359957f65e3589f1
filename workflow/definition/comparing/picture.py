"""Two definitions as one picture: what is new, what is gone, and what goes the same way under other conditions.

The signs + − ~ stand in the words themselves, so that it can be read without colours.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from workflow.definition.comparing.differences import bare
from workflow.definition.comparing.renames import renames
from workflow.definition.describing.labels import Way
from workflow.definition.describing.paint import SIGNS
from workflow.definition.describing.pathway_picture import pathway_picture
from workflow.definition.describing.picture import Group, Picture, Place, Road
from workflow.definition.describing.svg import draw
from workflow.definition.model import Definition, Event, Row


def compared_svg(before: Definition, after: Definition) -> str:
    """The states and roads of both definitions as an SVG document, with a sign and a colour for what differs."""
    return draw(compared_picture(before, after))


def compared_picture(before: Definition, after: Definition) -> Picture:
    """What there is to draw of two definitions laid over one another."""
    earlier, _ = renames(before, after)
    picture = pathway_picture(_laid_over(earlier, after), _Marks(earlier, after))
    return replace(
        picture,
        subtitle=f"What changed from {before.name} to {after.name}",
        places=tuple(_signed_place(place) for place in picture.places),
        roads=tuple(_signed_road(road) for road in picture.roads),
        groups=tuple(_signed_group(group) for group in picture.groups),
    )


def _signed_place(place: Place) -> Place:
    return replace(place, label=SIGNS[place.mark] + place.label)


def _signed_road(road: Road) -> Road:
    first, *others = road.labels
    last = [f"{[first, *others][-1]}, by itself"] if road.automatic else [[first, *others][-1]]
    lines = [*[first, *others][:-1], *last]
    return replace(road, labels=(SIGNS[road.mark] + lines[0], *lines[1:]))


def _signed_group(group: Group) -> Group:
    return replace(group, labels=(SIGNS[group.mark] + group.labels[0], *group.labels[1:]))


class _Marks:
    """Compares what is drawn as one with what each definition has of it."""

    def __init__(self, before: Definition, after: Definition) -> None:
        self.before, self.after = before, after

    def of_place(self, name: str, /) -> str:
        one, other = self.before.states.get(name), self.after.states.get(name)
        return _mark(() if one is None else bare(one), () if other is None else bare(other))

    def of_ways(self, ways: tuple[Way, ...], /) -> str:
        return _mark(*(frozenset(_terms(each, way) for way in ways) - {None} for each in (self.before, self.after)))


def _mark(one: Any, other: Any) -> str:
    if not one:
        return "added"
    if not other:
        return "removed"
    return "" if one == other else "changed"


def _terms(definition: Definition, way: Way) -> Any:
    """On which terms a definition lets a case go a way; None where it has no such way."""
    event = definition.events.get(way.event.name)
    row = next((one for one in event.rows if _is_it(one, way)), None) if event else None
    if event is None or row is None:
        return None
    requirements = frozenset(bare(definition.requirements[name]) for name in row.requires)
    return way.origin, way.target, bare(event.roles), bare(event.fields), bare(row.select), row.otherwise, requirements


def _is_it(row: Row, way: Way) -> bool:
    return row.name == way.row.name and way.origin in row.states and (row.to or way.origin) == way.target


def _laid_over(before: Definition, after: Definition) -> Definition:
    """A definition with the states and rows of both, for the picture alone."""
    states = {**_in_order(before.states, after.states)}
    events = {
        name: _both(before.events.get(name), after.events.get(name))
        for name in dict.fromkeys((*after.events, *before.events))
    }
    requirements = {**before.requirements, **after.requirements}
    return replace(after, states=states, events=events, requirements=requirements)


def _in_order(before: Any, after: Any) -> dict[str, Any]:
    """The elements of both; one that is gone stands after the one it followed."""
    order = list(after)
    earlier = list(before)
    for at, name in enumerate(earlier):
        if name not in after:
            order.insert(order.index(earlier[at - 1]) + 1 if at else 0, name)
    return {name: after.get(name, before.get(name)) for name in order}


def _both(one: Event | None, other: Event | None) -> Event:
    if one is None or other is None:
        found = other or one
        if found is None:
            raise ValueError("an event stands in at least one of two definitions")
        return found
    kept = [row for row in one.rows if row.to and not any(_same_way(row, each) for each in other.rows)]
    return replace(other, rows=(*other.rows, *kept))


def _same_way(row: Row, other: Row) -> bool:
    return row.name == other.name and row.to == other.to and set(row.states) <= set(other.states)
