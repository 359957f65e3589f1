"""`casepath bench start`: how long it takes until something is there, each time in a new process, from the outside.

The interpreter's own start is measured beside it, and is part of every figure.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workflow.case.errors import WorkflowError
from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure
from workflow.rehearsal.benchmarks.harness import ROUNDS, alternate
from workflow.rehearsal.benchmarks.machine import this_machine

HEAVY: Final = ("alembic", "fastapi", "pydantic", "typer")
"""What a host that only uses the library never loads."""
LIBRARY = "from workflow import Actor, CaseBook, Pathways; Pathways.shipped()"
COMMAND = "import sys; from workflow.serving.main import main; sys.exit(main(sys.argv[1:]))"
LOADED = f"import sys, json; print(json.dumps(sorted(set({HEAVY!r}) & set(sys.modules))))"

Advance = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Start:
    """One thing to start.

    Args:
        words: what the interpreter is given.
        at_most_s: how long it may take; None where nothing is promised.
    """

    title: str
    words: Sequence[str]
    at_most_s: float | None = None


def bench_starting(*, rounds: int = ROUNDS, advance: Advance = lambda done, total: None) -> Bench:
    """Measure starts in turns.

    Args:
        advance: told how many are measured, and how many there are.
    """
    machine = this_machine()
    with tempfile.TemporaryDirectory(prefix="casepath-bench-") as folder:
        starts = _starts(Path(folder))
        done = []

        def measuring(start: Start) -> Callable[[], None]:
            def measure() -> None:
                _run(start.words, Path(folder))
                done.append(start)
                advance(len(done), (rounds + min(1, rounds - 1)) * len(starts))

            return measure

        seconds = alternate({start.title: measuring(start) for start in starts}, rounds, warm_up=min(1, rounds - 1))
        loaded = json.loads(_run(("-c", f"{LIBRARY}\n{LOADED}"), Path(folder)))
    figures = [Figure(start.title, "s", tuple(seconds[start.title]), at_most=start.at_most_s) for start in starts]
    figures.append(Figure(f"of {', '.join(HEAVY)}: loaded with the library", "modules", (len(loaded),), at_most=0))
    return Bench("start", machine, rounds, (Chapter("From a new process to its end", tuple(figures)),))


def _starts(folder: Path) -> tuple[Start, ...]:
    """What is measured; the database of the command is made first."""
    database = str(folder / "cases.db")
    _run(("-c", COMMAND, "migrate", "--db", database), folder)
    return (
        Start("the interpreter alone", ("-c", "pass")),
        Start("the library with the shipped pathways", ("-c", LIBRARY), 0.6),
        Start("casepath --help", ("-c", COMMAND, "--help"), 0.25),
        Start("casepath worklist on SQLite", ("-c", COMMAND, "worklist", "--db", database), 0.8),
    )


def _run(words: Sequence[str], folder: Path) -> str:
    path = os.pathsep.join(each for each in sys.path if each)
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise WorkflowError(f"A start could not be measured: {last}")
    return done.stdout
