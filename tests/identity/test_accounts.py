"""Accounts: what they may be called, what they may have, and that the last admin stays."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.identity.conftest import BOSS, MONDAY, NORTH, PASSWORD, House
from workflow.case.errors import BadInput, NotFound
from workflow.identity.account_changes import (
    disable,
    enable,
    link_subject,
    set_password,
    set_roles,
    set_teams,
)
from workflow.identity.account_log import account_events
from workflow.identity.accounts import account, account_of, accounts
from workflow.identity.sessions import NoSession, find_session
from workflow.identity.tables import wf_account
from workflow.identity.teams import Team, add_team, teams


def test_a_name_means_one_account_however_it_is_typed(house: House) -> None:
    house.add("N.Lee")
    with house.work() as connection:
        assert account(connection, " n.LEE ").name == "n.lee"
    with pytest.raises(BadInput, match="one that is taken"):
        house.add("n.lee")


@pytest.mark.parametrize("name", ["", "n lee", "n:lee", "-lee", "9990000018", "x" * 65, "n.lée"])
def test_a_name_that_would_be_misread_is_refused(house: House, name: str) -> None:
    with pytest.raises(BadInput, match="at most 64 letters a-z"):
        house.add(name)


@pytest.mark.parametrize(
    ("roles", "says"), [((), "found none"), (("boss",), "an unknown role"), (("interface", "admin"), "interface alone")]
)
def test_roles_that_cannot_be_are_refused(house: House, roles: tuple[str, ...], says: str) -> None:
    house.add()
    with house.work() as connection, pytest.raises(BadInput, match=says):
        set_roles(connection, "n.lee", roles, by=BOSS, at=MONDAY)


def test_an_interface_has_no_password(house: House) -> None:
    with pytest.raises(BadInput, match="gives it a token"):
        house.add("ris", "interface")
    found = house.add("ris", "interface", password=None)
    assert (found.is_interface, found.has_password) == (True, False)


def test_only_the_digest_of_a_password_is_kept(house: House) -> None:
    house.add()
    with house.work() as connection:
        row = connection.execute(select(wf_account)).one()
    assert row.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in str(row)


def test_an_unknown_team_is_refused_and_the_known_ones_named(house: House) -> None:
    house.add()
    with house.work() as connection, pytest.raises(BadInput, match="some of north, south"):
        set_teams(connection, "n.lee", ["east"], by=BOSS, at=MONDAY)
    with house.work() as connection, pytest.raises(BadInput, match="every team for a person"):
        set_teams(connection, "n.lee", ["*"], by=BOSS, at=MONDAY)


def test_a_team_has_a_name_and_is_made_once(house: House) -> None:
    with house.work() as connection:
        add_team(connection, "east", "Breast team East", by=BOSS, at=MONDAY)
        again = add_team(connection, "east", "Another name", by=BOSS, at=MONDAY)
        assert teams(connection) == (Team("east", "Breast team East"),)
    assert again.says == "Breast team East"


@pytest.mark.parametrize("code", ["", "*", "x" * 121, "no\nrth"])
def test_a_team_that_cannot_be_is_refused(house: House, code: str) -> None:
    with house.work() as connection, pytest.raises(BadInput, match="team was not made"):
        add_team(connection, code, by=BOSS, at=MONDAY)


def test_everything_done_to_an_account_is_told_in_order(house: House) -> None:
    house.add()
    house.add("a.khan", "admin")
    with house.work() as connection:
        set_teams(connection, "n.lee", [NORTH], by=BOSS, at=MONDAY)
        set_teams(connection, "n.lee", [NORTH], by=BOSS, at=MONDAY)
        set_password(connection, "n.lee", "four brown otters", by=BOSS, at=MONDAY)
        disable(connection, "n.lee", by=BOSS, at=MONDAY)
        disable(connection, "n.lee", by=BOSS, at=MONDAY)
        enable(connection, "n.lee", by=BOSS, at=MONDAY)
        told = [(one.seq, one.what, one.detail) for one in account_events(connection, "n.lee")]
    assert told == [
        (1, "added", "navigator"),
        (2, "teams", '["north"]'),
        (3, "password", "must_change"),
        (4, "disabled", ""),
        (5, "enabled", ""),
    ]


def test_the_last_active_admin_can_be_neither_disabled_nor_demoted(house: House) -> None:
    house.add("a.khan", "admin")
    house.add("b.okoro", "admin", "navigator")
    with house.work() as connection:
        disable(connection, "a.khan", by=BOSS, at=MONDAY)
    with house.work() as connection:
        with pytest.raises(BadInput, match="the last active admin"):
            disable(connection, "b.okoro", by=BOSS, at=MONDAY)
        with pytest.raises(BadInput, match="the last active admin"):
            set_roles(connection, "b.okoro", ["navigator"], by=BOSS, at=MONDAY)
    with house.work() as connection:
        assert [one.is_active for one in accounts(connection)] == [False, True]


def test_an_admin_who_cannot_sign_in_does_not_count_as_one(house: House) -> None:
    house.add("a.khan", "admin")
    house.add("b.okoro", "admin", password=None)
    with house.work() as connection, pytest.raises(BadInput, match="the last active admin"):
        disable(connection, "a.khan", by=BOSS, at=MONDAY)
    with house.work() as connection:
        link_subject(connection, "b.okoro", ("https://idp.example", "42"), by=BOSS, at=MONDAY)
        disable(connection, "a.khan", by=BOSS, at=MONDAY)
    with house.work() as connection, pytest.raises(BadInput, match="the last active admin"):
        link_subject(connection, "b.okoro", None, by=BOSS, at=MONDAY)


@pytest.mark.parametrize("change", ["disable", "roles", "password", "subject"])
def test_what_takes_something_away_ends_the_sessions(house: House, change: str) -> None:
    house.add("n.lee", "navigator", "consultant")
    token = house.begun().token
    with house.work() as connection:
        if change == "disable":
            disable(connection, "n.lee", by=BOSS, at=MONDAY)
        elif change == "roles":
            set_roles(connection, "n.lee", ["navigator"], by=BOSS, at=MONDAY)
        elif change == "password":
            set_password(connection, "n.lee", "four brown otters", by=BOSS, at=MONDAY)
        else:
            link_subject(connection, "n.lee", ("https://idp.example", "42"), by=BOSS, at=MONDAY)
        assert find_session(connection, token, at=MONDAY) == NoSession("ended")


def test_a_subject_of_a_provider_belongs_to_one_account(house: House) -> None:
    house.add()
    house.add("b.okoro")
    subject = ("https://idp.example", "42")
    with house.work() as connection:
        link_subject(connection, "n.lee", subject, by=BOSS, at=MONDAY)
        found = account_of(connection, *subject)
        assert found is not None
        assert (found.name, found.subject) == ("n.lee", subject)
        assert account_of(connection, "https://other.example", "42") is None
        with pytest.raises(BadInput, match="not tied to the identity provider"):
            link_subject(connection, "b.okoro", subject, by=BOSS, at=MONDAY)


def test_an_account_that_is_not_there_is_told_without_its_name(house: House) -> None:
    with house.work() as connection, pytest.raises(NotFound) as told:
        disable(connection, "Mary Patient", by=BOSS, at=MONDAY)
    assert "mary" not in told.value.message.lower()


def test_what_was_refused_leaves_the_transaction_usable(house: House) -> None:
    house.add()
    with house.work() as connection:
        with pytest.raises(BadInput):
            set_roles(connection, "n.lee", ["boss"], by=BOSS, at=MONDAY)
        set_roles(connection, "n.lee", ["consultant"], by=BOSS, at=MONDAY)
    with house.work() as connection:
        assert account(connection, "n.lee").roles == ("consultant",)
