"""What the tests of this folder stand on: an empty, migrated database of each kind, with people and one case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from tests.support.library_fixtures import migrated_url
from workflow.case.actor import Actor
from workflow.history import open_engine
from workflow.history.tables import wf_case
from workflow.identity.accounts import Account, NewAccount, add_account
from workflow.identity.caller import Caller
from workflow.identity.sessions import Begun
from workflow.identity.signing_in import SignIn, sign_in
from workflow.identity.teams import add_team

__all__ = ["migrated_url"]

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
BOSS = Actor("a.khan", "admin")
PASSWORD = "seven quiet herons"
NORTH, SOUTH, NOBODYS = "north", "south", ""


@dataclass
class House:
    """A hospital's people on one database; `now` is its clock."""

    engine: Engine
    now: datetime = MONDAY

    def work(self) -> AbstractContextManager[Connection]:
        """A transaction that is committed."""
        return self.engine.begin()

    def later(self, **much: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**much)
        return self.now

    def add(self, name: str = "n.lee", *roles: str, **more: Any) -> Account:
        """Make an account; by default a navigator of the team north."""
        new = NewAccount(name, name.title(), roles or ("navigator",), password=PASSWORD, must_change=False)
        with self.work() as connection:
            for team in (NORTH, SOUTH):
                add_team(connection, team, by=BOSS, at=self.now)
            return add_account(connection, replace(new, **more), by=BOSS, at=self.now)

    def sign_in(self, name: str = "n.lee", password: str = PASSWORD, source: str = "192.0.2.7") -> SignIn:
        """Try to sign in."""
        with self.work() as connection:
            return sign_in(connection, name, password, source=source, at=self.now)

    def begun(self, name: str = "n.lee") -> Begun:
        """Sign in, knowing that it is right."""
        found = self.sign_in(name)
        assert isinstance(found, Begun)
        return found

    def caller(self, role: str = "navigator", *teams: str, name: str = "") -> Caller:
        """A person who has come in with this role and these teams."""
        known = name or f"{role.replace('_', '-')}.{'-'.join(teams) or 'none'}"
        self.add(known, role, teams=teams)
        return self.begun(known).session.caller

    def case(self, case_id: str, team: str = NORTH) -> str:
        """A case of a team, as the history's projection has it."""
        texts = ("person_id", "patient_ref", "pathway", "definition", "state", "head_hash", "recorded_at")
        more = ("next_due_on", "next_due_clock", "received_on", "review_on", "owner", "outcome", "counts", "file")
        numbers = dict.fromkeys(("is_open", "seq", "urgency", "alerts", "unacknowledged"), 1)
        row: dict[str, Any] = {**dict.fromkeys((*texts, *more), "x"), **numbers, "case_id": case_id, "team": team}
        with self.work() as connection:
            connection.execute(wf_case.insert(), row | {"person_id": case_id})
        return case_id


@pytest.fixture
def house(migrated_url: str) -> Iterator[House]:
    """A hospital without anybody in it, once on each database."""
    engine = open_engine(migrated_url)
    yield House(engine)
    engine.dispose()
