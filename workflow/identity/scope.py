"""Which cases somebody may see: those of their teams, or one by break-glass; as a question on one case and as a filter.

It knows a case by its id and its team alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, false, or_, select, true

from workflow.case.effective import instant_text
from workflow.history.tables import wf_case
from workflow.identity.caller import Caller, Scope
from workflow.identity.permissions import Permission
from workflow.identity.tables import wf_break_glass


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody may see a case.

    Args:
        how: by their teams, by a role that no team limits, or by break-glass.
        grant_id: the grant of break-glass that is used; None without one.
    """

    how: Literal["team", "every_case", "break_glass"]
    grant_id: str | None = None


@dataclass(frozen=True, slots=True)
class NoAccess:
    """Somebody may not see a case; `outside_teams` is the one answer that break-glass can change."""

    because: Literal["not_permitted", "no_such_case", "outside_teams"]


def access(connection: Connection, caller: Caller, case_id: str, *, at: datetime) -> Access | NoAccess:
    """Tell whether somebody may see a case at an instant; at most two queries, nothing written."""
    if not caller.may(Permission.CASE_READ):
        return NoAccess("not_permitted")
    team = team_of_case(connection, case_id)
    if team is None:
        return NoAccess("no_such_case")
    if caller.scope.covers(team):
        return Access("every_case" if caller.scope.every else "team")
    grant_id = open_grant(connection, caller, case_id, at=at)
    return Access("break_glass", grant_id) if grant_id else NoAccess("outside_teams")


def visible(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on `wf_case` that lets through the cases of a scope, for lists; break-glass adds none."""
    if scope.every:
        return true()
    nobodys = wf_case.c.team == "" if scope.unassigned else false()
    return or_(wf_case.c.team.in_(sorted(scope.teams - {""})), nobodys)


def team_of_case(connection: Connection, case_id: str) -> str | None:
    """Return the team a case belongs to, "" for none; None when there is no such case."""
    return connection.scalar(select(wf_case.c.team).where(wf_case.c.case_id == case_id))


def open_grant(connection: Connection, caller: Caller, case_id: str, *, at: datetime) -> str | None:
    """Return the break-glass grant by which somebody, in the role they have now, sees a case; None without one."""
    if not caller.may(Permission.BREAK_GLASS_USE):
        return None
    now = instant_text(at)
    mine = (
        wf_break_glass.c.case_id == case_id,
        wf_break_glass.c.account == caller.name,
        wf_break_glass.c.role == caller.role,
        wf_break_glass.c.at <= now,
        wf_break_glass.c.until > now,
    )
    latest = select(wf_break_glass.c.grant_id).where(*mine).order_by(wf_break_glass.c.until.desc()).limit(1)
    return connection.scalar(latest)
