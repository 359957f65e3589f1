"""What stands around a picture: the legend above it, and below it the groups of roads that are not drawn as lines."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.describing.layout import MARGIN
from workflow.definition.describing.lettering import broken, width_of
from workflow.definition.describing.paint import (
    BACK,
    MAIN,
    MARKED,
    ONWARD,
    WALKED,
    Paint,
    line,
    marked_paint,
    polygon,
    rectangle,
    text,
)
from workflow.definition.describing.picture import Group, Picture

SIZE = 12.0
CARD_PADDING = 14.0
LEGEND_WIDTH = 150.0


def legend_shown(picture: Picture, width: float, walked: bool) -> Iterator[str]:
    """One line per kind of road, in the upper right corner."""
    kinds = _marks() if picture.compared else _kinds(walked)
    x = width - MARGIN - LEGEND_WIDTH
    for number, (words, paint) in enumerate(kinds):
        y = 30 + number * 17
        yield line([(x, y), (x + 30, y)], paint)
        yield text(words, x + 40, y + 4, size=11.5, fill="#3b4754")


def _kinds(walked: bool) -> list[tuple[str, Paint]]:
    return [
        ("main road", Paint(MAIN, 4.0)),
        ("detour onward", Paint(ONWARD, 1.6)),
        ("detour back", Paint(BACK, 1.6)),
        ("happens by itself", Paint(ONWARD, 1.6, dashed=True)),
        *([("the way of this case", Paint(WALKED, 5.0))] if walked else []),
    ]


def _marks() -> list[tuple[str, Paint]]:
    words = {"": "as before", "added": "+ new", "removed": "− gone", "changed": "~ other conditions"}
    return [(told, marked_paint(mark)) for mark, told in words.items()]


def groups_height(picture: Picture, width: float) -> float:
    """How much height the groups take below the picture."""
    return sum(_card_height(group, width) for group in picture.groups) + (64 if picture.groups else 0)


def groups_shown(picture: Picture, top: float, width: float) -> Iterator[str]:
    """The groups as a table: from where, what, to where."""
    if not picture.groups:
        return
    height = groups_height(picture, width) - MARGIN
    yield rectangle(MARGIN, top, width - 2 * MARGIN, height, radius=9, fill="#f6f7f9", stroke="#d8dee6")
    yield text("Possible from many states, not drawn above", MARGIN + CARD_PADDING, top + 23, size=13, bold=True)
    y = top + 32
    for group in picture.groups:
        yield from _card(group, y, width)
        y += _card_height(group, width)


def _columns(width: float) -> tuple[float, float, float]:
    first = MARGIN + CARD_PADDING
    return first, first + _inner(width) * 0.38, first + _inner(width) * 0.72


def _inner(width: float) -> float:
    return width - 2 * MARGIN - 2 * CARD_PADDING


def _cells(group: Group, width: float) -> tuple[tuple[str, ...], ...]:
    """From where, what, to where, each in as many lines as its column needs."""
    letter = width_of("n", SIZE)
    columns = zip((group.starting, ", ".join(group.labels), group.ending), (0.36, 0.28, 0.27), strict=True)
    return tuple(broken(words, int(_inner(width) * share / letter)) for words, share in columns)


def _card_height(group: Group, width: float) -> float:
    return max(len(lines) for lines in _cells(group, width)) * 15.0 + 7


def _card(group: Group, y: float, width: float) -> Iterator[str]:
    start, middle, end = _columns(width)
    ink = MARKED[group.mark] if group.mark else "#3b4754"
    for x, lines in zip((start, middle, end), _cells(group, width), strict=True):
        for number, words in enumerate(lines):
            yield text(words, x, y + 14 + 15 * number, size=SIZE, bold=x == end, fill=ink)
    paint = marked_paint(group.mark) if group.mark else Paint(ONWARD, 1.6, dashed=group.automatic)
    yield line([(end - 34, y + 10), (end - 14, y + 10)], paint)
    yield polygon([(end - 8, y + 10), (end - 16, y + 6), (end - 16, y + 14)], paint.colour)
