"""What has to be provable afterwards: the database itself refuses to change it, on both databases."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.identity.conftest import BOSS, NORTH, SOUTH, House
from workflow.case.errors import BadInput
from workflow.history import downgrade, upgrade
from workflow.identity.account_changes import disable
from workflow.identity.accounts import accounts
from workflow.identity.break_glass import Grant, break_glass
from workflow.identity.read_log import record_reads
from workflow.identity.reviewing import review
from workflow.identity.tables import metadata

ONLY_ADDED_TO = ("wf_account_event", "wf_sign_in", "wf_break_glass", "wf_break_glass_review", "wf_read")
NEVER_DELETED = (*ONLY_ADDED_TO, "wf_account", "wf_break_glass_notice")


@pytest.fixture
def lived_in(house: House) -> House:
    """A house in which each of the tables has a row."""
    house.case("C1", SOUTH)
    caller, auditor = house.caller("navigator", NORTH), house.caller("auditor")
    with house.work() as connection:
        grant = break_glass(connection, caller, "C1", reason="urgent_care", at=house.now)
        assert isinstance(grant, Grant)
        review(connection, auditor, grant.grant_id, outcome="justified", at=house.now)
        record_reads(connection, caller, ["C1"], purpose="break_glass", route="case", at=house.now)
    assert all(rows(house)[table] for table in NEVER_DELETED)
    return house


def rows(house: House) -> dict[str, list[str]]:
    with house.work() as connection:
        return {table.name: sorted(map(str, connection.execute(select(table)))) for table in metadata.sorted_tables}


def refused(house: House, statement: str) -> None:
    before = rows(house)
    with pytest.raises(DBAPIError, match="only added to"), house.work() as connection:
        connection.execute(text(statement))
    assert rows(house) == before


@pytest.mark.parametrize("table", ONLY_ADDED_TO)
def test_no_row_is_changed(lived_in: House, table: str) -> None:
    refused(lived_in, f"UPDATE {table} SET at = 'x'")


@pytest.mark.parametrize("table", NEVER_DELETED)
def test_no_row_is_deleted(lived_in: House, table: str) -> None:
    refused(lived_in, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", NEVER_DELETED)
def test_no_table_is_emptied_or_overwritten(lived_in: House, table: str) -> None:
    if lived_in.engine.dialect.name == "postgresql":
        refused(lived_in, f"TRUNCATE {table} CASCADE")
    elif table in ONLY_ADDED_TO:
        refused(lived_in, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_who_looked_is_not_migrated_away(lived_in: House) -> None:
    with pytest.raises(RuntimeError, match="would delete them"):
        downgrade(lived_in.engine, "wf0004")


def test_without_anybody_the_tables_go_and_come_again(house: House) -> None:
    downgrade(house.engine, "wf0004")
    upgrade(house.engine)
    assert rows(house) == {table.name: [] for table in metadata.sorted_tables}


def test_two_admins_cannot_disable_each_other_at_once(house: House) -> None:
    house.add("a.khan", "admin")
    house.add("b.okoro", "admin")
    both, refusals = threading.Barrier(2), []

    def put_out(name: str) -> None:
        both.wait()
        try:
            with house.work() as connection:
                disable(connection, name, by=BOSS, at=house.now)
        except BadInput as error:
            refusals.append(error)

    threads = [threading.Thread(target=put_out, args=(name,)) for name in ("a.khan", "b.okoro")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with house.work() as connection:
        assert sorted(one.is_active for one in accounts(connection)) == [False, True]
    assert len(refusals) == 1
