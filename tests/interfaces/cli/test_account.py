"""`casepath account`: people are let in from the command line, and no password is ever a word of a command."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.interfaces.cli.conftest import CommandLine, Ran, program
from tests.interfaces.cli.terminal import at_terminal
from tests.support.receipts import pathways_of
from workflow.history.tables import wf_case
from workflow.identity.sessions import Begun
from workflow.identity.signing_in import SignIn, sign_in
from workflow.interfaces.settings import Settings
from workflow.serving.database import open_database

BOSS = "a.khan:admin"
PASSWORD = "seven quiet herons"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that brings the password."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(PASSWORD + "\n"))


def tried(line: CommandLine, name: str, password: str = PASSWORD) -> SignIn:
    """Sign in on the database of a command line."""
    url = line.environment["CASEPATH_DATABASE_URL"]
    settings = Settings(url if "://" in url else f"sqlite:///{url}", None)
    opened = open_database(settings, pathways_of(line.definition))
    with opened.changing_people() as connection:
        found = sign_in(connection, name, password, source="192.0.2.7", at=line.now)
    opened.close()
    return found


def account(line: CommandLine, *words: str) -> Ran:
    ran = line("account", *words, by=BOSS)
    assert ran.status == 0, ran.err
    return ran


@pytest.mark.usefixtures("typed")
def test_a_person_is_let_in_on_both_databases(casepath_on_both: CommandLine) -> None:
    ran = account(casepath_on_both, "add", "n.lee", "navigator", "--display-name", "Nora Lee", "--json")
    assert (ran.json["name"], ran.json["roles"], ran.json["must_change_password"]) == ("n.lee", ["navigator"], True)
    found = tried(casepath_on_both, "n.lee")
    assert isinstance(found, Begun)
    listed = account(casepath_on_both, "sessions", "n.lee", "--json").json
    assert [one["session"] for one in listed] == [found.session.session_id]
    assert account(casepath_on_both, "sessions", "n.lee", "--end-all", "--json").json == []


@pytest.mark.usefixtures("typed")
def test_a_password_is_shown_nowhere(casepath: CommandLine) -> None:
    ran = account(casepath, "add", "n.lee", "navigator")
    assert PASSWORD not in ran.out + ran.err
    assert PASSWORD not in account(casepath, "list", "--json").out


def test_no_command_takes_a_password_as_a_word(casepath: CommandLine) -> None:
    told = casepath("account", "add", "--help").out + casepath("account", "password", "--help").out
    assert "--password " not in told
    ran = casepath("account", "add", "n.lee", "navigator", "--password", PASSWORD, by=BOSS)
    assert ran.status == 2


def test_a_generated_password_is_told_once(casepath: CommandLine) -> None:
    told = account(casepath, "add", "n.lee", "navigator", "--generate", "--json").json["password"]
    assert isinstance(tried(casepath, "n.lee", told), Begun)
    assert told not in account(casepath, "list", "--json").out
    other = account(casepath, "password", "n.lee", "--generate", "--keep", "--json").json
    assert other["password"] != told
    assert not other["must_change_password"]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are those of POSIX")
@pytest.mark.parametrize(("again", "status"), [(PASSWORD, 0), ("seven loud herons", 2)])
def test_at_a_terminal_it_is_asked_for_twice_and_not_shown(
    casepath: CommandLine, database: Path, again: str, status: int
) -> None:
    here = casepath.environment | {"CASEPATH_ACTOR": BOSS}
    words = ("account", "add", "n.lee", "navigator")
    ran = at_terminal(*words, cwd=database.parent, environment=here, answers=(PASSWORD, again))
    assert ran.status == status
    assert PASSWORD not in ran.out
    assert ("two that differ" in ran.out) == bool(status)


def test_without_a_password_nothing_is_recorded(database: Path) -> None:
    here = {"CASEPATH_DATABASE_URL": str(database), "CASEPATH_ACTOR": BOSS}
    ran = program("account", "add", "n.lee", "navigator", cwd=database.parent, environment=here)
    assert ran.returncode == 130
    assert b"nothing of this command was recorded" in ran.stderr


def test_somebody_has_to_say_who_they_are(casepath: CommandLine, database: Path) -> None:
    ran = program("account", "disable", "n.lee", cwd=database.parent, environment=casepath.environment)
    assert ran.returncode == 2
    assert b"who asks" in ran.stderr


def test_the_last_admin_stays(casepath: CommandLine) -> None:
    account(casepath, "add", "a.khan", "admin", "--generate")
    ran = casepath("account", "disable", "a.khan", "--json", by=BOSS)
    assert (ran.status, ran.error["code"]) == (2, "bad_input")
    assert "the last active admin" in ran.error["message"]
    account(casepath, "add", "b.okoro", "admin", "--generate")
    assert not account(casepath, "disable", "a.khan", "--json").json["active"]
    assert account(casepath, "enable", "a.khan", "--json").json["active"]


def test_roles_and_teams_are_exactly_those_that_are_told(casepath: CommandLine) -> None:
    account(casepath, "add", "n.lee", "navigator", "--no-password")
    assert account(casepath, "roles", "n.lee", "consultant", "admin", "--json").json["roles"] == ["consultant", "admin"]
    ran = casepath("account", "team", "n.lee", "north", by=BOSS)
    assert ran.status == 2
    assert "--new" in ran.err
    assert account(casepath, "team", "n.lee", "north", "--new", "--json").json["teams"] == ["north"]
    assert account(casepath, "team", "n.lee", "--json").json["teams"] == []


def test_a_token_is_shown_once_and_revoked_by_its_id(casepath: CommandLine) -> None:
    account(casepath, "add", "ris", "interface")
    issued = account(casepath, "token", "ris", "--issue", "results", "--scope", "case.report", "--json").json
    assert issued["secret"].startswith("casepath_")
    listed = account(casepath, "token", "ris", "--json")
    assert issued["secret"] not in listed.out
    assert [one["good"] for one in listed.json] == [True]
    ran = account(casepath, "token", "ris", "--revoke", issued["token"], "--json")
    assert [one["good"] for one in ran.json] == [False]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("token", "ris", "--issue", "x"), "scopes: found none"),
        (("token", "ris", "--issue", "x", "--scope", "case.report", "--days", "0"), "--days"),
        (("token", "ris", "--issue", "x", "--revoke", "y"), "both"),
        (("token", "ris", "--revoke", "y"), "no token of this account"),
        (("sessions", "ris", "--end", "y"), "no session of this account"),
        (("roles", "ris", "boss"), "an unknown role"),
        (("disable", "nobody"), "no account of that name"),
    ],
)
def test_what_cannot_be_done_is_told(casepath: CommandLine, words: tuple[str, ...], says: str) -> None:
    account(casepath, "add", "ris", "interface")
    ran = casepath("account", *words, by=BOSS)
    assert ran.status == 2
    assert says in ran.err


def test_a_list_of_nobody_says_what_to_do(casepath: CommandLine) -> None:
    assert "casepath account add" in account(casepath, "list").out
    account(casepath, "add", "n.lee", "navigator", "--no-password")
    told = account(casepath, "list").out
    assert "n.lee" in told
    assert "active" in told
    assert "nobody who is active sees it" not in told
    assert "n.lee is not signed in" in account(casepath, "sessions", "n.lee").out


def test_a_team_that_nobody_is_in_is_told_where_accounts_are_listed(casepath: CommandLine, database: Path) -> None:
    casepath.opened()
    account(casepath, "add", "n.lee", "navigator", "--no-password")
    opened = open_database(Settings(f"sqlite:///{database}", None), pathways_of(casepath.definition))
    with opened.changing_people() as connection:
        connection.execute(update(wf_case).values(team="night shift"))
    opened.close()
    assert "The team night shift has an open case, and nobody who is active sees it" in account(casepath, "list").out
