"""Many at the same case at the same moment: everything acknowledged is there once, in one chain, in order.

Each test has its careless counterpart in the same run, so that it is seen that what is looked for can happen.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.faults.careless import CarelessBook, lines
from tests.faults.crowd import NOTE, Crowd, history_left
from tests.faults.judging import Witnessed, Write, judge
from tests.journeys.story import CONSULTANT, FEED, NAVIGATOR, RADIOLOGIST
from tests.support.lending import LIBRARIAN, Library
from tests.support.together import together
from workflow.case.errors import Conflict, Refused
from workflow.engine import Accepted, decide, evolve, facts_of
from workflow.history import PatientRef, snapshot
from workflow.inspection import verify
from workflow.pathways import Pathways

CLINIC = "secondary-breast-cancer:bcn-guidance"


@pytest.fixture(autouse=True)
def _threads_change_often() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(usual)


def cases_of(library: Library, count: int) -> list[str]:
    """Cases on loan, one for each reader."""
    opened: list[str] = []
    for number in range(count):
        with library.at_work() as book:
            opened.append(library.request(book, f"R{number}", patient=PatientRef("lib", f"reader-{number}")).case.id)
    return opened


def check(library: Library, crowd: Crowd) -> None:
    """Judge what is left, and verify it."""
    seen = crowd.work()
    assert judge(history_left(library, crowd.cases, seen), seen) == []
    with snapshot(library.engine) as connection:
        assert verify(connection, library.pathways, keys=library.keys).faults == ()
    print(f"\n{library.engine.dialect.name}: {dict(crowd.met)}")


def test_eight_writers_at_one_case_lose_and_double_nothing(library: Library) -> None:
    crowd = Crowd(library, cases_of(library, 1))
    check(library, crowd)
    assert crowd.met["moved"] > 0, "no conflict was met, so that nothing was tried"
    assert crowd.met["repeated"] > 0


def test_eight_writers_at_many_cases_lose_and_double_nothing(library: Library) -> None:
    check(library, Crowd(library, cases_of(library, 20)))


@pytest.mark.slow
def test_eight_writers_for_long(library: Library, *, short_run: bool) -> None:
    crowd = Crowd(library, cases_of(library, 1), each=40 if short_run else 400)
    check(library, crowd)
    assert crowd.met["moved"] > 0, "no conflict was met, so that nothing was tried"


@pytest.mark.slow
def test_eight_writers_at_five_hundred_cases(library: Library, *, short_run: bool) -> None:
    check(library, Crowd(library, cases_of(library, 60 if short_run else 500), each=40 if short_run else 400))


def test_a_careless_history_is_seen_through(library: Library) -> None:
    lines.metadata.create_all(library.engine)
    book = CarelessBook(library.engine)
    for turn in range(6):
        together(*[partial(book.send, "C", f"{turn}-{number % 6}") for number in range(8)])
    told = judge({"C": book.history("C")}, book.seen)
    assert any("followed by two" in each for each in told)
    assert any("was written 2 times" in each for each in told)


@pytest.mark.parametrize("count", [20, pytest.param(400, marks=pytest.mark.slow)])
def test_no_case_is_stuck_when_the_last_two_results_arrive_together(library: Library, count: int) -> None:
    """Every result is in and nobody acts: the worst that can happen to somebody who waits."""
    clinic = replace(library, pathways=Pathways.shipped())
    cases = [imaged_twice(clinic, number) for number in range(count)]

    def result(case: str, investigation: str) -> object:
        with clinic.at_work() as book:
            return book.report(case, "report", {"investigation": investigation, "adequate": "yes"}, by=RADIOLOGIST)

    for case in cases:
        answers = together(partial(result, case, "I1"), partial(result, case, "I2"))
        assert [each for each in answers if isinstance(each, Exception)] == []
    with clinic.at_work() as book:
        assert {book.case(case).state for case in cases} == {"imaging_review"}


def test_carelessly_the_last_two_results_leave_a_case_stuck(library: Library) -> None:
    """Each of the two is decided on the case as it was before the other: neither sees that all is there."""
    clinic = replace(library, pathways=Pathways.shipped())
    case_id = imaged_twice(clinic, 0)
    with clinic.at_work() as book:
        before = book.case(case_id)
    definition = clinic.pathways.newest(CLINIC)

    def result(investigation: str) -> Accepted | Refused:
        fields = {"investigation": investigation, "adequate": "yes"}
        return decide(definition, before, event="report", fields=fields, actor=RADIOLOGIST, now=datetime.now(UTC))

    after = before
    for answer in together(lambda: result("I1"), lambda: result("I2")):
        for entry in answer.entries:
            after = evolve(definition, after, replace(entry, seq=after.seq + 1))
    assert facts_of(definition, after)["round"] == "reported"
    assert after.state == "initial_imaging", "it was to be stuck"


def imaged_twice(clinic: Library, number: int) -> str:
    """A case that waits for the reports of its two first images."""
    with clinic.at_work() as book:
        referral = {"received_on": "2026-03-02", "pathway_type": "usc_referral", "site": "bone"}
        patient = PatientRef("mrn", f"{number}")
        case = book.open(CLINIC, patient=patient, fields=referral, by=NAVIGATOR, key=f"R{number}").case.id
        for modality in ("xray", "bone_scan"):
            order = {"kind": "imaging", "purpose": "initial", "modality": modality, "site": "bone"}
            book.report(case, "order", order, by=CONSULTANT)
        book.report(case, "accept", by=NAVIGATOR)
        for investigation in ("I1", "I2"):
            book.report(case, "perform", {"investigation": investigation}, by=FEED)
    return case


@pytest.mark.parametrize("isolation", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_a_host_at_any_isolation_loses_and_doubles_nothing(on_postgres: Library, isolation: str) -> None:
    host = replace(on_postgres, engine=on_postgres.engine.execution_options(isolation_level=isolation))
    crowd = Crowd(host, cases_of(on_postgres, 1), each=8)
    check(on_postgres, crowd)
    if isolation != "READ COMMITTED":
        assert crowd.met["again"] > 0, "no transaction had to be run again, so that nothing was tried"


def test_transactions_that_cross_over_two_cases_all_end(library: Library) -> None:
    first, second = cases_of(library, 2)
    conflicts = 0

    def crossing(one: str, other: str, key: str) -> None:
        nonlocal conflicts
        while True:
            try:
                with library.at_work() as book:
                    book.report(one, "note", NOTE, by=LIBRARIAN, key=f"{key}-1")
                    book.report(other, "note", NOTE, by=LIBRARIAN, key=f"{key}-2")
            except Conflict as conflict:
                if not conflict.retry_transaction:
                    raise
                conflicts += 1
                continue
            return

    for turn in range(3):
        there, back = (first, second, f"{turn}-a"), (second, first, f"{turn}-b")
        told = together(partial(crossing, *there), partial(crossing, *back))
        assert told == [None] * 2
    with library.at_work() as book:
        assert [len(book.history(case)) for case in (first, second)] == [7, 7]
    if library.engine.dialect.name == "postgresql":
        assert conflicts > 0, "no two met, so that nothing was tried"
    print(f"\n{library.engine.dialect.name}: {conflicts} transactions run again")


def test_sqlite_takes_writers_from_several_processes(on_sqlite: Library) -> None:
    (case,) = cases_of(on_sqlite, 1)
    program = [sys.executable, "-m", "tests.faults.writer", str(on_sqlite.engine.url), case]
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen([*program, f"p{number}", "15"], cwd=root, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        for number in range(4)
    ]
    acknowledged = [line for writer in writers for line in writer.communicate(timeout=120)[0].split()]
    assert [writer.returncode for writer in writers] == [0] * 4
    assert len(acknowledged) == 60
    seen = Witnessed([Write(case, key, 0.0, 1.0, "acknowledged") for key in acknowledged])
    left = history_left(on_sqlite, [case], seen)[case]
    assert sorted(line.key for line in left if line.key) == sorted(acknowledged)
    with snapshot(on_sqlite.engine) as connection:
        assert verify(connection, on_sqlite.pathways, keys=on_sqlite.keys).faults == ()
