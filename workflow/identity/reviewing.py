"""The review of break-glass: what is still to be looked at, and what somebody else found when they did.

The task is the grant itself for as long as no review stands beside it: no list can lose it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from sqlalchemy import Connection, select

from workflow.case.effective import instant_from, instant_text
from workflow.case.errors import BadInput, Problem
from workflow.identity.break_glass import Grant, grant, grant_in
from workflow.identity.caller import Caller
from workflow.identity.permissions import Permission
from workflow.identity.rows import claim
from workflow.identity.tables import wf_break_glass, wf_break_glass_review

OUTCOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "justified": "The reason holds, and what was looked at fits it.",
        "not_justified": "The case should not have been opened; it is passed on as an incident.",
        "to_be_followed_up": "It cannot be told yet; it is passed on to be asked about.",
    }
)
"""Code → what it says.  Source: a proposal of this project."""


@dataclass(frozen=True, slots=True)
class Review:
    """What was found on looking at a grant; it is given once."""

    grant_id: str
    at: datetime
    by: str
    outcome: str


@dataclass(frozen=True, slots=True)
class NotReviewed:
    """The review was not taken; nobody reviews what they did themselves."""

    because: Literal["not_permitted", "own_grant", "reviewed_already"]


def to_review(connection: Connection) -> tuple[Grant, ...]:
    """Return the grants that nobody has reviewed, the one due first first; overdue ones stay among them."""
    reviewed = select(wf_break_glass_review.c.grant_id)
    open_tasks = select(wf_break_glass).where(wf_break_glass.c.grant_id.not_in(reviewed))
    ordered = open_tasks.order_by(wf_break_glass.c.review_by, wf_break_glass.c.grant_id)
    return tuple(grant_in(row) for row in connection.execute(ordered))


def review(
    connection: Connection, caller: Caller, grant_id: str, *, outcome: str, at: datetime
) -> Review | NotReviewed:
    """Give the outcome of a review.

    Raises:
        BadInput: for an outcome that is none of OUTCOMES.
        NotFound: when there is no such grant.
    """
    if outcome not in OUTCOMES:
        problem = Problem("outcome", "an unknown one" if outcome else "none", f"one of {', '.join(OUTCOMES)}")
        raise BadInput("The review was not taken.", [problem])
    if not caller.may(Permission.BREAK_GLASS_REVIEW):
        return NotReviewed("not_permitted")
    if grant(connection, grant_id).account == caller.name:
        return NotReviewed("own_grant")
    row = {"grant_id": grant_id, "at": instant_text(at), "by": caller.name, "outcome": outcome}
    if review_of(connection, grant_id) is not None or not claim(connection, wf_break_glass_review, row):
        return NotReviewed("reviewed_already")
    return Review(grant_id, at, caller.name, outcome)


def review_of(connection: Connection, grant_id: str) -> Review | None:
    """Return the review of a grant, or None while there is none."""
    wanted = select(wf_break_glass_review).where(wf_break_glass_review.c.grant_id == grant_id)
    row = connection.execute(wanted).first()
    return Review(row.grant_id, instant_from(row.at), row.by, row.outcome) if row is not None else None
