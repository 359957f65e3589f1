"""A crowd that goes on working while something is done to its database, and what its histories are afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Engine, select

from tests.faults.crowd import NOTE, Crowd
from tests.faults.judging import Write
from tests.support.lending import LIBRARIAN, Library
from workflow.history.tables import wf_entry

Bytes = Mapping[tuple[str, int], tuple[str, str]]


@contextmanager
def at_work(crowd: Crowd, *, until_recorded: int = 20) -> Iterator[None]:
    """Let a crowd work during a `with` block, which begins when it has recorded something."""
    crowd.each, errors = 1_000_000, crowd.errors
    working = threading.Thread(target=crowd.work)
    working.start()
    try:
        wait_for(lambda: bool(errors) or crowd.met["recorded"] >= until_recorded)
        yield
    finally:
        crowd.stopped.set()
        working.join(120)
    assert not working.is_alive()
    assert errors == []


def wait_for(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "what was waited for did not come"
        time.sleep(0.01)


def entry_bytes(engine: Engine) -> Bytes:
    """The text and the hash of every entry, as stored."""
    columns = (wf_entry.c.case_id, wf_entry.c.seq, wf_entry.c.body, wf_entry.c.hash)
    with engine.connect() as connection:
        return {(row.case_id, row.seq): (row.body, row.hash) for row in connection.execute(select(*columns))}


def send_again(library: Library, writes: list[Write]) -> tuple[int, int]:
    """Send every acknowledged report again, under its key; returns how many were there, and how many were not."""
    there = 0
    told = dict.fromkeys((write.case, write.key) for write in writes if write.outcome == "acknowledged")
    for case, key in told:
        with library.at_work() as book:
            there += book.report(case, "note", NOTE, by=LIBRARIAN, key=key).repeated
    return there, len(told) - there
