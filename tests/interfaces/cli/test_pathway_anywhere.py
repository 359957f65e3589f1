"""A pathway that is registered in a database alone is looked at by name like a shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CommandLine

OWN = "neck-lump:own@2026-03-05"


@pytest.fixture
def registered(casepath: CommandLine, tmp_path: Path) -> CommandLine:
    """A command line whose database has one pathway more than the shelf."""
    file = tmp_path / "own.toml"
    assert casepath("pathway", "new", "neck-lump", "--file", str(file)).status == 0
    assert casepath("pathway", "register", str(file)).status == 0
    file.unlink()
    return casepath


@pytest.mark.parametrize("name", [OWN, "neck-lump:own", "neck-lump"])
@pytest.mark.parametrize("command", ["check", "describe", "diagram"])
def test_a_registered_pathway_is_looked_at_by_name(registered: CommandLine, command: str, name: str) -> None:
    ran = registered("pathway", command, name, "--json")
    assert ran.status == 0, ran.err
    assert OWN in ran.out


def test_the_page_of_a_registered_pathway_says_that_it_is_proved(registered: CommandLine, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert registered("pathway", "describe", "neck-lump", "--html", str(page), "--json").json["proved"]


def test_two_pathways_are_compared_wherever_they_are(registered: CommandLine) -> None:
    ran = registered("pathway", "diff", "bicycle-repair", "neck-lump", "--json")
    assert ran.json["after"]["name"] == OWN


def test_the_database_may_be_named_by_an_option(registered: CommandLine) -> None:
    place = registered.environment.pop("CASEPATH_DATABASE_URL")
    assert registered("pathway", "check", "neck-lump", "--db", place).status == 0


def test_a_name_in_hand_is_looked_at_without_any_database(
    casepath: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    casepath.environment.pop("CASEPATH_DATABASE_URL")
    for name in ("bicycle-repair", casepath.definition.name):
        assert casepath("pathway", "describe", name).status == 0


def test_a_database_nobody_named_and_that_cannot_be_used_is_passed_over(
    casepath: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    casepath.environment.pop("CASEPATH_DATABASE_URL")
    (tmp_path / "casepath.db").write_text("no database", encoding="utf-8")
    assert casepath("pathway", "describe", "bicycle-repair").status == 0
    unknown = casepath("pathway", "describe", "neck-lump")
    assert unknown.status == 2
    assert "Only these were looked at. " in unknown.err


def test_a_database_that_was_named_has_to_be_usable(casepath: CommandLine, tmp_path: Path) -> None:
    ran = casepath("pathway", "describe", "bicycle-repair", "--db", str(tmp_path / "nowhere.db"))
    assert ran.status == 2
    assert "is not there" in ran.err
