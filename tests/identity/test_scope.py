"""Which case somebody may see: told for one case and as a filter on a list, and both say the same."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from tests.identity.conftest import BOSS, NOBODYS, NORTH, SOUTH, House
from workflow.history.tables import wf_case
from workflow.identity.account_changes import disable
from workflow.identity.break_glass import Grant, break_glass
from workflow.identity.deserted import deserted_teams
from workflow.identity.permissions import Role
from workflow.identity.scope import Access, NoAccess, access, visible

TEAM_OF = {"C-north": NORTH, "C-south": SOUTH, "C-nobody": NOBODYS}


@pytest.fixture
def wards(house: House) -> House:
    """A house with one case of each team and one of none."""
    for case_id, team in TEAM_OF.items():
        house.case(case_id, team)
    return house


def test_a_case_of_ones_team_is_seen_and_one_of_another_is_not(wards: House) -> None:
    caller = wards.caller("radiologist", NORTH)
    with wards.work() as connection:
        assert access(connection, caller, "C-north", at=wards.now) == Access("team")
        assert access(connection, caller, "C-south", at=wards.now) == NoAccess("outside_teams")
        assert access(connection, caller, "C-nobody", at=wards.now) == NoAccess("outside_teams")
        assert access(connection, caller, "C-else", at=wards.now) == NoAccess("no_such_case")


def test_a_case_without_a_team_is_seen_by_whoever_gives_it_to_one(wards: House) -> None:
    caller = wards.caller("navigator")
    with wards.work() as connection:
        assert access(connection, caller, "C-nobody", at=wards.now) == Access("team")


def test_an_auditor_sees_every_case(wards: House) -> None:
    caller = wards.caller("auditor")
    with wards.work() as connection:
        assert {access(connection, caller, one, at=wards.now) for one in TEAM_OF} == {Access("every_case")}


def test_an_admin_sees_none_whatever_the_team(wards: House) -> None:
    caller = wards.caller("admin", NORTH)
    with wards.work() as connection:
        assert access(connection, caller, "C-north", at=wards.now) == NoAccess("not_permitted")


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.INTERFACE)])
def test_a_list_shows_exactly_the_cases_that_may_be_seen(wards: House, role: Role) -> None:
    for teams in ((), (NORTH,), (NORTH, SOUTH)):
        caller = wards.caller(role.value, *teams)
        with wards.work() as connection:
            listed = set(connection.scalars(select(wf_case.c.case_id).where(visible(caller.scope))))
            seen = {one for one in TEAM_OF if isinstance(access(connection, caller, one, at=wards.now), Access)}
        assert listed == seen


def test_a_team_whose_open_cases_nobody_sees_is_named(wards: House) -> None:
    wards.case("C-typo", "nroth")
    wards.caller("auditor", SOUTH)
    wards.add("leaver", "navigator", teams=(SOUTH,))
    wards.add("n.lee", "navigator", teams=(NORTH,))
    with wards.work() as connection:
        assert deserted_teams(connection) == ("nroth",)
        disable(connection, "leaver", by=BOSS, at=wards.now)
        assert deserted_teams(connection) == ("nroth", SOUTH)
        connection.execute(update(wf_case).values(is_open=0))
        assert deserted_teams(connection) == ()


def test_a_grant_opens_its_case_to_its_holder_alone_for_sixty_minutes(wards: House) -> None:
    caller, other = wards.caller("consultant", NORTH), wards.caller("consultant", NORTH, name="other")
    with wards.work() as connection:
        grant = break_glass(connection, caller, "C-south", reason="urgent_care", at=wards.now)
        assert isinstance(grant, Grant)
        assert access(connection, caller, "C-south", at=wards.now) == Access("break_glass", grant.grant_id)
        assert access(connection, other, "C-south", at=wards.now) == NoAccess("outside_teams")
        wards.later(minutes=59, seconds=59)
        assert access(connection, caller, "C-south", at=wards.now) == Access("break_glass", grant.grant_id)
        wards.later(seconds=1)
        assert access(connection, caller, "C-south", at=wards.now) == NoAccess("outside_teams")


def test_a_grant_holds_for_the_role_it_was_given_to(wards: House) -> None:
    wards.add("n.lee", "navigator", "consultant")
    session = wards.begun().session
    from workflow.identity.sessions import take_role

    with wards.work() as connection:
        break_glass(connection, session.caller, "C-south", reason="urgent_care", at=wards.now)
        after = take_role(connection, session, "consultant", at=wards.now).session
        assert access(connection, after.caller, "C-south", at=wards.now) == NoAccess("outside_teams")
