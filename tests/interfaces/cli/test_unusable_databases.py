"""A database that cannot be used says what it is and what to do; never a traceback, never a new empty file."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CommandLine, program
from workflow.history import known_revisions
from workflow.serving.revisions import shipped_revisions

READS = [("worklist",), ("show", "abc"), ("history", "abc"), ("audit", "verify"), ("report", "abc", "start")]


def told(casepath: CommandLine, database: object, *words: str) -> str:
    """The error of a command on this database, which is never a traceback and always bad input."""
    ran = casepath(*(words or ("worklist",)), "--db", str(database))
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    return ran.err


def set_revision(database: Path, revision: str) -> None:
    """Make the database look as if another release had made it."""
    connection = sqlite3.connect(database)
    connection.execute("UPDATE wf_version SET version_num = ?", (revision,))
    connection.commit()
    connection.close()


@pytest.mark.parametrize("words", READS)
def test_a_missing_file_is_not_made_by_looking_for_it(
    casepath: CommandLine, tmp_path: Path, words: tuple[str, ...]
) -> None:
    error = told(casepath, tmp_path / "nowhere.db", *words)
    assert "`casepath migrate` makes a new one, `casepath demo` one to try" in error
    assert not (tmp_path / "nowhere.db").exists()


def test_an_empty_file_has_no_tables_yet(casepath: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    assert "no casepath tables yet. `casepath migrate` makes them" in told(casepath, tmp_path / "empty.db")


def test_a_database_of_an_older_release_asks_for_a_backup_and_migrate(casepath: CommandLine, database: Path) -> None:
    set_revision(database, known_revisions()[0])
    error = told(casepath, database)
    assert "of an older release (revision wf0001" in error
    assert "Make a backup, then run `casepath migrate`" in error


def test_a_database_of_a_newer_release_asks_for_the_newer_casepath(casepath: CommandLine, database: Path) -> None:
    set_revision(database, "wf9999")
    assert "of a newer release (revision wf9999" in told(casepath, database)
    assert "Install the newer casepath" in told(casepath, database, "migrate")


def test_the_revisions_are_known_without_loading_alembic() -> None:
    assert shipped_revisions() == known_revisions()


def test_a_file_that_is_no_database_is_called_one(casepath: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear colleague, thank you for referring " * 200, encoding="utf-8")
    assert "is not an SQLite database" in told(casepath, tmp_path / "letter.db")
    assert "is not an SQLite database" in told(casepath, tmp_path / "letter.db", "migrate")


def test_a_folder_is_no_database(casepath: CommandLine, tmp_path: Path) -> None:
    assert "is a folder" in told(casepath, tmp_path)
    assert "is a folder" in told(casepath, tmp_path, "migrate")


def test_a_missing_folder_is_not_made(casepath: CommandLine, tmp_path: Path) -> None:
    assert "The folder of" in told(casepath, tmp_path / "no" / "shop.db", "migrate")
    assert not (tmp_path / "no").exists()


def test_a_database_of_another_kind_is_refused_by_name(casepath: CommandLine) -> None:
    assert "not on mysql" in told(casepath, "mysql://host/cases")


def test_a_url_of_no_kind_says_which_kinds_there_are(casepath: CommandLine) -> None:
    assert "write sqlite:///FILE or postgresql://" in told(casepath, "carrier-pigeon://host/cases")


def test_a_server_that_cannot_be_reached_is_named_without_the_password(casepath: CommandLine) -> None:
    error = told(casepath, "postgresql://nurse:geheim@127.0.0.1:1/cases?connect_timeout=2")
    assert "cannot be reached" in error
    assert "geheim" not in error


def test_a_database_the_server_does_not_have_asks_for_createdb(casepath: CommandLine, postgres_url: str) -> None:
    error = told(casepath, postgres_url.replace(f"/{_name(postgres_url)}", "/nosuchcases"))
    assert "The server has no such database" in error


def test_an_empty_server_database_asks_for_migrate(casepath: CommandLine, postgres_url: str) -> None:
    assert "`casepath migrate` makes them" in told(casepath, postgres_url)


def test_a_damaged_file_is_corrupt(casepath: CommandLine, database: Path) -> None:
    for number in range(30):
        casepath.opened(f"frame:{number}")
    with database.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(os.urandom(4096 * 30))
    ran = casepath("worklist")
    assert ran.status == 5
    assert "restore it from a backup" in ran.err


def test_a_busy_database_is_a_conflict(casepath: CommandLine, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = casepath.opened()
    monkeypatch.setattr("workflow.history.databases.BUSY_S", 0.1)
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ran = casepath("report", case, "name_fault", "part=brake")
    other.close()
    assert ran.status == 4
    assert "another transaction" in ran.err


def test_the_shipped_program_says_the_same(tmp_path: Path) -> None:
    ran = program("worklist", cwd=tmp_path, shop=False)
    assert ran.returncode == 2
    assert b"The database casepath.db is not there." in ran.stderr
    assert list(tmp_path.iterdir()) == []


def _name(url: str) -> str:
    return url.rpartition("/")[2].partition("?")[0]
