"""What each error means to a script: 2 bad input, 3 refused, 4 conflict, 5 corrupt."""

from __future__ import annotations

import pytest

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
from workflow.history import KeyReused
from workflow.interfaces.problems import DatabaseUnusable, KeysUnusable, exit_status, problem_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadInput("x"), 2),
        (NotFound("x"), 2),
        (DefinitionError("x"), 2),
        (DatabaseUnusable("x", kind="missing"), 2),
        (KeysUnusable("x"), 2),
        (Refused("x", event="start", state="waiting", kind="role"), 3),
        (Forbidden("x"), 3),
        (Conflict("x"), 4),
        (Corrupt("x"), 5),
        (WorkflowError("x"), 1),
    ],
)
def test_every_kind_of_error_has_its_status(error: WorkflowError, status: int) -> None:
    assert exit_status(error) == status


def test_an_error_of_a_more_special_kind_has_the_status_of_its_kind() -> None:
    assert exit_status(KeyReused("x")) == 2


def test_a_conflict_tells_whether_the_transaction_is_lost() -> None:
    assert problem_of(Conflict("x", retry_transaction=True))["retry_transaction"] is True
