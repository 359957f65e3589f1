"""The teams that accounts belong to and cases are given to, each with its code and its name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from workflow.case.actor import Actor
from workflow.case.effective import instant_text
from workflow.case.errors import BadInput, Problem
from workflow.identity.caller import EVERY_TEAM
from workflow.identity.rows import claim, said_by
from workflow.identity.tables import wf_team

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Team:
    """A team: the code that cases carry, and what people call it."""

    code: str
    says: str


def add_team(connection: Connection, code: str, says: str = "", *, by: Actor, at: datetime) -> Team:
    """Make a team; without a name it is called by its code. A team that is there already stays as it is.

    Raises:
        BadInput: for a code or a name that cannot be one.
    """
    team = Team(code.strip(), says.strip() or code.strip())
    words = (team.code, team.says)
    if team.code in ("", EVERY_TEAM) or any(not word.isprintable() or len(word) > _LONGEST for word in words):
        problem = Problem("team", "another form", f"1 to {_LONGEST} printable characters, such as breast-north")
        raise BadInput("The team was not made.", [problem])
    row = {"team": team.code, "says": team.says, "created_at": instant_text(at), "created_by": said_by(by)}
    claim(connection, wf_team, row)
    return next(one for one in teams(connection) if one.code == team.code)


def teams(connection: Connection) -> tuple[Team, ...]:
    """Return every team, sorted by code."""
    return tuple(Team(row.team, row.says) for row in connection.execute(select(wf_team).order_by(wf_team.c.team)))


def team_codes(connection: Connection) -> tuple[str, ...]:
    """Return the codes of every team, sorted."""
    return tuple(one.code for one in teams(connection))
