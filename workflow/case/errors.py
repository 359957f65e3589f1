"""The one family of errors: what was attempted, where the case stands, what is missing, what may be done instead.

No message ever carries a patient identifier; a caller may show every one of them to whoever asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class WorkflowError(Exception):
    """Something casepath was asked for did not happen; `code` names the kind and never changes between releases."""

    code = "workflow_error"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])

    @property
    def message(self) -> str:
        """The sentence for a person."""
        return str(self.args[0])


class NotFound(WorkflowError):
    """There is no such case, entry, pathway or item."""

    code = "not_found"


class Forbidden(WorkflowError):
    """The person or system that asks may not do or see this; raised by interfaces only."""

    code = "forbidden"


class Corrupt(WorkflowError):
    """The history fails its proof, or something that must be impossible has happened."""

    code = "corrupt"


class Conflict(WorkflowError):
    """Somebody else moved the case in the meantime; read it again and decide again.

    Args:
        message: what was attempted and where the case stands now.
        retry_transaction: True when the database ended the transaction (deadlock, serialization failure), so that
            the whole of the host's transaction has to be run again; False when only this call has to be repeated.
    """

    code = "conflict"

    def __init__(self, message: str = "", *, retry_transaction: bool = False) -> None:
        super().__init__(message)
        self.retry_transaction = retry_transaction


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where, what was found, what was expected."""

    where: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}, expected {self.expected}"


class _Problems(WorkflowError):
    """Several things wrong with one input, told together."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        lines = [message, *(f"  {problem}" for problem in self.problems)]
        super().__init__("\n".join(lines))


class BadInput(_Problems):
    """What was handed in cannot be understood; nothing was recorded."""

    code = "bad_input"


class DefinitionError(_Problems):
    """A pathway definition is not sound; it was not loaded."""

    code = "definition_error"


@dataclass(frozen=True, slots=True)
class Supplier:
    """An event that could bring a missing fact about, and the roles that may report it."""

    event: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmet:
    """One requirement that is not met: the fact it looks at, what it is now, what it would have to be.

    `kind` is the requirement's class: `rule` (never lifted), `default` (may be overridden by `overridable_by` with
    one of `override_reasons`), `advice` (asks for a reason, never refuses).
    """

    requirement: str
    fact: str
    actual: str
    needed: tuple[str, ...]
    kind: str
    says: str
    source: str
    suppliers: tuple[Supplier, ...] = ()
    overridable_by: tuple[str, ...] = ()
    override_reasons: tuple[str, ...] = ()


class Refused(WorkflowError):
    """The pathway says no; nothing was recorded, and every reason is given at once.

    `decide` and `preview` return it, `report` raises it.

    Args:
        message: what was attempted, where the case stands, what is missing.
        event: the event that was reported.
        state: the state the case is in.
        kind: `role`, `not_now` (no such event in this state), `combination` (no row for these fields), `rule` (a row
            refuses), `requirements`, `item` (the item cannot make this move), `superseded` (a newer version exists),
            `correction` (an entry that cannot be corrected so), `another_case` (the person has one open already).
        unmet: every requirement that is not met.
        instead: what may be done, one sentence each.
    """

    code = "refused"

    def __init__(
        self,
        message: str,
        *,
        event: str,
        state: str,
        kind: str,
        unmet: Iterable[Unmet] = (),
        instead: Iterable[str] = (),
    ) -> None:
        super().__init__(message)
        self.event = event
        self.state = state
        self.kind = kind
        self.unmet = tuple(unmet)
        self.instead = tuple(instead)


def invariant(condition: bool, message: str) -> None:
    """Raise `Corrupt` when something that must be impossible has happened; stays awake under `python -O`.

    Raises:
        Corrupt: with `message`, when `condition` is false.
    """
    if not condition:
        raise Corrupt(message)
