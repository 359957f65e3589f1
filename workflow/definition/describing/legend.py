"""What stands around a picture: the legend above it, and below it the groups of roads that are not drawn as lines."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.describing.layout import MARGIN
from workflow.definition.describing.lettering import broken, width_of
from workflow.definition.describing.paint import BACK, MAIN, ONWARD, WALKED, Paint, line, polygon, rectangle, text
from workflow.definition.describing.picture import Group, Picture

SIZE = 12.0
ROW = 19.0
CARD_PADDING = 14.0


def legend_shown(picture: Picture, width: float, walked: bool) -> Iterator[str]:
    """One line per kind of road, in the upper right corner."""
    kinds = [
        ("main road", Paint(MAIN, 4.0)),
        ("detour onward", Paint(ONWARD, 1.6)),
        ("detour back", Paint(BACK, 1.6)),
        ("happens by itself", Paint(ONWARD, 1.6, dashed=True)),
        *([("the way of this case", Paint(WALKED, 5.0))] if walked else []),
    ]
    x = width - MARGIN - 150
    for number, (words, paint) in enumerate(kinds):
        y = 30 + number * 17
        yield line([(x, y), (x + 30, y)], paint)
        yield text(words, x + 40, y + 4, size=11.5, fill="#3b4754")


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
    labels = {place.name: place.label for place in picture.places}
    y = top + 32
    for group in picture.groups:
        yield from _card(group, y, width, labels.get(group.target, group.target))
        y += _card_height(group, width)


def _columns(width: float) -> tuple[float, float, float]:
    inner = width - 2 * MARGIN - 2 * CARD_PADDING
    first = MARGIN + CARD_PADDING
    return first, first + inner * 0.36, first + inner * 0.76


def _letters(width: float, share: float) -> int:
    inner = width - 2 * MARGIN - 2 * CARD_PADDING
    return int(inner * share / width_of("n", SIZE)) - 4


def _card_height(group: Group, width: float) -> float:
    from_lines = len(broken(group.starting, _letters(width, 0.36)))
    what_lines = len(broken(_what(group), _letters(width, 0.36)))
    return max(from_lines, what_lines) * 15.0 + 6


def _card(group: Group, y: float, width: float, target: str) -> Iterator[str]:
    start, middle, end = _columns(width)
    for number, words in enumerate(broken(group.starting, _letters(width, 0.36))):
        yield text(words, start, y + 14 + 15 * number, size=SIZE, fill="#3b4754")
    for number, words in enumerate(broken(_what(group), _letters(width, 0.36))):
        yield text(words, middle, y + 14 + 15 * number, size=SIZE, fill="#3b4754")
    yield line([(end - 34, y + 10), (end - 12, y + 10)], Paint(ONWARD, 1.6, dashed=group.automatic))
    yield polygon([(end - 6, y + 10), (end - 14, y + 6), (end - 14, y + 14)], ONWARD)
    yield text(target, end, y + 14, size=SIZE, bold=True)


def _what(group: Group) -> str:
    return ", ".join(group.labels)
