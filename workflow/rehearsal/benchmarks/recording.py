"""`casepath bench record`: what recording a transition costs, beside the bare driver and what one might use instead.

All contenders of a chapter work in turns in one run, and the ratios are taken within a round.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy

from workflow.history import open_engine, upgrade
from workflow.rehearsal.benchmarks.contenders import transitions_of
from workflow.rehearsal.benchmarks.crowding import Crowd
from workflow.rehearsal.benchmarks.disk import sync_seconds
from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure
from workflow.rehearsal.benchmarks.harness import ROUNDS, alternate, ratios
from workflow.rehearsal.benchmarks.machine import this_machine
from workflow.rehearsal.benchmarks.places import (
    BY_HAND,
    FLOOR,
    HAS_SOURCING,
    IN_SESSION,
    NAIVE,
    OWN,
    SOURCING,
    Place,
    engine_on,
    make_contender,
)
from workflow.rehearsal.postgres import PostgresServer, running
from workflow.rehearsal.postgres_binaries import find_binaries

ALONE: Final = (FLOOR, OWN, BY_HAND, IN_SESSION, NAIVE, SOURCING)
TOGETHER: Final = (FLOOR, OWN, NAIVE, SOURCING)
COMPARED: Final = ((OWN, FLOOR), (IN_SESSION, BY_HAND), (NAIVE, FLOOR), (SOURCING, FLOOR))
ON_POSTGRESQL: Final = {OWN: 0.8, IN_SESSION: 0.8}
ON_SQLITE: Final = {OWN: 0.5}
"""What is promised of a ratio, by the contender that is compared."""
JOURNALS: Final = (("SQLite, write-ahead log", "WAL"), ("SQLite, rollback journal", "DELETE"))
CHAPTERS: Final = len(JOURNALS) + 2
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
NO_SERVER = "PostgreSQL was not measured: no server's programs were found on this machine."
NO_SOURCING = "The library eventsourcing is not installed; the extra `bench` brings it."

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured.

    Args:
        rounds: how often each contender is.
        cases: how many cases each of them walks in a round, eight transitions each.
        workers: how many processes work at once in the last chapter.
        in_memory: whether the databases stand where no write waits for a disk.
    """

    rounds: int = ROUNDS
    cases: int = 25
    workers: int = 8
    in_memory: bool = False


def bench_recording(extent: Extent, progress: Progress) -> Bench:
    """Measure recording on SQLite, and on PostgreSQL where this machine has a server's programs.

    Args:
        progress: told how many chapters are done.
    """
    found = _Measuring(extent, progress)
    machine = this_machine()
    parent = MEMORY if extent.in_memory and MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="casepath-bench-", dir=parent) as folder:
        for title, journal in JOURNALS:
            place = _file_in(Path(folder), journal)
            found.chapter(title, {name: make_contender(name, place) for name in _present(ALONE)}, Path(folder))
    with _server(in_memory=extent.in_memory) as server:
        if server is None:
            found.chapters.append(Chapter("PostgreSQL", (), (NO_SERVER,)))
        else:
            _measure_on(server, found, extent)
    return Bench("record", machine, extent.rounds, tuple(found.chapters))


class _Measuring:
    """The chapters as they are measured, one after the other."""

    def __init__(self, extent: Extent, progress: Progress) -> None:
        self.chapters: list[Chapter] = []
        self._extent = extent
        self._progress = progress

    def chapter(self, title: str, contenders: dict[str, Any], disk: Path, *, times: int = 1) -> None:
        """Measure contenders in turns, and close them."""
        cases = self._extent.cases * times
        notes = [_of_disk(disk)] if HAS_SOURCING else [_of_disk(disk), NO_SOURCING]
        try:
            work = {name: each.walk for name, each in contenders.items()}
            seconds = alternate(work, self._extent.rounds, before=lambda name: contenders[name].lay_out(cases))
        finally:
            for each in contenders.values():
                each.close()
        promised = ON_SQLITE if title.startswith("SQLite") else ON_POSTGRESQL
        self.chapters.append(Chapter(title, tuple(_figures(seconds, transitions_of(cases), promised)), tuple(notes)))
        self._progress(len(self.chapters))


def _measure_on(server: PostgresServer, found: _Measuring, extent: Extent) -> None:
    place = _database_on(server)
    alone = {name: make_contender(name, place) for name in _present(ALONE)}
    found.chapter("PostgreSQL, one worker", alone, server.home)
    together = {name: Crowd(name, place, extent.workers) for name in _present(TOGETHER)}
    found.chapter(f"PostgreSQL, {extent.workers} workers", together, server.home, times=max(1, extent.workers // 2))


def _figures(seconds: dict[str, list[float]], transitions: int, promised: dict[str, float]) -> Iterator[Figure]:
    for name, values in seconds.items():
        yield Figure(name, "transitions/s", tuple(transitions / value for value in values))
    for one, other in COMPARED:
        if one in seconds:
            times = ratios(seconds, other, one)
            yield Figure(f"{one} / {other}", "times as fast", times, at_least=promised.get(one))


def _of_disk(folder: Path) -> str:
    return f"A durable write of one block takes {sync_seconds(folder) * 1000:.3f} ms on this disk (median)."


def _present(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name != SOURCING or HAS_SOURCING]


def _file_in(folder: Path, journal: str) -> Place:
    place = Place(f"sqlite:///{folder}/{journal}.db", f"sqlite:///{folder}/{journal}-peers.db", journal)
    engine = engine_on(place.url, journal)
    upgrade(engine)
    engine.dispose()
    return place


@contextmanager
def _server(*, in_memory: bool) -> Iterator[PostgresServer | None]:
    binaries = find_binaries()
    if binaries is None:
        yield None
        return
    with running(binaries, on_disk=not in_memory) as server:
        yield server


def _database_on(server: PostgresServer) -> Place:
    everywhere = open_engine(server.url("postgres"))
    with everywhere.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in ("own", "peers"):
            connection.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
    everywhere.dispose()
    engine = open_engine(server.url("own"))
    upgrade(engine)
    engine.dispose()
    return Place(server.url("own"), server.url("peers"))
