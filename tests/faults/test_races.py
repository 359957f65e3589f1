"""Many at the same case at the same moment: everything acknowledged is there once, in one chain, in order.

Each test has its careless counterpart in the same run, so that it is seen that what is looked for can happen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.faults.careless import CarelessBook, lines
from tests.faults.crowd import Crowd, history_left, together
from tests.faults.judging import judge
from tests.support.lending import Library
from workflow.history import PatientRef, snapshot
from workflow.inspection import verify


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
        together(*[lambda number=number, turn=turn: book.send("C", f"{turn}-{number % 6}") for number in range(8)])
    told = judge({"C": book.history("C")}, book.seen)
    assert any("followed by two" in each for each in told)
    assert any("was written 2 times" in each for each in told)
