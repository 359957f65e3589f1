"""`casepath bench pathway`: the shipped pathway from end to end, a decision alone, and reporting on many cases.

Simulated people walk it through the one door, one report in each transaction, into a new database each time. What the
simulation itself thinks is part of these rates. A decision is measured alone, on the histories they leave.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Final
from uuid import uuid4

from sqlalchemy import Engine

from workflow.case.actor import Actor
from workflow.definition import Definition
from workflow.engine import options
from workflow.history import CaseBook, Keyring, PatientRef, Report, unit_of_work
from workflow.pathways import Pathways
from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure
from workflow.rehearsal.benchmarks.harness import ROUNDS, alternate, ratios
from workflow.rehearsal.benchmarks.machine import this_machine
from workflow.rehearsal.benchmarks.places import SECRET
from workflow.rehearsal.benchmarks.scale_cohort import DEPLOYMENT, UNTIL
from workflow.rehearsal.benchmarks.scale_rooms import NO_SERVER, POSTGRESQL, Room, engine_at, rooms, sync_says
from workflow.rehearsal.benchmarks.shipped_decisions import Decisions, decisions_of
from workflow.rehearsal.parameters import shipped_parameters
from workflow.rehearsal.simulation import PATHWAY, Plan, simulate

TOGETHER: Final = 100
DECISION_US, OPTIONS_MS, TOGETHER_TIMES = 150, 2, 5
"""What is promised: CPU of an entry, the options of a case, and by how many times reporting together is faster."""
NURSE = Actor("n.bench", "navigator")
ALONE, AT_ONCE = "one in each transaction", f"report_many, {TOGETHER} at a time"
US, MS = 1_000_000, 1_000

Progress = Callable[[str], object]
Books = Callable[[], AbstractContextManager[CaseBook]]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured.

    Args:
        rounds: how often each thing is.
        people: how many are simulated in a round.
        together: how many cases are reported on, one by one and at once.
        titles: only on these databases.
        in_memory: where no write waits for a disk.
    """

    rounds: int = ROUNDS
    people: int = 20
    together: int = TOGETHER
    titles: tuple[str, ...] = ()
    in_memory: bool = False


def bench_shipped(extent: Extent, progress: Progress = lambda says: None) -> Bench:
    """Measure the shipped pathway on every database of this machine.

    Args:
        progress: told what is measured now.
    """
    machine, pathways, chapters = this_machine(), Pathways.shipped(), []
    decisions: Decisions | None = None
    with rooms(*extent.titles, in_memory=extent.in_memory) as found:
        for room in found:
            progress(f"{room.title}: journeys")
            chapters.append(_journeys(room, pathways, extent))
            if decisions is None:
                with engine_at(room.fresh("walked")) as engine:
                    _walk(engine, pathways, extent.people, batch=extent.people)
                    decisions = decisions_of(engine, pathways, DEPLOYMENT)
            progress(f"{room.title}: reporting together")
            chapters.append(_together(room, pathways, extent))
        if POSTGRESQL not in [room.title for room in found]:
            chapters.append(Chapter(POSTGRESQL, (), (NO_SERVER,)))
    if decisions is not None:
        progress("decisions")
        chapters.append(_decided(decisions, pathways.newest(PATHWAY), extent.rounds))
    return Bench("pathway", machine, extent.rounds, tuple(chapters))


def _walk(engine: Engine, pathways: Pathways, people: int, *, batch: int = 1) -> int:
    plan = Plan(people, 1, UNTIL)
    return simulate(engine, pathways, plan, parameters=shipped_parameters(), batch=batch).entries


def _journeys(room: Room, pathways: Pathways, extent: Extent) -> Chapter:
    entries: list[int] = []

    def work() -> None:
        with engine_at(url) as engine:
            entries.append(_walk(engine, pathways, extent.people))

    url = room.fresh("walked")
    seconds = alternate({room.title: work}, extent.rounds, before=lambda _: room.fresh("walked"))[room.title]
    rate = Figure("journeys, one report in each transaction", "entries/s", tuple(entries[0] / each for each in seconds))
    each = Figure("entries of a journey", "entries", (entries[0] / extent.people,))
    return Chapter(f"{room.title}, {extent.people} journeys", (rate, each), (sync_says(room.folder),))


def _together(room: Room, pathways: Pathways, extent: Extent) -> Chapter:
    """One report on each of many cases: one after the other, and all of them at once."""
    with engine_at(room.fresh("together")) as engine:
        keys = Keyring.from_hex(SECRET)
        books = partial(unit_of_work, engine, pathways, deployment=DEPLOYMENT, keys=keys)
        cases = _opened(books, extent.together)
        work = {ALONE: partial(_one_by_one, books, cases), AT_ONCE: partial(_at_once, books, cases)}
        seconds = alternate(work, extent.rounds)
        asked = [_median_ms(books, cases) for _ in range(extent.rounds)]
    times = ratios(seconds, ALONE, AT_ONCE)
    figures = [Figure(name, "reports/s", tuple(len(cases) / each for each in found)) for name, found in seconds.items()]
    figures.append(Figure("reporting together", "times as fast", times, at_least=TOGETHER_TIMES))
    figures.append(Figure("options of a case, read included", "ms", tuple(asked), at_most=OPTIONS_MS))
    return Chapter(f"{room.title}, {len(cases)} cases", tuple(figures), (sync_says(room.folder),))


def _opened(books: Books, cases: int) -> list[str]:
    fields = {"received_on": UNTIL.date(), "pathway_type": "usc_referral", "site": "bone", "prior_history": "none"}
    with books() as book:
        return [
            book.open(
                PATHWAY, patient=PatientRef("bench", name), fields=fields, by=NURSE, key=name, occurred_at=UNTIL
            ).case.id
            for name in (uuid4().hex for _ in range(cases))
        ]


def _report(case_id: str) -> Report:
    return Report(case_id, "escalate", {"to": "consultant", "reason": "overdue"}, NURSE, key=uuid4().hex)


def _one_by_one(books: Books, cases: Sequence[str]) -> None:
    for case_id in cases:
        with books() as book:
            book.report_many([_report(case_id)])


def _at_once(books: Books, cases: Sequence[str]) -> None:
    with books() as book:
        book.report_many([_report(case_id) for case_id in cases])


def _median_ms(books: Books, cases: Sequence[str]) -> float:
    taken = []
    with books() as book:
        for case_id in cases:
            began = time.perf_counter()
            book.options(case_id, by=NURSE)
            taken.append(MS * (time.perf_counter() - began))
    return median(taken)


def _decided(decisions: Decisions, definition: Definition, rounds: int) -> Chapter:
    def ask() -> None:
        for case in decisions.cases:
            options(definition, case, NURSE, now=UNTIL)

    work = {"decided": decisions.decide_all, "chained": decisions.decide_and_chain_all, "asked": ask}
    seconds = alternate(work, rounds, timer=time.process_time)
    return Chapter("A decision alone, on one core", tuple(_of_decisions(decisions, seconds)))


def _of_decisions(decisions: Decisions, seconds: dict[str, list[float]]) -> Iterator[Figure]:
    says = {"decided": "decide and evolve, an entry", "chained": "decide, evolve and hash, an entry"}
    for name, what in says.items():
        values = tuple(US * each / decisions.entries for each in seconds[name])
        yield Figure(what, "µs", values, at_most=DECISION_US if name == "chained" else None)
    values = tuple(MS * each / len(decisions.cases) for each in seconds["asked"])
    yield Figure("options of a case", "ms", values, at_most=OPTIONS_MS)
