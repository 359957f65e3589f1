"""Asking for help is quick, because nothing is loaded that help does not use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import REPOSITORY, program

HELP_SECONDS = 0.25
HEAVY = {"sqlalchemy", "alembic", "rich", "transitions", "cryptography", "openpyxl", "tomllib"}

_LOADED = """
import json, sys
from workflow.serving.main import main
status = main(sys.argv[1:])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def loaded_by(*words: str) -> set[str]:
    """The top-level names of everything a run has loaded."""
    ran = subprocess.run(
        [sys.executable, "-c", _LOADED, *words], cwd=REPOSITORY, capture_output=True, check=True, timeout=60
    )
    return set(json.loads(ran.stderr))


def test_help_loads_no_database_no_pathway_and_no_tables() -> None:
    assert not (HEAVY | {"pydantic"}) & loaded_by("--help")


@pytest.mark.parametrize("words", [("report", "--help"), ("import", "--help"), ("audit", "verify", "--help")])
def test_the_help_of_a_command_loads_no_database_either(words: tuple[str, ...]) -> None:
    # pydantic is left out here: Typer itself reads the words of a command with it.
    assert not HEAVY & loaded_by(*words)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the processor time of a child")
def test_help_takes_at_most_a_quarter_of_a_second(tmp_path: Path) -> None:
    def seconds() -> float:
        before = os.times()
        assert program("--help", cwd=tmp_path, shop=False).returncode == 0
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    # Processor time, and the best of several: other work on the machine makes a start slower, never faster.
    assert min(seconds() for _ in range(5)) <= HELP_SECONDS


def test_help_names_every_command_and_what_is_trusted(tmp_path: Path) -> None:
    told = program("--help", cwd=tmp_path, shop=False).stdout.decode("utf-8")
    for command in (
        "demo",
        "demo",
        "migrate",
        "open",
        "report",
        "options",
        "show",
        "history",
        "worklist",
        "import",
        "pathway",
        "audit",
        "account",
    ):
        assert f"\n  {command} " in told
    assert "trusts the account it runs under" in told.replace("\n ", "").replace("  ", " ")
    assert "3 refused by the pathway" in told


def test_help_needs_no_database(tmp_path: Path) -> None:
    assert program("worklist", "--help", cwd=tmp_path, shop=False).returncode == 0
    assert list(tmp_path.iterdir()) == []
