"""The case book for a host that works with asyncio: every question and every report, on the host's async transaction.

It decides nothing: each method is the one of CaseBook, run in one greenlet that waits wherever the database is asked.
What the methods take, return and raise is told there; a test holds the two signatures equal.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from workflow.case.actor import Actor
from workflow.case.entry import Override
from workflow.case.errors import BadInput, Refused
from workflow.case.file import Case
from workflow.definition import Definition
from workflow.definition.receipts import Receipt
from workflow.engine import Accepted, ClockReading, Option
from workflow.engine.carrying import Renaming
from workflow.engine.migrating import Verdict
from workflow.history.casebook import CaseBook
from workflow.history.collisions import collisions
from workflow.history.definitions import DefinitionSource, Kept
from workflow.history.keyring import Keyring
from workflow.history.outcomes import Erased, Occurred, Opened, RecordedEntry, Report, Reported, WorklistRow
from workflow.history.patients import Patient

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

Answer = TypeVar("Answer")


class AsyncCaseBook:
    """A CaseBook whose methods are awaited; everything runs in the host's transaction, which the host commits.

    As the session itself, it is for one task at a time.

    Args:
        on: the host's AsyncSession, or an AsyncConnection that is connected already.
        pathways, deployment, keys, clock, ids: as for CaseBook.

    Raises:
        BadInput: as for CaseBook, and for a session or connection that is not an asynchronous one.
    """

    def __init__(
        self,
        on: AsyncSession | AsyncConnection,
        pathways: DefinitionSource,
        *,
        deployment: str,
        keys: Keyring | None = None,
        clock: Callable[[], datetime] | None = None,
        ids: Callable[[], str] | None = None,
    ) -> None:
        below = getattr(on, "sync_session", None) or getattr(on, "sync_connection", None)
        if below is None:
            raise BadInput(
                "An AsyncCaseBook was not made: it needs an AsyncSession, or an AsyncConnection that is connected "
                "(`async with engine.begin() as connection`). For a Session or Connection there is CaseBook."
            )
        self._on = on
        self._book = CaseBook(below, pathways, deployment=deployment, keys=keys, clock=clock, ids=ids)

    async def open(
        self,
        pathway: str,
        *,
        patient: Patient,
        fields: Mapping[str, object],
        by: Actor,
        key: str,
        occurred_at: Occurred = None,
        source: str = "",
        overrides: Mapping[str, Override] | None = None,
    ) -> Opened:
        """Open a case, or attach the referral to the person's open case on the same pathway: `CaseBook.open`."""
        return await self._run(
            lambda book: book.open(
                pathway,
                patient=patient,
                fields=fields,
                by=by,
                key=key,
                occurred_at=occurred_at,
                source=source,
                overrides=overrides,
            )
        )

    async def report(
        self,
        case_id: str,
        event: str,
        fields: Mapping[str, object] | None = None,
        *,
        by: Actor,
        occurred_at: Occurred = None,
        key: str | None = None,
        expected_seq: int | None = None,
        overrides: Mapping[str, Override] | None = None,
    ) -> Reported:
        """Record what happened on a case, and everything that follows from it by itself: `CaseBook.report`."""
        return await self._run(
            lambda book: book.report(
                case_id,
                event,
                fields,
                by=by,
                occurred_at=occurred_at,
                key=key,
                expected_seq=expected_seq,
                overrides=overrides,
            )
        )

    async def report_many(self, reports: Iterable[Report]) -> tuple[Reported, ...]:
        """Record several reports at once, on one case or on many, all of them or none: `CaseBook.report_many`."""
        return await self._run(lambda book: book.report_many(reports))

    async def preview(
        self,
        case_id: str,
        event: str,
        fields: Mapping[str, object] | None = None,
        *,
        by: Actor,
        occurred_at: Occurred = None,
        overrides: Mapping[str, Override] | None = None,
    ) -> Accepted | Refused:
        """Answer what `report` would do, and write nothing: `CaseBook.preview`."""
        return await self._run(
            lambda book: book.preview(case_id, event, fields, by=by, occurred_at=occurred_at, overrides=overrides)
        )

    async def options(self, case_id: str, *, by: Actor) -> tuple[Option, ...]:
        """Return what may be reported on a case now, and why not the rest: `CaseBook.options`."""
        return await self._run(lambda book: book.options(case_id, by=by))

    async def clocks(self, case_id: str) -> tuple[ClockReading, ...]:
        """Return every time limit of a case as it stands today: `CaseBook.clocks`."""
        return await self._run(lambda book: book.clocks(case_id))

    async def case(
        self, case_id: str, *, known_at: datetime | None = None, effective_at: datetime | None = None
    ) -> Case:
        """Return a case, as it stands or as it was: `CaseBook.case`."""
        return await self._run(lambda book: book.case(case_id, known_at=known_at, effective_at=effective_at))

    async def history(self, case_id: str) -> tuple[RecordedEntry, ...]:
        """Return every entry of a case, in recorded order, with its place in the chain: `CaseBook.history`."""
        return await self._run(lambda book: book.history(case_id))

    async def protected(self, case_id: str) -> Mapping[tuple[int, str], str]:
        """Return the protected texts of a case by entry and field: `CaseBook.protected`."""
        return await self._run(lambda book: book.protected(case_id))

    async def identity(self, case_id: str) -> Patient:
        """Return whom a case is about, as its referral told: `CaseBook.identity`."""
        return await self._run(lambda book: book.identity(case_id))

    async def find(self, system: str, value: str) -> tuple[str, ...]:
        """Return the cases of the person with this identifier or reference: `CaseBook.find`."""
        return await self._run(lambda book: book.find(system, value))

    async def lock(self, *case_ids: str) -> None:
        """Hold cases until the end of the transaction: `CaseBook.lock`."""
        await self._run(lambda book: book.lock(*case_ids))

    async def erase(self, case_id: str, *, by: Actor, reason: str) -> Erased:
        """Erase the person of a case from all their cases: `CaseBook.erase`."""
        return await self._run(lambda book: book.erase(case_id, by=by, reason=reason))

    async def migrate(
        self,
        case_id: str,
        to: str,
        *,
        by: Actor,
        reason: str,
        renaming: Renaming | None = None,
        key: str | None = None,
        expected_seq: int | None = None,
    ) -> Reported:
        """Move an open case to another version of its pathway, which decides from then on: `CaseBook.migrate`."""
        return await self._run(
            lambda book: book.migrate(
                case_id, to, by=by, reason=reason, renaming=renaming, key=key, expected_seq=expected_seq
            )
        )

    async def preview_migration(self, case_id: str, to: str, *, by: Actor, renaming: Renaming | None = None) -> Verdict:
        """Answer what `migrate` would do to a case, and write nothing: `CaseBook.preview_migration`."""
        return await self._run(lambda book: book.preview_migration(case_id, to, by=by, renaming=renaming))

    async def in_flight(self, to: str, *, since: str = "") -> tuple[str, ...]:
        """Return the open cases that could be moved to a version: `CaseBook.in_flight`."""
        return await self._run(lambda book: book.in_flight(to, since=since))

    async def worklist(
        self,
        *,
        state: str | None = None,
        owner: str | None = None,
        pathway: str | None = None,
        team: str | None = None,
        overdue_on: date | None = None,
        include_closed: bool = False,
        limit: int = 50,
        after: str | None = None,
    ) -> tuple[WorklistRow, ...]:
        """Return a page of cases, the most urgent first: `CaseBook.worklist`."""
        return await self._run(
            lambda book: book.worklist(
                state=state,
                owner=owner,
                pathway=pathway,
                team=team,
                overdue_on=overdue_on,
                include_closed=include_closed,
                limit=limit,
                after=after,
            )
        )

    async def newest(self, pathway: str) -> Definition:
        """Return the definition of that name, in hand or registered here: `CaseBook.newest`."""
        return await self._run(lambda book: book.newest(pathway))

    async def register(self, definition: Definition, receipt: Receipt, *, by: Actor) -> bool:
        """Keep a definition and its receipt in this database: `CaseBook.register`."""
        return await self._run(lambda book: book.register(definition, receipt, by=by))

    async def definitions(self) -> tuple[Kept, ...]:
        """Return the definitions that this database keeps, in the order of their names: `CaseBook.definitions`."""
        return await self._run(lambda book: book.definitions())

    async def _run(self, work: Callable[[CaseBook], Answer]) -> Answer:
        return await self._on.run_sync(lambda _: work(self._book))


@asynccontextmanager
async def async_unit_of_work(
    engine: AsyncEngine,
    pathways: DefinitionSource,
    *,
    deployment: str,
    keys: Keyring | None = None,
    clock: Callable[[], datetime] | None = None,
    ids: Callable[[], str] | None = None,
) -> AsyncIterator[AsyncCaseBook]:
    """Open a transaction of our own, hand out an AsyncCaseBook on it, and commit at the end: see `unit_of_work`.

    An exception rolls everything back, that of a cancelled task too.

    Raises:
        Conflict: with `retry_transaction`, when the database could not commit beside other transactions.
    """
    with collisions():
        async with engine.begin() as connection:
            yield AsyncCaseBook(connection, pathways, deployment=deployment, keys=keys, clock=clock, ids=ids)
