"""The picture of a pathway's cases: its states, the roads between them, and what is possible from many states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.definition.describing.lettering import broken
from workflow.definition.describing.picture import MANY, Group, Picture, Place, Road
from workflow.definition.describing.wording import one_of, plain, pretty, sentence
from workflow.definition.model import Definition, Event, Row

LONGEST_LABEL = 30
MOST_LABELS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """One row's way from one state to another."""

    origin: str
    target: str
    event: Event
    row: Row

    @property
    def automatic(self) -> bool:
        """Whether it happens by itself."""
        return self.event.kind == "automatic"


def pathway_picture(definition: Definition) -> Picture:
    """What there is to draw of a definition's states and transitions."""
    ways = tuple(_ways(definition))
    together = _possible_from_many(definition, ways)
    alone = [way for way in ways if (way.event.name, way.target) not in together and not _is_final(definition, way)]
    opening = definition.events.get(definition.opening)
    return Picture(
        id=f"{definition.pathway}-{definition.variant}",
        title=definition.title,
        subtitle=definition.name,
        places=tuple(_places(definition)),
        roads=tuple(_roads(alone)),
        groups=tuple(_groups(definition, [way for way in ways if way not in alone])),
        start=pretty(opening.name) if opening else "",
    )


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


def _places(definition: Definition) -> Iterator[Place]:
    no_main = not any(state.main for state in definition.states.values())
    for name, state in definition.states.items():
        owner = one_of(plain(role) for role in state.owner)
        yield Place(name, pretty(name), owner, state.main or no_main, state.final)


def _roads(ways: Iterable[Way]) -> Iterator[Road]:
    merged: dict[tuple[str, str], list[Way]] = {}
    for way in ways:
        merged.setdefault((way.origin, way.target), []).append(way)
    for (origin, target), found in merged.items():
        says = tuple(dict.fromkeys(sentence(way.row.says) for way in found))
        yield Road(origin, target, _labels(found), all(way.automatic for way in found), says)


def _labels(ways: list[Way]) -> tuple[str, ...]:
    """A few words per event; what does not fit is counted."""
    words = list(dict.fromkeys(_label(way, ways) for way in ways))
    if len(words) > MOST_LABELS:
        words = [*words[: MOST_LABELS - 1], f"and {len(words) - MOST_LABELS + 1} more"]
    return tuple(line for label in words for line in broken(label, LONGEST_LABEL))


def _label(way: Way, beside: Iterable[Way]) -> str:
    """The row's name where the event leads to several places and this is its only row on the road, else the event's."""
    targets = {row.to for row in way.event.rows if row.to}
    rows = {other.row.name for other in beside if other.event is way.event}
    return plain(way.row.name) if len(targets) > 1 and len(rows) == 1 else plain(way.event.name)


def _groups(definition: Definition, ways: Iterable[Way]) -> Iterator[Group]:
    by_event: dict[tuple[str, str, bool], list[Way]] = {}
    for way in ways:
        by_event.setdefault((way.event.name, way.target, _is_final(definition, way)), []).append(way)
    merged: dict[tuple[tuple[str, ...], str, bool], list[str]] = {}
    for (_, target, _), found in by_event.items():
        origins = tuple(name for name in definition.states if any(way.origin == name for way in found))
        labels = [pretty(_label(way, found)) for way in found]
        merged.setdefault((origins, target, found[0].automatic), []).extend(dict.fromkeys(labels))
    for (origins, target, automatic), labels in merged.items():
        starting = starting_words(definition.open_states, origins, target)
        yield Group(tuple(dict.fromkeys(labels)), origins, starting, target, automatic)


def starting_words(still_open: tuple[str, ...], origins: tuple[str, ...], target: str) -> str:
    """The places a group starts from, in words: every open one, every one but a few, or a list."""
    missing = [name for name in still_open if name not in origins and name != target]
    beyond = [name for name in origins if name not in still_open]
    if not missing:
        return one_of(["Any open state", *(plain(name) for name in beyond)], "and")
    if len(missing) <= 3 and not beyond and len(origins) > MANY:
        return f"Any open state but {one_of(plain(name) for name in missing)}"
    first, *others = origins
    return one_of([pretty(first), *(plain(name) for name in others)], "and")
