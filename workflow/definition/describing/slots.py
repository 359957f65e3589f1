"""Where on the sides of its places each road starts and ends, so that roads cross as little as they can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from workflow.definition.describing.lanes import Bus, Channel, Plan
from workflow.definition.describing.picture import Road

Side = Literal["left", "right"]

LINE = 14.0
"""The height of one line of a road's label."""

ARRIVAL = 16.0
"""The height that an arrowhead takes on a side."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a road, or of all roads of a bus, on a side of a place.

    Args:
        turn: where the road goes from here: -1 up, 0 straight across, 1 down.
        distance: how far its lane is from this side; orders the ends that turn the same way.
        leaving: the road that leaves here; None for an arrival.
        bus: the bus it belongs to; None for a road that runs straight across.
        arriving: the road that arrives straight across; None otherwise.
    """

    place: str
    side: Side
    turn: int
    distance: int
    leaving: Road | None = None
    bus: Bus | None = None
    arriving: Road | None = None

    @property
    def height(self) -> float:
        """The room it takes on its side."""
        labelled = self.leaving or self.arriving
        return LINE * len(labelled.labels) + 6 if labelled else ARRIVAL


Slots = Mapping[tuple[str, Side], tuple[End, ...]]


def slots(plan: Plan, lanes: Mapping[Channel, int]) -> Slots:
    """The ends on each side of each place, from top to bottom.

    Args:
        lanes: how many lanes each channel has.
    """
    found: dict[tuple[str, Side], list[End]] = {}
    for end in (*_bus_ends(plan, lanes), *_straight_ends(plan)):
        found.setdefault((end.place, end.side), []).append(end)
    return {key: tuple(sorted(ends, key=_order)) for key, ends in found.items()}


def _order(end: End) -> tuple[int, int, bool]:
    """Up before straight before down; of those going up the nearest lane first, of those going down the farthest."""
    nearness = end.distance if end.turn < 0 else -end.distance
    return end.turn, nearness, end.leaving is None


def _bus_ends(plan: Plan, lanes: Mapping[Channel, int]) -> Iterator[End]:
    for bus in plan.buses:
        turns = {road.origin: _turn(plan, road.origin, bus.target) for road in bus.roads}
        for road in bus.roads:
            side, distance = _facing(plan, bus, road.origin, lanes)
            yield End(road.origin, side, turns[road.origin], distance, leaving=road, bus=bus)
        side, distance = _facing(plan, bus, bus.target, lanes)
        came_from = {-turn for turn in turns.values()}
        yield End(bus.target, side, came_from.pop() if len(came_from) == 1 else 1, distance, bus=bus)


def _turn(plan: Plan, origin: str, target: str) -> int:
    return 1 if plan.rows[target] > plan.rows[origin] else -1


def _facing(plan: Plan, bus: Bus, place: str, lanes: Mapping[Channel, int]) -> tuple[Side, int]:
    """The side of a place that faces a bus's channel, and how far away the lane is from there."""
    if bus.channel == "right":
        return "right", bus.lane
    if bus.channel == "outer":
        return "left", bus.lane
    if place in plan.siding:
        return "right", lanes.get("left", 0) - bus.lane
    return "left", bus.lane


def _straight_ends(plan: Plan) -> Iterator[End]:
    for channel, road in plan.others:
        if channel == "straight":
            yield End(road.origin, _inward(plan, road.origin), 0, 0, leaving=road)
            yield End(road.target, _inward(plan, road.target), 0, 0, arriving=road)


def _inward(plan: Plan, place: str) -> Side:
    return "right" if place in plan.siding else "left"
