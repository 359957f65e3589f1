"""casepath: in a unit of work of its own, and inside a host's Session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import partial
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from workflow.history import CaseBook, Keyring, PatientRef, unit_of_work
from workflow.pathways import Pathways
from workflow.rehearsal.benchmarks.specimen import DEPLOYMENT, NOTE, STEPS, TECHNICIAN, specimen_way


class Own:
    """casepath on an engine whose database is migrated.

    Args:
        in_session: record inside a host's Session, one for each transaction, as a web application does.
    """

    def __init__(self, engine: Engine, keys: Keyring, *, in_session: bool = False) -> None:
        self._engine = engine
        self._pathways = Pathways.of(specimen_way())
        self._book = partial(self._in_session if in_session else self._in_own, keys)
        self._cases: list[str] = []

    def lay_out(self, cases: int) -> None:
        """Open so many cases in one transaction."""
        with self._book() as book:
            self._cases = [_opened(book) for _ in range(cases)]

    def walk(self) -> int:
        """Report every step of every case, each in a transaction of its own."""
        for case in self._cases:
            for step in STEPS:
                with self._book() as book:
                    fields = {**step.fields, "note": NOTE}
                    book.report(case, step.event, fields, by=TECHNICIAN, key=f"{case}-{step.event}")
        return len(self._cases) * len(STEPS)

    def close(self) -> None:
        """Close the engine's connections."""
        self._engine.dispose()

    def _in_own(self, keys: Keyring) -> AbstractContextManager[CaseBook]:
        return unit_of_work(self._engine, self._pathways, deployment=DEPLOYMENT, keys=keys)

    @contextmanager
    def _in_session(self, keys: Keyring) -> Iterator[CaseBook]:
        with Session(self._engine) as session:
            yield CaseBook(session, self._pathways, deployment=DEPLOYMENT, keys=keys)
            session.commit()


def _opened(book: CaseBook) -> str:
    key = uuid4().hex
    fields = {"received_on": date(2026, 3, 2)}
    opened = book.open("specimen-way", patient=PatientRef("bench", key), fields=fields, by=TECHNICIAN, key=key)
    return opened.case.id
