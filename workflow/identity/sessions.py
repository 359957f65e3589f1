"""Sessions of people: begun at sign-in, found by their token, ended by idleness, by age or by hand.

The token is opaque and random; who steals the database finds only its digest. Finding a session reads and writes
nothing, so that a page can be read from a snapshot; `touch` writes, and only when a minute has passed.

Source: OWASP ASVS 5.0, 7 (session management).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, select, update

from workflow.case.effective import instant_from, instant_text
from workflow.case.errors import BadInput, Conflict, Problem
from workflow.identity.accounts import Account, account_in
from workflow.identity.caller import Caller
from workflow.identity.secret import digest_of, new_id, new_secret
from workflow.identity.tables import wf_account, wf_session

TOUCH_EVERY: Final = timedelta(minutes=1)
"""How exactly the last use is kept; a session may end idle by so much too early."""

Because = Literal["unknown", "ended", "idle", "too_old", "role_withdrawn", "disabled"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts without being used, and altogether."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Session:
    """A session that runs; `source` is the address it was begun from."""

    session_id: str
    caller: Caller
    source: str
    started_at: datetime
    seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class NoSession:
    """There is no session to go on with, and why: what a sign-in page may say."""

    because: Because


@dataclass(frozen=True, slots=True)
class Begun:
    """A session with its token: the only time that the token is seen."""

    token: str
    session: Session


def begin(
    connection: Connection, of: Account, role: str, *, source: str, at: datetime, limits: Limits = LIMITS
) -> Begun:
    """Begin a session; only `signing_in` and tests do, having seen who it is.

    Raises:
        BadInput: when the account does not have the role.
    """
    _refuse_foreign_role(of.roles, role)
    token, session_id = new_secret(), new_id()
    ends_at = at + limits.absolute
    row = {
        "session_id": session_id,
        "digest": digest_of(token),
        "account": of.name,
        "role": role,
        "source": source,
        "started_at": instant_text(at),
        "seen_at": instant_text(at),
        "ends_at": instant_text(ends_at),
    }
    connection.execute(wf_session.insert(), row)
    return Begun(token, Session(session_id, _caller(of, role, session_id), source, at, at, ends_at))


def find_session(connection: Connection, token: str, *, at: datetime, limits: Limits = LIMITS) -> Session | NoSession:
    """Return the session of a token, with its owner's roles and teams as they are now; one query, nothing written."""
    joined = select(wf_session, wf_account).join_from(wf_session, wf_account, wf_account.c.name == wf_session.c.account)
    row = connection.execute(joined.where(wf_session.c.digest == digest_of(token))).first()
    if row is None:
        return NoSession("unknown")
    found, owner = _session(row), account_in(row)
    if row.ended_at is not None:
        return NoSession("ended")
    if not owner.is_active:
        return NoSession("disabled")
    if at >= found.ends_at:
        return NoSession("too_old")
    if at - found.seen_at >= limits.idle:
        return NoSession("idle")
    return found if found.caller.role in owner.roles else NoSession("role_withdrawn")


def touch(connection: Connection, session: Session, *, at: datetime) -> bool:
    """Keep that a session was used just now; tells whether anything had to be written."""
    if at - session.seen_at < TOUCH_EVERY:
        return False
    later = wf_session.c.session_id == session.session_id, wf_session.c.seen_at < instant_text(at)
    connection.execute(update(wf_session).where(*later).values(seen_at=instant_text(at)))
    return True


def take_role(connection: Connection, session: Session, role: str, *, at: datetime) -> Begun:
    """Go on in another of one's own roles, under a new token; the old one is worth nothing from then on.

    Raises:
        BadInput: when the account does not have the role.
        Conflict: when the session was ended meanwhile.
    """
    _refuse_foreign_role(session.caller.roles, role)
    return _renewed(connection, session.session_id, at=at, role=role)


def renew(connection: Connection, session: Session, *, at: datetime) -> Begun:
    """Give a session a new token, as after a change of password.

    Raises:
        Conflict: when the session was ended meanwhile.
    """
    return _renewed(connection, session.session_id, at=at, role=session.caller.role)


def end(connection: Connection, session_id: str, *, account: str, at: datetime, because: str = "signed_out") -> bool:
    """End one session of an account; tells whether it still ran."""
    return _ended(connection, wf_session.c.session_id == session_id, account=account, at=at, because=because) == 1


def end_all(
    connection: Connection, account: str, *, at: datetime, because: str = "signed_out", except_for: str | None = None
) -> int:
    """End every session of an account, but for the one named; returns how many there were."""
    others = wf_session.c.session_id != (except_for or "")
    return _ended(connection, others, account=account, at=at, because=because)


def sessions_of(connection: Connection, account: str, *, at: datetime, limits: Limits = LIMITS) -> tuple[Session, ...]:
    """Return the sessions of an account that run, the last used first."""
    running = (
        wf_session.c.account == account,
        wf_session.c.ended_at.is_(None),
        wf_session.c.ends_at > instant_text(at),
        wf_session.c.seen_at > instant_text(at - limits.idle),
    )
    joined = select(wf_session, wf_account).join_from(wf_session, wf_account, wf_account.c.name == wf_session.c.account)
    wanted = joined.where(*running).order_by(wf_session.c.seen_at.desc(), wf_session.c.session_id)
    return tuple(_session(row) for row in connection.execute(wanted))


def forget_sessions(connection: Connection, *, before: datetime) -> int:
    """Delete the sessions that had to end before an instant; returns how many. For a job that runs now and then."""
    return connection.execute(wf_session.delete().where(wf_session.c.ends_at < instant_text(before))).rowcount


def _renewed(connection: Connection, session_id: str, *, at: datetime, role: str) -> Begun:
    token = new_secret()
    running = wf_session.c.session_id == session_id, wf_session.c.ended_at.is_(None)
    new = {"digest": digest_of(token), "role": role, "seen_at": instant_text(at)}
    connection.execute(update(wf_session).where(*running).values(**new))
    found = find_session(connection, token, at=at)
    if isinstance(found, NoSession):
        raise Conflict("The session was ended meanwhile; sign in again.")
    return Begun(token, found)


def _ended(connection: Connection, which: Any, *, account: str, at: datetime, because: str) -> int:
    running = which, wf_session.c.account == account, wf_session.c.ended_at.is_(None)
    ending = update(wf_session).where(*running).values(ended_at=instant_text(at), ended_because=because)
    return connection.execute(ending).rowcount


def _session(row: Any) -> Session:
    caller = _caller(account_in(row), row.role, row.session_id)
    started_at, seen_at, ends_at = (instant_from(text) for text in (row.started_at, row.seen_at, row.ends_at))
    return Session(row.session_id, caller, row.source, started_at, seen_at, ends_at)


def _caller(of: Account, role: str, session_id: str) -> Caller:
    via = f"session:{session_id}"
    return Caller(of.name, of.display_name, role, of.roles, of.teams, via, must_change=of.must_change)


def _refuse_foreign_role(roles: tuple[str, ...], role: str) -> None:
    if role not in roles:
        raise BadInput(
            "The role was not taken.", [Problem("role", "none of the account's", f"one of {', '.join(roles)}")]
        )
