"""Planned rows go through the one door, batch by batch; a dry run goes the same way and keeps nothing.

It knows no database; it is given a callable that opens a `CaseBook` and commits when its context is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from workflow.case.actor import Actor
from workflow.case.errors import Conflict
from workflow.definition.model import Definition
from workflow.interfaces.tables.clerk import Clerk
from workflow.interfaces.tables.planned import PlannedRow
from workflow.interfaces.tables.verdicts import OPENED, RowVerdict

if TYPE_CHECKING:
    from workflow.history import CaseBook

Books = Callable[[], AbstractContextManager["CaseBook"]]
Progress = Callable[[int, int], None]
_Done = dict[int, RowVerdict]

_BATCH = 200
"""Rows in one transaction: few enough to let others in between, enough that commits do not matter."""
_ATTEMPTS = 3


def bring_in(
    planned: Sequence[PlannedRow],
    books: Books,
    definition: Definition,
    *,
    by: Actor,
    fingerprint: Callable[[str], str],
    apply: bool = False,
    progress: Progress | None = None,
) -> tuple[RowVerdict, ...]:
    """Open a case for every planned row that needs nobody's judgement, and say what became of each row.

    The same row twice, in this list or in an earlier run, opens nothing twice: its idempotency key is a keyed digest
    of what makes it the same referral.

    Args:
        books: gives a context with a `CaseBook` whose transaction is committed when the context is left; called once
            for each batch, and once in a dry run, whose context is left by an exception.
        by: who brings the list in.
        fingerprint: keyed digest of a text, `Keyring.fingerprint`; a bare digest of an NHS number could be tried out.
        apply: record; without it everything is tried and nothing kept.
        progress: told how many rows of how many are done.

    Returns:
        One verdict for each planned row, in its order.

    Raises:
        Conflict: when the database ended a batch's transaction several times over; earlier batches are kept, and the
            list can be brought in again.
    """
    run = _Run(Clerk(definition, by=by, fingerprint=fingerprint, kept=apply), progress, len(planned))
    done: _Done = {}
    for batch in _batches(planned) if apply else [planned]:
        work = partial(run.rows, batch, done)
        done = _kept(books, work) if apply else _tried(books, work)
    verdicts = tuple(done[row.number] for row in planned)
    return verdicts if apply else _without_new_cases(verdicts)


class _Run:
    """Takes rows to a book one by one and tells how far it is."""

    def __init__(self, clerk: Clerk, progress: Progress | None, total: int) -> None:
        self._clerk = clerk
        self._progress = progress
        self._total = total

    def rows(self, rows: Sequence[PlannedRow], before: _Done, book: CaseBook) -> _Done:
        """The verdicts so far and those of these rows; `before` stays as it is, should all be done again."""
        done = dict(before)
        for row in rows:
            done[row.number] = self._clerk.verdict(book, row, done)
            if self._progress is not None:
                self._progress(len(done), self._total)
        return done


class _NothingKept(Exception):
    """Leaves the context of a dry run, so that its transaction is rolled back."""


_Work = Callable[["CaseBook"], _Done]


def _kept(books: Books, work: _Work) -> _Done:
    """Do the work in a transaction that is committed; again, when the database ended it for another's sake."""
    attempt = 1
    while True:
        try:
            with books() as book:
                return work(book)
        except Conflict as conflict:
            if not conflict.retry_transaction or attempt == _ATTEMPTS:
                raise
            attempt += 1


def _tried(books: Books, work: _Work) -> _Done:
    """Do the work in a transaction that is rolled back."""
    done: _Done = {}
    try:
        with books() as book:
            done = work(book)
            raise _NothingKept
    except _NothingKept:
        return done


def _batches(planned: Sequence[PlannedRow]) -> list[Sequence[PlannedRow]]:
    return [planned[start : start + _BATCH] for start in range(0, len(planned), _BATCH)]


def _without_new_cases(verdicts: Sequence[RowVerdict]) -> tuple[RowVerdict, ...]:
    """The verdicts without the ids of cases that were opened only to be rolled back."""
    new = {each.case_id for each in verdicts if each.verdict == OPENED}
    return tuple(replace(each, case_id="") if each.case_id in new else each for each in verdicts)
