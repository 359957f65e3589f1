"""What each role may do, written out by hand once more: a change of the table has to be meant."""

from __future__ import annotations

import sys
from dataclasses import FrozenInstanceError
from types import MappingProxyType

import pytest

from tests.house.test_laziness import loaded_by
from workflow.case.actor import Actor
from workflow.identity.caller import Caller, Scope
from workflow.identity.permissions import PERMISSIONS, SCOPES, Permission, Role, allows
from workflow.pathways import Pathways

READS_PATIENTS = {"worklist.read", "case.read", "case.search", "case.export", "history.audit"}
WRITES_ON_CASES = {"case.open", "case.report", "case.assign", "import.run"}


def may(role: str) -> set[str]:
    return {permission.value for permission in Permission if allows(role, permission)}


def caller(role: str, *teams: str, **more: object) -> Caller:
    return Caller("n.lee", "Nora Lee", role, (role,), teams, "session:1", **more)  # type: ignore[arg-type]


def test_an_admin_reads_no_patient_and_writes_on_no_case() -> None:
    assert may("admin") == {"pages.use", "pathway.read", "accounts.manage", "team.manage"}


def test_an_auditor_reads_and_records_nothing_on_a_case() -> None:
    assert may("auditor") & WRITES_ON_CASES == set()
    assert READS_PATIENTS | {"verify.run", "read_log.read", "break_glass.review"} <= may("auditor")


def test_an_interface_has_no_pages() -> None:
    assert may("interface") == {"case.read", "case.search", "case.report", "pathway.read"}
    assert may("interface") == set(SCOPES)


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("accounts.manage", {"admin"}),
        ("team.manage", {"admin"}),
        ("break_glass.review", {"auditor"}),
        ("read_log.read", {"auditor"}),
        ("history.audit", {"auditor"}),
        ("verify.run", {"auditor", "data_steward"}),
        ("import.run", {"navigator", "data_steward"}),
        ("break_glass.use", {"navigator", "consultant", "radiologist", "pathologist", "mdt_coordinator"}),
        ("case.assign", {"navigator", "consultant", "scheduler"}),
        ("case.open", {"navigator", "consultant", "scheduler", "data_steward"}),
        ("pages.use", {role.value for role in Role} - {"interface"}),
    ],
)
def test_a_permission_is_given_to_exactly_these_roles(permission: str, roles: set[str]) -> None:
    assert {role.value for role in Role if allows(role, permission)} == roles


@pytest.mark.parametrize(("role", "permission"), [("boss", "case.read"), ("navigator", "case.burn"), ("", "")])
def test_what_is_not_in_the_table_is_not_allowed(role: str, permission: str) -> None:
    assert not allows(role, permission)


def test_the_table_has_every_role_and_cannot_be_changed() -> None:
    assert isinstance(PERMISSIONS, MappingProxyType)
    assert set(PERMISSIONS) == set(Role)


def test_the_roles_are_those_of_the_pathway_that_somebody_signs_in_with() -> None:
    shelf = Pathways.shipped()
    declared = set(shelf.newest("secondary-breast-cancer").roles)
    assert {role.value for role in Role} == declared - {"system", "referrer"}


def test_until_the_password_is_changed_nothing_is_allowed() -> None:
    assert caller("navigator").may("case.read")
    assert not caller("navigator", must_change=True).may("case.read")


def test_a_token_opens_no_more_than_its_scopes() -> None:
    feed = caller("interface", scopes=frozenset({"case.report", "accounts.manage"}))
    assert [feed.may(one) for one in ("case.report", "case.read", "accounts.manage")] == [True, False, False]


@pytest.mark.parametrize(
    ("role", "teams", "sees"),
    [
        ("navigator", ("north",), {"north", ""}),
        ("scheduler", (), {""}),
        ("radiologist", ("north",), {"north"}),
        ("pathologist", (), set()),
        ("auditor", (), {"north", "south", ""}),
        ("interface", ("north",), {"north", ""}),
        ("interface", ("*",), {"north", "south", ""}),
        ("navigator", ("*",), {""}),
    ],
)
def test_a_role_and_its_teams_tell_which_cases_are_seen(role: str, teams: tuple[str, ...], sees: set[str]) -> None:
    assert {team for team in ("north", "south", "") if caller(role, *teams).scope.covers(team)} == sees


def test_a_caller_is_the_actor_of_what_it_reports_and_stays_what_it_is() -> None:
    found = caller("navigator")
    assert found.actor == Actor("n.lee", "navigator")
    with pytest.raises(FrozenInstanceError):
        found.role = "admin"  # type: ignore[misc]
    assert Scope(frozenset()).covers("") is False


@pytest.mark.skipif(sys.platform == "win32", reason="one platform tells enough")
def test_the_table_is_read_without_a_database_library() -> None:
    assert not loaded_by("from workflow.identity.caller import Caller") & {"sqlalchemy", "argon2"}
