"""Accounts: making them and finding them; `account_changes` changes them, and nobody deletes one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from workflow.case.actor import Actor
from workflow.case.effective import instant_from, instant_text
from workflow.case.errors import BadInput, NotFound, Problem
from workflow.identity.account_log import note
from workflow.identity.caller import EVERY_TEAM
from workflow.identity.passwords import hashed, refuse_weak
from workflow.identity.permissions import Role
from workflow.identity.rows import claim, codes_of, instant_or_none, listed, said_by
from workflow.identity.tables import wf_account
from workflow.identity.teams import team_codes

_NAME: Final = re.compile(r"(?=.*[a-z])[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?\Z")
_LONGEST_DISPLAY_NAME: Final = 120
ROLES: Final = tuple(role.value for role in Role)
"""Every role, in the order in which one is taken at sign-in."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person or an interface.

    Args:
        name: the name signed in with; it stands in entries, and so never changes.
        display_name: the name as colleagues know it.
        roles: the capacities they may act in, in the order of ROLES.
        teams: the teams they belong to.
        is_active: whether they may come in.
        has_password: whether they can sign in here, and not only through a provider.
        must_change: whether the password has to be changed at the next sign-in.
        subject: issuer and subject at an identity provider; None without one.
        created_at: when it was made.
        last_sign_in_at: when they last came in; None for never.
    """

    name: str
    display_name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    is_active: bool
    has_password: bool
    must_change: bool
    subject: tuple[str, str] | None
    created_at: datetime
    last_sign_in_at: datetime | None

    @property
    def is_interface(self) -> bool:
        """Whether it is a system, which has tokens and no pages."""
        return Role.INTERFACE in self.roles


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is told of an account that is to be made; without a password it comes in by token or through a provider."""

    name: str
    display_name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()
    password: str | None = None
    must_change: bool = True


def folded(name: str) -> str:
    """Return a name as accounts keep it: however it was typed, it means the same account."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def add_account(connection: Connection, new: NewAccount, *, by: Actor, at: datetime) -> Account:
    """Make an account.

    Raises:
        BadInput: with everything that is wrong with it.
    """
    name = folded(new.name)
    _refuse_bad_name(name, new.display_name)
    roles = understood_roles(new.roles)
    teams = understood_teams(connection, new.teams, roles=roles)
    if new.password is not None:
        refuse_password_of_interface(roles)
        refuse_weak(new.password, name=name)
    row = {
        "name": name,
        "display_name": new.display_name.strip(),
        "roles": listed(roles),
        "teams": listed(teams),
        "is_active": 1,
        "password": hashed(new.password) if new.password is not None else None,
        "password_at": instant_text(at) if new.password is not None else None,
        "must_change": int(new.password is not None and new.must_change),
        "created_at": instant_text(at),
        "created_by": said_by(by),
    }
    if not claim(connection, wf_account, row):
        problem = Problem(
            "name", "one that is taken", "another one; accounts are never deleted, `enable` brings one back"
        )
        raise BadInput(f"The account {name} was not made.", [problem])
    note(connection, name, "added", " ".join(roles), by=by, at=at)
    return account(connection, name)


def account(connection: Connection, name: str) -> Account:
    """Return an account by its name, however it is typed.

    Raises:
        NotFound: when there is none. The name is not repeated; it may have been anything.
    """
    row = connection.execute(select(wf_account).where(wf_account.c.name == folded(name))).first()
    if row is None:
        raise NotFound("There is no account of that name. `casepath account list` names them.")
    return account_in(row)


def accounts(connection: Connection) -> tuple[Account, ...]:
    """Return every account, sorted by name."""
    return tuple(account_in(row) for row in connection.execute(select(wf_account).order_by(wf_account.c.name)))


def account_of(connection: Connection, issuer: str, subject: str) -> Account | None:
    """Return the account that belongs to a subject of an identity provider, or None."""
    linked = wf_account.c.issuer == issuer, wf_account.c.subject == subject
    row = connection.execute(select(wf_account).where(*linked)).first()
    return account_in(row) if row is not None else None


def account_in(row: Any) -> Account:
    """Read an account from its row."""
    held = codes_of(row.roles)
    return Account(
        row.name,
        row.display_name,
        tuple(role for role in ROLES if role in held),
        codes_of(row.teams),
        is_active=bool(row.is_active),
        has_password=row.password is not None,
        must_change=bool(row.must_change),
        subject=(row.issuer, row.subject) if row.subject else None,
        created_at=instant_from(row.created_at),
        last_sign_in_at=instant_or_none(row.last_sign_in_at),
    )


def understood_roles(told: Iterable[str]) -> tuple[str, ...]:
    """Return roles that an account may have.

    Raises:
        BadInput: for none, an unknown one, or an interface with a person's role.
    """
    roles = tuple(dict.fromkeys(told))
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        found = "an unknown role" if unknown else "none"
        raise BadInput("The roles were not understood.", [Problem("roles", found, f"some of {', '.join(ROLES)}")])
    if Role.INTERFACE in roles and len(roles) > 1:
        problem = Problem("roles", "interface with others", "interface alone: a system is no person")
        raise BadInput("The roles were not accepted.", [problem])
    return roles


def understood_teams(connection: Connection, told: Iterable[str], *, roles: Iterable[str]) -> tuple[str, ...]:
    """Return teams that are known; `*` is every team, for an interface alone.

    Raises:
        BadInput: for an unknown one, naming those that are known.
    """
    teams = tuple(dict.fromkeys(told))
    known = team_codes(connection)
    allowed = {*known, EVERY_TEAM} if Role.INTERFACE in roles else set(known)
    if not set(teams) <= allowed:
        expected = (
            f"some of {', '.join(known)}"
            if known
            else "one that was made before: `casepath account team NAME TEAM --new`"
        )
        found = "every team for a person" if EVERY_TEAM in teams and EVERY_TEAM not in allowed else "an unknown team"
        raise BadInput("The teams were not understood.", [Problem("teams", found, expected)])
    return teams


def refuse_password_of_interface(roles: Iterable[str]) -> None:
    """Refuse a password where a system is meant.

    Raises:
        BadInput: saying what a system has instead.
    """
    if Role.INTERFACE in roles:
        problem = Problem("password", "one for an interface", "none: `casepath account token` gives it a token")
        raise BadInput("The password was not accepted.", [problem])


def _refuse_bad_name(name: str, display_name: str) -> None:
    problems = []
    if not _NAME.match(name):
        expected = "at most 64 letters a-z, digits, dots and dashes, a letter among them, such as n.lee"
        problems.append(Problem("name", "another form", expected))
    told = display_name.strip()
    if not told or len(told) > _LONGEST_DISPLAY_NAME or not told.isprintable():
        problems.append(Problem("display name", "another form", f"1 to {_LONGEST_DISPLAY_NAME} printable characters"))
    if problems:
        raise BadInput("The account was not made.", problems)
