"""casepath: a persisted state machine for diagnostic pathways.

The names below are loaded when they are first asked for (PEP 562), so that `import workflow` costs next to nothing and
deciding without a database loads no database library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workflow.case.actor import Actor
    from workflow.case.errors import (
        BadInput,
        Conflict,
        Corrupt,
        DefinitionError,
        Forbidden,
        NotFound,
        Refused,
        WorkflowError,
    )
    from workflow.engine import Accepted
    from workflow.history.asynchronous import AsyncCaseBook, async_unit_of_work
    from workflow.history.casebook import CaseBook
    from workflow.history.databases import sqlite_engine, unit_of_work
    from workflow.history.keyring import Keyring
    from workflow.history.outcomes import Opened
    from workflow.history.patients import PatientIdentity, PatientRef
    from workflow.pathways import Pathways

_HOMES: Final = {
    "Accepted": "workflow.engine",
    "Actor": "workflow.case.actor",
    "AsyncCaseBook": "workflow.history.asynchronous",
    "BadInput": "workflow.case.errors",
    "CaseBook": "workflow.history.casebook",
    "Conflict": "workflow.case.errors",
    "Corrupt": "workflow.case.errors",
    "DefinitionError": "workflow.case.errors",
    "Forbidden": "workflow.case.errors",
    "Keyring": "workflow.history.keyring",
    "NotFound": "workflow.case.errors",
    "Opened": "workflow.history.outcomes",
    "Pathways": "workflow.pathways",
    "PatientIdentity": "workflow.history.patients",
    "PatientRef": "workflow.history.patients",
    "Refused": "workflow.case.errors",
    "WorkflowError": "workflow.case.errors",
    "async_unit_of_work": "workflow.history.asynchronous",
    "sqlite_engine": "workflow.history.databases",
    "unit_of_work": "workflow.history.databases",
}

__all__ = [
    "Accepted",
    "Actor",
    "AsyncCaseBook",
    "BadInput",
    "CaseBook",
    "Conflict",
    "Corrupt",
    "DefinitionError",
    "Forbidden",
    "Keyring",
    "NotFound",
    "Opened",
    "Pathways",
    "PatientIdentity",
    "PatientRef",
    "Refused",
    "WorkflowError",
    "async_unit_of_work",
    "sqlite_engine",
    "unit_of_work",
]


def __getattr__(name: str) -> object:
    """Load a public name from the module that defines it, and keep it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
