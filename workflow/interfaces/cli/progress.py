"""Tells how far long work has come: a bar on a terminal's stderr, otherwise a plain line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from workflow.interfaces.cli.screen import Screen

Advance = Callable[[int, int | None], None]
"""Called with how many are done and how many there are (None when nobody knows)."""

QUIET_SECONDS = 10.0
"""A plain line is written at most this often, so that logs of short work stay empty."""


@contextmanager
def progress(screen: Screen, says: str, *, clock: Callable[[], float] = time.monotonic) -> Iterator[Advance]:
    """Yield a function that long work calls with (done, total).

    Args:
        screen: whether anything may be shown at all.
        says: what is being counted.
        clock: seconds that only ever grow; tells when the next plain line is due.
    """
    if not screen.shows_progress:
        yield lambda done, total: None
    elif sys.stderr.isatty():
        with _bar(says) as advance:
            yield advance
    else:
        yield _plain_lines(says, clock)


@contextmanager
def _bar(says: str) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(says, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _plain_lines(says: str, clock: Callable[[], float]) -> Advance:
    told = clock()

    def advance(done: int, total: int | None) -> None:
        nonlocal told
        now = clock()
        if now - told >= QUIET_SECONDS:
            told = now
            of = f" of {total:,}" if total is not None else ""
            sys.stderr.write(f"{says}: {done:,}{of}\n")
            sys.stderr.flush()

    return advance
