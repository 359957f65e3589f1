"""`casepath pathway paths` lists, writes and goes the paths of a pathway; its scripts run in a shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import REPOSITORY, CommandLine
from tests.support.bicycles import FILE, workshop
from tests.support.paths import paths_through
from workflow.interfaces.cli.path_script import scripts

NAME = "bicycle-repair:workshop"


@pytest.fixture
def written(casepath: CommandLine, tmp_path: Path) -> Path:
    """The workshop's paths as files."""
    folder = tmp_path / "paths"
    ran = casepath("pathway", "paths", NAME, "--write", str(folder))
    assert ran.status == 0, ran.err
    return folder


def shell(script: Path, casepath: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script where `casepath` is the given shell command."""
    stub = script.parent / "bin" / "casepath"
    stub.parent.mkdir(exist_ok=True)
    stub.write_text(f"#!/bin/sh\n{casepath}\n", encoding="utf-8")
    stub.chmod(0o755)
    path = f"{stub.parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", str(script)],
        env={**os.environ, "PATH": path, "PYTHONPATH": str(REPOSITORY), **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def answering(folder: Path, *, status: int, answer: object, lines: str) -> subprocess.CompletedProcess[str]:
    """Run lines of a script against a casepath that always answers the same."""
    (folder / "answer.json").write_text(json.dumps(answer, indent=2), encoding="utf-8")
    script = folder / "path-99.sh"
    script.write_text(f'. "$(dirname "$0")/expecting.sh"\n{lines}\nfinished\n', encoding="utf-8")
    return shell(script, f'cat "{folder}/answer.json"; exit {status}')


def refusal(kind: str, *requirements: str) -> dict[str, object]:
    unmet = [{"requirement": one, "kind": "rule", "says": "No."} for one in requirements]
    return {"error": {"code": "refused", "message": "It says so.", "kind": kind, "unmet": unmet}}


def test_the_list_says_how_much_is_shown_by_how_many_reports(casepath: CommandLine) -> None:
    found = paths_through(workshop())
    ran = casepath("pathway", "paths", NAME)
    assert ran.status == 0, ran.err
    head = f"{len(found.paths)} paths with {found.attempts} reports, {found.refusals} of them refused"
    assert ran.out.startswith(head)
    assert "waiting → checking" in ran.out


def test_the_list_as_json_is_the_paths_themselves(casepath: CommandLine) -> None:
    assert casepath("pathway", "paths", NAME, "--json").json == paths_through(workshop()).plain()


def test_one_path_is_shown_line_by_line(casepath: CommandLine) -> None:
    ran = casepath("pathway", "paths", NAME, "--path", "2")
    assert ran.out == scripts(paths_through(workshop()), workshop())["path-02.sh"]
    assert 'try casepath report "$CASE" start --by tester --role mechanic\nnow ' in ran.out
    assert casepath("pathway", "paths", NAME, "--path", "2", "--json").json["number"] == 2


def test_a_path_that_is_not_there_is_told_with_those_that_are(casepath: CommandLine) -> None:
    ran = casepath("pathway", "paths", NAME, "--path", "99")
    assert ran.status == 2
    assert "There is no path 99" in ran.err
    assert "1 to 4" in ran.err


def test_the_index_says_where_everything_is_shown(written: Path) -> None:
    index = (written / "index.md").read_text(encoding="utf-8")
    for heading in (
        "States",
        "Rows that are taken",
        "Requirements that refuse",
        "Rows that refuse",
        "Roles that may not",
    ):
        assert f"## {heading}" in index
    number, attempt = paths_through(workshop()).shown()["unmet", "start", "started", "something_ordered"]
    assert f"| start · started · something_ordered | {number}.{attempt} |" in index


def test_every_path_is_gone_in_a_database_of_its_own(casepath: CommandLine) -> None:
    before = casepath("worklist", "--json").out
    ran = casepath("pathway", "paths", NAME, "--run")
    assert ran.status == 0, ran.err
    assert "every one answered as written down; their histories verify" in ran.out
    assert casepath("worklist", "--json").out == before


def test_every_path_is_gone_in_a_database_that_is_named(casepath_on_both: CommandLine) -> None:
    url, keys = (casepath_on_both.environment[f"CASEPATH_{name}"] for name in ("DATABASE_URL", "KEYS"))
    words = ("pathway", "paths", NAME, "--run-in", url, "--keys", keys, "--json")
    for cases in (4, 8):
        ran = casepath_on_both(*words)
        assert ran.status == 0, ran.err
        assert ran.json["mismatches"] == []
        assert casepath_on_both("audit", "verify", "--json").json["cases"] == cases


def test_a_pathway_that_changed_answers_otherwise_than_written_before(
    casepath: CommandLine, written: Path, tmp_path: Path
) -> None:
    text = FILE.read_text(encoding="utf-8").replace("released_on = 2026-01-05", "released_on = 2026-01-06")
    changed = tmp_path / "changed.toml"
    changed.write_text(text.replace("A chain gauge measures chains only.", "Not with that."), encoding="utf-8")
    ran = casepath("pathway", "paths", str(changed), "--run", "--from", str(written / "paths.json"))
    assert ran.status == 2
    assert "1 paths were answered otherwise" in ran.out
    assert "Not with that." in ran.out


def test_a_database_where_the_pathway_is_not_registered_is_refused(casepath: CommandLine, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    text = FILE.read_text(encoding="utf-8")
    other.write_text(text.replace("released_on = 2026-01-05", "released_on = 2026-01-06"), encoding="utf-8")
    ran = casepath("pathway", "paths", str(other), "--run-in", casepath.environment["CASEPATH_DATABASE_URL"])
    assert ran.status == 2
    assert "casepath pathway register" in ran.err


@pytest.mark.parametrize(("text", "told"), [("{}", "no paths of a pathway"), ("no", "cannot be read as JSON")])
def test_a_file_that_holds_no_paths_is_bad_input(casepath: CommandLine, tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "paths.json"
    file.write_text(text, encoding="utf-8")
    ran = casepath("pathway", "paths", NAME, "--run", "--from", str(file))
    assert ran.status == 2
    assert told in ran.err


def test_a_script_runs_in_a_shell_as_it_was_written(written: Path, database: Path) -> None:
    command = f'exec "{sys.executable}" -m tests.interfaces.cli.shop "$@"'
    ran = shell(written / "path-04.sh", command, CASEPATH_DATABASE_URL=str(database), TODAY="2026-03-05")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout == "path-04: 8 reports, 0 answered otherwise than written down\n"


def test_another_state_ends_a_script(written: Path) -> None:
    ran = answering(
        written, status=0, answer={"state": "waiting"}, lines="try casepath x\nnow checking\ntry casepath y"
    )
    assert ran.returncode == 1
    assert "expected: accepted, now in checking" in ran.stdout
    assert "path-99: 1 reports, 1 answered otherwise" in ran.stdout


def test_a_report_that_is_accepted_where_it_should_be_refused_ends_a_script(written: Path) -> None:
    ran = answering(
        written, status=0, answer={"state": "waiting"}, lines="try casepath x\nrefused rule\ntry casepath y"
    )
    assert ran.returncode == 1
    assert "expected: refused (rule)" in ran.stdout
    assert "path-99: 1 reports" in ran.stdout


@pytest.mark.parametrize(
    ("expected", "agrees"),
    [
        ("refused requirements a b", True),
        ("refused requirements b a", True),
        ("refused requirements a", False),
        ("refused requirements a b c", False),
        ("refused rule", False),
        ("refused requirements a b\nsays 'It says so.'", True),
        ("refused requirements a b\nsays 'It says nothing.'", False),
    ],
)
def test_a_refusal_is_compared_by_kind_requirements_and_sentence(written: Path, expected: str, agrees: bool) -> None:
    ran = answering(written, status=3, answer=refusal("requirements", "a", "b"), lines=f"try casepath x\n{expected}")
    assert (ran.returncode == 0) == agrees, ran.stdout
