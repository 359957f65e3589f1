"""Whether a database's tables are those of this release: told from the version row, without loading Alembic."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from workflow.history.migrating import migrations_folder
from workflow.history.tables import VERSION_TABLE
from workflow.interfaces.problems import DatabaseUnusable


def shipped_revisions() -> tuple[str, ...]:
    """The revisions of this release, oldest first: files of the migrations folder are named after them, in order."""
    folder = migrations_folder() / "versions"
    return tuple(sorted(file.stem.partition("_")[0] for file in folder.glob("*_*.py")))


def stored_revision(connection: Connection) -> str:
    """The revision a database is at; "" when casepath's tables are not there."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().first()  # noqa: S608
    return str(found or "")


def check_revision(connection: Connection, place: str) -> None:
    """Refuse a database that is not at this release's revision.

    Raises:
        DatabaseUnusable: `empty`, `older` or `newer`, each with what to do.
    """
    known, found = shipped_revisions(), stored_revision(connection)
    if found == known[-1]:
        return
    if not found:
        raise DatabaseUnusable(
            f"The database {place} has no casepath tables yet. `casepath migrate` makes them.", kind="empty"
        )
    if found in known:
        raise DatabaseUnusable(
            f"The database {place} is of an older release (revision {found}, needed is {known[-1]}). Make a backup, "
            "then run `casepath migrate`.",
            kind="older",
        )
    raise DatabaseUnusable(
        f"The database {place} is of a newer release (revision {found}, this casepath knows {known[-1]}). Install the "
        "newer casepath; nothing was changed.",
        kind="newer",
    )
