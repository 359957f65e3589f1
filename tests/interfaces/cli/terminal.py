"""A person at a terminal: runs a command on a pseudo-terminal, answers its questions, and keeps what was shown."""

from __future__ import annotations

import os
import re
import select
import time
from collections.abc import Mapping
from pathlib import Path

from tests.interfaces.cli.conftest import REPOSITORY, Ran, python_command

PATIENCE_S = 30.0
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def at_terminal(
    *words: str,
    cwd: Path,
    environment: Mapping[str, str],
    answers: tuple[str, ...] = (),
    columns: int = 100,
) -> Ran:
    """Run one command as a person would; each answer is typed when the prompt `> ` waits.

    Returns:
        The exit status, and in `out` everything the terminal showed, colours included.
    """
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        _become(words, cwd, columns, environment)
    shown = ""
    waiting = list(answers)
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux tells the end of a pseudo-terminal so
            break
        if not chunk:
            break
        shown += chunk.decode("utf-8")
        if waiting and shown.endswith("> "):
            os.write(terminal, waiting.pop(0).encode("utf-8") + b"\n")
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return Ran(os.waitstatus_to_exitcode(status), shown.replace("\r\n", "\n"), "")


def _become(words: tuple[str, ...], cwd: Path, columns: int, environment: Mapping[str, str]) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASEPATH_", "NO_COLOR"))}
    more = {"PYTHONPATH": str(REPOSITORY), "TERM": "xterm-256color", "COLUMNS": str(columns)}
    os.chdir(cwd)
    command = [*python_command(), *words]
    os.execve(command[0], command, kept | more | dict(environment))


def without_colour(shown: str) -> str:
    """What a person reads."""
    return _COLOURS.sub("", shown)
