"""The README may promise only what is there: its commands, its Python, its map and its links."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.house.source import ROOT

README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)
COMMANDS: Final = tuple(
    line.split("#")[0].strip()
    for language, text in BLOCKS
    if language == "sh"
    for line in text.splitlines()
    if line.startswith("casepath ")
)
SUBCOMMANDS: Final = {"audit", "bench", "pathway"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_exists_with_its_options(command: str) -> None:
    words = shlex.split(command)[1:]
    described = help_of(*words[: 2 if words[0] in SUBCOMMANDS else 1])
    assert [word for word in words if word.startswith("--") and word not in described] == []


def test_the_python_of_the_readme_runs_as_it_stands(tmp_path: Path) -> None:
    program = next(text for language, text in BLOCKS if language == "python")
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")


def test_the_map_names_every_folder_of_the_package_in_order() -> None:
    mapped = re.findall(r"^\| `(?:workflow/)([a-z]+)` \|", README, flags=re.MULTILINE)
    there = sorted(path.parent.name for path in (ROOT / "workflow").glob("[a-z]*/__init__.py"))
    assert mapped == there


def test_every_link_into_the_repository_leads_somewhere() -> None:
    targets = re.findall(r"\]\((?!https:)([^)#]+)\)", README)
    assert targets
    assert [each for each in targets if not (ROOT / each).exists()] == []


def test_both_commands_install_the_pinned_versions_from_nothing() -> None:
    lines = [line for _, text in BLOCKS for line in text.splitlines() if "pip install" in line]
    assert len(lines) == 4
    assert all("-m venv .venv" in line and "-c constraints.txt" in line for line in lines)


@cache
def help_of(*words: str) -> str:
    program = "from workflow.serving.main import main; main()"
    command = [sys.executable, "-c", program, *words, "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8", "replace")
