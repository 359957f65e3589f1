"""Which places stand where in a picture, and on which side and in which lane each road runs.

Main places form a column, one a row. The others stand in a siding to its left, in the row of the main place they
belong to. Roads onward run down the right of the column, roads back and to the siding on its left; roads to the same
place share a lane.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from workflow.definition.describing.picture import Picture, Road

Channel = Literal["spine", "right", "left", "straight", "siding", "outer"]
"""How a road runs: down the main column; right or left of it in a lane; straight across to the siding; between two
neighbours in the siding; left of the siding in a lane."""


LANED: frozenset[Channel] = frozenset({"right", "left", "outer"})


@dataclass(frozen=True, slots=True)
class Bus:
    """Roads that share a lane because they lead to the same place.

    Args:
        lane: 0 is the lane next to the main column (in the outer channel: next to the siding).
    """

    channel: Channel
    target: str
    automatic: bool
    lane: int
    roads: tuple[Road, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows and lanes of a picture; no pixel yet.

    Args:
        rows: for each place the row it stands in.
        siding: the places beside the main road.
        others: the roads that need no lane, with their channel.
    """

    rows: Mapping[str, int]
    siding: frozenset[str]
    buses: tuple[Bus, ...]
    others: tuple[tuple[Channel, Road], ...]

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return max(self.rows.values(), default=-1) + 1


def plan(picture: Picture) -> Plan:
    """Give every place a row and every road a channel and, where it needs one, a lane."""
    rows = _rows(picture)
    siding = frozenset(place.name for place in picture.places if not place.main)
    channels = [(_channel(picture, road, rows, siding), road) for road in picture.roads]
    laned = [each for each in channels if each[0] in LANED]
    others = tuple(each for each in channels if each[0] not in LANED)
    return Plan(rows, siding, _buses(laned, rows), others)


def _rows(picture: Picture) -> dict[str, int]:
    rows = {name: row for row, name in enumerate(picture.main_road)}
    taken: set[int] = set()
    waiting = [place.name for place in picture.places if not place.main]
    while waiting:
        name = max(waiting, key=lambda each: (_ties(picture, each, rows).total(), -waiting.index(each)))
        waiting.remove(name)
        wanted = _ties(picture, name, rows).most_common(1)
        row = _nearest_free(wanted[0][0] if wanted else len(picture.main_road) - 1, taken)
        rows[name] = row
        taken.add(row)
    return rows


def _ties(picture: Picture, name: str, rows: Mapping[str, int]) -> Counter[int]:
    """In which rows the placed neighbours of a place stand, and by how many roads it is tied to each."""
    neighbours: Counter[int] = Counter()
    for road in picture.roads:
        others = {road.origin, road.target} - {name}
        if len(others) == 1 and name in (road.origin, road.target):
            neighbours.update(rows[other] for other in others if other in rows)
    return neighbours


def _nearest_free(wanted: int, taken: Iterable[int]) -> int:
    occupied = set(taken)
    near = sorted(range(max(occupied | {wanted}) + 2), key=lambda row: (abs(row - wanted), row < wanted))
    return next(row for row in near if row not in occupied)


def _channel(picture: Picture, road: Road, rows: Mapping[str, int], siding: frozenset[str]) -> Channel:
    origin, target = rows[road.origin], rows[road.target]
    beside = (road.origin in siding) + (road.target in siding)
    if beside == 2:
        return "siding" if abs(origin - target) == 1 else "outer"
    if beside == 1:
        return "straight" if origin == target else "left"
    if picture.is_main(road):
        return "spine"
    return "right" if target > origin else "left"


def _buses(laned: list[tuple[Channel, Road]], rows: Mapping[str, int]) -> tuple[Bus, ...]:
    shared: dict[tuple[Channel, str, bool], list[Road]] = {}
    for channel, road in laned:
        shared.setdefault((channel, road.target, road.automatic), []).append(road)
    spans = {key: _span(roads, rows) for key, roads in shared.items()}
    taken: dict[tuple[Channel, int], list[tuple[int, int]]] = {}
    found = []
    for key in sorted(shared, key=lambda each: (spans[each][1] - spans[each][0], spans[each])):
        channel, target, automatic = key
        lane = 0
        while any(_touch(spans[key], other) for other in taken.get((channel, lane), ())):
            lane += 1
        taken.setdefault((channel, lane), []).append(spans[key])
        found.append(Bus(channel, target, automatic, lane, tuple(shared[key])))
    return tuple(found)


def _span(roads: list[Road], rows: Mapping[str, int]) -> tuple[int, int]:
    ends = [rows[name] for road in roads for name in (road.origin, road.target)]
    return min(ends), max(ends)


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
