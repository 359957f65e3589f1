"""The disk is full in the middle of the work: a clear error, nothing by halves, nothing lost, and on with the work."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from tests.faults.crowd import Crowd, history_left
from tests.faults.judging import judge
from tests.faults.small_disk import SmallDisk, small_disk
from tests.faults.test_races import cases_of
from tests.interfaces.cli.conftest import CommandLine
from tests.support.databases import SqliteDatabases, libpq_url
from tests.support.lending import LIBRARIAN, Library, library_on, migrate
from workflow.history import snapshot
from workflow.inspection import verify
from workflow.rehearsal.postgres import PostgresServer
from workflow.rehearsal.postgres_binaries import Binaries

LONG = {"about": "book", "text": "a long text " * 1600}


@dataclass(frozen=True)
class Crammed:
    """A library whose database lies on a small disk; `mend` sees to it that the database runs again."""

    library: Library
    disk: SmallDisk
    url: str
    mend: Callable[[], None] = lambda: None

    def write_until_it_is_full(self, case: str) -> list[str]:
        """Report, fill the disk, report until the database gives up; returns the keys that were acknowledged."""
        told: list[str] = []
        while len(told) < 20_000:
            if len(told) == 5:
                self.disk.fill()
            try:
                with self.library.at_work() as book:
                    book.report(case, "note", LONG, by=LIBRARIAN, key=f"k{len(told)}")
            except DBAPIError:
                return told
            told.append(f"k{len(told)}")
        raise AssertionError("the disk was never full")


@pytest.fixture
def crammed_sqlite(sqlite_databases: SqliteDatabases) -> Iterator[Crammed]:
    with small_disk(4) as disk:
        url = sqlite_databases.fresh(disk.folder, migrate)
        with library_on(url) as library:
            yield Crammed(library, disk, url)


@pytest.fixture
def crammed_postgres(postgres_binaries: Binaries) -> Iterator[Crammed]:
    server = PostgresServer(postgres_binaries)
    try:
        with small_disk(120) as disk:
            move_state(server, disk.folder / "state")
            server.start(max_wal_size="32MB", min_wal_size="32MB")
            url = server.url("postgres")
            migrate(url)
            with library_on(url) as library:
                yield Crammed(library, disk, url, lambda: start_where_it_stopped(server))
            server.stop()
    finally:
        server.remove()


def move_state(server: PostgresServer, target: Path) -> None:
    """Move what a server that does not run keeps, with its owners."""
    state = server.home / "state"
    subprocess.run(["cp", "--archive", str(state), str(target)], check=True)
    shutil.rmtree(state)
    state.symlink_to(target)


def start_where_it_stopped(server: PostgresServer) -> None:
    """A server that could not write its log ends itself; somebody starts it again."""
    try:
        psycopg.connect(libpq_url(server.url("postgres"))).close()
    except psycopg.OperationalError:
        with suppress(subprocess.TimeoutExpired):
            server.stop()
        server.start(max_wal_size="32MB", min_wal_size="32MB")


@pytest.fixture(params=["sqlite", "postgres"])
def crammed(request: pytest.FixtureRequest) -> Crammed:
    """A library on a small disk, once on each database."""
    found: Crammed = request.getfixturevalue(f"crammed_{request.param}")
    return found


def faults(library: Library) -> tuple[object, ...]:
    with snapshot(library.engine) as connection:
        return verify(connection, library.pathways, keys=library.keys).faults


def test_on_a_full_disk_nothing_is_written_by_halves(crammed: Crammed) -> None:
    (case,) = cases_of(crammed.library, 1)
    told = crammed.write_until_it_is_full(case)
    with snapshot(crammed.library.engine) as connection:
        assert len(crammed.library.book(connection).history(case)) == 1 + len(told), "seen while the disk is full"
    crammed.disk.empty()
    crammed.mend()
    with crammed.library.at_work() as book:
        assert len(book.history(case)) == book.case(case).seq == 1 + len(told)
    assert faults(crammed.library) == ()
    with crammed.library.at_work() as book:
        again = book.report(case, "note", LONG, by=LIBRARIAN, key=f"k{len(told)}")
    assert not again.repeated
    assert faults(crammed.library) == ()
    print(f"\n{crammed.library.engine.dialect.name}: all {len(told)} acknowledged reports are there")


def test_carelessly_a_full_disk_leaves_half_a_report() -> None:
    """A case and its entry, each in a transaction of its own: one finds room where the other does not."""
    with small_disk(1) as disk:
        book = sqlite3.connect(disk.folder / "careless.db", isolation_level=None)
        book.execute("CREATE TABLE a_case (seq INTEGER)")
        book.execute("CREATE TABLE an_entry (seq INTEGER, text TEXT)")
        book.execute("INSERT INTO a_case VALUES (0)")
        with suppress(sqlite3.OperationalError):
            for seq in range(1, 100):
                book.execute("UPDATE a_case SET seq = ?", (seq,))
                book.execute("INSERT INTO an_entry VALUES (?, ?)", (seq, LONG["text"]))
        (told,), (there,) = book.execute("SELECT seq FROM a_case UNION ALL SELECT count(*) FROM an_entry").fetchall()
        book.close()
    assert told == there + 1, "it was to be written by halves"


def test_a_disk_that_is_full_for_a_while_costs_a_crowd_nothing(crammed: Crammed) -> None:
    crowd = Crowd(crammed.library, cases_of(crammed.library, 5), writers=4, each=1_000_000, patient=True)
    working = threading.Thread(target=crowd.work)
    working.start()
    try:
        crammed.disk.fill()
        until = time.monotonic() + 60
        while not crowd.met["unanswered"] and not crowd.errors and time.monotonic() < until:
            time.sleep(0.05)
        crammed.disk.empty()
        crammed.mend()
        time.sleep(0.3)
    finally:
        crowd.stopped.set()
        working.join(60)
    assert crowd.errors == []
    assert crowd.met["unanswered"] > 0, "the disk was never full, so that nothing was tried"
    assert judge(history_left(crammed.library, crowd.cases, crowd.seen), crowd.seen) == []
    assert faults(crammed.library) == ()
    print(f"\n{crammed.library.engine.dialect.name}: {dict(crowd.met)}")


def test_the_command_line_says_that_the_disk_is_full(crammed: Crammed, capsys: pytest.CaptureFixture[str]) -> None:
    keys = str(crammed.disk.folder / "shop.keys")
    casepath = CommandLine(capsys, {"CASEPATH_DATABASE_URL": crammed.url, "CASEPATH_KEYS": keys})
    assert casepath("migrate").status == 0
    case = casepath.opened()
    crammed.disk.fill()
    ran = casepath("report", case, "name_fault", "part=brake")
    for _ in range(3000):
        if ran.status:
            break
        ran = casepath("report", case, "name_fault", "part=brake")
    assert (ran.status, ran.out) == (2, "")
    assert "nothing was recorded" in ran.err
    # With a write-ahead log SQLite may not know why it cannot write: then we say what to look for.
    assert "is full" in ran.err
    assert "Traceback" not in ran.err
    crammed.disk.empty()
    assert casepath("audit", "verify").status == 0
    assert casepath("report", case, "name_fault", "part=brake").status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file's size")
def test_a_file_that_may_not_grow_is_told_as_a_failing_disk(casepath: CommandLine, database: Path) -> None:
    import resource

    case = casepath.opened()
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (database.stat().st_size, usual[1]))
    try:
        tried = [casepath("report", case, "name_fault", "part=brake") for _ in range(40)]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    failed = [ran for ran in tried if ran.status]
    assert {ran.status for ran in failed} == {2}
    assert all("failed in the middle of reading or writing; nothing was recorded" in ran.err for ran in failed)
    assert casepath("audit", "verify").status == 0
    assert casepath("report", case, "name_fault", "part=brake").status == 0
