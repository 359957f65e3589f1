"""The few strokes every picture is made of, and the colours of its roads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import copysign

from workflow.definition.describing.picture import Road

PAPER = "#ffffff"
INK = "#1c2733"
MAIN = "#2b5c9a"
ONWARD = "#6b7b8d"
BACK = "#a9793a"
WALKED = "#0f766e"
SAME = "#98a3af"
ADDED = "#1a7f37"
REMOVED = "#b42318"
CHANGED = "#6941c6"
BEND = 9.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Paint:
    """How a road is drawn."""

    colour: str
    width: float
    dashed: bool = False

    @property
    def arrow(self) -> float:
        """The length of its arrowhead."""
        return 7 + self.width * 1.7


MARKED = {"": SAME, "added": ADDED, "removed": REMOVED, "changed": CHANGED}
"""Mark → colour, in a picture of two definitions; a sign stands beside it, as not everybody tells colours apart."""

SIGNS = {"": "", "added": "+ ", "removed": "− ", "changed": "~ "}
"""Mark → the sign before a label."""


def marked_paint(mark: str) -> Paint:
    """How a road of two definitions is drawn: strong where it differs, dashed where it is gone."""
    return Paint(MARKED[mark], 3.2 if mark else 1.6, dashed=mark == "removed")


def paint_of(*, main: bool, back: bool, road: Road, walked: bool) -> Paint:
    """The main road strong, detours lighter and by direction, what happens by itself dashed, a walked road on top."""
    if walked:
        return Paint(WALKED, 5.0, road.automatic)
    if main:
        return Paint(MAIN, 4.0, road.automatic)
    return Paint(BACK if back else ONWARD, 1.6, road.automatic)


def line(points: Sequence[Point], paint: Paint) -> str:
    """A line with rounded corners."""
    dash = f' stroke-dasharray="{paint.width * 1.5 + 3:.1f} {paint.width + 2.6:.1f}"' if paint.dashed else ""
    return f'<path d="{_path(points)}" fill="none" stroke="{paint.colour}" stroke-width="{paint.width:.1f}"{dash}/>'


def polygon(corners: Sequence[Point], fill: str) -> str:
    """A filled polygon."""
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}" fill="{fill}"/>'


def rectangle(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    radius: float,
    fill: str,
    stroke: str,
    stroke_width: float = 1,
    dashed: bool = False,
) -> str:
    """A rectangle with rounded corners."""
    dash = ' stroke-dasharray="7 5"' if dashed else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:.1f}" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{stroke_width:.1f}"{dash}/>'
    )


def text(
    words: str,
    x: float,
    y: float,
    *,
    size: float,
    anchor: str = "start",
    bold: bool = False,
    fill: str = INK,
    halo: bool = False,
) -> str:
    """One line of text; with a halo it stays legible where a road passes under it."""
    weight = ' font-weight="600"' if bold else ""
    around = f' stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" text-anchor="{anchor}"{weight} '
        f'fill="{fill}"{around}>{escape(words)}</text>'
    )


def _path(points: Sequence[Point]) -> str:
    steps = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        bend = min(BEND, _length(before, corner) / 2, _length(corner, after) / 2)
        start, end = _towards(corner, before, bend), _towards(corner, after, bend)
        steps.append(f"L{start[0]:.1f} {start[1]:.1f}Q{corner[0]:.1f} {corner[1]:.1f} {end[0]:.1f} {end[1]:.1f}")
    steps.append(f"L{points[-1][0]:.1f} {points[-1][1]:.1f}")
    return "".join(steps)


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(corner: Point, other: Point, distance: float) -> Point:
    """The point at a distance from a corner on the way to another, which lies level with it or plumb."""
    if abs(other[0] - corner[0]) > abs(other[1] - corner[1]):
        return corner[0] + copysign(distance, other[0] - corner[0]), corner[1]
    return corner[0], corner[1] + copysign(distance, other[1] - corner[1])
