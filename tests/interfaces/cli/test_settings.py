"""Which database, which keys, who asks: options first, then the environment, then the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflow.case.actor import Actor
from workflow.case.errors import BadInput
from workflow.interfaces.settings import Named, database_url, read_settings, shown_database


def test_a_bare_path_is_an_sqlite_file() -> None:
    assert database_url("cases/list.db") == "sqlite:///cases/list.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_postgresql_url_gets_the_driver_that_is_used(scheme: str) -> None:
    assert database_url(f"{scheme}://host/cases") == "postgresql+psycopg://host/cases"


def test_a_url_of_another_kind_is_left_for_the_database_to_refuse() -> None:
    assert database_url("mysql://host/cases") == "mysql://host/cases"


def test_without_any_word_the_database_lies_in_the_current_folder() -> None:
    settings = read_settings(Named(), {})
    assert (settings.database, settings.keys) == ("sqlite:///casepath.db", Path("casepath.db.keys"))


def test_an_option_goes_before_the_environment() -> None:
    settings = read_settings(Named(db="mine.db"), {"CASEPATH_DATABASE_URL": "theirs.db"})
    assert settings.database == "sqlite:///mine.db"


def test_a_server_has_no_key_file_unless_one_is_named() -> None:
    url = "postgresql://host/cases"
    assert read_settings(Named(db=url), {}).keys is None
    assert read_settings(Named(db=url), {"CASEPATH_KEYS": "/safe/keys"}).keys == Path("/safe/keys")


def test_the_actor_is_a_name_and_a_role() -> None:
    assert read_settings(Named(), {"CASEPATH_ACTOR": "n.lee:navigator"}).actor == Actor("n.lee", "navigator")


def test_an_account_name_may_hold_a_colon() -> None:
    assert read_settings(Named(), {"CASEPATH_ACTOR": "ward:n.lee:navigator"}).actor == Actor("ward:n.lee", "navigator")


def test_options_replace_half_of_the_actor() -> None:
    settings = read_settings(Named(role="consultant"), {"CASEPATH_ACTOR": "n.lee:navigator"})
    assert settings.actor == Actor("n.lee", "consultant")


@pytest.mark.parametrize("named", [Named(by="n.lee"), Named(role="navigator")])
def test_half_an_actor_is_told_what_lacks(named: Named) -> None:
    with pytest.raises(BadInput, match=r"--(by NAME|role ROLE) as well"):
        read_settings(named, {})


def test_an_actor_without_a_role_is_told_the_form() -> None:
    with pytest.raises(BadInput, match=r"NAME:ROLE, such as n\.lee:navigator"):
        read_settings(Named(), {"CASEPATH_ACTOR": "n.lee"})


@pytest.mark.parametrize(
    "url",
    ["postgresql+psycopg://nurse:geheim@host/cases", "postgresql+psycopg://host/cases?user=nurse&password=geheim"],
)
def test_a_password_is_never_shown(url: str) -> None:
    assert "geheim" not in shown_database(url)
    assert "host/cases" in shown_database(url)
