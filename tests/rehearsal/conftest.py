"""A cohort that was simulated once, for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from workflow import CaseBook, Pathways
from workflow.history import RecordedEntry, WorklistRow
from workflow.rehearsal.demo import Demonstration, make_demonstration, opened
from workflow.rehearsal.simulation import Plan

NOON = datetime(2026, 9, 30, 12, tzinfo=UTC)
"""In the past: a history from the future does not hold."""


@dataclass(frozen=True)
class Cohort:
    """A demonstration and the book that reads it."""

    made: Demonstration
    book: CaseBook

    def rows(self) -> list[WorklistRow]:
        """Every case, open or closed."""
        return all_rows(self.book)

    def entries(self) -> Iterator[RecordedEntry]:
        """Every entry of every case."""
        for row in self.rows():
            yield from self.book.history(row.case_id)


@pytest.fixture(scope="session")
def shipped() -> Pathways:
    """The shipped pathways, loaded once."""
    return Pathways.shipped()


@pytest.fixture(scope="session")
def cohort(tmp_path_factory: pytest.TempPathFactory, shipped: Pathways) -> Iterator[Cohort]:
    """Three hundred simulated cases."""
    folder = tmp_path_factory.mktemp("cohort")
    made = make_demonstration(folder, shipped, Plan(300, 1, NOON))
    with opened(made, shipped) as book:
        yield Cohort(made, book)


def all_rows(book: CaseBook) -> list[WorklistRow]:
    """Every case of a book, a page at a time."""
    rows: list[WorklistRow] = []
    while page := book.worklist(include_closed=True, limit=500, after=rows[-1].case_id if rows else None):
        rows.extend(page)
    return rows
