"""Writers and the server are killed in the middle of their work: what was acknowledged is there, once.

Processes are killed, not machines: what the operating system has in its memory survives. Power loss is not tested.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.crowd import NOTE, Crowd, history_left
from tests.faults.judging import Witnessed, Write, judge
from tests.faults.test_races import cases_of
from tests.support.lending import LIBRARIAN, Library, library_on, migrate
from workflow.history import snapshot
from workflow.inspection import verify
from workflow.rehearsal.postgres import PostgresServer, running
from workflow.rehearsal.postgres_binaries import Binaries

pytestmark = [
    pytest.mark.crash,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(sys.platform != "linux", reason="it looks for the server's processes under /proc"),
]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def kills(*, short_run: bool) -> int:
    """How often something is killed."""
    return 8 if short_run else 100


def verified(library: Library) -> None:
    with snapshot(library.engine) as connection:
        assert verify(connection, library.pathways, keys=library.keys).faults == ()


def test_a_writer_on_sqlite_that_is_killed_loses_nothing_it_told(on_sqlite: Library, kills: int) -> None:
    (case,) = cases_of(on_sqlite, 1)
    seen, chance = Witnessed(), random.Random(7)
    for number in range(kills):
        told = write_until_killed(str(on_sqlite.engine.url), case, f"p{number}", chance.uniform(0.0, 0.15))
        seen.writes += [Write(case, key, 0.0, 1.0, "acknowledged") for key in told]
        # Nobody knows whether the next one was recorded; sending it again settles it.
        unknown = f"p{number}-{len(told)}"
        with on_sqlite.at_work() as book:
            answer = book.report(case, "note", NOTE, by=LIBRARIAN, key=unknown)
        seen.writes.append(Write(case, unknown, 0.0, 1.0, "acknowledged"))
        print(f"{len(told)} told, the next one {'was there' if answer.repeated else 'was not there'}")
    left = history_left(on_sqlite, [case], seen)[case]
    assert sorted(line.key for line in left if line.key) == sorted(write.key for write in seen.writes)
    verified(on_sqlite)


def write_until_killed(url: str, case: str, name: str, seconds: float) -> list[str]:
    """Let a process write, kill it a while after its first word, and return the keys it said were safe."""
    program = [sys.executable, "-m", "tests.faults.writer", url, case, name, "0"]
    writer = subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(seconds)
    writer.kill()
    rest = writer.communicate()[0]
    # A word that was cut off was not said.
    return [line.strip() for line in [first, *rest.splitlines(keepends=True)] if line.endswith("\n")]


def test_a_server_that_is_killed_loses_nothing_it_acknowledged(postgres_binaries: Binaries, kills: int) -> None:
    with running(postgres_binaries, on_disk=True) as server, crowded(server) as crowd:
        killed = kill_while_they_work(server, crowd, kills)
        lost = judge(history_left(crowd.library, crowd.cases, crowd.seen), crowd.seen)
        assert lost == []
        assert killed == kills
        assert crowd.met["unanswered"] > 0, "no report was cut off, so that nothing was tried"
        verified(crowd.library)
        print(f"\n{killed} kills: {dict(crowd.met)}")


def test_a_server_that_does_not_wait_for_the_disk_is_seen_through(postgres_binaries: Binaries, kills: int) -> None:
    """With synchronous_commit = off the same test finds what was lost; our applications refuse such a server."""
    with running(postgres_binaries, on_disk=True) as server:
        server.stop()
        settings = {"synchronous_commit": "off", "wal_writer_delay": "10s"}
        server.start(**settings)
        with crowded(server) as crowd:
            kill_while_they_work(server, crowd, min(kills, 8), **settings)
            lost = judge(history_left(crowd.library, crowd.cases, crowd.seen), crowd.seen)
            assert any("was acknowledged and is lost" in each for each in lost)
            print(f"\n{sum('is lost' in each for each in lost)} acknowledged reports are lost, and seen to be")


class crowded:  # noqa: N801 - it is used as a `with` block
    """A crowd at ten cases of a library on a server."""

    def __init__(self, server: PostgresServer) -> None:
        url = server.url("postgres")
        migrate(url)
        self._library = library_on(url)

    def __enter__(self) -> Crowd:
        library = self._library.__enter__()
        return Crowd(library, cases_of(library, 10), each=1_000_000, patient=True, limit_s=1700)

    def __exit__(self, *error: object) -> None:
        self._library.__exit__(None, None, None)


def kill_while_they_work(server: PostgresServer, crowd: Crowd, kills: int, **settings: str) -> int:
    """Kill the server and start it again while the crowd works; then let them finish. Returns how often."""
    chance, killed = random.Random(11), 0
    crowd.each = 1_000_000
    working = threading.Thread(target=crowd.work)
    working.start()
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.2, 0.7))
            kill_with_its_processes(server)
            start_again(server, **settings)
            killed += 1
        time.sleep(0.3)
    finally:
        crowd.stopped.set()
        working.join(120)
    assert not working.is_alive()
    assert crowd.errors == []
    return killed


def kill_with_its_processes(server: PostgresServer) -> None:
    """Kill the postmaster and everything it started, so that nobody can put anything in order."""
    family = [server.pid, *children_of(server.pid)]
    for process_id in family:
        try:
            os.kill(process_id, signal.SIGKILL)
        except ProcessLookupError:
            continue
    server.kill()


def children_of(process_id: int) -> Iterator[int]:
    listed = Path(f"/proc/{process_id}/task/{process_id}/children")
    yield from (int(each) for each in listed.read_text(encoding="ascii").split())


def start_again(server: PostgresServer, **settings: str) -> None:
    """Start the server; what is left of the one before may need a moment to go."""
    for _ in range(100):
        try:
            server.start(**settings)
        except RuntimeError:
            time.sleep(0.1)
            continue
        return
    raise AssertionError(server.log())
