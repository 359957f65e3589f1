"""What the granted PostgreSQL roles can do with the tables of people, and what they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.identity.conftest import BOSS, NORTH, PASSWORD, SOUTH, House
from tests.support.databases import PostgresDatabases
from tests.support.lending import migrate
from workflow.history import open_engine
from workflow.identity.account_changes import set_teams
from workflow.identity.accounts import NewAccount, add_account
from workflow.identity.break_glass import Grant, acknowledge, break_glass
from workflow.identity.read_log import record_reads
from workflow.identity.sessions import Begun, end_all, renew
from workflow.identity.signing_in import Rejected, sign_in
from workflow.serving.lazily import LazyDatabases

APP, AUDITOR = (f"casepath_{kind}_{uuid4().hex[:8]}" for kind in ("app", "auditor"))
"""Roles belong to the whole server, which other tests use at the same time."""


@pytest.fixture
def granted(postgres_databases: PostgresDatabases) -> Iterator[House]:
    """A house with two cases on PostgreSQL, and the two roles granted as `casepath migrate --grants` writes it."""
    url = postgres_databases.fresh(migrate)
    house = House(open_engine(url))
    house.case("C1", NORTH)
    house.case("C2", SOUTH)
    house.add("n.lee", "navigator", "consultant", teams=(NORTH,))
    script = LazyDatabases(lambda: pytest.fail("no pathway is needed")).grants({"app": APP, "auditor": AUDITOR})
    with house.work() as connection:
        for role in (APP, AUDITOR):
            connection.execute(text(f"CREATE ROLE {role}"))
        for statement in script.splitlines():
            if not statement.startswith("--"):
                connection.execute(text(statement))
    yield house
    with house.work() as connection:
        for role in (APP, AUDITOR):
            connection.execute(text(f"DROP OWNED BY {role}"))
            connection.execute(text(f"DROP ROLE {role}"))
    house.engine.dispose()
    postgres_databases.drop(url)


def test_the_application_does_all_that_a_day_brings(granted: House) -> None:
    at = granted.now
    with granted.work() as connection:
        connection.execute(text(f"SET LOCAL ROLE {APP}"))
        add_account(connection, NewAccount("b.okoro", "B Okoro", ("auditor",), password=PASSWORD), by=BOSS, at=at)
        assert sign_in(connection, "n.lee", "wrong", source="192.0.2.7", at=at) == Rejected()
        begun = sign_in(connection, "n.lee", PASSWORD, source="192.0.2.7", at=at)
        assert isinstance(begun, Begun)
        caller = renew(connection, begun.session, at=at).session.caller
        record_reads(connection, caller, ["C1"], purpose="care", route="case", at=at)
        grant = break_glass(connection, caller, "C2", reason="urgent_care", at=at)
        assert isinstance(grant, Grant)
        acknowledge(connection, caller, grant.grant_id, at=at)
        set_teams(connection, "n.lee", [SOUTH], by=BOSS, at=at)
        end_all(connection, "n.lee", at=at)


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (APP, "UPDATE wf_account SET name = 'x'"),
        (APP, "DELETE FROM wf_account"),
        (APP, "DELETE FROM wf_read"),
        (APP, "UPDATE wf_break_glass SET reason = 'x'"),
        (AUDITOR, "SELECT password FROM wf_account"),
        (AUDITOR, "SELECT digest FROM wf_session"),
        (AUDITOR, "SELECT digest FROM wf_token"),
        (AUDITOR, "DELETE FROM wf_throttle"),
    ],
    ids=lambda value: value if " " in value else value.split("_")[1],
)
def test_what_has_to_be_provable_is_out_of_their_reach(granted: House, role: str, statement: str) -> None:
    with granted.engine.connect() as connection:
        connection.execute(text(f"SET LOCAL ROLE {role}"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text(statement))


def test_an_auditor_reads_who_looked_and_who_there_is(granted: House) -> None:
    with granted.work() as connection:
        connection.execute(text(f"SET LOCAL ROLE {AUDITOR}"))
        assert connection.execute(text("SELECT * FROM wf_read")).all() == []
        assert connection.execute(text("SELECT name FROM wf_account")).scalars().all() == ["n.lee"]
