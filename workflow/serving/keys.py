"""The key file of a database: found, read, or said to be missing with what to do."""

from __future__ import annotations

from workflow.case.errors import BadInput
from workflow.history import Keyring
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
