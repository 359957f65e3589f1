"""Who looked at which case, when, and what for; added to in the transaction that reads, and never altered.

A case stands in it by its opaque id, a page by the name of its route; nothing else of a patient can be written here.

Source: ISO 27789:2021 (audit trails for electronic health records).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, select, tuple_

from workflow.case.effective import instant_from, instant_text
from workflow.case.errors import BadInput, Problem
from workflow.identity.caller import Caller
from workflow.identity.permissions import Role
from workflow.identity.scope import Access
from workflow.identity.secret import new_id
from workflow.identity.tables import wf_read

Purpose = Literal["care", "break_glass", "audit", "correction", "export", "feed"]

LONGEST_PAGE: Final = 1000
_ROUTE: Final = re.compile(r"(?!.*\d{3})[A-Za-z0-9_./{}:-]{1,80}\Z")
"""The name or the template of a route; three digits in a row could be the beginning of somebody's number."""


@dataclass(frozen=True, slots=True)
class Read:
    """One look at one case.

    Args:
        read_id: its own id.
        at: when.
        account: who.
        role: the role acted in.
        case_id: which case.
        purpose: what for.
        route: the page or interface, by its name.
        via: the session or token, `session:ID` or `token:ID`.
        grant_id: the break-glass grant it was read under; None without one.
    """

    read_id: str
    at: datetime
    account: str
    role: str
    case_id: str
    purpose: str
    route: str
    via: str
    grant_id: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reads are wanted; None means any. `since` is included, `until` is not."""

    case_id: str | None = None
    account: str | None = None
    grant_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def purpose_of(caller: Caller, found: Access) -> Purpose:
    """Return what a case is read for when nothing else is said: it follows from the role and the way in."""
    if found.how == "break_glass":
        return "break_glass"
    return _PURPOSES.get(caller.role, "care")


def record_reads(
    connection: Connection,
    caller: Caller,
    case_ids: Iterable[str],
    *,
    purpose: Purpose,
    route: str,
    at: datetime,
    grant_id: str | None = None,
) -> int:
    """Keep that somebody looked at these cases; returns how many they were, each counted once.

    Raises:
        BadInput: for a route that is no name: an address with an id in it could carry more than it should.
    """
    if not _ROUTE.match(route):
        problem = Problem("route", "another form", "the name or the template of a route, such as case.timeline")
        raise BadInput("What was read cannot be kept.", [problem])
    seen = dict.fromkeys(case_ids)
    shared = {
        "at": instant_text(at),
        "account": caller.name,
        "role": caller.role,
        "purpose": purpose,
        "route": route,
        "via": caller.via,
        "grant_id": grant_id,
    }
    if seen:
        connection.execute(wf_read.insert(), [{**shared, "read_id": new_id(), "case_id": one} for one in seen])
    return len(seen)


def reads(connection: Connection, wanted: Wanted, *, limit: int = 100, after: Read | None = None) -> tuple[Read, ...]:
    """Return reads, the latest first, page by page.

    Args:
        limit: how many at most, 1 to 1000.
        after: the last one of the page before.

    Raises:
        BadInput: for another limit.
    """
    if not 1 <= limit <= LONGEST_PAGE:
        raise BadInput(f"A page of the read log holds 1 to {LONGEST_PAGE} reads; {limit} were asked for.")
    chosen = select(wf_read).where(*_conditions(wanted))
    if after is not None:
        place = tuple_(wf_read.c.at, wf_read.c.read_id)
        chosen = chosen.where(place < (instant_text(after.at), after.read_id))
    ordered = chosen.order_by(wf_read.c.at.desc(), wf_read.c.read_id.desc()).limit(limit)
    return tuple(_read(row) for row in connection.execute(ordered))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    named = ((wf_read.c.case_id, wanted.case_id), (wf_read.c.account, wanted.account))
    found = [column == value for column, value in (*named, (wf_read.c.grant_id, wanted.grant_id)) if value is not None]
    if wanted.since is not None:
        found.append(wf_read.c.at >= instant_text(wanted.since))
    if wanted.until is not None:
        found.append(wf_read.c.at < instant_text(wanted.until))
    return found


def _read(row: Any) -> Read:
    at = instant_from(row.at)
    return Read(row.read_id, at, row.account, row.role, row.case_id, row.purpose, row.route, row.via, row.grant_id)


_PURPOSES: Final[dict[str, Purpose]] = {
    Role.AUDITOR: "audit",
    Role.DATA_STEWARD: "correction",
    Role.INTERFACE: "feed",
}
