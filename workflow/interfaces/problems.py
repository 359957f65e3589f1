"""What an error means to whoever asked: its exit status, and its contents as plain values for JSON.

Every room of `interfaces/` words its answers from here, so that one code means one thing everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workflow.case.errors import BadInput, Conflict, DefinitionError, Problem, Refused, Unmet, WorkflowError

DONE = 0
UNEXPECTED = 1
BAD_INPUT = 2
REFUSED = 3
CONFLICT = 4
CORRUPT = 5
STOPPED = 130

_STATUS = {
    "bad_input": BAD_INPUT,
    "definition_error": BAD_INPUT,
    "not_found": BAD_INPUT,
    "database": BAD_INPUT,
    "keys": BAD_INPUT,
    "forbidden": REFUSED,
    "refused": REFUSED,
    "conflict": CONFLICT,
    "corrupt": CORRUPT,
}


class DatabaseUnusable(WorkflowError):
    """The database cannot be used as it is; the message says what it is and what to do.

    Args:
        kind: `missing`, `empty`, `older`, `newer`, `unreadable`, `unreachable` or `unknown_kind`.
    """

    code = "database"

    def __init__(self, message: str, *, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class KeysUnusable(WorkflowError):
    """The key file is needed and cannot be used; the message says what to do."""

    code = "keys"


def exit_status(error: WorkflowError) -> int:
    """The exit status of a command that ended with this error: 2 bad input, 3 refused, 4 conflict, 5 corrupt."""
    for kind in type(error).__mro__:
        status = _STATUS.get(getattr(kind, "code", ""))
        if status is not None:
            return status
    return UNEXPECTED


def problem_of(error: WorkflowError) -> dict[str, Any]:
    """An error as plain values: always `code` and `message`, and whatever else its kind can tell."""
    told: dict[str, Any] = {"code": error.code, "message": error.message}
    if isinstance(error, BadInput | DefinitionError):
        told["problems"] = [problem_value(problem) for problem in error.problems]
    if isinstance(error, Conflict):
        told["retry_transaction"] = error.retry_transaction
    if isinstance(error, DatabaseUnusable):
        told["kind"] = error.kind
    if isinstance(error, Refused):
        told |= refusal_value(error)
    return told


def problem_value(problem: Problem) -> dict[str, str]:
    """One problem of an input as plain values."""
    return {"where": problem.where, "found": problem.found, "expected": problem.expected}


def refusal_value(refused: Refused) -> dict[str, Any]:
    """A refusal as plain values, with every unmet requirement."""
    return {
        "event": refused.event,
        "state": refused.state,
        "kind": refused.kind,
        "unmet": unmet_values(refused.unmet),
        "instead": list(refused.instead),
    }


def unmet_values(unmet: Iterable[Unmet]) -> list[dict[str, Any]]:
    """Unmet requirements as plain values, in the order given."""
    return [
        {
            "requirement": one.requirement,
            "kind": one.kind,
            "says": one.says,
            "source": one.source,
            "fact": one.fact,
            "actual": one.actual,
            "needed": list(one.needed),
            "suppliers": [{"event": found.event, "roles": list(found.roles)} for found in one.suppliers],
            "overridable_by": list(one.overridable_by),
            "override_reasons": list(one.override_reasons),
        }
        for one in unmet
    ]
