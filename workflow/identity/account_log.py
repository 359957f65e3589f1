"""What was done to each account, by whom and when: written beside every change, and never altered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from workflow.case.actor import Actor
from workflow.case.effective import instant_from, instant_text
from workflow.identity.rows import hold, said_by
from workflow.identity.tables import wf_account, wf_account_event


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """One thing that was done to an account; `detail` holds codes only, `by` is NAME:ROLE."""

    account: str
    seq: int
    at: datetime
    what: str
    detail: str
    by: str


def note(connection: Connection, account: str, what: str, detail: str = "", *, by: Actor, at: datetime) -> None:
    """Write down that something was done to an account; holds the account's row until the transaction ends."""
    hold(connection, select(wf_account.c.name).where(wf_account.c.name == account))
    last = select(func.coalesce(func.max(wf_account_event.c.seq), 0)).where(wf_account_event.c.account == account)
    row = {
        "account": account,
        "seq": connection.execute(last).scalar_one() + 1,
        "at": instant_text(at),
        "what": what,
        "detail": detail,
        "by": said_by(by),
    }
    connection.execute(wf_account_event.insert(), row)


def account_events(connection: Connection, account: str) -> tuple[AccountEvent, ...]:
    """Return what was done to an account, the first thing first."""
    wanted = select(wf_account_event).where(wf_account_event.c.account == account).order_by(wf_account_event.c.seq)
    return tuple(
        AccountEvent(row.account, row.seq, instant_from(row.at), row.what, row.detail, row.by)
        for row in connection.execute(wanted)
    )
