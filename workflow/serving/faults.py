"""What a database driver complains about, in words that say what to do; expected faults only, others pass through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from workflow.case.errors import BadInput, Corrupt, WorkflowError
from workflow.history.collisions import collisions
from workflow.interfaces.problems import DatabaseUnusable

_SQLITE_READONLY, _SQLITE_IOERR, _SQLITE_CORRUPT, _SQLITE_FULL, _SQLITE_CANTOPEN, _SQLITE_NOTADB = 8, 10, 11, 13, 14, 26
"""Primary result codes.  Source: SQLite, "Result and Error Codes"."""
_PRIMARY = 0xFF

_NO_SUCH_DATABASE, _DENIED, _DISK_FULL = "3D000", "42501", "53100"
_LOGIN = ("28000", "28P01")
"""invalid_catalog_name, insufficient_privilege, disk_full; invalid authorization or password.

Source: PostgreSQL, appendix A.
"""
_FOLLOWS = ("25006", "0A000")
"""read_only_sql_transaction; feature_not_supported, which a standby says when a transaction shall write."""


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turn what the driver raises inside the block into casepath's own errors.

    Args:
        place: the database's name as it may be shown.

    Raises:
        Conflict: when two transactions met.
        DatabaseUnusable: when the database cannot be reached, read or written.
        Corrupt: when the file itself is damaged.
    """
    try:
        with collisions():
            yield
    except DBAPIError as error:
        found = _cut_off(place) if error.connection_invalidated else _fault(error.orig, place)
        if found is None:
            raise
        raise found from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise BadInput(
            f"The database {place} is of no kind casepath knows: give an SQLite file or a postgresql:// URL."
        ) from error
    except ModuleNotFoundError as error:
        raise DatabaseUnusable(
            f"The database {place} needs the Python package {error.name}: install casepath[postgres].",
            kind="unknown_kind",
        ) from error


def _fault(cause: BaseException | None, place: str) -> WorkflowError | None:
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _sqlite_fault(code & _PRIMARY, place)
    if hasattr(cause, "sqlstate"):
        return _postgres_fault(getattr(cause, "sqlstate", None), cause, place)
    return None


def _sqlite_fault(code: int, place: str) -> WorkflowError | None:
    if code == _SQLITE_NOTADB:
        return DatabaseUnusable(
            f"The file {place} is not an SQLite database; name another with --db.", kind="unreadable"
        )
    if code == _SQLITE_CANTOPEN:
        return DatabaseUnusable(
            f"The file {place} cannot be opened; see whether its folder is there and may be read and written.",
            kind="unreadable",
        )
    if code == _SQLITE_READONLY:
        return DatabaseUnusable(f"The file {place} may not be written by this account.", kind="unreadable")
    if code == _SQLITE_FULL:
        return _disk_full(place)
    if code == _SQLITE_IOERR:
        return DatabaseUnusable(
            f"The disk of {place} failed in the middle of reading or writing; nothing was recorded. See whether it is "
            "full, over a quota or defective, then repeat the command and run `casepath audit verify`.",
            kind="unreadable",
        )
    if code == _SQLITE_CORRUPT:
        return Corrupt(f"The file {place} is damaged; restore it from a backup and run `casepath audit verify`.")
    return None


def _postgres_fault(state: str | None, cause: BaseException | None, place: str) -> WorkflowError | None:
    if state == _NO_SUCH_DATABASE or (state is None and "does not exist" in str(cause) and "database" in str(cause)):
        return DatabaseUnusable(
            f"The server has no such database: {place}. Create it (createdb, encoding UTF8), then run "
            "`casepath migrate`.",
            kind="missing",
        )
    if state in _LOGIN:
        return DatabaseUnusable(f"The server did not let this account in: {place}.", kind="unreachable")
    if state == _DISK_FULL:
        return _disk_full(place)
    if state in _FOLLOWS:
        return DatabaseUnusable(
            f"The server takes no writes: {place}. It may follow another one; name the server that leads, or all of "
            "them with target_session_attrs=read-write.",
            kind="unreachable",
        )
    if state == _DENIED:
        return DatabaseUnusable(f"The account may not do this in {place}.", kind="unreachable")
    if state is None or state.startswith(("08", "57P")):
        return DatabaseUnusable(
            f"The database server cannot be reached: {place}. See whether it runs, and whether host, port "
            "and account are right.",
            kind="unreachable",
        )
    return None


def _disk_full(place: str) -> DatabaseUnusable:
    return DatabaseUnusable(
        f"The disk of {place} is full; nothing was recorded. Make room, then repeat the command.", kind="unreadable"
    )


def _cut_off(place: str) -> DatabaseUnusable:
    """Nobody can know whether a commit was heard before the connection was lost."""
    return DatabaseUnusable(
        f"The connection to {place} was lost in the middle of the work, and whether it was recorded is not known. Look "
        "at `casepath history CASE` before you repeat the command; with the same --key it can be repeated at once.",
        kind="unreachable",
    )
