"""The connection is cut in the middle of the work: what nobody could know is settled by sending the same key again."""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from tests.faults.crowd import NOTE, Crowd, history_left
from tests.faults.cutting import Moment, Wire, wire
from tests.faults.judging import judge
from tests.faults.test_races import cases_of
from tests.interfaces.cli.conftest import CommandLine
from tests.support.databases import libpq_url
from tests.support.lending import LIBRARIAN, Library, library_on, migrate
from tests.support.together import together
from workflow.history import snapshot
from workflow.inspection import verify
from workflow.rehearsal.postgres import PostgresServer, running
from workflow.rehearsal.postgres_binaries import Binaries

POOL = 5
_numbers = itertools.count()


@pytest.fixture(scope="module")
def server(postgres_binaries: Binaries) -> Iterator[PostgresServer]:
    """A server of this module alone, whose sessions may be killed."""
    with running(postgres_binaries) as found:
        yield found


@pytest.fixture
def database(server: PostgresServer) -> str:
    """The name of a migrated database."""
    name = f"cut_{next(_numbers)}"
    with psycopg.connect(libpq_url(server.url("postgres")), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    migrate(server.url(name))
    return name


@pytest.fixture
def direct(server: PostgresServer, database: str) -> Iterator[Library]:
    """A library on a server without anything between them."""
    with library_on(server.url(database)) as library:
        yield library


@pytest.fixture
def strung(server: PostgresServer) -> Iterator[Wire]:
    """The wire of `wired`."""
    with wire(server) as found:
        yield found


@pytest.fixture
def wired(strung: Wire, database: str) -> Iterator[Library]:
    """A library at the end of a wire that can be cut."""
    with library_on(strung.url(database)) as library:
        yield library


def note(library: Library, case: str, key: str | None = "K") -> bool:
    """Report a note in a transaction of its own; tells whether it had been recorded before."""
    with library.at_work() as book:
        return book.report(case, "note", NOTE, by=LIBRARIAN, key=key).repeated


def entries(library: Library, case: str) -> int:
    with snapshot(library.engine) as connection:
        assert verify(connection, library.pathways, keys=library.keys).faults == ()
        return len(library.book(connection).history(case))


@pytest.mark.parametrize(("moment", "was_there"), [("before", False), ("after", True)])
def test_the_same_key_settles_what_nobody_could_know(
    wired: Library, strung: Wire, moment: Moment, *, was_there: bool
) -> None:
    (case,) = cases_of(wired, 1)
    strung.cut_next(moment)
    with pytest.raises(OperationalError):
        note(wired, case)
    assert note(wired, case) is was_there
    assert entries(wired, case) == 2


def test_carelessly_sent_again_it_is_written_twice(wired: Library, strung: Wire) -> None:
    """Without a key nobody can tell a repetition from a second note."""
    (case,) = cases_of(wired, 1)
    strung.cut_next("after")
    with pytest.raises(OperationalError):
        note(wired, case, None)
    note(wired, case, None)
    assert entries(wired, case) == 3, "it was to be written twice"


def test_a_crowd_whose_wires_are_cut_loses_and_doubles_nothing(wired: Library, strung: Wire) -> None:
    crowd = Crowd(wired, cases_of(wired, 4), patient=True)
    strung.cut_now_and_then(random.Random(3))
    seen = crowd.work()
    strung.cut_now_and_then(None)
    assert judge(history_left(wired, crowd.cases, seen), seen) == []
    assert sum(entries(wired, case) for case in crowd.cases) > len(crowd.cases)
    assert crowd.met["unanswered"] > 0, "nothing was cut, so that nothing was tried"
    print(f"\n{strung.cuts} cuts: {dict(crowd.met)}")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_command_line_does_not_claim_to_know(
    strung: Wire, database: str, moment: Moment, capsys: pytest.CaptureFixture[str]
) -> None:
    casepath = CommandLine(capsys, {"CASEPATH_DATABASE_URL": strung.url(database)})
    case = casepath.opened()
    report = ("report", case, "name_fault", "part=brake", "--key", "K1")
    strung.cut_next(moment)
    ran = casepath(*report)
    assert (ran.status, ran.out) == (2, "")
    assert "whether it was recorded is not known" in ran.err
    assert "Traceback" not in ran.err
    assert casepath(*report).status == 0
    assert len(casepath("history", case, "--json").json) == 2


def test_the_command_line_says_that_a_server_takes_no_writes(
    server: PostgresServer, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    casepath = CommandLine(capsys, {"CASEPATH_DATABASE_URL": server.url(database)})
    case = casepath.opened()
    with standing_by(server):
        ran = casepath("report", case, "name_fault", "part=brake")
        assert (ran.status, "takes no writes" in ran.err) == (2, True), ran
        assert casepath("show", case).status == 0
    assert casepath("report", case, "name_fault", "part=brake").status == 0


@contextmanager
def standing_by(server: PostgresServer) -> Iterator[None]:
    """Let a server be a standby, which only reads, for the length of a `with` block."""
    signal_file = server.home / "state" / "standby.signal"
    server.stop()
    signal_file.touch()
    server.start()
    try:
        yield
    finally:
        server.stop()
        signal_file.unlink()
        server.start()


def end_in_order(pid: int, admin: psycopg.Connection) -> None:
    admin.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


def end_like_a_crash(pid: int, _admin: psycopg.Connection) -> None:
    os.kill(pid, signal.SIGKILL)


ENDS = [
    end_in_order,
    pytest.param(
        end_like_a_crash,
        marks=pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may kill a session"),
    ),
]


def end_session(library: Library, ends: Callable[[int, psycopg.Connection], None], *, waits: bool) -> None:
    """End the session of a library that waits for a lock, or the one that holds it and does nothing."""
    kind = "wait_event_type = 'Lock'" if waits else "state = 'idle in transaction'"
    wanted = f"SELECT pid FROM pg_stat_activity WHERE {kind} AND datname = current_database()"
    with psycopg.connect(libpq_url(str(library.engine.url)), autocommit=True) as admin:
        until = time.monotonic() + 10
        while not (found := admin.execute(wanted).fetchone()):
            assert time.monotonic() < until, "no such session was seen"
            time.sleep(0.01)
        ends(found[0], admin)


@pytest.mark.parametrize("ends", ENDS)
def test_a_session_that_is_ended_while_it_holds_a_case_writes_nothing(
    direct: Library, ends: Callable[[int, psycopg.Connection], None]
) -> None:
    (case,) = cases_of(direct, 1)

    def cut_short() -> None:
        with direct.at_work() as book:
            book.report(case, "note", NOTE, by=LIBRARIAN, key="K")
            end_session(direct, ends, waits=False)

    with pytest.raises(OperationalError):
        cut_short()
    assert works_again(partial(note, direct, case)) is False
    assert entries(direct, case) == 2


def test_a_session_that_is_ended_while_it_waits_for_a_case_writes_nothing(direct: Library) -> None:
    (case,) = cases_of(direct, 1)
    told: list[BaseException] = []

    def wait() -> None:
        try:
            note(direct, case, "W")
        except DBAPIError as error:
            told.append(error)

    with direct.at_work() as book:
        book.report(case, "note", NOTE, by=LIBRARIAN, key="K")
        waiting = threading.Thread(target=wait)
        waiting.start()
        end_session(direct, end_in_order, waits=True)
        waiting.join(10)
    assert len(told) == 1
    assert entries(direct, case) == 2
    assert note(direct, case, "W") is False


def works_again(task: Callable[[], bool]) -> bool:
    """Do something until the server takes connections again."""
    until = time.monotonic() + 20
    while True:
        try:
            return task()
        except DBAPIError:
            assert time.monotonic() < until
            time.sleep(0.05)


def warmed(library: Library) -> list[str]:
    """Have every connection of the pool in it, and return as many cases."""
    cases = cases_of(library, POOL)
    barrier = threading.Barrier(POOL)

    def look(case: str) -> None:
        with library.at_work() as book:
            book.history(case)
            barrier.wait(10)

    assert together(*[partial(look, case) for case in cases]) == [None] * POOL
    return cases


@pytest.mark.parametrize("idle", [False, True], ids=["at once", "after a while"])
def test_after_a_restart_whoever_repeats_once_goes_on(direct: Library, server: PostgresServer, *, idle: bool) -> None:
    """One error at most, however many connections are lost; whoever was idle for a second gets none at all."""
    cases = warmed(direct)
    server.stop()
    server.start()
    if idle:
        time.sleep(1.1)
    told = [failure(partial(note, direct, cases[turn % POOL], f"K{turn}")) for turn in range(3 * POOL)]
    errors = [error for error in told if error]
    assert len(errors) == (0 if idle else 1)
    assert all(error.connection_invalidated for error in errors)
    assert sum(entries(direct, case) for case in cases) == POOL + len(told)


def failure(task: Callable[[], bool]) -> DBAPIError | None:
    """Do something, once more where it failed; returns the first failure."""
    try:
        task()
    except DBAPIError as error:
        task()
        return error
    return None
