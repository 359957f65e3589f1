"""Break-glass: opening one case outside one's teams, for a reason, for an hour, and never unseen.

With the grant stand at once the notices to the case's team and to the auditors, and the date by which somebody else
looks at it. The reason is a code: free text would carry patients' matters into a table that many read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, Literal

from sqlalchemy import Connection, select, update

from workflow.case.effective import instant_from, instant_text
from workflow.case.errors import BadInput, NotFound, Problem
from workflow.identity.caller import Caller
from workflow.identity.permissions import Permission, Role
from workflow.identity.rows import hold, instant_or_none
from workflow.identity.scope import open_grant, team_of_case
from workflow.identity.secret import new_id
from workflow.identity.tables import wf_account, wf_break_glass, wf_break_glass_notice

LASTS: Final = timedelta(minutes=60)
REVIEWED_WITHIN: Final = timedelta(days=3)
REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "urgent_care": "The person needs care now, and their team cannot be reached.",
        "asked_by_the_person": "The person, or somebody who may speak for them, asked me about their case.",
        "asked_by_a_colleague": "A colleague in charge asked me for advice or to stand in.",
        "result_to_act_on": "A result or a message about the case reached me, and somebody has to act on it.",
        "safety_concern": "I have reason to think that something was missed.",
    }
)
"""Code → what it says.  Source: a proposal of this project."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One case opened to one person in one role, from `at` until `until`, to be reviewed by `review_by`."""

    grant_id: str
    case_id: str
    account: str
    role: str
    reason: str
    at: datetime
    until: datetime
    review_by: datetime


@dataclass(frozen=True, slots=True)
class NotGranted:
    """The case was not opened; `not_needed`: it is in their scope anyway."""

    because: Literal["not_permitted", "no_such_case", "not_needed"]


@dataclass(frozen=True, slots=True)
class Notice:
    """That a case was opened, for `recipient` (team:TEAM or role:ROLE); `seen_at` is None until somebody said so."""

    grant: Grant
    recipient: str
    seen_at: datetime | None
    seen_by: str | None


def break_glass(
    connection: Connection, caller: Caller, case_id: str, *, reason: str, at: datetime
) -> Grant | NotGranted:
    """Open one case outside the caller's teams for 60 minutes; asked twice, the grant that runs is the answer.

    Raises:
        BadInput: for a reason that is none of REASONS.
    """
    if reason not in REASONS:
        problem = Problem("reason", "an unknown one" if reason else "none", f"one of {', '.join(REASONS)}")
        raise BadInput("The case was not opened.", [problem])
    if not caller.may(Permission.BREAK_GLASS_USE):
        return NotGranted("not_permitted")
    team = team_of_case(connection, case_id)
    if team is None or caller.scope.covers(team):
        return NotGranted("no_such_case" if team is None else "not_needed")
    # Held, so that a double click makes one grant.
    hold(connection, select(wf_account.c.name).where(wf_account.c.name == caller.name))
    running = open_grant(connection, caller, case_id, at=at)
    return grant(connection, running) if running else _granted(connection, caller, case_id, team, reason=reason, at=at)


def grant(connection: Connection, grant_id: str) -> Grant:
    """Return a grant by its id.

    Raises:
        NotFound: when there is none.
    """
    row = connection.execute(select(wf_break_glass).where(wf_break_glass.c.grant_id == grant_id)).first()
    if row is None:
        raise NotFound("There is no break-glass grant with that id.")
    return grant_in(row)


def grants_of_case(connection: Connection, case_id: str) -> tuple[Grant, ...]:
    """Return every grant on a case, the latest first."""
    wanted = select(wf_break_glass).where(wf_break_glass.c.case_id == case_id).order_by(wf_break_glass.c.at.desc())
    return tuple(grant_in(row) for row in connection.execute(wanted))


def notices_for(connection: Connection, caller: Caller, *, seen: bool = False) -> tuple[Notice, ...]:
    """Return the notices to the caller's teams and role, the latest first.

    Args:
        seen: whether those that somebody has acknowledged are wanted too.
    """
    joined = select(wf_break_glass, wf_break_glass_notice.c.recipient).join_from(wf_break_glass, wf_break_glass_notice)
    wanted = joined.add_columns(wf_break_glass_notice.c.seen_at, wf_break_glass_notice.c.seen_by)
    wanted = wanted.where(wf_break_glass_notice.c.recipient.in_(_addresses(caller)))
    if not seen:
        wanted = wanted.where(wf_break_glass_notice.c.seen_at.is_(None))
    rows = connection.execute(wanted.order_by(wf_break_glass.c.at.desc(), wf_break_glass_notice.c.recipient))
    return tuple(Notice(grant_in(row), row.recipient, instant_or_none(row.seen_at), row.seen_by) for row in rows)


def acknowledge(connection: Connection, caller: Caller, grant_id: str, *, at: datetime) -> int:
    """Keep that the caller has seen the notices of a grant that are addressed to them, and whose grant it is not.

    Returns:
        How many were not acknowledged before.
    """
    if grant(connection, grant_id).account == caller.name:
        return 0
    unseen = (
        wf_break_glass_notice.c.grant_id == grant_id,
        wf_break_glass_notice.c.recipient.in_(_addresses(caller)),
        wf_break_glass_notice.c.seen_at.is_(None),
    )
    seeing = update(wf_break_glass_notice).where(*unseen).values(seen_at=instant_text(at), seen_by=caller.name)
    return connection.execute(seeing).rowcount


def grant_in(row: Any) -> Grant:
    """Read a grant from its row."""
    at, until, review_by = (instant_from(text) for text in (row.at, row.until, row.review_by))
    return Grant(row.grant_id, row.case_id, row.account, row.role, row.reason, at, until, review_by)


def _granted(connection: Connection, caller: Caller, case_id: str, team: str, *, reason: str, at: datetime) -> Grant:
    grant_id, now = new_id(), instant_text(at)
    row = {
        "grant_id": grant_id,
        "case_id": case_id,
        "account": caller.name,
        "role": caller.role,
        "reason": reason,
        "at": now,
        "until": instant_text(at + LASTS),
        "review_by": instant_text(at + REVIEWED_WITHIN),
    }
    connection.execute(wf_break_glass.insert(), row)
    told = [f"role:{Role.AUDITOR}", *([f"team:{team}"] if team else [])]
    notices = [{"grant_id": grant_id, "recipient": recipient, "at": now} for recipient in told]
    connection.execute(wf_break_glass_notice.insert(), notices)
    return grant(connection, grant_id)


def _addresses(caller: Caller) -> list[str]:
    teams = caller.teams if caller.may(Permission.CASE_READ) else ()
    return [f"role:{caller.role}", *(f"team:{team}" for team in teams)]
