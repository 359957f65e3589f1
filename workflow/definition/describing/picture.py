"""What a picture of a machine shows, before anything has a position: places, roads, and groups of roads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

MANY = 4
"""Roads of one name that lead from at least this many places to one are shown once, as a group."""


@dataclass(frozen=True, slots=True)
class Place:
    """One state of the machine that is drawn.

    Args:
        label: its name in words.
        caption: a second, smaller line, such as who owes the next decision; "" for none.
        main: on the main road, from top to bottom in the order given; the others stand beside it.
        final: nothing more is owed here.
        mark: in a picture of two definitions: added, removed, changed, or "" for the same in both.
    """

    name: str
    label: str
    caption: str = ""
    main: bool = True
    final: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Road:
    """Every way to get from one place straight to another, merged.

    Args:
        labels: what leads there, in the lines that stand beside the road.
        automatic: it happens by itself, all of it.
        says: the same in sentences.
        mark: as a place's.
    """

    origin: str
    target: str
    labels: tuple[str, ...]
    automatic: bool = False
    says: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Roads of the same name from many places, or to many, shown in words rather than as lines.

    Args:
        origins: the places they start from.
        starting: those places in words, such as "any open state".
        targets: the places they lead to: one, or the several that an event of a closed case may lead back to.
        ending: those places in words.
        mark: as a place's.
    """

    labels: tuple[str, ...]
    origins: tuple[str, ...]
    starting: str
    targets: tuple[str, ...]
    ending: str
    automatic: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A machine ready to be drawn.

    Args:
        id: ascii letters, digits and hyphens; unique on a page that shows several pictures.
        start: what brings a case or an item to the first place, in words.
        compared: it shows two definitions at once, by marks.
    """

    id: str
    title: str
    subtitle: str
    places: tuple[Place, ...]
    roads: tuple[Road, ...]
    groups: tuple[Group, ...] = ()
    start: str = ""
    compared: bool = False

    def place(self, name: str) -> Place:
        """The place of that name."""
        return next(place for place in self.places if place.name == name)

    @property
    def main_road(self) -> tuple[str, ...]:
        """The names on the main road, in order."""
        return tuple(place.name for place in self.places if place.main)

    def is_main(self, road: Road) -> bool:
        """Whether a road leads from one place of the main road to the next."""
        names = self.main_road
        return (road.origin, road.target) in pairwise(names)

    def goes_back(self, road: Road) -> bool:
        """Whether a road leads to an earlier place of the main road, or from it back to a place beside it."""
        order = {name: number for number, name in enumerate(self.main_road)}
        if road.origin not in order:
            return False
        if road.target in order:
            return order[road.target] < order[road.origin]
        return any(
            other.origin in order and other.target == road.target and order[other.origin] < order[road.origin]
            for other in self.roads
        ) and any(other.origin == road.target for other in self.roads)


def respelled(picture: Picture, spelled: Callable[[str], str]) -> Picture:
    """The same picture with every word that was made from a name spelled anew."""
    return replace(
        picture,
        places=tuple(
            replace(each, label=spelled(each.label), caption=spelled(each.caption)) for each in picture.places
        ),
        roads=tuple(replace(each, labels=tuple(map(spelled, each.labels))) for each in picture.roads),
        groups=tuple(replace(each, labels=tuple(map(spelled, each.labels))) for each in picture.groups),
    )
