"""Signing in: by name and password, or by what an identity provider vouched for; every attempt is written down.

A name that nobody has is answered as late and in the same words as a wrong password. What went wrong is returned, not
raised, so that the caller commits the count of the failure together with the record of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select, update

from workflow.case.effective import instant_from, instant_text
from workflow.case.errors import BadInput, Problem
from workflow.identity.account_log import note
from workflow.identity.accounts import ROLES, Account, account_in, folded
from workflow.identity.passwords import hashed, is_outdated, matches, refuse_weak
from workflow.identity.secret import new_id
from workflow.identity.sessions import LIMITS, Begun, Limits, Session, begin, end_all, renew
from workflow.identity.tables import wf_account, wf_sign_in
from workflow.identity.throttling import (
    PER_ACCOUNT,
    PER_SOURCE,
    account_key,
    count_failure,
    forgive,
    hold_back,
    source_key,
    source_of,
)

SIGNED_IN: Final = "signed_in"
_LONGEST_LIST = 1000


@dataclass(frozen=True, slots=True)
class Rejected:
    """Name or password are wrong, or the account may not come in; which of them is not for whoever tries to know."""


@dataclass(frozen=True, slots=True)
class MustWait:
    """There were too many failures; until then no password is even looked at."""

    until: datetime


SignIn = Begun | Rejected | MustWait


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in; `account` is "" where there is none of the name that was given.

    `outcome` is signed_in, wrong_password, unknown_name, unknown_subject, disabled, no_password, interface,
    must_wait, wrong_current_password.
    """

    at: datetime
    account: str
    source: str
    outcome: str


def sign_in(
    connection: Connection, name: str, password: str, *, source: str, at: datetime, limits: Limits = LIMITS
) -> SignIn:
    """Let a person in by name and password, in the first of their roles.

    Args:
        source: the address the attempt comes from.
        at: the present instant.

    Returns:
        The session with its token, or why there is none. In each case there is something to commit.
    """
    row = connection.execute(select(wf_account).where(wf_account.c.name == folded(name))).first()
    known = row.name if row is not None else ""
    place = source_of(source)
    keys = account_key(known or folded(name), known=bool(known)), source_key(place)
    until = hold_back(connection, keys, at=at)
    if until is not None:
        _write_down(connection, known, place, "must_wait", at=at)
        return MustWait(until)
    right = matches(row.password if row is not None else None, password)
    wrong = _wrong_with(row, right=right)
    if row is None or wrong:
        _fail(connection, keys, at=at)
        _write_down(connection, known, place, wrong, at=at)
        return Rejected()
    forgive(connection, keys[0])
    if is_outdated(row.password):
        _keep_password(connection, known, password)
    return _let_in(connection, account_in(row), place, at=at, limits=limits)


def sign_in_as_subject(
    connection: Connection, subject: tuple[str, str], *, source: str, at: datetime, limits: Limits = LIMITS
) -> Begun | Rejected:
    """Let a person in whom an identity provider vouched for; the caller has verified its token.

    Args:
        subject: issuer and subject of that token.
    """
    linked = wf_account.c.issuer == subject[0], wf_account.c.subject == subject[1]
    row = connection.execute(select(wf_account).where(*linked)).first()
    if row is None or not row.is_active:
        outcome = "unknown_subject" if row is None else "disabled"
        _write_down(connection, row.name if row is not None else "", source_of(source), outcome, at=at)
        return Rejected()
    return _let_in(connection, account_in(row), source_of(source), at=at, limits=limits)


def change_own_password(connection: Connection, session: Session, *, current: str, new: str, at: datetime) -> SignIn:
    """Let a person choose another password, knowing the present one; all their other sessions end.

    Returns:
        The session under a new token, or why the password stays.

    Raises:
        BadInput: when the new one is weak, or is the present one.
    """
    name = session.caller.name
    refuse_weak(new, name=name)
    keys = account_key(name, known=True), source_key(session.source)
    until = hold_back(connection, keys, at=at)
    if until is not None:
        return MustWait(until)
    kept = connection.scalar(select(wf_account.c.password).where(wf_account.c.name == name))
    if not matches(kept, current):
        _fail(connection, keys, at=at)
        _write_down(connection, name, session.source, "wrong_current_password", at=at)
        return Rejected()
    if matches(kept, new):
        raise BadInput("The password stays.", [Problem("password", "the present one", "another one")])
    forgive(connection, keys[0])
    _keep_password(connection, name, new, must_change=0, password_at=instant_text(at))
    end_all(connection, name, because="password_changed", at=at, except_for=session.session_id)
    note(connection, name, "password", "own", by=session.caller.actor, at=at)
    return renew(connection, session, at=at)


def attempts(
    connection: Connection, *, account: str | None = None, since: datetime | None = None, limit: int = 100
) -> tuple[Attempt, ...]:
    """Return attempts to sign in, the latest first; of one account, or of all and of names that nobody has."""
    wanted = select(wf_sign_in).order_by(wf_sign_in.c.at.desc(), wf_sign_in.c.attempt_id)
    if account is not None:
        wanted = wanted.where(wf_sign_in.c.account == account)
    if since is not None:
        wanted = wanted.where(wf_sign_in.c.at >= instant_text(since))
    rows = connection.execute(wanted.limit(min(limit, _LONGEST_LIST)))
    return tuple(Attempt(instant_from(row.at), row.account, row.source, row.outcome) for row in rows)


def _wrong_with(row: Any, *, right: bool) -> str:
    if row is None:
        return "unknown_name"
    found = account_in(row)
    if found.is_interface:
        return "interface"
    if not found.has_password:
        return "no_password"
    if not right:
        return "wrong_password"
    return "" if found.is_active else "disabled"


def _let_in(connection: Connection, found: Account, source: str, *, at: datetime, limits: Limits) -> Begun:
    here = update(wf_account).where(wf_account.c.name == found.name)
    connection.execute(here.values(last_sign_in_at=instant_text(at)))
    _write_down(connection, found.name, source, SIGNED_IN, at=at)
    first = next(role for role in ROLES if role in found.roles)
    return begin(connection, found, first, source=source, at=at, limits=limits)


def _fail(connection: Connection, keys: tuple[str, str], *, at: datetime) -> None:
    count_failure(connection, keys[0], PER_ACCOUNT, at=at)
    count_failure(connection, keys[1], PER_SOURCE, at=at)


def _keep_password(connection: Connection, name: str, password: str, **more: Any) -> None:
    connection.execute(update(wf_account).where(wf_account.c.name == name).values(password=hashed(password), **more))


def _write_down(connection: Connection, account: str, source: str, outcome: str, *, at: datetime) -> None:
    row = {"attempt_id": new_id(), "at": instant_text(at), "account": account, "source": source, "outcome": outcome}
    connection.execute(wf_sign_in.insert(), row)
