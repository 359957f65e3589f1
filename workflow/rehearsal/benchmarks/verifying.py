"""`casepath bench verify`: how fast a history is verified, and that memory does not grow with it.

Each verification runs in a process that does nothing else, on one core; its rate leaves out what the process waited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from workflow.case.errors import Corrupt
from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure
from workflow.rehearsal.benchmarks.harness import ROUNDS, Measured, alternate, measured_apart
from workflow.rehearsal.benchmarks.machine import this_machine

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from workflow.pathways import Pathways
    from workflow.rehearsal.benchmarks.scale_cohort import Cohort
    from workflow.rehearsal.benchmarks.scale_rooms import Room

MEGABYTE: Final = 1_000_000
BYTES, MEANING = "stored bytes alone", "every decision taken again"
AT_LEAST: Final = {BYTES: 100_000, MEANING: 15_000}
"""Entries a second and core."""
GROWTH_MB: Final = 30

Progress = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured.

    Args:
        rounds: how often each rate is.
        entries: about so many entries, for the rates.
        few, many: about so many in the two histories that are compared for memory, once; 0 for no comparison.
        models: how many simulated cases are copied until there are so many entries.
        titles: only on these databases.
    """

    rounds: int = ROUNDS
    entries: int = 50_000
    few: int = 10_000
    many: int = 1_000_000
    models: int = 300
    titles: tuple[str, ...] = ()


def bench_verifying(extent: Extent, progress: Progress = lambda says: None) -> Bench:
    """Measure verification on every database of this machine.

    Args:
        progress: told what is done now.
    """
    from workflow.pathways import Pathways
    from workflow.rehearsal.benchmarks.scale_cohort import models_in
    from workflow.rehearsal.benchmarks.scale_rooms import NO_SERVER, POSTGRESQL, rooms

    machine, chapters = this_machine(), []
    with rooms(*extent.titles) as found:
        for room in found:
            progress(f"{room.title}: rates")
            cohort = models_in(room, Pathways.shipped(), extent.models)
            chapters.append(_rates(room, cohort, extent))
            if extent.many:
                progress(f"{room.title}: memory")
                chapters.append(_memory(room, cohort, extent))
        if POSTGRESQL not in [room.title for room in found]:
            chapters.append(Chapter(POSTGRESQL, (), (NO_SERVER,)))
    return Bench("verify", machine, extent.rounds, tuple(chapters))


def at_the_database(url: str, way: str) -> tuple[Engine, Pathways, str]:
    """Load everything that a verification needs; unmeasured."""
    import workflow.inspection.verifying  # noqa: F401 - loaded before anything is measured
    from workflow.history import open_engine
    from workflow.pathways import Pathways

    pathways, engine = Pathways.shipped(), open_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    return engine, pathways, way


def verified(ready: tuple[Engine, Pathways, str]) -> dict[str, Any]:
    """Verify a database, and tell how many entries were looked at and what is wrong with them."""
    from workflow.history import snapshot
    from workflow.inspection import verify

    engine, pathways, way = ready
    with snapshot(engine) as connection:
        found = verify(connection, pathways, bytes_only=way == BYTES)
    engine.dispose()
    return {"entries": found.entries, "faults": [fault.says for fault in found.faults]}


def _rates(room: Room, cohort: Cohort, extent: Extent) -> Chapter:
    url, entries = _filled(room, cohort, extent.entries)
    runs: dict[str, list[Measured]] = {way: [] for way in AT_LEAST}

    def measuring(way: str) -> Callable[[], None]:
        return lambda: runs[way].append(_verified_apart(url, way))

    alternate({way: measuring(way) for way in AT_LEAST}, extent.rounds, warm_up=0)
    figures = []
    for way, least in AT_LEAST.items():
        rates = tuple(entries / run.worked for run in runs[way])
        figures.append(Figure(way, "entries/s and core", rates, at_least=least))
        figures.append(Figure(f"{way}, waiting included", "s", tuple(run.seconds for run in runs[way])))
    return Chapter(f"{room.title}, {entries:,} entries", tuple(figures))


def _memory(room: Room, cohort: Cohort, extent: Extent) -> Chapter:
    peaks: dict[tuple[str, int], float] = {}
    counted = []
    for size in (extent.few, extent.many):
        url, entries = _filled(room, cohort, size)
        counted.append(entries)
        for way in AT_LEAST:
            peaks[way, entries] = _verified_apart(url, way).peak / MEGABYTE
    return Chapter(f"{room.title}, memory at its peak", tuple(_memory_figures(peaks, *counted)))


def _memory_figures(peaks: dict[tuple[str, int], float], few: int, many: int) -> Iterator[Figure]:
    for way in AT_LEAST:
        for entries in (few, many):
            yield Figure(f"{way}, {entries:,} entries", "MB", (peaks[way, entries],))
        growth = peaks[way, many] - peaks[way, few]
        yield Figure(f"{way}, growth", "MB", (growth,), at_most=GROWTH_MB)


def _filled(room: Room, cohort: Cohort, wanted: int) -> tuple[str, int]:
    """A new database with about so many entries, and how many they are."""
    from workflow.rehearsal.benchmarks.scale_cohort import fill

    each = sum(len(model.stored.entries) for model in cohort.models) / len(cohort.models)
    url = room.fresh("verified")
    return url, fill(url, cohort, max(1, round(wanted / each)))


def _verified_apart(url: str, way: str) -> Measured:
    measured = measured_apart(verified, url, way, prepare=at_the_database)
    if measured.value["faults"]:
        raise Corrupt("What was to be verified does not hold: " + measured.value["faults"][0])
    return measured
