"""The picture of a pathway's cases: its states, the roads between them, and what is possible from many states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from workflow.definition.describing.labels import Way, group_label, road_labels
from workflow.definition.describing.picture import MANY, Group, Picture, Place, Road, respelled
from workflow.definition.describing.roads import longest_way
from workflow.definition.describing.spelling import speller
from workflow.definition.describing.wording import one_of, plain, pretty, sentence
from workflow.definition.model import Definition


class Marks(Protocol):
    """Says which places and roads are new, gone or changed, where a picture shows two definitions at once."""

    def of_place(self, name: str, /) -> str:
        """added, removed, changed, or "" for the same in both."""

    def of_ways(self, ways: tuple[Way, ...], /) -> str:
        """The same for ways that are drawn as one."""


class _Unmarked:
    def of_place(self, _: str, /) -> str:
        return ""

    def of_ways(self, _: tuple[Way, ...], /) -> str:
        return ""


def pathway_picture(definition: Definition, marks: Marks | None = None) -> Picture:
    """What there is to draw of a definition's states and transitions.

    Args:
        marks: what is new, gone or changed, where the definition is that of two laid over one another.
    """
    ways = tuple(_ways(definition))
    marked = marks or _Unmarked()
    together = _possible_from_many(definition, ways)
    alone = [way for way in ways if (way.event.name, way.target) not in together and not _is_final(definition, way)]
    opening = definition.events.get(definition.opening)
    picture = Picture(
        id=f"{definition.pathway}-{definition.variant}",
        title=definition.title,
        subtitle=definition.name,
        places=tuple(_places(definition, alone, marked)),
        roads=tuple(_roads(alone, marked)),
        groups=tuple(_groups(definition, [way for way in ways if way not in alone], marked)),
        start=pretty(opening.name) if opening else "",
        compared=marks is not None,
    )
    return respelled(picture, speller(definition))


def _ways(definition: Definition) -> Iterator[Way]:
    for event in definition.events.values():
        if event.kind == "opening":
            continue
        for row in event.rows:
            yield from (Way(state, row.to, event, row) for state in row.states if row.to and row.to != state)


def _possible_from_many(definition: Definition, ways: Iterable[Way]) -> frozenset[tuple[str, str]]:
    origins: dict[tuple[str, str], set[str]] = {}
    for way in ways:
        if not _is_final(definition, way):
            origins.setdefault((way.event.name, way.target), set()).add(way.origin)
    return frozenset(key for key, states in origins.items() if len(states) >= MANY)


def _is_final(definition: Definition, way: Way) -> bool:
    return definition.states[way.origin].final


def _places(definition: Definition, ways: Iterable[Way], marks: Marks) -> Iterator[Place]:
    main = _main_road(definition, ways)
    for name, state in definition.states.items():
        owner = one_of(plain(role) for role in state.owner)
        yield Place(name, pretty(name), owner, name in main, state.final, marks.of_place(name))


def _main_road(definition: Definition, ways: Iterable[Way]) -> tuple[str, ...]:
    """The longest way through the states marked as main; a marked state that leads nowhere onward stands beside it."""
    marked = [name for name, state in definition.states.items() if state.main] or list(definition.states)
    return longest_way(marked, {(way.origin, way.target) for way in ways}, start=marked[0])


def _roads(ways: Iterable[Way], marks: Marks) -> Iterator[Road]:
    merged: dict[tuple[str, str], list[Way]] = {}
    for way in ways:
        merged.setdefault((way.origin, way.target), []).append(way)
    for (origin, target), found in merged.items():
        says = tuple(dict.fromkeys(sentence(way.row.says) for way in found))
        automatic = all(way.automatic for way in found)
        yield Road(origin, target, road_labels(found), automatic, says, marks.of_ways(tuple(found)))


def _groups(definition: Definition, ways: Iterable[Way], marks: Marks) -> Iterator[Group]:
    """What leaves closed states, by event; and everything else from many states, by event and target."""
    by_event: dict[tuple[str, str], list[Way]] = {}
    for way in ways:
        key = (way.event.name, "" if _is_final(definition, way) else way.target)
        by_event.setdefault(key, []).append(way)
    merged: dict[tuple[tuple[str, ...], tuple[str, ...], bool, str], list[str]] = {}
    for (event, to), found in by_event.items():
        origins = tuple(name for name in definition.states if any(way.origin == name for way in found))
        targets = tuple(name for name in definition.states if any(way.target == name for way in found))
        label = group_label(found) if to else plain(event)
        merged.setdefault((origins, targets, found[0].automatic, marks.of_ways(tuple(found))), []).append(label)
    for (origins, targets, automatic, mark), labels in merged.items():
        starting = places_in_words(definition.open_states, origins, beside=targets)
        ending = places_in_words(definition.open_states, targets)
        label = pretty(one_of(dict.fromkeys(labels)))
        yield Group((label,), origins, starting, targets, ending, automatic, mark)


def places_in_words(still_open: tuple[str, ...], names: tuple[str, ...], *, beside: tuple[str, ...] = ()) -> str:
    """Several places in words: every open one, every one but a few, or a list.

    Args:
        beside: places that need not be named, as the road leads there.
    """
    missing = [name for name in still_open if name not in names and name not in beside]
    beyond = [name for name in names if name not in still_open]
    if not missing and len(names) > 1:
        return one_of(["Any open state", *(plain(name) for name in beyond)], "and")
    if len(missing) <= 3 and not beyond and len(names) > MANY:
        return f"Any open state but {one_of(plain(name) for name in missing)}"
    first, *others = names
    return one_of([pretty(first), *(plain(name) for name in others)])
