"""The few words that stand beside a road: which event leads there, or what was said in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.definition.describing.lettering import broken
from workflow.definition.describing.wording import one_of, plain
from workflow.definition.model import Event, Row

LONGEST_LINE = 32
MOST_EVENTS = 3
MOST_VALUES = 4


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


def road_labels(ways: list[Way]) -> tuple[str, ...]:
    """The lines beside a road: a few words per event; the events that do not fit are counted."""
    mixed = len({way.automatic for way in ways}) > 1
    words = [
        f"{label}, by itself" if mixed and found[0].automatic else label
        for found in _by_event(ways)
        for label in [_label(found)]
    ]
    first, *others = dict.fromkeys(words)
    if len(others) >= MOST_EVENTS:
        others = [*others[: MOST_EVENTS - 2], f"{len(others) - MOST_EVENTS + 2} more"]
    return lines_of([first, *others])


def lines_of(words: Iterable[str]) -> tuple[str, ...]:
    """Several labels as the lines that stand beside one road."""
    first, *others = words
    return tuple(line for label in (first, *(f"or {word}" for word in others)) for line in broken(label, LONGEST_LINE))


def group_label(ways: list[Way]) -> str:
    """The name of one event's roads from many states: its row's where the event leads to several places."""
    rows = {way.row.name for way in ways}
    targets = {row.to for row in ways[0].event.rows if row.to}
    return plain(ways[0].row.name if len(rows) == 1 and len(targets) > 1 else ways[0].event.name)


def _by_event(ways: Iterable[Way]) -> Iterator[list[Way]]:
    events: dict[str, list[Way]] = {}
    for way in ways:
        events.setdefault(way.event.name, []).append(way)
    yield from events.values()


def _label(ways: list[Way]) -> str:
    """The event's name where it leads to one place only from here; else what tells this road from its others."""
    event, origin = ways[0].event, ways[0].origin
    from_here = [row for row in event.rows if row.to and row.to != origin and origin in row.states]
    rows = [way.row for way in ways]
    if len({row.to for row in from_here}) == 1:
        return plain(event.name)
    if len(rows) == 1:
        return plain(event.name if rows[0].name.startswith("to_") else rows[0].name)
    return _values(event, rows, from_here) or plain(event.name)


def _values(event: Event, rows: list[Row], from_here: list[Row]) -> str:
    """What is said on this road in the first field whose values vary between the event's roads; "" for too much."""
    for key in rows[0].select:
        said = list(dict.fromkeys(value for row in rows for value in row.select.get(key, ())))
        varies = len({row.select.get(key) for row in from_here}) > 1
        if key in event.fields and varies and all(key in row.select for row in rows):
            if set(said) <= {"yes", "no"}:
                return f"{plain(event.name)}: {one_of(said)}"
            return one_of(map(plain, said)) if len(said) <= MOST_VALUES else ""
    return ""
