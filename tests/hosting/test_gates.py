"""What recording one transition costs, in figures that do not depend on the machine: statements, commits, Python calls.

The workload is that of `casepath bench record`: eight transitions, each a transaction of its own with an idempotency
key, a coded field and a protected note.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.lending import SECRET, Library
from tests.support.watching import watched
from workflow.history import Keyring
from workflow.rehearsal.benchmarks.contenders.own import Own
from workflow.rehearsal.benchmarks.specimen import STEPS

STATEMENTS = {
    "postgresql": {"WITH held AS (SELECT": 1, "WITH held AS (UPDATE": 1, "COMMIT": 1},
    "sqlite": {
        "BEGIN": 1,
        "SELECT": 1,
        "UPDATE wf_case": 1,
        "INSERT INTO wf_entry": 1,
        "INSERT INTO wf_payload": 1,
        "INSERT INTO wf_pending": 1,
        "COMMIT": 1,
    },
}
"""Of one transition."""
UNASKED = {"--", "ROLLBACK"}
"""What SQLite tells of a trigger, and the pool's rollback, which psycopg sends only inside a transaction."""
CALLS = {
    ("postgresql", "unit of work"): {(3, 11): 828},
    ("postgresql", "session"): {(3, 11): 930},
    ("sqlite", "unit of work"): {(3, 11): 750},
    ("sqlite", "session"): {(3, 11): 852},
}
"""Of Python and of C functions, for one transition on each version of Python, as measured; 5 % more are allowed."""
ALLOWED = 1.05


@contextmanager
def laid_out(library: Library, *, in_session: bool = False) -> Iterator[Own]:
    """A specimen about to be walked, after another one was: nothing is compiled or loaded any more."""
    own = Own(library.engine, Keyring.from_hex(SECRET), in_session=in_session)
    own.lay_out(1)
    own.walk()
    own.lay_out(1)
    yield own
    own.close()


def test_a_transition_is_so_many_statements_and_one_commit(library: Library) -> None:
    with laid_out(library) as own:
        with library.engine.connect() as connection:
            watching = watched(connection)
            seen = watching.__enter__()  # what lies in the pool goes on being watched
        seen.clear()
        own.walk()
        asked = [each for each in seen if each not in UNASKED]
        watching.__exit__(None, None, None)
    # SQLite tells of an INSERT once more where its trigger ran.
    found = Counter(each for each, before in zip(asked, ["", *asked], strict=False) if each != before)
    wanted = {name: number * len(STEPS) for name, number in STATEMENTS[library.engine.dialect.name].items()}
    assert found == {**wanted, "INSERT INTO wf_key": 1}, "the person's key is made at their first protected text"


@pytest.mark.parametrize("place", ["unit of work", "session"])
def test_a_transition_is_no_more_than_so_many_calls(library: Library, place: str) -> None:
    gates = CALLS[library.engine.dialect.name, place]
    version = sys.version_info[:2]
    if version not in gates:
        pytest.skip(f"the calls were not counted on Python {'.'.join(map(str, version))}")
    with laid_out(library, in_session=place == "session") as own:
        found = calls_of(own.walk) / len(STEPS)
    assert found <= gates[version] * ALLOWED, f"{found:.0f} calls a transition"
    assert found >= gates[version] / ALLOWED, f"{found:.0f} calls a transition: lower the gate"


def calls_of(work: Any) -> int:
    """Count the calls of Python and C functions while work is done."""
    number = 0

    def count(_frame: Any, event: str, _about: Any) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return number
