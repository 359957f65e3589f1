"""Waiting after failures: each account and each source has a few tries, then waits longer and longer.

The counts are in the database, and so hold for every process. Their rows are held while a password is looked at: a
hundred tries at once come one after the other, and no more of them are looked at than of a hundred in a row.

Source: OWASP Authentication Cheat Sheet (throttling by account and by source); NIST SP 800-63B-4, 3.2.2.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update

from workflow.case.effective import instant_from, instant_text
from workflow.identity.rows import insert_into
from workflow.identity.tables import wf_throttle

_IPV6_NETWORK: Final = 64
"""One subscriber has a whole /64; single addresses of it are free to take."""
_BUCKET_DIGITS: Final = 4
"""Of a name that is no account's 16 bits are kept: enough to count by, too few to tell what was typed."""
_LONGEST_SOURCE: Final = 64


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many failures are free, how the waits grow, and after how long all is forgotten."""

    free: int
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(minutes=15)
    forgotten_after: timedelta = timedelta(hours=12)

    def wait(self, failures: int) -> timedelta:
        """Return how long to wait after so many failures."""
        beyond = failures - self.free
        if beyond < 0:
            return timedelta(0)
        return min(self.first_wait * (1 << min(beyond, 16)), self.longest_wait)


PER_ACCOUNT: Final = Allowance(free=5)
PER_SOURCE: Final = Allowance(free=30, forgotten_after=timedelta(hours=1))
"""A whole ward may come from one address, and everybody mistypes on a Monday."""


def account_key(name: str, *, known: bool) -> str:
    """Return what an account's failures are counted under; names that nobody has are counted as well."""
    if known:
        return f"account:{name}"
    return f"name:{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:_BUCKET_DIGITS]}"


def source_of(address: str) -> str:
    """Return an address as it is counted and kept: an IPv6 one by its network."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "".join(letter for letter in address[:_LONGEST_SOURCE] if letter.isprintable()) or "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))
    return str(found)


def source_key(source: str) -> str:
    """Return what a source's failures are counted under."""
    return f"source:{source}"


def hold_back(connection: Connection, keys: Sequence[str], *, at: datetime) -> datetime | None:
    """Hold the counts of these keys until the transaction ends; return until when to wait, None to go on."""
    for key in sorted(keys):  # one order, so that two attempts never wait for each other
        row = {"key": key, "failures": 0, "failed_at": "", "blocked_until": ""}
        kept = {"failures": wf_throttle.c.failures}  # changes nothing, and so takes the row's lock
        connection.execute(
            insert_into(connection, wf_throttle).on_conflict_do_update(wf_throttle.primary_key, set_=kept), row
        )
    blocked = select(wf_throttle.c.blocked_until).where(
        wf_throttle.c.key.in_(list(keys)), wf_throttle.c.blocked_until > instant_text(at)
    )
    found = connection.scalars(blocked).all()
    return instant_from(max(found)) if found else None


def count_failure(connection: Connection, key: str, allowance: Allowance, *, at: datetime) -> None:
    """Count one more failure under a key that is held, and let the next wait begin."""
    row = connection.execute(select(wf_throttle).where(wf_throttle.c.key == key)).one()
    recent = row.failed_at >= instant_text(at - allowance.forgotten_after)
    failures = (row.failures if recent else 0) + 1
    new = {
        "failures": failures,
        "failed_at": instant_text(at),
        "blocked_until": instant_text(at + allowance.wait(failures)),
    }
    connection.execute(update(wf_throttle).where(wf_throttle.c.key == key).values(**new))


def forgive(connection: Connection, key: str) -> None:
    """Forget the failures of a key."""
    connection.execute(delete(wf_throttle).where(wf_throttle.c.key == key))


def forget_failures(connection: Connection, *, before: datetime) -> int:
    """Delete the counts that nothing was added to since an instant; returns how many."""
    old = wf_throttle.c.failed_at < instant_text(before), wf_throttle.c.blocked_until < instant_text(before)
    return connection.execute(delete(wf_throttle).where(*old)).rowcount
