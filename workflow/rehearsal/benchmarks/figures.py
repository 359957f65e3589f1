"""What a benchmark found, in the shape that all of them share: each figure with its median, its extremes, its rounds.

It holds and shows figures; how they are measured is the harness's matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from workflow.interfaces.cli.sheet import Block, Heading, Paragraph, table
from workflow.rehearsal.benchmarks.machine import Machine

MOST_DIGITS_AT = 100
"""From here on a figure is shown without decimals."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured, once in every round.

    Args:
        what: what it is, in a few words.
        unit: of every value, such as `s`, `nodes/s`, `MB`, `times`.
        values: one for each round, in the order of the rounds; a single one for what repeats exactly.
        at_least, at_most: what the median is meant to reach, or not to pass; None where nothing is promised.
    """

    what: str
    unit: str
    values: tuple[float, ...]
    at_least: float | None = None
    at_most: float | None = None

    @property
    def median(self) -> float:
        """The middle value."""
        return median(self.values)

    @property
    def spread(self) -> float:
        """How far the highest lies above the lowest, as a part of the median; 0.0 for a median of nothing."""
        return (max(self.values) - min(self.values)) / self.median if self.median else 0.0

    @property
    def target(self) -> str:
        """What the median is meant to be, in short; "" where nothing is promised."""
        if self.at_least is not None:
            return f"≥ {rounded(self.at_least)}"
        return "" if self.at_most is None else f"≤ {rounded(self.at_most)}"

    @property
    def is_met(self) -> bool:
        """Whether the median is what it is meant to be."""
        return (self.at_least is None or self.median >= self.at_least) and (
            self.at_most is None or self.median <= self.at_most
        )

    def plain(self) -> dict[str, Any]:
        """All of it for JSON."""
        return {
            "what": self.what,
            "unit": self.unit,
            "median": self.median,
            "lowest": min(self.values),
            "highest": max(self.values),
            "spread": round(self.spread, 4),
            "at_least": self.at_least,
            "at_most": self.at_most,
            "values": list(self.values),
        }


@dataclass(frozen=True, slots=True)
class Chapter:
    """Figures that belong together, under one heading, with what a reader has to know about them."""

    title: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bench:
    """The result of one benchmark.

    Args:
        name: the word after `casepath bench`.
        rounds: how often each thing was measured.
    """

    name: str
    machine: Machine
    rounds: int
    chapters: tuple[Chapter, ...]

    def plain(self) -> dict[str, Any]:
        """All of it for JSON, every single value included."""
        machine = self.machine
        return {
            "bench": self.name,
            "machine": {
                "processor": machine.processor,
                "cores": machine.cores,
                "system": machine.system,
                "python": machine.python,
                "busy": machine.busy,
            },
            "rounds": self.rounds,
            "chapters": [
                {"title": one.title, "figures": [each.plain() for each in one.figures], "notes": list(one.notes)}
                for one in self.chapters
            ],
        }

    def sheet(self) -> list[Block]:
        """All of it for a person: the machine first, then a table for each chapter."""
        rounds = f"{self.rounds} {'round' if self.rounds == 1 else 'rounds'}"
        found: list[Block] = [Paragraph(f"bench {self.name}: {self.machine.line()}; {rounds}", "quiet")]
        for chapter in self.chapters:
            found.append(Heading(chapter.title))
            promised = any(figure.target for figure in chapter.figures)
            headings = ("what", "median", "lowest", "highest", "spread", "unit", *(("target",) if promised else ()))
            found.append(table(headings, [_row(each)[: len(headings)] for each in chapter.figures]))
            found.extend(Paragraph(note, "quiet") for note in chapter.notes)
        return found


def _row(figure: Figure) -> tuple[str, ...]:
    middle = shown(figure.median)
    if len(figure.values) == 1:
        return (figure.what, middle, "", "", "", figure.unit, figure.target)
    return (
        figure.what,
        middle,
        shown(min(figure.values)),
        shown(max(figure.values)),
        f"{figure.spread:.0%}",
        figure.unit,
        figure.target,
    )


def shown(value: float) -> str:
    """A value with as many digits as it deserves: three that tell something."""
    if value == 0 or abs(value) >= MOST_DIGITS_AT:
        return f"{value:,.0f}"
    if abs(value) >= 1:
        return f"{value:.2f}"
    return f"{value:.3g}"


def rounded(value: float) -> str:
    """A target as it was promised, such as 1,000 or 0.8."""
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"
