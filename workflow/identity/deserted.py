"""Teams that have open cases and nobody who sees them: a case given to one, by a slip or a leaving, silently stops."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from workflow.history.tables import wf_case
from workflow.identity.accounts import accounts
from workflow.identity.permissions import Permission, allows


def deserted_teams(connection: Connection) -> tuple[str, ...]:
    """Return the teams of open cases to which no active account with a worklist belongs, sorted.

    Teams that were never made are among them. A page that shows none of their cases has to show this.
    """
    given = select(wf_case.c.team).where(wf_case.c.is_open == 1, wf_case.c.team != "").distinct()
    seen = {team for one in accounts(connection) if one.is_active and _acts(one.roles) for team in one.teams}
    return tuple(sorted(set(connection.scalars(given)) - seen))


def _acts(roles: Iterable[str]) -> bool:
    """Whether one of the roles has a worklist and does something about it; an auditor and a feed do not."""
    return any(allows(role, Permission.WORKLIST_READ) and allows(role, Permission.CASE_REPORT) for role in roles)
