"""Tokens of interfaces: issued once in plain text, kept as a digest, limited by scopes and by time.

Source: OWASP ASVS 5.0, 9 (self-contained and reference tokens); RFC 6750 for how they travel.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, select, update

from workflow.case.actor import Actor
from workflow.case.effective import instant_from, instant_text
from workflow.case.errors import BadInput, NotFound, Problem
from workflow.identity.account_log import note
from workflow.identity.accounts import account, account_in
from workflow.identity.caller import Caller
from workflow.identity.permissions import SCOPES, Role
from workflow.identity.rows import codes_of, instant_or_none, listed, said_by
from workflow.identity.secret import digest_of, new_id, new_secret
from workflow.identity.tables import wf_account, wf_token

PREFIX: Final = "casepath_"
"""By it a token is known for what it is, wherever it was left lying."""
LONGEST: Final = timedelta(days=366)
USE_EVERY: Final = timedelta(minutes=1)
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret; `label` says what it is for."""

    token_id: str
    account: str
    label: str
    scopes: tuple[str, ...]
    issued_at: datetime
    issued_by: str
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def is_good(self, at: datetime) -> bool:
        """Tell whether it opens anything at an instant."""
        return self.revoked_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True)
class Issued:
    """A token with its secret: the only time that it is seen."""

    secret: str
    token: Token


@dataclass(frozen=True, slots=True)
class Shown:
    """A token that was shown and is good: who shows it."""

    token: Token
    caller: Caller


@dataclass(frozen=True, slots=True)
class NoToken:
    """What was shown opens nothing, and why; for the log, while the answer to whoever showed it is the same."""

    because: Literal["unknown", "revoked", "expired", "disabled"]


def issue(
    connection: Connection,
    name: str,
    *,
    label: str,
    scopes: Iterable[str],
    expires_at: datetime,
    by: Actor,
    at: datetime,
) -> Issued:
    """Give an interface a new token.

    Raises:
        BadInput: for a person's account, an unknown scope or none, no label, or an end that is past or too far away.
        NotFound: when there is no such account.
    """
    holder = account(connection, name)
    told = sorted(set(scopes))
    problems = [*_wrong_scopes(told), *_wrong_label(label), *_wrong_end(expires_at, at)]
    if not holder.is_interface:
        problems.append(Problem("account", "a person's", "one with the role interface; people sign in"))
    if problems:
        raise BadInput(f"No token was issued to {holder.name}.", problems)
    secret, token_id = PREFIX + new_secret(), new_id()
    row = {
        "token_id": token_id,
        "digest": digest_of(secret),
        "account": holder.name,
        "label": label.strip(),
        "scopes": listed(told),
        "issued_at": instant_text(at),
        "issued_by": said_by(by),
        "expires_at": instant_text(expires_at),
    }
    connection.execute(wf_token.insert(), row)
    note(connection, holder.name, "token_issued", token_id, by=by, at=at)
    return Issued(secret, _by_id(connection, token_id))


def find_token(connection: Connection, secret: str, *, at: datetime) -> Shown | NoToken:
    """Return who shows a token, with what they may do; one query, nothing written."""
    joined = select(wf_token, wf_account).join_from(wf_token, wf_account, wf_account.c.name == wf_token.c.account)
    row = connection.execute(joined.where(wf_token.c.digest == digest_of(secret))).first()
    if row is None:
        return NoToken("unknown")
    holder = account_in(row)
    found = _token(row)
    if found.revoked_at is not None:
        return NoToken("revoked")
    if not found.is_good(at):
        return NoToken("expired")
    if not holder.is_active or Role.INTERFACE not in holder.roles:
        return NoToken("disabled")
    via = f"token:{found.token_id}"
    caller = Caller(
        holder.name,
        holder.display_name,
        Role.INTERFACE.value,
        holder.roles,
        holder.teams,
        via,
        scopes=frozenset(found.scopes),
    )
    return Shown(found, caller)


def use(connection: Connection, token: Token, *, at: datetime) -> bool:
    """Keep that a token was used just now; tells whether anything had to be written."""
    if token.last_used_at is not None and at - token.last_used_at < USE_EVERY:
        return False
    here = update(wf_token).where(wf_token.c.token_id == token.token_id)
    connection.execute(here.values(last_used_at=instant_text(at)))
    return True


def revoke(connection: Connection, token_id: str, *, by: Actor, at: datetime) -> Token:
    """Make a token worthless; one that is so already stays as it was.

    Raises:
        NotFound: when there is no such token.
    """
    good = wf_token.c.token_id == token_id, wf_token.c.revoked_at.is_(None)
    ending = update(wf_token).where(*good).values(revoked_at=instant_text(at), revoked_by=said_by(by))
    if connection.execute(ending).rowcount:
        note(connection, _by_id(connection, token_id).account, "token_revoked", token_id, by=by, at=at)
    return _by_id(connection, token_id)


def tokens_of(connection: Connection, name: str | None = None) -> tuple[Token, ...]:
    """Return the tokens of an account, or all, the newest first; those that are worth nothing are among them."""
    wanted = select(wf_token).order_by(wf_token.c.issued_at.desc(), wf_token.c.token_id)
    if name is not None:
        wanted = wanted.where(wf_token.c.account == name)
    return tuple(_token(row) for row in connection.execute(wanted))


def _by_id(connection: Connection, token_id: str) -> Token:
    row = connection.execute(select(wf_token).where(wf_token.c.token_id == token_id)).first()
    if row is None:
        raise NotFound("There is no token with that id. `casepath account token NAME` lists them.")
    return _token(row)


def _token(row: Any) -> Token:
    return Token(
        row.token_id,
        row.account,
        row.label,
        codes_of(row.scopes),
        instant_from(row.issued_at),
        row.issued_by,
        instant_from(row.expires_at),
        instant_or_none(row.last_used_at),
        instant_or_none(row.revoked_at),
    )


def _wrong_scopes(told: list[str]) -> list[Problem]:
    expected = f"some of {', '.join(sorted(SCOPES))}"
    if not told:
        return [Problem("scopes", "none", expected)]
    return [] if set(told) <= SCOPES else [Problem("scopes", "one that no token has", expected)]


def _wrong_label(label: str) -> list[Problem]:
    told = label.strip()
    if told and told.isprintable() and len(told) <= _LONGEST_LABEL:
        return []
    return [Problem("label", "another form", f"what it is for, in 1 to {_LONGEST_LABEL} printable characters")]


def _wrong_end(expires_at: datetime, at: datetime) -> list[Problem]:
    if at < expires_at <= at + LONGEST:
        return []
    return [Problem("end", "an instant that is past or too far away", f"within {LONGEST.days} days from now")]
