"""How long a proof takes, how much memory it needs, and how both grow with the pathway.

A node is one thing that an obligation looked at and counts: a combination of values, a place, a node, a target. Times
are those in which the process had a core, so that a neighbour on the same machine changes them little.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure
from workflow.rehearsal.benchmarks.harness import Measured, alternate, measured_apart
from workflow.rehearsal.benchmarks.machine import this_machine

if TYPE_CHECKING:
    from workflow.rehearsal.benchmarks.doubling import Subject

SMALL = "starter"
"""The pathway that `casepath pathway new` writes."""

SHIPPED = "secondary-breast-cancer:bcn-guidance"
MARKS = "XYZ"
"""One for every time a pathway is doubled."""

MEGABYTE = 1_000_000
OBLIGATIONS = {
    1: "rows of cells",
    2: "derived tables",
    3: "suppliers",
    4: "automatic transitions",
    5: "ways to the end",
    6: "what must never happen",
    7: "everything is reached",
}

Advance = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Size:
    """A pathway, so many times its own size."""

    pathway: str
    times: int

    @property
    def title(self) -> str:
        """Its name in a heading."""
        return self.pathway if self.times == 1 else f"{self.pathway}, {self.times} times its size"


QUICK = (Size(SMALL, 1), Size(SMALL, 2), Size(SMALL, 4))
FULL = (*QUICK, Size(SHIPPED, 1), Size(SHIPPED, 2))


def bench_proof(*, rounds: int, sizes: Sequence[Size] = FULL, advance: Advance) -> Bench:
    """Measure the proof of each of these pathways, in turns, each time in a process that does nothing else.

    Args:
        advance: told how many proofs are measured, and how many there are.
    """
    machine = this_machine()
    runs: dict[Size, list[Measured]] = {size: [] for size in sizes}

    def measuring(size: Size) -> Callable[[], None]:
        def measure() -> None:
            runs[size].append(measured_apart(proved, size.pathway, size.times, prepare=laid_out))
            advance(sum(map(len, runs.values())), rounds * len(sizes))

        return measure

    alternate({size.title: measuring(size) for size in sizes}, rounds, warm_up=0)
    chapters = [_chapter(size, found) for size, found in runs.items()]
    return Bench("proof", machine, rounds, (*chapters, *_growth(runs)))


def laid_out(pathway: str, times: int) -> Subject:
    """The pathway and its known journeys, doubled until it has that size."""
    from workflow.rehearsal.benchmarks.doubling import doubled

    subject = _small() if pathway == SMALL else _shipped(pathway)
    for mark in MARKS[: times.bit_length() - 1]:
        subject = doubled(subject, mark)
    # What a proof needs is loaded before it is measured.
    proved(subject if pathway == SMALL and times == 1 else _small())
    return subject


def proved(subject: Subject) -> dict[str, Any]:
    """Prove a pathway: what was looked at for each obligation, how long that took, and what does not hold."""
    from workflow.definition.proof.proving import OBLIGATIONS as OF_TABLES
    from workflow.engine.proving.reachable import reachable

    found = []
    for obligation in (*OF_TABLES, lambda definition: reachable(definition, subject.journeys)):
        began = time.process_time()
        shown = obligation(subject.definition)
        seconds = time.process_time() - began
        failures = [failure.where for failure in shown.failures]
        found.append({"number": shown.number, "count": shown.count, "seconds": seconds, "failures": failures})
    return {"obligations": found}


def _small() -> Subject:
    from workflow.definition import load
    from workflow.interfaces.cli.pathway_new import starter
    from workflow.rehearsal.benchmarks.doubling import Subject

    text = starter(SMALL, variant="own", released_on=date(2026, 1, 1))
    return Subject(load(text, file=f"{SMALL}.toml"), ())


def _shipped(pathway: str) -> Subject:
    from workflow.pathways import Pathways
    from workflow.rehearsal.benchmarks.doubling import Subject

    shelf = Pathways.shipped()
    definition = shelf.newest(pathway)
    return Subject(definition, shelf.journeys(definition))


def _chapter(size: Size, runs: Sequence[Measured]) -> Chapter:
    nodes = _nodes(runs[0])
    figures = [
        Figure("looked at", "nodes", (nodes,)),
        Figure("a proof", "s", tuple(run.worked for run in runs)),
        Figure("a proof, waiting included", "s", tuple(run.seconds for run in runs)),
        Figure("speed", "nodes/s", tuple(nodes / run.worked for run in runs)),
        Figure("memory at its peak", "MB", tuple(run.peak / MEGABYTE for run in runs)),
        Figure("memory before the proof", "MB", tuple(run.resting / MEGABYTE for run in runs)),
        *_by_obligation(runs),
    ]
    return Chapter(size.title, tuple(figures), tuple(_failures(runs[0])))


def _by_obligation(runs: Sequence[Measured]) -> list[Figure]:
    found = []
    for place, first in enumerate(runs[0].value["obligations"]):
        number, count = first["number"], first["count"]
        lasted = tuple(1000 * run.value["obligations"][place]["seconds"] for run in runs)
        found.append(Figure(f"({number}) {OBLIGATIONS[number]}: {count:,}", "ms", lasted))
    return found


def _failures(run: Measured) -> list[str]:
    return [
        f"({one['number']}) was not shown for {', '.join(one['failures'])}: it takes more than the proof's budget, or "
        "does not hold."
        for one in run.value["obligations"]
        if one["failures"]
    ]


def _nodes(run: Measured) -> int:
    return sum(one["count"] for one in run.value["obligations"])


def _growth(runs: Mapping[Size, Sequence[Measured]]) -> list[Chapter]:
    """By how many times everything grows from one size of a pathway to the next."""
    figures: list[Figure] = []
    for size, larger in runs.items():
        smaller = runs.get(Size(size.pathway, size.times // 2), ())
        if not smaller or size.times == 1:
            continue
        step = f"{size.pathway}, from {size.times // 2} to {size.times}"
        pairs = list(zip(larger, smaller, strict=True))
        figures += [
            Figure(f"{step}: nodes", "times", (_nodes(larger[0]) / _nodes(smaller[0]),)),
            Figure(f"{step}: time", "times", tuple(one.worked / other.worked for one, other in pairs)),
            Figure(f"{step}: memory at its peak", "times", tuple(one.peak / other.peak for one, other in pairs)),
        ]
    note = "Twice the size is everything once more under new names, begun where the first half ends."
    return [Chapter("Growth when a pathway doubles", tuple(figures), (note,))] if figures else []
