"""One benchmark as a picture: a bar for each figure, the spread of its rounds, and what was promised as a mark.

Bars of one unit within a chapter share a scale that begins at nought. Colour never speaks alone: what missed its target
says so in words. It measures nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from workflow.definition.describing.lettering import width_of
from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure, shown

WIDTH, LABELS, BARS, MARGIN = 1000.0, 400.0, 330.0, 20.0
ROW, TITLE, HEADING, BAR = 26.0, 40.0, 34.0, 12.0
INK, QUIET, PAPER = "#1c2733", "#5b6775", "#ffffff"
PLAIN, MET, MISSED, MARK = "#8aa0b8", "#2b5c9a", "#b42318", "#1c2733"
FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
LABEL_SIZE, SMALL = 12.5, 11.5


def bars(bench: Bench) -> str:
    """Draw a benchmark's figures as one SVG document."""
    chapters = [chapter for chapter in bench.chapters if chapter.figures]
    height = TITLE + sum(HEADING + ROW * len(chapter.figures) for chapter in chapters) + MARGIN
    size = f'width="{WIDTH:.0f}" height="{height:.0f}" viewBox="0 0 {WIDTH:.0f} {height:.0f}"'
    frame = f'x="0.5" y="0.5" width="{WIDTH - 1:.0f}" height="{height - 1:.0f}" rx="10"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title words">',
        f'<title id="title">casepath bench {escape(bench.name)}</title>',
        f'<desc id="words">{escape(" ".join(_in_words(chapters)))}</desc>',
        f'<rect {frame} fill="{PAPER}" stroke="#d8dee6"/>',
        f'<g font-family="{FONT}">',
        _text(MARGIN, 27, f"casepath bench {bench.name}", size=16, weight="bold"),
    ]
    top = TITLE
    for chapter in chapters:
        lines += _chapter(chapter, top)
        top += HEADING + ROW * len(chapter.figures)
    return "\n".join((*lines, "</g>", "</svg>", ""))


def _chapter(chapter: Chapter, top: float) -> Iterator[str]:
    yield _text(MARGIN, top + 22, chapter.title, size=13.5, weight="bold")
    for number, figure in enumerate(chapter.figures):
        fellows = [other for other in chapter.figures if other.unit == figure.unit]
        yield from _row(figure, top + HEADING + ROW * number, max(map(_reach, fellows)) or 1.0)


def _reach(figure: Figure) -> float:
    """How far to the right a figure needs its scale to go."""
    return max(*figure.values, figure.at_least or 0.0, figure.at_most or 0.0, 0.0)


def _row(figure: Figure, top: float, reach: float) -> Iterator[str]:
    def at(value: float) -> float:
        return LABELS + BARS * max(value, 0.0) / reach

    middle, lowest, highest = at(figure.median), at(min(figure.values)), at(max(figure.values))
    y = top + (ROW - BAR) / 2
    yield _text(LABELS - 10, y + 10, _fitting(figure.what), size=LABEL_SIZE, anchor="end")
    width = max(middle - LABELS, 0.5)
    yield f'<rect x="{LABELS:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BAR}" fill="{_colour(figure)}"/>'
    if len(figure.values) > 1:
        yield _stroke(lowest, y + BAR / 2, highest, y + BAR / 2)
        yield from (_stroke(x, y + 2, x, y + BAR - 2) for x in (lowest, highest))
    target = figure.at_least if figure.at_least is not None else figure.at_most
    if target is not None:
        x = at(target)
        yield (
            f'<line x1="{x:.1f}" y1="{y - 4:.1f}" x2="{x:.1f}" y2="{y + BAR + 4:.1f}" stroke="{MARK}" '
            'stroke-width="2" stroke-dasharray="3 2"/>'
        )
    value = f"{shown(figure.median)} {figure.unit}"
    yield _text(LABELS + BARS + 12, y + 10, value, size=LABEL_SIZE, weight="bold")
    says = _promise(figure)
    if says:
        place = LABELS + BARS + 12 + width_of(value, LABEL_SIZE) * 1.1 + 8
        yield _text(place, y + 10, says, size=SMALL, fill=QUIET if figure.is_met else MISSED)


def _promise(figure: Figure) -> str:
    if not figure.target:
        return ""
    return f"({figure.target})" if figure.is_met else f"(missed {figure.target})"


def _colour(figure: Figure) -> str:
    if not figure.target:
        return PLAIN
    return MET if figure.is_met else MISSED


def _fitting(label: str) -> str:
    """The label, shortened where it would run out of the picture."""
    room = LABELS - MARGIN - 10
    while width_of(label, LABEL_SIZE) > room:
        label = label.rstrip("…")[:-1].rstrip() + "…"
    return label


def _in_words(chapters: Sequence[Chapter]) -> Iterator[str]:
    for chapter in chapters:
        yield f"{chapter.title}:"
        yield "; ".join(f"{one.what} {shown(one.median)} {one.unit} {_promise(one)}".strip() for one in chapter.figures)


def _stroke(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{INK}" stroke-width="1.2"/>'


def _text(
    x: float, y: float, words: str, *, size: float, weight: str = "normal", anchor: str = "start", fill: str = INK
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{fill}">{escape(words)}</text>'
    )
