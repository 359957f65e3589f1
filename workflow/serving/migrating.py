"""Brings a database to this release and sees to its key file; run by `casepath migrate`."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection, select

from workflow.history import Keyring, open_engine
from workflow.history.migrating import upgrade
from workflow.history.tables import wf_key
from workflow.interfaces.cli.toolbox import Migrated
from workflow.interfaces.problems import DatabaseUnusable, KeysUnusable
from workflow.interfaces.settings import Settings, shown_database, sqlite_file
from workflow.serving.faults import told
from workflow.serving.keys import keys_of
from workflow.serving.revisions import check_revision, shipped_revisions, stored_revision


def migrate(settings: Settings) -> Migrated:
    """Make the tables, or bring them up to date, and make a key file where one belongs and none is.

    A database that holds wrapped keys never gets a new key file: it could not read what the lost one protects.

    Raises:
        DatabaseUnusable: when the database is of a newer release, or its folder is not there.
        KeysUnusable: when the key file is not one, or is lost.
    """
    place = shown_database(settings.database)
    _refuse_missing_folder(settings, place)
    _make_private(settings)
    with told(place):
        engine = open_engine(settings.database)
        try:
            with engine.connect() as connection:
                before = stored_revision(connection)
                _refuse_newer(before, connection, place)
            upgrade(engine)
            with engine.connect() as connection:
                after = stored_revision(connection)
                protects = connection.scalar(select(wf_key.c.person_id).limit(1)) is not None
        finally:
            engine.dispose()
    return Migrated(before, after, settings.keys, _made_keys(settings, protects=protects))


def _make_private(settings: Settings) -> None:
    """Let a new SQLite file be its owner's alone; SQLite gives its journal the same rights."""
    file = sqlite_file(settings.database)
    if file is not None and not file.exists():
        with suppress(OSError):  # the driver says better than we could why a file cannot be made there
            file.touch(mode=0o600)


def _refuse_newer(before: str, connection: Connection, place: str) -> None:
    if before and before not in shipped_revisions():
        check_revision(connection, place)


def _refuse_missing_folder(settings: Settings, place: str) -> None:
    file = sqlite_file(settings.database)
    if file is not None and not file.parent.is_dir():
        raise DatabaseUnusable(
            f"The folder of {place} is not there; make it, or name another with --db.", kind="missing"
        )
    if file is not None and file.is_dir():
        raise DatabaseUnusable(f"{place} is a folder; name a file with --db.", kind="missing")


def _made_keys(settings: Settings, *, protects: bool) -> bool:
    path = settings.keys
    if path is None or path.exists() or protects:
        keys_of(settings)
        return False
    try:
        Keyring.generate(path)
    except OSError as error:
        raise KeysUnusable(
            f"The key file {path} cannot be written ({type(error).__name__}); name another with --keys."
        ) from error
    return True
