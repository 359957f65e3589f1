"""Backup and restore: taken while writers work, restored at another place, proved there, and worked with."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.drills.working import at_work, entry_bytes, send_again
from tests.faults.crowd import Crowd
from tests.faults.test_races import cases_of
from tests.interfaces.cli.conftest import CommandLine
from tests.support.databases import libpq_url
from tests.support.lending import LIBRARIAN, Library, lending, library_on
from workflow.history import Keyring
from workflow.rehearsal.postgres import OWNER, PostgresServer, running
from workflow.rehearsal.postgres_binaries import Binaries

BY = f"{LIBRARIAN.name}:{LIBRARIAN.role}"


@dataclass
class Place:
    """Where a database and its key file are, and the command line there.

    Args:
        backup: writes a backup of the database to a file.
        restore: makes a new database of such a file.
    """

    url: str
    keys: Path
    backup: Callable[[Path], None]
    restore: Callable[[Path], object]
    captured: pytest.CaptureFixture[str]

    @property
    def casepath(self) -> CommandLine:
        environment = {"CASEPATH_DATABASE_URL": self.url, "CASEPATH_KEYS": str(self.keys)}
        line = CommandLine(self.captured, environment)
        line.definition = lending()
        return line

    @contextmanager
    def open(self) -> Iterator[Library]:
        """The library there, with the keys of the file."""
        with library_on(self.url) as library:
            library.keys = Keyring.load(self.keys)
            yield library


@dataclass
class Places:
    """Where the work was done, and where it shall go on."""

    old: Place
    new: Place


@pytest.fixture
def sqlite_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Places:
    def place(name: str) -> Place:
        file = tmp_path / name / "cases.db"
        file.parent.mkdir()

        def backup(to: Path) -> None:
            with sqlite3.connect(file, timeout=30) as source, sqlite3.connect(to) as target:
                source.backup(target)
            source.close()
            target.close()

        return Place(str(file), file.parent / "cases.keys", backup, lambda of: shutil.copy(of, file), capsys)

    return Places(place("old"), place("new"))


@pytest.fixture
def postgres_places(
    postgres_binaries: Binaries, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[Places]:
    def place(server: PostgresServer, name: str) -> Place:
        def run(program: str, *words: str) -> None:
            command = [str(server.binaries.folder / program), "-h", str(server.home), "-U", OWNER, *words]
            done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
            assert done.returncode == 0, done.stderr

        def restore(of: Path) -> None:
            run("createdb", "-T", "template0", "-E", "UTF8", "cases")
            run("pg_restore", "--exit-on-error", "-d", "cases", str(of))

        keys = tmp_path / f"{name}.keys"
        return Place(
            server.url("cases"), keys, lambda to: run("pg_dump", "-Fc", "-f", str(to), "cases"), restore, capsys
        )

    with running(postgres_binaries) as old, running(postgres_binaries) as new:
        with psycopg.connect(libpq_url(old.url("postgres")), autocommit=True) as admin:
            admin.execute("CREATE DATABASE cases TEMPLATE template0 ENCODING 'UTF8'")
        yield Places(place(old, "old"), place(new, "new"))


@pytest.fixture(params=["sqlite", "postgres"])
def places(request: pytest.FixtureRequest) -> Places:
    """An old and a new place, once on each database; the old one has its tables and its keys."""
    found: Places = request.getfixturevalue(f"{request.param}_places")
    assert found.old.casepath("migrate").status == 0
    return found


def test_what_was_backed_up_while_writers_worked_goes_on_elsewhere(places: Places, tmp_path: Path) -> None:
    old, new, file = places.old, places.new, tmp_path / "backup"
    with old.open() as library:
        crowd = Crowd(library, cases_of(library, 4), writers=4)
        with at_work(crowd, until_recorded=150):
            before = [write for write in crowd.seen.writes if write.outcome == "acknowledged"]
            began = time.perf_counter()
            old.backup(file)
            took = time.perf_counter() - began
        left = entry_bytes(library.engine)
    began = time.perf_counter()
    new.restore(file)
    shutil.copy(old.keys, new.keys)
    restored = time.perf_counter() - began
    assert new.casepath("audit", "verify").status == 0
    assert "nothing had to change" in new.casepath("migrate").out
    with new.open() as library:
        found = entry_bytes(library.engine)
        assert all(left[place] == each for place, each in found.items())
        assert send_again(library, before) == (len({(write.case, write.key) for write in before}), 0)
        _, anew = send_again(library, crowd.seen.writes)
        refuses_changes(library)
    assert new.casepath("report", crowd.cases[0], "note", "about=book", "text=here again", by=BY).status == 0
    assert new.casepath("audit", "verify").status == 0
    print(f"\n{len(found)} entries backed up in {took:.2f} s, restored in {restored:.2f} s; {anew} more sent again")


def refuses_changes(library: Library) -> None:
    """The triggers came along."""
    with pytest.raises(DBAPIError, match="only added to"), library.engine.begin() as connection:
        connection.execute(text("UPDATE wf_entry SET actor = 'x'"))


def test_without_its_key_file_a_restored_database_says_so_and_gets_no_new_one(places: Places, tmp_path: Path) -> None:
    old, new = places.old, places.new
    with old.open() as library:
        case = library.lent()
    old.backup(tmp_path / "backup")
    new.restore(tmp_path / "backup")
    for words in (("migrate",), ("show", case), ("audit", "verify")):
        ran = new.casepath(*words)
        assert ran.status == 2, words
        assert "key" in ran.err
    assert not new.keys.exists()
    shutil.copy(old.keys, new.keys)
    assert new.casepath("audit", "verify").status == 0


def test_a_file_copied_carelessly_is_not_a_backup(sqlite_places: Places) -> None:
    """`cp` while somebody writes: its first half is of one moment and its second half of another."""
    old, new = sqlite_places.old, sqlite_places.new
    assert old.casepath("migrate").status == 0
    with old.open() as library:
        cases = cases_of(library, 20)
        with Path(old.url).open("rb") as source, Path(new.url).open("wb") as target:
            target.write(source.read(Path(old.url).stat().st_size // 2))
            for turn in range(100):
                with library.at_work() as book:
                    book.report(cases[turn % 20], "note", {"about": "book", "text": "seen"}, by=LIBRARIAN)
            target.write(source.read())
        told = len(entry_bytes(library.engine))
    shutil.copy(old.keys, new.keys)
    ran = new.casepath("audit", "verify", "--json")
    assert ran.status == 5 or ran.json["entries"] < told, "the copy was to be broken, or to lack what was acknowledged"
