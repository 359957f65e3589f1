"""A picture as an SVG text: no script, no style sheet, no font of its own, and the same in words for screen readers.

Only presentation attributes are used, so that it also shows inside a page that forbids inline styles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import copysign

from workflow.definition.describing.journey import Journey
from workflow.definition.describing.layout import (
    CAPTION_SIZE,
    LABEL_SIZE,
    MARGIN,
    NAME_SIZE,
    TOP,
    Box,
    Label,
    Layout,
    Line,
    Point,
    lay_out,
)
from workflow.definition.describing.legend import LEGEND_WIDTH, groups_height, groups_shown, legend_shown
from workflow.definition.describing.lettering import width_of
from workflow.definition.describing.paint import (
    BEND,
    INK,
    MARKED,
    PAPER,
    Paint,
    line,
    marked_paint,
    paint_of,
    polygon,
    rectangle,
    text,
)
from workflow.definition.describing.picture import Group, Picture, Road
from workflow.definition.describing.slots import LINE

NARROWEST = 760.0
SUBTITLE_SIZE = 12.5
CORNERS = 4
"""The points of a road that runs in a lane; one with fewer leads straight to its neighbour and joins no other."""
FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"


def draw(picture: Picture, journey: Journey | None = None) -> str:
    """Draw a picture.

    Args:
        journey: the way one case took and where it stands, drawn over the picture.

    Returns:
        A complete SVG document.
    """
    layout = lay_out(picture)
    width = _width(picture, layout)
    height = layout.height + groups_height(picture, width)
    return "\n".join(
        (
            _opening(picture, width, height),
            f'<title id="{picture.id}-title">{escape(picture.title)}</title>',
            f'<desc id="{picture.id}-desc">{escape(" ".join(_in_words(picture, journey)))}</desc>',
            rectangle(0.5, 0.5, width - 1, height - 1, radius=10, fill=PAPER, stroke="#d8dee6"),
            *_heading(picture),
            *legend_shown(picture, width, journey is not None),
            f'<g transform="translate({(width - layout.width) / 2:.1f} 0)">',
            *_start(picture, layout),
            *_roads(layout, picture, journey),
            *(_box(box, journey) for box in layout.boxes.values()),
            *(_label(label) for label in layout.labels),
            "</g>",
            *groups_shown(picture, layout.height, width),
            "</svg>",
            "",
        )
    )


def _width(picture: Picture, layout: Layout) -> float:
    """The width of the paper; the two names of a compared picture are longer than most, and stand beside the legend."""
    heading = width_of(picture.subtitle, SUBTITLE_SIZE) + 3 * MARGIN + LEGEND_WIDTH if picture.compared else 0.0
    return max(layout.width, NARROWEST, heading)


def _opening(picture: Picture, width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" font-family="{FONT}" '
        f'aria-labelledby="{picture.id}-title {picture.id}-desc">'
    )


def _heading(picture: Picture) -> Iterator[str]:
    yield text(picture.title, MARGIN, 40, size=21, bold=True)
    yield text(picture.subtitle, MARGIN, 61, size=SUBTITLE_SIZE, fill="#52606d")


def _start(picture: Picture, layout: Layout) -> Iterator[str]:
    first = layout.boxes[picture.main_road[0]] if picture.main_road else next(iter(layout.boxes.values()))
    x = first.middle[0]
    yield f'<circle cx="{x:.1f}" cy="{TOP - 34:.1f}" r="5" fill="{INK}"/>'
    yield line([(x, TOP - 29), (x, TOP - 7)], Paint(INK, 3))
    yield _arrowhead((x, TOP - 29), (x, TOP), Paint(INK, 3))
    if picture.start:
        yield text(picture.start, x + 12, TOP - 30, size=LABEL_SIZE, fill="#3b4754")


def _roads(layout: Layout, picture: Picture, journey: Journey | None) -> Iterator[str]:
    """Weak roads first; a road to the same place as the one before it gets no casing that would cut that one."""
    paints = [(drawn, _paint(drawn, picture, journey)) for drawn in layout.lines]
    for weight in sorted({paint.width for _, paint in paints}):
        same = [(drawn, paint) for drawn, paint in paints if paint.width == weight]
        for group in _by_target(same):
            longest, longest_paint = max(group, key=lambda each: abs(each[0].points[0][1] - each[0].points[-1][1]))
            yield from (line(drawn.points, Paint(PAPER, paint.width + 4)) for drawn, paint in group)
            for drawn, paint in group:
                if drawn == longest or paint.colour != longest_paint.colour or len(drawn.points) < CORNERS:
                    yield line(_shortened(drawn.points, paint), paint)
                    yield _arrowhead(drawn.points[-2], drawn.points[-1], paint)
                else:
                    yield line(_joining(drawn.points), paint)


def _paint(drawn: Line, picture: Picture, journey: Journey | None) -> Paint:
    if picture.compared:
        return marked_paint(drawn.road.mark)
    walked = journey is not None and journey.walked(drawn.road.origin, drawn.road.target)
    back = picture.goes_back(drawn.road)
    return paint_of(main=picture.is_main(drawn.road), back=back, road=drawn.road, walked=walked)


def _by_target(paints: Sequence[tuple[Line, Paint]]) -> list[list[tuple[Line, Paint]]]:
    groups: dict[tuple[str, str, bool, str], list[tuple[Line, Paint]]] = {}
    for drawn, paint in paints:
        key = (drawn.channel, drawn.road.target, drawn.road.automatic, drawn.road.mark)
        groups.setdefault(key, []).append((drawn, paint))
    return list(groups.values())


def _shortened(points: tuple[Point, ...], paint: Paint) -> tuple[Point, ...]:
    """The same corners, ending where the arrowhead begins."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    length = abs(x1 - x0) + abs(y1 - y0)
    keep = max(length - paint.arrow, 0) / length if length else 0
    return (*points[:-1], (x0 + (x1 - x0) * keep, y0 + (y1 - y0) * keep))


