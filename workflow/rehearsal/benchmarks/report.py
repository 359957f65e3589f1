"""The page of figures: every benchmark run, or read from what it answered earlier, and shown with pictures.

The page says on which machine, when, and with which versions; it holds nothing that was not measured.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from workflow.case.errors import BadInput
from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure, shown
from workflow.rehearsal.benchmarks.machine import Machine
from workflow.rehearsal.benchmarks.report_bars import bars
from workflow.rehearsal.postgres_binaries import find_binaries

NAMES: Final = ("record", "pathway", "read", "scale", "verify", "import", "start", "proof")
"""Every benchmark, in the order of the page."""
PAGE = "README.md"
LIBRARIES: Final = ("casepath", "SQLAlchemy", "psycopg", "cryptography", "transitions", "eventsourcing")

Progress = Callable[[str], object]


def measured(name: str, rounds: int, progress: Progress) -> Bench:
    """Run one benchmark as its own command does without options."""
    progress(f"bench {name}")
    return _RUNS[name](rounds, progress)


def read_answer(path: Path) -> Bench:
    """Read what `casepath bench NAME --json` answered.

    Raises:
        BadInput: when the file is not such an answer.
    """
    try:
        return bench_from(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise BadInput(f"{path} is not the answer of `casepath bench NAME --json` ({type(error).__name__}).") from error


def bench_from(plain: Mapping[str, Any]) -> Bench:
    """The benchmark that was told as plain values."""
    chapters = [
        Chapter(one["title"], tuple(_figure(each) for each in one["figures"]), tuple(one["notes"]))
        for one in plain["chapters"]
    ]
    return Bench(str(plain["bench"]), Machine(**plain["machine"]), int(plain["rounds"]), tuple(chapters))


def write_report(folder: Path, benches: Sequence[Bench], *, on: date) -> list[Path]:
    """Write the page and its pictures into a folder, and return what was written.

    Args:
        on: the day of the measurement.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for bench in benches:
        if any(chapter.figures for chapter in bench.chapters):
            written.append(folder / f"{bench.name}.svg")
            written[-1].write_text(bars(bench), encoding="utf-8")
    written.append(folder / PAGE)
    written[-1].write_text("\n".join(_page(benches, on)), encoding="utf-8")
    return written


def versions() -> str:
    """What measured and was measured, with its version, in one line."""
    found = [f"SQLite {sqlite3.sqlite_version}"]
    binaries = find_binaries()
    if binaries is not None:
        told = subprocess.run(  # noqa: S603 - a program that was found as PostgreSQL's
            [str(binaries.folder / "postgres"), "--version"], capture_output=True, encoding="utf-8", check=False
        )
        found.append(f"PostgreSQL {told.stdout.split()[2] if told.stdout else 'unknown'}")
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _page(benches: Sequence[Bench], on: date) -> Iterator[str]:
    yield "# How fast casepath is"
    yield ""
    yield "Written by `casepath bench --report`; nothing here is typed by hand. A bar is the median of its rounds; the"
    yield "thin line reaches from the lowest value to the highest, and the dashed mark is the target. Ratios are taken"
    yield "within a round. Figures of another machine, or of another hour, differ; the ratios less than the rest."
    yield ""
    yield f"Measured on {on:%d %B %Y} with {versions()}."
    yield ""
    yield from _targets(benches)
    for bench in benches:
        yield from _section(bench)


def _targets(benches: Sequence[Bench]) -> Iterator[str]:
    yield "## What was promised"
    yield ""
    yield "| benchmark | where | what | median | target | |"
    yield "|---|---|---|--:|--:|---|"
    for bench in benches:
        for chapter in bench.chapters:
            for figure in (each for each in chapter.figures if each.target):
                met = "met" if figure.is_met else "**missed**"
                value = f"{shown(figure.median)} {figure.unit}"
                yield f"| {bench.name} | {chapter.title} | {figure.what} | {value} | {figure.target} | {met} |"
    yield ""


def _section(bench: Bench) -> Iterator[str]:
    rounds = f"{bench.rounds} {'round' if bench.rounds == 1 else 'rounds'}"
    yield f"## bench {bench.name}"
    yield ""
    yield f"{bench.machine.line()}; {rounds}."
    yield ""
    if any(chapter.figures for chapter in bench.chapters):
        yield f"![The figures of bench {bench.name}, as in the tables below]({bench.name}.svg)"
        yield ""
    for chapter in bench.chapters:
        yield f"### {chapter.title}"
        yield ""
        yield from _table(chapter.figures)
        yield from (line for note in chapter.notes for line in (note, ""))


def _table(figures: Sequence[Figure]) -> Iterator[str]:
    if not figures:
        return
    yield "| what | median | lowest | highest | spread | unit |"
    yield "|---|--:|--:|--:|--:|---|"
    for one in figures:
        many = len(one.values) > 1
        ends = (shown(min(one.values)), shown(max(one.values)), f"{one.spread:.0%}") if many else ("", "", "")
        yield f"| {one.what} | {shown(one.median)} | {' | '.join(ends)} | {one.unit} |"
    yield ""


def _figure(plain: Mapping[str, Any]) -> Figure:
    return Figure(
        plain["what"],
        plain["unit"],
        tuple(float(value) for value in plain["values"]),
        plain.get("at_least"),
        plain.get("at_most"),
    )


def _record(rounds: int, progress: Progress) -> Bench:
    from workflow.rehearsal.benchmarks.recording import Extent, bench_recording

    return bench_recording(Extent(rounds), lambda done: progress(f"{done} chapters"))


def _pathway(rounds: int, progress: Progress) -> Bench:
    from workflow.rehearsal.benchmarks.shipped import Extent, bench_shipped

    return bench_shipped(Extent(rounds), progress)


def _read(rounds: int, progress: Progress) -> Bench:
    from workflow.rehearsal.benchmarks.reading import bench_reading

    return bench_reading(rounds=rounds, progress=progress)


def _scale(rounds: int, progress: Progress) -> Bench:
    from workflow.rehearsal.benchmarks.scale import bench_scale

    return bench_scale(rounds=rounds, progress=progress)


def _verify(rounds: int, progress: Progress) -> Bench:
    from workflow.rehearsal.benchmarks.verifying import Extent, bench_verifying

    return bench_verifying(Extent(rounds), progress)


def _import(rounds: int, progress: Progress) -> Bench:
    from workflow.rehearsal.benchmarks.importing import bench_importing

    return bench_importing(rounds=rounds, progress=progress)


def _start(rounds: int, progress: Progress) -> Bench:
    from workflow.rehearsal.benchmarks.starting import bench_starting

    return bench_starting(rounds=rounds)


def _proof(rounds: int, progress: Progress) -> Bench:
    from workflow.rehearsal.benchmarks.proving import bench_proof

    return bench_proof(rounds=rounds, advance=lambda done, total: None)


_RUNS: Final[dict[str, Callable[[int, Progress], Bench]]] = {
    "record": _record,
    "pathway": _pathway,
    "read": _read,
    "scale": _scale,
    "verify": _verify,
    "import": _import,
    "start": _start,
    "proof": _proof,
}
