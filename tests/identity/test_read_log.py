"""The read log: who looked at which case, when and what for; found by case, by person and by time."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.identity.conftest import NORTH, SOUTH, House
from workflow.case.errors import BadInput
from workflow.identity.break_glass import Grant, break_glass
from workflow.identity.read_log import Wanted, purpose_of, reads, record_reads
from workflow.identity.scope import Access, access
from workflow.identity.tables import wf_read


def test_a_read_tells_who_which_case_when_and_what_for(house: House) -> None:
    caller = house.caller("navigator", NORTH)
    with house.work() as connection:
        assert record_reads(connection, caller, ["C1"], purpose="care", route="case.timeline", at=house.now) == 1
        (found,) = reads(connection, Wanted(case_id="C1"))
    assert (found.account, found.role, found.case_id, found.at) == (caller.name, "navigator", "C1", house.now)
    assert (found.purpose, found.route, found.via, found.grant_id) == ("care", "case.timeline", caller.via, None)


def test_reads_are_found_by_case_by_person_and_by_time_the_latest_first(house: House) -> None:
    one, other = house.caller("navigator", NORTH), house.caller("auditor")
    with house.work() as connection:
        for caller, case_id in ((one, "C1"), (other, "C1"), (one, "C2"), (other, "C2")):
            record_reads(connection, caller, [case_id], purpose="care", route="case", at=house.later(minutes=1))
        by_case = reads(connection, Wanted(case_id="C1"))
        by_person = reads(connection, Wanted(account=one.name))
        first, last = by_case[-1].at, by_person[0].at
        by_time = reads(connection, Wanted(since=first, until=last))
        both = reads(connection, Wanted(case_id="C2", account=other.name))
    assert [each.account for each in by_case] == [other.name, one.name]
    assert [each.case_id for each in by_person] == ["C2", "C1"]
    assert [(each.case_id, each.account) for each in by_time] == [("C1", other.name), ("C1", one.name)]
    assert len(both) == 1


def test_many_cases_of_one_export_are_each_a_read_and_each_once(house: House) -> None:
    caller = house.caller("navigator", NORTH)
    with house.work() as connection:
        done = record_reads(
            connection, caller, ["C1", "C2", "C1"], purpose="export", route="worklist.csv", at=house.now
        )
        assert done == 2
        assert record_reads(connection, caller, [], purpose="export", route="worklist.csv", at=house.now) == 0
        assert {each.case_id for each in reads(connection, Wanted())} == {"C1", "C2"}


def test_pages_of_reads_leave_none_out_and_repeat_none(house: House) -> None:
    caller = house.caller("navigator", NORTH)
    with house.work() as connection:
        cases = [f"C{number}" for number in range(7)]
        record_reads(connection, caller, cases, purpose="care", route="case", at=house.now)
        found, last = [], None
        while page := reads(connection, Wanted(), limit=3, after=last):
            found += [each.case_id for each in page]
            last = page[-1]
    assert sorted(found) == cases


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_page_has_a_limit(house: House, limit: int) -> None:
    with house.work() as connection, pytest.raises(BadInput, match="1 to 1000"):
        reads(connection, Wanted(), limit=limit)


@pytest.mark.parametrize("route", ["", "/cases/9990000018", "search?q=Mary", "Mary Patient", "x" * 81, "case\n"])
def test_a_route_that_could_name_a_patient_is_refused(house: House, route: str) -> None:
    caller = house.caller("navigator", NORTH)
    with house.work() as connection, pytest.raises(BadInput, match="cannot be kept") as told:
        record_reads(connection, caller, ["C1"], purpose="care", route=route, at=house.now)
    assert not route or route not in str(told.value)


@pytest.mark.parametrize("route", ["case", "/api/v1/cases/{case}/history", "worklist.csv", "fhir:Task"])
def test_a_name_or_a_template_is_a_route(house: House, route: str) -> None:
    caller = house.caller("navigator", NORTH)
    with house.work() as connection:
        assert record_reads(connection, caller, ["C1"], purpose="care", route=route, at=house.now) == 1


def test_what_was_read_under_a_grant_is_found_by_it(house: House) -> None:
    house.case("C1", SOUTH)
    caller = house.caller("consultant", NORTH)
    with house.work() as connection:
        grant = break_glass(connection, caller, "C1", reason="urgent_care", at=house.now)
        way = access(connection, caller, "C1", at=house.now)
        assert isinstance(grant, Grant)
        assert isinstance(way, Access)
        purpose = purpose_of(caller, way)
        record_reads(connection, caller, ["C1"], purpose=purpose, route="case", at=house.now, grant_id=way.grant_id)
        record_reads(connection, caller, ["C2"], purpose="care", route="case", at=house.now)
        found = reads(connection, Wanted(grant_id=grant.grant_id))
    assert [(each.case_id, each.purpose) for each in found] == [("C1", "break_glass")]


@pytest.mark.parametrize(
    ("role", "purpose"), [("navigator", "care"), ("auditor", "audit"), ("data_steward", "correction")]
)
def test_without_a_word_the_purpose_follows_from_the_role(house: House, role: str, purpose: str) -> None:
    assert purpose_of(house.caller(role, NORTH), Access("team")) == purpose


def test_a_read_that_is_given_up_is_not_kept(house: House) -> None:
    caller = house.caller("navigator", NORTH)
    with house.engine.connect() as connection:
        record_reads(connection, caller, ["C1"], purpose="care", route="case", at=house.now)
        connection.rollback()
        assert connection.execute(select(wf_read)).all() == []
