"""A host that works with asyncio, on an engine of its own that knows nothing of casepath."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from tests.support.lending import BORROWER, CONSERVATOR, LIBRARIAN, PATHWAY, SCANNER, Library
from workflow import AsyncCaseBook
from workflow.history import Opened

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class AsyncHost:
    """A library, and the URL by which an asynchronous driver reaches its database."""

    library: Library
    url: URL

    def run(self, work: Callable[[AsyncEngine], Awaitable[Answer]], **options: Any) -> Answer:
        """Run work on an engine of the host's in an event loop of its own."""

        async def whole() -> Answer:
            engine = create_async_engine(self.url, **options)
            try:
                return await work(engine)
            finally:
                await engine.dispose()

        return asyncio.run(whole())

    def book(self, on: AsyncSession | AsyncConnection) -> AsyncCaseBook:
        """Return a case book in the host's transaction."""
        return AsyncCaseBook(on, self.library.pathways, **self.library.settings)

    async def request(self, book: AsyncCaseBook, key: str = "R1") -> Opened:
        """Ask for a book, as `Library.request` does."""
        fields = {"received_on": "2026-03-02", "title": "QA76", "desk": "a.reed"}
        return await book.open(PATHWAY, patient=BORROWER, fields=fields, by=LIBRARIAN, key=key)

    async def lent(self, book: AsyncCaseBook) -> str:
        """Walk a case up to the book on loan, as `Library.lent` does."""
        case_id = (await self.request(book)).case.id
        await book.report(case_id, "show_card", {"shown": "yes", "number": "CARD-4711"}, by=LIBRARIAN)
        await book.report(case_id, "fetch", {"copy": "C1"}, by=SCANNER, key="F1")
        await book.report(case_id, "inspect", {"copy": "C1", "wear": "slight", "report": "fine"}, by=CONSERVATOR)
        await book.report(case_id, "judge", {"condition": "sound"}, by=CONSERVATOR, key="J1")
        await book.report(case_id, "lend", {"review_on": "2026-03-20"}, by=LIBRARIAN)
        return case_id

    def make_shelf(self) -> None:
        """Make the host's own table."""
        with self.library.engine.begin() as connection:
            connection.execute(text("CREATE TABLE shelf (mark TEXT)"))

    def stands(self) -> tuple[int, int]:
        """Count the host's rows and the entries."""
        with self.library.engine.connect() as connection:
            asked = text("SELECT (SELECT count(*) FROM shelf), (SELECT count(*) FROM wf_entry)")
            rows, entries = connection.execute(asked).one()
            return int(rows), int(entries)
