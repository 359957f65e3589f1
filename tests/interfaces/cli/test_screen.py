"""Colour and fitted tables for people, plain UTF-8 text for pipes; nothing recorded can steer a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CLERK, REPOSITORY, CommandLine, program, python_command
from tests.interfaces.cli.terminal import at_terminal, without_colour

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are those of POSIX")


def on(database: Path) -> dict[str, str]:
    """The environment that names a database."""
    return {"CASEPATH_DATABASE_URL": str(database)}


@POSIX
def test_a_person_gets_colour(casepath: CommandLine, database: Path) -> None:
    casepath.opened()
    ran = at_terminal("worklist", cwd=database.parent, environment=on(database))
    assert "\x1b[" in ran.out
    assert "frame 881" in without_colour(ran.out)


@POSIX
def test_a_person_who_wants_no_colour_gets_none(casepath: CommandLine, database: Path) -> None:
    casepath.opened()
    ran = at_terminal("worklist", cwd=database.parent, environment=on(database) | {"NO_COLOR": "1"})
    assert "\x1b[3" not in ran.out


@POSIX
@pytest.mark.parametrize("columns", [60, 80, 140])
def test_a_table_fits_the_terminal(casepath: CommandLine, database: Path, columns: int) -> None:
    case = casepath.measured()
    words = ("history", case)
    ran = at_terminal(*words, cwd=database.parent, columns=columns, environment=on(database))
    assert max(len(line) for line in without_colour(ran.out).splitlines()) <= columns


@POSIX
@pytest.mark.parametrize("columns", [40, 80])
def test_nothing_is_lost_on_a_narrow_terminal(casepath: CommandLine, database: Path, columns: int) -> None:
    casepath.measured()
    ran = at_terminal("worklist", cwd=database.parent, columns=columns, environment=on(database))
    told = without_colour(ran.out)
    for word in ("frame", "881", "judging", "1 to", "acknowledge", "reading"):
        assert word in told


@POSIX
def test_a_person_sees_how_far_long_work_has_come(casepath: CommandLine, database: Path) -> None:
    casepath.opened()
    ran = at_terminal("audit", "verify", cwd=database.parent, environment=on(database))
    assert "cases verified" in ran.out
    assert "everything holds" in ran.out


def test_a_pipe_gets_plain_text(casepath: CommandLine, database: Path) -> None:
    case = casepath.measured()
    for words in (["worklist"], ["show", case], ["history", case]):
        ran = program(*words, cwd=database.parent, environment=on(database))
        assert ran.returncode == 0
        assert b"\x1b" not in ran.stdout


def test_a_pipe_gets_every_row_on_one_line(casepath: CommandLine, database: Path) -> None:
    casepath.opened("frame:" + "8" * 150)
    ran = program("worklist", cwd=database.parent, environment=on(database))
    assert b"8" * 150 in ran.stdout


@pytest.mark.parametrize(
    "locale",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "POSIX"},
    ],
)
def test_the_output_is_utf8_whatever_the_locale(casepath: CommandLine, database: Path, locale: dict[str, str]) -> None:
    case = casepath.measured()
    ran = program("history", case, cwd=database.parent, environment=on(database) | locale)
    assert ran.returncode == 0
    assert "→ waiting" in ran.stdout.decode("utf-8")


def test_a_name_in_any_script_is_kept(casepath: CommandLine, database: Path) -> None:
    who = ("--local-id", "B7", "--name", "Zoë Ñandú 山田")
    words = ("open", "bicycle-repair", "received_on=2026-03-02", *who)
    here = {"CASEPATH_DATABASE_URL": str(database), "CASEPATH_ACTOR": CLERK, "LC_ALL": "C"}
    assert program(*words, cwd=database.parent, environment=here).returncode == 0
    assert "Zoë Ñandú 山田" in casepath("worklist").out


def test_what_was_recorded_cannot_steer_a_terminal(casepath: CommandLine) -> None:
    case = casepath.opened()
    casepath("report", case, "give_up", "why=\x1b]0;owned\x07\x1b[2Jgone \u202etxt")
    told = casepath("history", case, "--verbose").out
    assert "gone" in told
    assert not {"\x1b", "\x07", "\u202e"} & set(told)


def test_a_reader_that_leaves_early_is_no_error(casepath: CommandLine, database: Path) -> None:
    case = casepath.measured()
    command = subprocess.Popen(
        [*python_command(), "history", case, "--verbose"],
        cwd=database.parent,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY), "CASEPATH_DATABASE_URL": str(database)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert command.stdout is not None
    command.stdout.close()
    assert command.stderr is not None
    errors = command.stderr.read()
    command.stderr.close()
    assert (command.wait(timeout=60), errors) == (0, b"")


def test_a_fault_of_our_own_shows_no_traceback_and_no_text(
    casepath: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Ada Rider 9990000018")

    monkeypatch.setattr("workflow.interfaces.cli.worklist_view.worklist_sheet", broken)
    ran = casepath("worklist")
    assert ran.status == 1
    assert "RuntimeError" in ran.err
    assert "Ada" not in ran.err
    assert "Traceback" not in ran.err
