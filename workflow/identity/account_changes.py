"""Changing accounts: active or not, roles, teams, passwords, the subject at a provider; each change is written down.

Whatever takes something away from an account also ends its sessions. The last active admin stays one: without any,
nobody could be let in again but through the command line.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, or_, select, update

from workflow.case.actor import Actor
from workflow.case.effective import instant_text
from workflow.case.errors import BadInput, Problem
from workflow.identity.account_log import note
from workflow.identity.accounts import (
    Account,
    account,
    account_in,
    refuse_password_of_interface,
    understood_roles,
    understood_teams,
)
from workflow.identity.passwords import hashed, refuse_weak
from workflow.identity.permissions import Role
from workflow.identity.rows import hold, listed
from workflow.identity.sessions import end_all
from workflow.identity.tables import wf_account

_CAN_SIGN_IN = or_(wf_account.c.password.is_not(None), wf_account.c.subject.is_not(None))
_IS_ADMIN = and_(wf_account.c.is_active == 1, wf_account.c.roles.like(f'%"{Role.ADMIN}"%'), _CAN_SIGN_IN)


def disable(connection: Connection, name: str, *, by: Actor, at: datetime) -> Account:
    """Let an account in no more, and end its sessions; its tokens are of no use either.

    Raises:
        BadInput: when it is the last active admin.
        NotFound: when there is none.
    """
    found = _held_beside_admins(connection, name)
    if found.is_active:
        _refuse_without_admin(connection, found)
        _change(connection, found.name, is_active=0)
        end_all(connection, found.name, because="disabled", at=at)
        note(connection, found.name, "disabled", by=by, at=at)
    return account(connection, found.name)


def enable(connection: Connection, name: str, *, by: Actor, at: datetime) -> Account:
    """Let an account in again.

    Raises:
        NotFound: when there is none.
    """
    found = _held(connection, name)
    if not found.is_active:
        _change(connection, found.name, is_active=1)
        note(connection, found.name, "enabled", by=by, at=at)
    return account(connection, found.name)


def set_roles(connection: Connection, name: str, roles: Iterable[str], *, by: Actor, at: datetime) -> Account:
    """Give an account exactly these roles, and end its sessions: nobody goes on in a role they had.

    Raises:
        BadInput: for roles that cannot be, or when the last active admin would be none.
        NotFound: when there is none.
    """
    told = understood_roles(roles)
    found = _held_beside_admins(connection, name)
    if Role.INTERFACE in told and found.has_password:
        refuse_password_of_interface(told)
    understood_teams(connection, found.teams, roles=told)
    if set(told) != set(found.roles):
        if Role.ADMIN not in told:
            _refuse_without_admin(connection, found)
        _change(connection, found.name, roles=listed(told))
        end_all(connection, found.name, because="roles_changed", at=at)
        note(connection, found.name, "roles", " ".join(told), by=by, at=at)
    return account(connection, found.name)


def set_teams(connection: Connection, name: str, teams: Iterable[str], *, by: Actor, at: datetime) -> Account:
    """Put an account into exactly these teams; a session that runs sees them at its next request.

    Raises:
        BadInput: for an unknown team.
        NotFound: when there is none.
    """
    found = _held(connection, name)
    told = understood_teams(connection, teams, roles=found.roles)
    if set(told) != set(found.teams):
        _change(connection, found.name, teams=listed(told))
        note(connection, found.name, "teams", listed(told), by=by, at=at)
    return account(connection, found.name)


def set_password(
    connection: Connection, name: str, password: str, *, by: Actor, at: datetime, must_change: bool = True
) -> Account:
    """Give an account a new password, and end its sessions.

    Args:
        must_change: whether its owner has to choose another at the next sign-in.

    Raises:
        BadInput: for a weak one, or one for an interface.
        NotFound: when there is none.
    """
    found = _held(connection, name)
    refuse_password_of_interface(found.roles)
    refuse_weak(password, name=found.name)
    kept = hashed(password)
    _change(connection, found.name, password=kept, password_at=instant_text(at), must_change=int(must_change))
    end_all(connection, found.name, because="password_changed", at=at)
    note(connection, found.name, "password", "must_change" if must_change else "", by=by, at=at)
    return account(connection, found.name)


def link_subject(
    connection: Connection, name: str, subject: tuple[str, str] | None, *, by: Actor, at: datetime
) -> Account:
    """Tie an account to an issuer's subject, by which an identity provider names the person; None unties it.

    Raises:
        BadInput: when another account has that subject, it is an interface's, or the last active admin would be out.
        NotFound: when there is none.
    """
    found = _held_beside_admins(connection, name)
    issuer, told = subject or (None, None)
    taken = select(wf_account.c.name).where(wf_account.c.issuer == issuer, wf_account.c.subject == told)
    holder = connection.scalar(taken) if subject else None
    if found.is_interface or holder not in (None, found.name):
        problem = Problem("subject", "one of another account or for an interface", "the person's own, at one account")
        raise BadInput(f"The account {found.name} was not tied to the identity provider.", [problem])
    if subject is None and not found.has_password:
        _refuse_without_admin(connection, found)
    _change(connection, found.name, issuer=issuer, subject=told)
    end_all(connection, found.name, because="subject_changed", at=at)
    note(connection, found.name, "subject", issuer or "", by=by, at=at)
    return account(connection, found.name)


def _held(connection: Connection, name: str) -> Account:
    known = account(connection, name).name
    (row,) = hold(connection, select(wf_account).where(wf_account.c.name == known))
    return account_in(row)


def _held_beside_admins(connection: Connection, name: str) -> Account:
    """Hold the account together with every active admin, in one order: two admins cannot disable each other at once."""
    known = account(connection, name).name
    wanted = select(wf_account).where(or_(wf_account.c.name == known, _IS_ADMIN)).order_by(wf_account.c.name)
    return next(account_in(row) for row in hold(connection, wanted) if row.name == known)


def _refuse_without_admin(connection: Connection, found: Account) -> None:
    can_sign_in = found.has_password or found.subject is not None
    if not (found.is_active and Role.ADMIN in found.roles and can_sign_in):
        return
    others = select(wf_account.c.name).where(_IS_ADMIN, wf_account.c.name != found.name).limit(1)
    if connection.scalar(others) is None:
        problem = Problem("account", "the last active admin", "another active admin first")
        raise BadInput(f"The account {found.name} stays as it is: nobody could let people in any more.", [problem])


def _change(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(wf_account).where(wf_account.c.name == name).values(**values))
