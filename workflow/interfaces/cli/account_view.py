"""Accounts, sessions and tokens as tables and as plain values; a secret stands in neither."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflow.interfaces.cli.sheet import Block, Cell, Paragraph, table

if TYPE_CHECKING:
    from workflow.identity.accounts import Account
    from workflow.identity.sessions import Session
    from workflow.identity.tokens import Token


def account_value(one: Account) -> dict[str, Any]:
    """An account as plain values."""
    return {
        "name": one.name,
        "display_name": one.display_name,
        "roles": list(one.roles),
        "teams": list(one.teams),
        "active": one.is_active,
        "has_password": one.has_password,
        "must_change_password": one.must_change,
        "external": one.subject is not None,
        "created_at": one.created_at.isoformat(),
        "last_sign_in_at": _instant(one.last_sign_in_at),
    }


def accounts_sheet(found: Sequence[Account]) -> list[Block]:
    """Accounts, one in a line."""
    if not found:
        return [Paragraph("There is no account yet: `casepath account add NAME ROLE…` makes one.", "quiet")]
    columns = ("name", "called", "roles", "teams", "stands", "last signed in")
    rows = [
        (
            one.name,
            one.display_name,
            ", ".join(one.roles),
            ", ".join(one.teams),
            _stands(one),
            _told(one.last_sign_in_at),
        )
        for one in found
    ]
    return [table(columns, rows, flexible=("called", "roles", "teams"))]


def session_value(one: Session) -> dict[str, Any]:
    """A session as plain values."""
    return {
        "session": one.session_id,
        "account": one.caller.name,
        "role": one.caller.role,
        "source": one.source,
        "started_at": one.started_at.isoformat(),
        "seen_at": one.seen_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
    }


def sessions_sheet(found: Sequence[Session], name: str) -> list[Block]:
    """Sessions, one in a line."""
    if not found:
        return [Paragraph(f"{name} is not signed in.", "quiet")]
    columns = ("session", "role", "from", "begun", "last used", "ends")
    rows = [
        (one.session_id, one.caller.role, one.source, _told(one.started_at), _told(one.seen_at), _told(one.ends_at))
        for one in found
    ]
    return [table(columns, rows)]


def token_value(one: Token, at: datetime) -> dict[str, Any]:
    """A token without its secret as plain values."""
    return {
        "token": one.token_id,
        "account": one.account,
        "label": one.label,
        "scopes": list(one.scopes),
        "good": one.is_good(at),
        "issued_at": one.issued_at.isoformat(),
        "issued_by": one.issued_by,
        "expires_at": one.expires_at.isoformat(),
        "last_used_at": _instant(one.last_used_at),
        "revoked_at": _instant(one.revoked_at),
    }


def tokens_sheet(found: Sequence[Token], name: str, at: datetime) -> list[Block]:
    """Tokens, one in a line."""
    if not found:
        return [Paragraph(f"{name} has no token.", "quiet")]
    columns = ("token", "for", "scopes", "ends", "last used", "stands")
    rows = [
        (one.token_id, one.label, ", ".join(one.scopes), _told(one.expires_at), _told(one.last_used_at), _good(one, at))
        for one in found
    ]
    return [table(columns, rows, flexible=("for", "scopes"))]


def _stands(one: Account) -> Cell:
    if not one.is_active:
        return Cell("disabled", "bad")
    return Cell("has to change the password", "warn") if one.must_change else Cell("active", "good")


def _good(one: Token, at: datetime) -> Cell:
    if one.is_good(at):
        return Cell("good", "good")
    return Cell("revoked" if one.revoked_at else "expired", "bad")


def _told(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC") if at else ""


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
