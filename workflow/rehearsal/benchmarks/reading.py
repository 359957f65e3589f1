"""`casepath bench read`: how long it takes to look: a page of the worklist, one history, a case as it was.

Each answer is asked for through the case book in a transaction that only reads, many times, about cases spread over
the whole database; a value is the median of a round's answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from typing import Final

from sqlalchemy import Engine

from workflow.history import CaseBook, DefinitionSource, snapshot
from workflow.pathways import Pathways
from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure
from workflow.rehearsal.benchmarks.harness import ROUNDS
from workflow.rehearsal.benchmarks.machine import this_machine
from workflow.rehearsal.benchmarks.scale_cohort import DEPLOYMENT, fill, models_in
from workflow.rehearsal.benchmarks.scale_rooms import NO_SERVER, POSTGRESQL, Room, engine_at, rooms

CASES: Final = 100_000
OPEN: Final = 0.2
WHOLE: Final = 2
"""So many of ten cases have their histories; a worklist reads the rows of all."""
ASKED: Final = 40
PAGE: Final = 50
WORKLIST_MS, HISTORY_MS, GROWTH = 5.0, 2.0, 1.5
"""What is promised: a page, one history, and by how much a page may slow down at ten times as many cases."""
MODELS: Final = 300

Ask = Callable[[CaseBook, str], object]
Progress = Callable[[str], object]


def bench_reading(
    sizes: Sequence[int] = (CASES,),
    *,
    rounds: int = ROUNDS,
    asked: int = ASKED,
    models: int = MODELS,
    titles: Sequence[str] = (),
    progress: Progress = lambda says: None,
) -> Bench:
    """Measure reading at one size of a database or at several.

    Args:
        sizes: how many cases; a fifth of them are open.
        asked: how many answers a round asks for, of each kind.
        models: how many simulated cases are copied until there are so many.
        titles: only on these databases.
        progress: told what is done now.
    """
    machine, chapters, pathways = this_machine(), [], Pathways.shipped()
    with rooms(*titles) as found:
        for room in found:
            paged: list[Figure] = []
            for cases in sizes:
                progress(f"{room.title}: filling with {cases:,} cases")
                chapter = _measured(room, pathways, cases, rounds=rounds, asked=asked, models=models)
                chapters.append(chapter)
                paged.append(chapter.figures[0])
            chapters += _growth(room.title, sizes, paged)
        if POSTGRESQL not in [room.title for room in found]:
            chapters.append(Chapter(POSTGRESQL, (), (NO_SERVER,)))
    return Bench("read", machine, rounds, tuple(chapters))


def _measured(room: Room, pathways: DefinitionSource, cases: int, *, rounds: int, asked: int, models: int) -> Chapter:
    url = room.fresh("looked_at")
    entries = fill(url, models_in(room, pathways, models), cases, share=OPEN, whole=WHOLE)
    with engine_at(url) as engine:
        known = _some(engine, pathways, asked)
        found: dict[str, list[float]] = {says: [] for says in QUESTIONS}
        for number in range(-1, rounds):
            for says, (ask, _) in QUESTIONS.items():
                value = _median_ms(engine, pathways, ask, known)
                if number >= 0:
                    found[says].append(value)
    figures = [Figure(says, "ms", tuple(values), at_most=QUESTIONS[says][1] or None) for says, values in found.items()]
    histories = f"A fifth of the cases is open. {WHOLE} of ten have their histories, {entries:,} entries."
    rows = f"A worklist reads the rows of all; a page has {PAGE}."
    return Chapter(f"{room.title}, {cases:,} cases", tuple(figures), (histories, rows))


def _as_it_was(book: CaseBook, case_id: str) -> object:
    return book.case(case_id, known_at=datetime.now(UTC) - timedelta(days=1))


QUESTIONS: Final[dict[str, tuple[Ask, float]]] = {
    "the worklist's first page": (lambda book, _: book.worklist(limit=PAGE), WORKLIST_MS),
    "a later page": (lambda book, case_id: book.worklist(limit=PAGE, after=case_id), WORKLIST_MS),
    "a page of one owner": (lambda book, _: book.worklist(owner="n.lee", limit=PAGE), WORKLIST_MS),
    "a page of an owner without cases": (lambda book, _: book.worklist(owner="nobody", limit=PAGE), 0.0),
    "a page of one state": (lambda book, _: book.worklist(state="imaging_review", limit=PAGE), WORKLIST_MS),
    "one case": (lambda book, case_id: book.case(case_id), 0.0),
    "one history": (lambda book, case_id: book.history(case_id), HISTORY_MS),
    "one case as it was yesterday": (_as_it_was, 0.0),
}
"""What is asked, and within how many ms it shall be answered; 0.0 where nothing is promised."""


def _some(engine: Engine, pathways: DefinitionSource, asked: int) -> list[str]:
    """Some open cases, from all over the worklist."""
    with snapshot(engine) as connection:
        book = CaseBook(connection, pathways, deployment=DEPLOYMENT)
        rows = [row.case_id for row in book.worklist(limit=1000)]
        return Random(1).choices([case_id for case_id in rows if book.history(case_id)], k=asked)


def _median_ms(engine: Engine, pathways: DefinitionSource, ask: Ask, known: Sequence[str]) -> float:
    taken = []
    with snapshot(engine) as connection:
        book = CaseBook(connection, pathways, deployment=DEPLOYMENT)
        for case_id in known:
            started = time.perf_counter()
            ask(book, case_id)
            taken.append(1000 * (time.perf_counter() - started))
    return median(taken)


def _growth(title: str, sizes: Sequence[int], paged: Sequence[Figure]) -> list[Chapter]:
    figures = []
    for number in range(1, len(sizes)):
        few, many = paged[number - 1], paged[number]
        values = tuple(one / other for one, other in zip(many.values, few.values, strict=True))
        what = f"a page of the worklist, {sizes[number]:,} / {sizes[number - 1]:,} cases"
        figures.append(Figure(what, "times as long", values, at_most=GROWTH))
    return [Chapter(f"{title}, growth", tuple(figures))] if figures else []
