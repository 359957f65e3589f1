"""From rows, lanes and slots to pixels: boxes, lines and labels of a picture; what they look like is `svg`'s matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflow.definition.describing.lanes import Bus, Channel, Plan, plan
from workflow.definition.describing.lettering import width_of
from workflow.definition.describing.picture import Picture, Place, Road
from workflow.definition.describing.slots import LINE, End, Side, Slots, slots

MARGIN = 28.0
TOP = 128.0
NAME_SIZE = 15.0
CAPTION_SIZE = 11.5
LABEL_SIZE = 12.0
LANE = 13.0
LOWEST_BOX = 50.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A place with its position; `x` and `y` are its upper left corner."""

    place: Place
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """The point at its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A road with its corners, the arrowhead at the last; `channel` tells how it runs."""

    road: Road
    points: tuple[Point, ...]
    channel: Channel


@dataclass(frozen=True, slots=True)
class Label:
    """The lines of a label; `y` is the baseline of the last one. `anchor` is start, middle or end."""

    lines: tuple[str, ...]
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture with positions."""

    width: float
    height: float
    boxes: Mapping[str, Box]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]


def lay_out(picture: Picture) -> Layout:
    """Give everything in a picture its position."""
    return _Board(picture).layout()


class _Board:
    """The measures of one picture while it is laid out."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.plan: Plan = plan(picture)
        self.lanes: dict[Channel, int] = {}
        for bus in self.plan.buses:
            self.lanes[bus.channel] = max(self.lanes.get(bus.channel, 0), bus.lane + 1)
        self.slots: Slots = slots(self.plan, self.lanes)
        self._measure_columns()
        self.offsets = self._offsets()
        self.boxes = self._boxes()

    def layout(self) -> Layout:
        lines = tuple(self._lines())
        bottom = max(box.y + box.height for box in self.boxes.values())
        return Layout(self.right + MARGIN, bottom + MARGIN, self.boxes, lines, tuple(self._labels(lines)))

    # columns, from left to right: outer lanes, siding, its labels, left lanes, their labels, main, labels, right lanes

    def _measure_columns(self) -> None:
        places = self.picture.places
        self.main_width = max((_box_width(place) for place in places if place.main), default=120.0)
        self.siding_width = max((_box_width(place) for place in places if not place.main), default=0.0)
        outer = self.lanes.get("outer", 0)
        room = outer * LANE + self._zone("left", siding=True) if outer else 0.0
        down = max((width_of(text, LABEL_SIZE) for text in self._labels_down_the_siding()), default=0.0)
        self.siding_x = MARGIN + max(room, down + 24 - self.siding_width / 2)
        after_siding = self.siding_x + self.siding_width
        self.left_lanes = after_siding + (self._zone("right", siding=True) if self.siding_width else 0.0)
        self.main_x = self.left_lanes + self.lanes.get("left", 0) * LANE + self._zone("left", siding=False)
        self.right_lanes = self.main_x + self.main_width + self._zone("right", siding=False)
        spine = max((width_of(text, LABEL_SIZE) for road in self._spine() for text in road.labels), default=0.0)
        reach = self.main_x + self.main_width / 2 + spine + 24
        self.right = max(self.right_lanes + self.lanes.get("right", 0) * LANE, reach)

    def _zone(self, side: Side, *, siding: bool) -> float:
        """The room that the labels on one side of a column need."""
        widths = [
            width_of(text, LABEL_SIZE)
            for (place, at), ends in self.slots.items()
            if at == side and (place in self.plan.siding) == siding
            for end in ends
            if end.leaving
            for text in end.leaving.labels
        ]
        return max(widths, default=0.0) + 30

    def _labels_down_the_siding(self) -> Iterator[str]:
        for channel, road in self.plan.others:
            if channel == "siding" and self.plan.rows[road.origin] < self.plan.rows[road.target]:
                yield from road.labels

    def _spine(self) -> Iterator[Road]:
        return (road for channel, road in self.plan.others if channel == "spine")

    # rows, from top to bottom

    def _boxes(self) -> dict[str, Box]:
        y = TOP
        tops, heights = [], []
        for row in range(self.plan.row_count):
            height = max(LOWEST_BOX, *(self._height(name) for name, at in self.plan.rows.items() if at == row))
            tops.append(y)
            heights.append(height)
            y += height + self._gap_below(row)
        return {place.name: self._box(place, tops, heights) for place in self.picture.places}

    def _box(self, place: Place, tops: list[float], heights: list[float]) -> Box:
        row = self.plan.rows[place.name]
        beside = place.name in self.plan.siding
        x, width = (self.siding_x, self.siding_width) if beside else (self.main_x, self.main_width)
        return Box(place, x, tops[row], width, heights[row])

    def _height(self, name: str) -> float:
        """The height a place needs so that each of its ends, with its label, lies on its sides."""
        reach = [
            max(abs(offset - end.height + 4), abs(offset + 4))
            for end, offset in self.offsets.items()
            if end.place == name
        ]
        return 2 * max(reach, default=0.0) + 12

    def _gap_below(self, row: int) -> float:
        between = [
            len(road.labels)
            for channel, road in self.plan.others
            if channel in ("spine", "siding") and min(self.plan.rows[road.origin], self.plan.rows[road.target]) == row
        ]
        return 30 + LINE * max(between, default=1)

    def _offsets(self) -> dict[End, float]:
        """How far above or below the middle of its row each end lies; straight roads are level at both ends."""
        found: dict[End, float] = {}
        level: dict[Road, float] = {}
        for (place, _), ends in self.slots.items():
            if place not in self.plan.siding:
                found.update(_stacked(ends))
        for end, offset in found.items():
            road = end.leaving or end.arriving
            if end.turn == 0 and road:
                level[road] = offset
        for (place, _), ends in self.slots.items():
            if place in self.plan.siding:
                found.update(_around(ends, level))
        return found

    # lines and labels

    def _lines(self) -> Iterator[Line]:
        for bus in self.plan.buses:
            yield from self._bus_lines(bus)
        for channel, road in self.plan.others:
            if channel == "straight":
                yield Line(road, tuple(self._straight(road)), channel)
            else:
                yield Line(road, self._down(road, channel), channel)

    def _bus_lines(self, bus: Bus) -> Iterator[Line]:
        ends = [(key, end) for key, found in self.slots.items() for end in found if end.bus == bus]
        goal = next(end for _, end in ends if end.leaving is None)
        x = self._lane_x(bus)
        for _, end in ends:
            if end.leaving:
                start, finish = self._touch(end), self._touch(goal)
                yield Line(end.leaving, (start, (x, start[1]), (x, finish[1]), finish), bus.channel)

    def _straight(self, road: Road) -> Iterator[Point]:
        for (_, _), ends in self.slots.items():
            yield from (self._touch(end) for end in ends if end.leaving == road and end.turn == 0)
        for (_, _), ends in self.slots.items():
            yield from (self._touch(end) for end in ends if end.arriving == road)

    def _down(self, road: Road, channel: Channel) -> tuple[Point, Point]:
        """A road to the neighbour in the same column; two that run against each other stand side by side."""
        origin, target = self.boxes[road.origin], self.boxes[road.target]
        returns = any(other.origin == road.target and other.target == road.origin for _, other in self.plan.others)
        aside = 14.0 if channel == "siding" and returns else 0.0
        if origin.y < target.y:
            x = origin.middle[0] - aside
            return (x, origin.y + origin.height), (x, target.y)
        x = origin.middle[0] + aside
        return (x, origin.y), (x, target.y + target.height)

    def _touch(self, end: End) -> Point:
        box = self.boxes[end.place]
        x = box.x if end.side == "left" else box.x + box.width
        return x, box.middle[1] + self.offsets[end]

    def _lane_x(self, bus: Bus) -> float:
        if bus.channel == "right":
            return self.right_lanes + bus.lane * LANE
        if bus.channel == "outer":
            return self.siding_x - self._zone("left", siding=True) - bus.lane * LANE
        return self.left_lanes + (self.lanes["left"] - bus.lane - 1) * LANE + LANE / 2

    def _labels(self, lines: tuple[Line, ...]) -> Iterator[Label]:
        for line in lines:
            x, y = line.points[0]
            if line.channel in ("spine", "siding"):
                middle = (y + line.points[-1][1]) / 2
                below = middle + LINE * (len(line.road.labels) - 1) / 2 + 4
                if line.channel == "siding" and line.points[-1][1] > y:
                    yield Label(line.road.labels, x - 9, below, "end")
                else:
                    yield Label(line.road.labels, x + 9, below, "start")
            elif line.points[1][0] > x:
                yield Label(line.road.labels, x + 10, y - 7, "start")
            else:
                yield Label(line.road.labels, x - 10, y - 7, "end")


def _stacked(ends: tuple[End, ...]) -> dict[End, float]:
    """Ends one below the other around the middle; a label stands above its road."""
    found = {}
    offset = -sum(end.height for end in ends) / 2
    for end in ends:
        offset += end.height
        found[end] = offset - (4 if end.leaving or end.arriving else end.height / 2)
    return found


def _around(ends: tuple[End, ...], level: Mapping[Road, float]) -> dict[End, float]:
    """Ends of a siding place: straight roads where the main place has them, the others above and below those."""
    straight = {end: level[road] for end in ends if end.turn == 0 and (road := end.leaving or end.arriving)}
    if not straight:
        return _stacked(ends)
    found = dict(straight)
    top = min(offset - end.height for end, offset in straight.items())
    for end in reversed([end for end in ends if end.turn < 0]):
        found[end] = top - 2
        top -= end.height
    bottom = max(straight.values())
    for end in (end for end in ends if end.turn > 0):
        bottom += end.height
        found[end] = bottom
    return found


def _box_width(place: Place) -> float:
    name = width_of(place.label, NAME_SIZE, bold=True)
    return max(name, width_of(place.caption, CAPTION_SIZE)) + 36
