"""What happened: entries, projections, protected texts; CaseBook and unit_of_work are the only door for writing.

Names are loaded when they are first asked for, so that reading a key file loads no database library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workflow.history.asynchronous import AsyncCaseBook, async_unit_of_work
    from workflow.history.casebook import CaseBook
    from workflow.history.databases import open_engine, snapshot, sqlite_engine, unit_of_work, unsafe_settings
    from workflow.history.definitions import DefinitionSource
    from workflow.history.idempotency import KeyReused
    from workflow.history.keyring import Keyring
    from workflow.history.migrating import (
        current_revision,
        downgrade,
        head_revision,
        include_name,
        is_current,
        known_revisions,
        migrations_folder,
        upgrade,
    )
    from workflow.history.outcomes import Erased, Opened, RecordedEntry, Report, Reported, WorklistRow
    from workflow.history.patients import LOCAL_ID, NHS_NUMBER, Identifier, PatientIdentity, PatientRef

_HOMES: Final = {
    "AsyncCaseBook": "asynchronous",
    "CaseBook": "casebook",
    "DefinitionSource": "definitions",
    "Erased": "outcomes",
    "Identifier": "patients",
    "KeyReused": "idempotency",
    "Keyring": "keyring",
    "LOCAL_ID": "patients",
    "NHS_NUMBER": "patients",
    "Opened": "outcomes",
    "PatientIdentity": "patients",
    "PatientRef": "patients",
    "RecordedEntry": "outcomes",
    "Report": "outcomes",
    "Reported": "outcomes",
    "WorklistRow": "outcomes",
    "async_unit_of_work": "asynchronous",
    "current_revision": "migrating",
    "downgrade": "migrating",
    "head_revision": "migrating",
    "include_name": "migrating",
    "is_current": "migrating",
    "known_revisions": "migrating",
    "migrations_folder": "migrating",
    "open_engine": "databases",
    "snapshot": "databases",
    "sqlite_engine": "databases",
    "unit_of_work": "databases",
    "unsafe_settings": "databases",
    "upgrade": "migrating",
}

__all__ = [
    "LOCAL_ID",
    "NHS_NUMBER",
    "AsyncCaseBook",
    "CaseBook",
    "DefinitionSource",
    "Erased",
    "Identifier",
    "KeyReused",
    "Keyring",
    "Opened",
    "PatientIdentity",
    "PatientRef",
    "RecordedEntry",
    "Report",
    "Reported",
    "WorklistRow",
    "async_unit_of_work",
    "current_revision",
    "downgrade",
    "head_revision",
    "include_name",
    "is_current",
    "known_revisions",
    "migrations_folder",
    "open_engine",
    "snapshot",
    "sqlite_engine",
    "unit_of_work",
    "unsafe_settings",
    "upgrade",
]


def __getattr__(name: str) -> object:
    """Load a name from the module that defines it, and keep it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
