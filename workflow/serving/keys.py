"""The key file of a database: found, read, or said to be missing with what to do."""

from __future__ import annotations

from sqlalchemy import Connection, select

from workflow.case.errors import BadInput, WorkflowError
from workflow.history import Keyring
from workflow.history.keyring import WrappedKey
from workflow.history.tables import wf_key
from workflow.interfaces.problems import KeysUnusable
from workflow.interfaces.settings import Settings


def keys_of(settings: Settings) -> Keyring | None:
    """The keys of a database; None when nobody named a key file and none lies at its usual place.

    Raises:
        KeysUnusable: when the named file is not there, or the file is no key file.
    """
    path = settings.keys
    if path is None or not (path.exists() or settings.keys_named):
        return None
    if not path.exists():
        raise KeysUnusable(
            f"The key file {path} is not there. Names, numbers and free text cannot be read without the key file that "
            "belongs to the database; a lost one cannot be made again. `casepath migrate --keys FILE` makes keys for a "
            "new database."
        )
    try:
        return Keyring.load(path)
    except BadInput as error:
        raise KeysUnusable(f"{error.message} Name the key file that belongs to the database with --keys.") from error


LOOKED_AT = 5
"""So many persons' keys are tried: one that was altered is a matter of the verification, not of the wrong key file."""


def check_keys(connection: Connection, keys: Keyring | None, settings: Settings, place: str) -> None:
    """Refuse a key file of another database: with it a person would not be found, and would be kept a second time.

    Raises:
        KeysUnusable: when none of the stored keys that were tried can be opened.
    """
    if keys is None:
        return
    rows = connection.execute(select(wf_key).order_by(wf_key.c.person_id).limit(LOOKED_AT)).all()
    if rows and not any(_opens(keys, row.person_id, WrappedKey(row.master, row.wrapped)) for row in rows):
        raise KeysUnusable(
            f"The key file {settings.keys} does not open what {place} keeps encrypted: it belongs to another database, "
            "or the stored keys were altered. Name the key file that belongs to it with --keys; nothing was recorded."
        )


def _opens(keys: Keyring, person_id: str, wrapped: WrappedKey) -> bool:
    try:
        keys.unwrap(person_id, wrapped)
    except WorkflowError:
        return False
    return True
