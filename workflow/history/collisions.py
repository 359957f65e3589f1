"""Where two transactions met and the database ended one: told as a Conflict, everything else let through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from workflow.case.errors import Conflict

_POSTGRESQL = {
    "40001": "another transaction changed what this one had read",
    "40P01": "two transactions waited for each other",
    "55P03": "another transaction holds the case",
}
"""serialization_failure, deadlock_detected, lock_not_available.  Source: PostgreSQL, appendix A."""
_UNIQUE_VIOLATION = "23505"
ONE_OPEN_CASE = "uq_wf_case_one_open_per_person"
"""The index that two transactions can only run into together: each alone looks before it writes."""
_SQLITE_BUSY, _SQLITE_LOCKED = 5, 6
_PRIMARY = 0xFF
"""The low byte of an extended SQLite result code is the primary one."""


@contextmanager
def collisions() -> Iterator[None]:
    """Turn a collision of transactions inside the block into a Conflict.

    Raises:
        Conflict: with `retry_transaction`: the transaction is lost and has to be run again as a whole.
    """
    try:
        yield
    except DBAPIError as error:
        why = _collision(error.orig)
        if why is None:
            raise
        raise Conflict(
            f"Nothing was recorded: {why}. The transaction cannot go on; run the whole of it again.",
            retry_transaction=True,
        ) from error


def _collision(cause: BaseException | None) -> str | None:
    state = getattr(cause, "sqlstate", None)
    if state == _UNIQUE_VIOLATION and ONE_OPEN_CASE in str(cause):
        return "another transaction opened a case of the same person"
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int) and code & _PRIMARY in (_SQLITE_BUSY, _SQLITE_LOCKED):
        return "another transaction is writing to the database"
    return None
