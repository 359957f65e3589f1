"""`casepath pathway migrate` tries a move of every open case and writes nothing, until it is told to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import MECHANIC, CommandLine
from tests.support.new_workshop import new_text

NEW = "bicycle-repair:workshop@2026-03-01"
MAPPING = """
[states]
collecting = "handing_out"
[attributes]
shelf = "rack"
[fields.checks]
tool = "instrument"
[codes.verdict]
worn = "worn_out"
"""


@pytest.fixture
def mapping(tmp_path: Path) -> str:
    """The names that changed, as a file."""
    file = tmp_path / "names.toml"
    file.write_text(MAPPING, encoding="utf-8")
    return str(file)


@pytest.fixture
def new(tmp_path: Path) -> str:
    """The new version, as a file."""
    file = tmp_path / "workshop.toml"
    file.write_text(new_text(), encoding="utf-8")
    return str(file)


def test_a_move_is_tried_then_made_and_verified(casepath_on_both: CommandLine, new: str, mapping: str) -> None:
    case = casepath_on_both.measured()
    assert casepath_on_both("pathway", "register", new).status == 0
    before = casepath_on_both("history", case, "--json").out
    tried = casepath_on_both("pathway", "migrate", NEW, "--mapping", mapping, by=MECHANIC)
    assert tried.status == 0, tried.err
    assert "Nothing was written" in tried.out
    assert casepath_on_both("history", case, "--json").out == before
    words = ("pathway", "migrate", NEW, "--mapping", mapping, "--apply", "--json")
    moved = casepath_on_both(*words, by=MECHANIC)
    assert [one["moved"] for one in moved.json["cases"]] == [True]
    assert casepath_on_both(*words, by=MECHANIC).json["cases"] == []
    assert casepath_on_both("report", case, "read", "check=C1", "version=1", by=MECHANIC).status == 0
    assert casepath_on_both("audit", "verify").status == 0
    assert "migration" in casepath_on_both("history", case).out


def test_a_mapping_that_does_not_fit_is_told_with_every_place(casepath: CommandLine, new: str) -> None:
    casepath.opened()
    casepath("pathway", "register", new)
    ran = casepath("pathway", "migrate", NEW, "--apply", by=MECHANIC)
    assert ran.status == 2
    assert "states.collecting" in ran.err
    assert "checks.tool" in ran.err


def test_a_file_that_is_no_mapping_is_told(casepath: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "names.toml"
    file.write_text("statse = 1", encoding="utf-8")
    ran = casepath("pathway", "migrate", NEW, "--mapping", str(file), by=MECHANIC)
    assert (ran.status, "statse" in ran.err) == (2, True)
    assert casepath("pathway", "migrate", NEW, "--mapping", "nowhere.toml", by=MECHANIC).status == 2


def test_whoever_may_not_move_is_told_for_every_case(casepath: CommandLine, new: str, mapping: str) -> None:
    casepath.opened()
    casepath("pathway", "register", new)
    ran = casepath("pathway", "migrate", NEW, "--mapping", mapping, "--apply", by="bench-2:sensor")
    assert (ran.status, "is no role of a person" in ran.out) == (3, True)


def test_an_unregistered_version_takes_no_case(casepath: CommandLine) -> None:
    casepath.opened()
    assert casepath("pathway", "migrate", NEW, by=MECHANIC).status == 2