def _joining(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The same corners as far as the lane that a longer road to the same place has drawn already."""
    x, y = points[1]
    return points[0], points[1], (x, y + copysign(BEND * 1.5, points[2][1] - y))


def _arrowhead(before: Point, tip: Point, paint: Paint) -> str:
    (x0, y0), (x1, y1) = before, tip
    length, half = paint.arrow, paint.arrow * 0.48
    if abs(x1 - x0) > abs(y1 - y0):
        back = x1 - length if x1 > x0 else x1 + length
        corners = [(x1, y1), (back, y1 - half), (back, y1 + half)]
    else:
        back = y1 - length if y1 > y0 else y1 + length
        corners = [(x1, y1), (x1 - half, back), (x1 + half, back)]
    return polygon(corners, paint.colour)


def _box(box: Box, journey: Journey | None) -> str:
    place = box.place
    here = journey is not None and journey.here == place.name
    visits = journey.visits(place.name) if journey else ()
    fill, edge, width = _box_paint(main=place.main, here=here, visited=bool(visits))
    if place.mark:
        edge, width = MARKED[place.mark], 3.0
    gone = place.mark == "removed"
    around = (box.x, box.y, box.width, box.height)
    parts = [rectangle(*around, radius=9, fill=fill, stroke=edge, stroke_width=width, dashed=gone)]
    if place.final:
        inner = (box.x + 4, box.y + 4, box.width - 8, box.height - 8)
        parts.append(rectangle(*inner, radius=6, fill="none", stroke=edge, stroke_width=1.2))
    parts.extend(_names(box, here=here))
    if visits:
        parts.extend(_badge(box, ", ".join(str(visit) for visit in visits)))
    return "\n".join(parts)


def _names(box: Box, *, here: bool) -> Iterator[str]:
    x, middle = box.middle
    name, caption = box.place.label, box.place.caption
    ink, pale = (PAPER, "#dbe7f5") if here else (INK, "#52606d")
    yield text(name, x, middle + (0 if caption else 5), size=NAME_SIZE, bold=True, anchor="middle", fill=ink)
    if caption:
        yield text(caption, x, middle + 16, size=CAPTION_SIZE, anchor="middle", fill=pale)


def _box_paint(*, main: bool, here: bool, visited: bool) -> tuple[str, str, float]:
    if here:
        return "#1f4e8c", "#163a69", 2.4
    if visited:
        return "#dbe9fa", "#1f4e8c", 2.2
    return ("#eef4fb", "#3d6594", 1.8) if main else ("#f6f7f9", "#8592a1", 1.3)


def _badge(box: Box, numbers: str) -> Iterator[str]:
    width = 14 + 6.6 * len(numbers)
    yield rectangle(box.x - 8, box.y - 9, width, 18, radius=9, fill="#1f4e8c", stroke=PAPER, stroke_width=1.5)
    yield text(numbers, box.x - 8 + width / 2, box.y + 4, size=11, bold=True, anchor="middle", fill=PAPER)


def _label(label: Label) -> str:
    first = label.y - LINE * (len(label.lines) - 1)
    return "\n".join(
        text(words, label.x, first + LINE * number, size=LABEL_SIZE, anchor=label.anchor, fill="#3b4754", halo=True)
        for number, words in enumerate(label.lines)
    )


def _in_words(picture: Picture, journey: Journey | None) -> Iterator[str]:
    """The picture for those who do not see it: the main road, every other road, every group."""
    labels = {place.name: place.label for place in picture.places}
    yield f"Main road: {', then '.join(labels[name] for name in picture.main_road)}."
    for place in picture.places:
        if place.mark:
            yield f"{place.label} is {_MARKED_PLACE[place.mark]}."
    for road in picture.roads:
        yield f"{_told(road)} leads from {labels[road.origin]} to {labels[road.target]}."
    for group in picture.groups:
        yield f"{_told(group)} leads from {group.starting} to {group.ending}."
    if journey:
        yield f"This case passed {', then '.join(labels.get(name, name) for name in journey.way)}."
        yield f"It now stands at {labels.get(journey.here, journey.here)}."


_MARKED_PLACE = {"added": "a new state", "removed": "a state that is gone", "changed": "a state that changed"}


def _told(road: Road | Group) -> str:
    words = " ".join(road.labels)
    mark = {"added": "New: ", "removed": "Gone: ", "changed": "Under other conditions: "}.get(road.mark, "")
    return f"{mark}{words} (by itself)" if road.automatic else f"{mark}{words}"
