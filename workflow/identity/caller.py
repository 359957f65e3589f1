"""The person or interface that asks, by value: in which role, for which teams, and so what they may do and see.

It is pure; who they are was found out by `sessions` or `tokens`.
"""

from __future__ import annotations

from dataclasses import dataclass

from workflow.case.actor import Actor
from workflow.identity.permissions import SEES_EVERY_CASE, SEES_UNASSIGNED, Role, allows

EVERY_TEAM = "*"
"""The team of an interface that feeds the whole house, so that a team made tomorrow loses no result."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cases somebody may see, told by the team of a case.

    Args:
        teams: the teams whose cases they see.
        unassigned: whether they see cases without a team.
        every: whether no team limits them.
    """

    teams: frozenset[str]
    unassigned: bool = False
    every: bool = False

    def covers(self, team: str) -> bool:
        """Tell whether a case of this team ("" for none) is among them."""
        return self.every or (self.unassigned if team == "" else team in self.teams)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, in one role.

    Args:
        name: the account's name.
        display_name: the name as colleagues know it.
        role: the role acted in now.
        roles: every role of the account.
        teams: the account's teams.
        via: `session:ID` or `token:ID`, by which it can be told afterwards how they came in.
        must_change: whether the password has to be changed before anything else.
        scopes: what a token is limited to; None for a person.
    """

    name: str
    display_name: str
    role: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    via: str
    must_change: bool = False
    scopes: frozenset[str] | None = None

    def may(self, permission: str) -> bool:
        """Tell whether they may do something; nothing while the password has to be changed."""
        within = self.scopes is None or permission in self.scopes
        return within and not self.must_change and allows(self.role, permission)

    @property
    def actor(self) -> Actor:
        """The actor that an entry names."""
        return Actor(self.name, self.role)

    @property
    def scope(self) -> Scope:
        """Which cases they may see."""
        of_the_house = self.role == Role.INTERFACE and EVERY_TEAM in self.teams
        return Scope(
            frozenset(self.teams) - {EVERY_TEAM},
            unassigned=self.role in SEES_UNASSIGNED,
            every=of_the_house or self.role in SEES_EVERY_CASE,
        )
