"""A library that lends books: an unrelated pathway, with a clock, ids and keys that repeat exactly.

What several test folders use to have a history on either database.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from tests.support.receipts import pathways_of
from workflow.case.actor import Actor
from workflow.definition import Definition, load
from workflow.history import (
    Identifier,
    Keyring,
    Opened,
    PatientIdentity,
    PatientRef,
    open_engine,
    unit_of_work,
    upgrade,
)
from workflow.history.casebook import CaseBook
from workflow.pathways import Pathways

LIBRARIAN = Actor("a.reed", "librarian")
CONSERVATOR = Actor("c.ives", "conservator")
SCANNER = Actor("gate-1", "scanner")
DEPLOYMENT = "library.example"
PATHWAY = "lending-library"
BORROWER = PatientIdentity(
    (Identifier("nhs-number", "999 000 0018"), Identifier("local-id", "L 17")), "Zora Canary", None, "female"
)
OTHER_BORROWER = PatientIdentity((Identifier("nhs-number", "999 000 0026"),), "Abel Sparrow")
BY_REFERENCE = PatientRef("lib", "reader-7")
SECRET = "5a" * 32
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@cache
def lending() -> Definition:
    """Load the pathway, once."""
    path = Path(__file__).parent / "pathways" / "lending_library.toml"
    return load(path.read_text(encoding="utf-8"), file=path.name)


@cache
def newer_lending() -> Definition:
    """Load a later release of the pathway, the same but for its date, once."""
    path = Path(__file__).parent / "pathways" / "lending_library.toml"
    text = path.read_text(encoding="utf-8")
    return load(text.replace("released_on = 2026-01-05", "released_on = 2026-06-01"), file="newer.toml")


def migrate(url: str) -> None:
    """Fill a prepared database: the schema, and nothing in it."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


@dataclass
class Library:
    """A library on one database; `now` is its clock, which every write moves on by a minute."""

    engine: Engine
    pathways: Pathways = field(default_factory=lambda: pathways_of(lending()))
    now: datetime = MONDAY
    keyed: bool = True

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)
        self._draws = itertools.count()
        self.keys = Keyring.from_hex(SECRET, random=self._random) if self.keyed else None

    def clock(self) -> datetime:
        """Tell the time, a minute later each time."""
        self.now += timedelta(minutes=1)
        return self.now

    def at_work(self) -> AbstractContextManager[CaseBook]:
        """Open a unit of work."""
        return unit_of_work(self.engine, self.pathways, **self.settings)

    def book(self, on: Any) -> CaseBook:
        """Return a case book in somebody else's transaction."""
        return CaseBook(on, self.pathways, **self.settings)

    @property
    def settings(self) -> dict[str, Any]:
        """The keyword arguments of a case book."""
        return {
            "deployment": DEPLOYMENT,
            "keys": self.keys,
            "clock": self.clock,
            "ids": lambda: f"{next(self._ids):04d}-id",
        }

    def request(self, book: CaseBook, key: str = "R1", **changes: Any) -> Opened:
        """Ask for a book."""
        fields = {"received_on": "2026-03-02", "title": "QA76", "desk": "a.reed", **changes.pop("fields", {})}
        given: dict[str, Any] = {"patient": BORROWER, "fields": fields, "by": LIBRARIAN, "key": key, **changes}
        return book.open(PATHWAY, **given)

    def lent(self, key: str = "R1", **changes: Any) -> str:
        """Walk a case up to the book on loan and return its id: 7 entries, with protected texts."""
        with self.at_work() as book:
            case_id = self.request(book, key, **changes).case.id
            book.report(case_id, "show_card", {"shown": "yes", "number": "CARD-4711"}, by=LIBRARIAN)
            book.report(case_id, "fetch", {"copy": "C1"}, by=SCANNER, key="F1")
            book.report(case_id, "inspect", {"copy": "C1", "wear": "slight", "report": "fine"}, by=CONSERVATOR)
            book.report(case_id, "judge", {"condition": "sound"}, by=CONSERVATOR, key="J1")
            book.report(case_id, "lend", {"review_on": "2026-03-20"}, by=LIBRARIAN)
        return case_id

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table, as stored."""
        from workflow.history.tables import metadata

        with self.engine.connect() as connection:
            return {
                table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
                for table in metadata.sorted_tables
            }

    def _random(self, length: int) -> bytes:
        return hashlib.shake_256(str(next(self._draws)).encode()).digest(length)


@contextmanager
def library_on(url: str, **settings: Any) -> Iterator[Library]:
    """Have a library on a migrated database, and leave no connection behind."""
    engine = open_engine(url)
    try:
        yield Library(engine, **settings)
    finally:
        engine.dispose()
