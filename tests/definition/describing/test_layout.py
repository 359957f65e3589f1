"""A picture can be read: nothing lies on anything else, roads end where they should, whatever the pathway."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.definition.describing.layout import LABEL_SIZE, Box, Label, Layout, Line, lay_out
from workflow.definition.describing.lettering import broken, width_of
from workflow.definition.describing.picture import Picture, Place, Road
from workflow.definition.describing.slots import LINE

NAMES = tuple("abcdefgh")
pairs = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1])


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    main = draw(st.lists(st.booleans(), min_size=len(NAMES), max_size=len(NAMES)).filter(any))
    places = tuple(Place(name, f"Place {name}", "somebody", at) for name, at in zip(NAMES, main, strict=True))
    drawn = draw(st.lists(pairs, unique=True, max_size=20))
    words = st.lists(st.sampled_from(("short", "a label of some length")), min_size=1, max_size=3)
    roads = tuple(Road(one, other, tuple(draw(words)), draw(st.booleans())) for one, other in drawn)
    return Picture("p", "A picture", "", places, roads)


def area(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.x + box.width, box.y + box.height


def label_area(label: Label) -> tuple[float, float, float, float]:
    width = max(width_of(text, LABEL_SIZE) for text in label.lines) * 0.9
    left = label.x - width if label.anchor == "end" else label.x
    return left, label.y - LINE * len(label.lines) + 4, left + width, label.y


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def on_the_edge(layout: Layout, name: str, point: tuple[float, float]) -> bool:
    left, top, right, bottom = area(layout.boxes[name])
    x, y = point
    inside = left - 0.1 <= x <= right + 0.1 and top - 0.1 <= y <= bottom + 0.1
    return inside and (min(abs(x - left), abs(x - right)) < 0.1 or min(abs(y - top), abs(y - bottom)) < 0.1)


@given(picture=pictures())
def test_places_never_lie_on_each_other(picture: Picture) -> None:
    boxes = lay_out(picture).boxes.values()
    assert not any(overlap(area(one), area(other)) for one, other in combinations(boxes, 2))


@given(picture=pictures())
def test_every_road_leaves_its_origin_and_reaches_its_target(picture: Picture) -> None:
    layout = lay_out(picture)
    assert {line.road for line in layout.lines} == set(picture.roads)
    for line in layout.lines:
        assert on_the_edge(layout, line.road.origin, line.points[0])
        assert on_the_edge(layout, line.road.target, line.points[-1])


@given(picture=pictures())
def test_labels_lie_neither_on_a_place_nor_on_each_other(picture: Picture) -> None:
    layout = lay_out(picture)
    labels = [label_area(label) for label in layout.labels]
    assert not any(overlap(label, area(box)) for label in labels for box in layout.boxes.values())
    assert not any(overlap(one, other) for one, other in combinations(labels, 2))


@given(picture=pictures())
def test_everything_lies_within_the_paper(picture: Picture) -> None:
    layout = lay_out(picture)
    points = [point for line in layout.lines for point in line.points]
    points += [corner for label in layout.labels for corner in (label_area(label)[:2], label_area(label)[2:])]
    assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in points)


@given(picture=pictures())
def test_a_road_straight_across_is_level(picture: Picture) -> None:
    straight = [line.points for line in lay_out(picture).lines if line.channel == "straight"]
    assert all(len(points) == 2 and points[0][1] == points[1][1] for points in straight)


@given(picture=pictures())
def test_roads_to_different_places_never_run_on_one_another(picture: Picture) -> None:
    upright = [
        (line.road.target, line.points[1][0], sorted((line.points[1][1], line.points[2][1])))
        for line in lay_out(picture).lines
        if len(line.points) == 4
    ]
    for (one, x, (top, bottom)), (other, at, (above, below)) in combinations(upright, 2):
        assert one == other or x != at or bottom < above or below < top


def test_roads_that_leave_a_place_together_do_not_cross() -> None:
    places = tuple(Place(name, name) for name in "abcde")
    onward = tuple(Road("a", name, ("on",)) for name in "cde")
    back = tuple(Road("e", name, ("back",)) for name in "abc")
    lines = lay_out(Picture("p", "A picture", "", places, (*onward, *back))).lines
    assert not any(crossing(one, other) for one in lines for other in lines if one.channel == other.channel)


def crossing(one: Line, other: Line) -> bool:
    """Whether where one road leaves its place it crosses the upright part of the other."""
    (start, y), (end, _) = one.points[0], one.points[1]
    (x, top), (_, bottom) = other.points[1], other.points[2]
    return min(start, end) < x < max(start, end) and min(top, bottom) < y < max(top, bottom)


@pytest.mark.parametrize(("text", "lines"), [("short", 1), ("one label that is far too long for a line", 2)])
def test_a_long_label_is_broken_between_words(text: str, lines: int) -> None:
    found = broken(text, 30)
    assert len(found) == lines
    assert " ".join(found) == text
