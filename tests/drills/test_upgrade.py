"""Upgrading with data: from every revision that ever was, one step after the other; no byte of an entry changes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, create_engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from tests.drills.working import entry_bytes
from tests.faults.crowd import NOTE
from tests.interfaces.cli.conftest import CommandLine
from tests.migrations.test_going_up_and_down import KEPT
from tests.replay.corpus import FOLDER, Rows, put_into, read
from tests.support.lending import LIBRARIAN, MONDAY, SECRET, lending, library_on
from workflow.history import current_revision, known_revisions, open_engine, snapshot, upgrade
from workflow.history.tables import VERSION_TABLE, metadata, wf_case, wf_key
from workflow.inspection import verify
from workflow.pathways import Pathways

REVISIONS = known_revisions()
CLINIC, LIBRARY, WORKSHOP = (FOLDER / "0.1.0" / f"{name}.json.gz" for name in ("clinic", "library", "workshop"))


def fitting(connection: Connection, tables: dict[str, Rows]) -> dict[str, Rows]:
    """The rows as far as the tables and columns of this revision can hold them."""
    there = inspect(connection)
    found: dict[str, Rows] = {}
    for name in (each for each in tables if there.has_table(each)):
        columns = {each["name"] for each in there.get_columns(name)}
        found[name] = [{key: value for key, value in row.items() if key in columns} for row in tables[name]]
    return found


def put(engine: Engine, file: Path) -> None:
    """Fill a database with a released history, whatever revision it is at."""
    with engine.begin() as connection:
        put_into(connection, fitting(connection, read(file)[1]))


def rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """What a revision may never change, by table; further columns may come."""
    found: dict[str, list[dict[str, Any]]] = {}
    with engine.connect() as connection:
        for table in (metadata.tables[name] for name in KEPT):
            read_back = connection.execute(table.select().order_by(*table.primary_key))
            found[table.name] = [dict(row._mapping) for row in read_back]
    return found


def refuses_changes(engine: Engine) -> bool:
    """Whether an entry can be changed by nobody."""
    try:
        with engine.begin() as connection:
            connection.execute(text("UPDATE wf_entry SET actor = 'somebody'"))
            connection.rollback()
    except DBAPIError as error:
        return "only added to" in str(error)
    return False


def sound(engine: Engine) -> bool:
    with snapshot(engine) as connection:
        return verify(connection, Pathways()).faults == ()


@pytest.mark.parametrize("file", [CLINIC, LIBRARY, WORKSHOP], ids=lambda file: file.name.partition(".")[0])
@pytest.mark.parametrize("revision", REVISIONS)
def test_every_step_up_leaves_every_row_as_it_was(database_url: str, revision: str, file: Path) -> None:
    engine = open_engine(database_url)
    upgrade(engine, revision)
    put(engine, file)
    before, entries = rows(engine), entry_bytes(engine)
    for step in REVISIONS[REVISIONS.index(revision) :]:
        upgrade(engine, step)
        assert current_revision(engine) == step
        assert rows(engine) == before
        assert refuses_changes(engine)
    assert len(entries) == len(before["wf_entry"])
    assert sound(engine)
    engine.dispose()


def test_a_database_that_was_worked_with_at_every_revision_is_sound(database_url: str) -> None:
    engine = open_engine(database_url)
    entries: dict[Any, Any] = {}
    for revision, file in zip(REVISIONS, (LIBRARY, None, CLINIC), strict=False):
        upgrade(engine, revision)
        if file is not None:
            put(engine, file)
        entries = dict(entry_bytes(engine))
    upgrade(engine)
    assert entry_bytes(engine) == entries
    assert sound(engine)
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_older_database_is_upgraded_proved_and_worked_with(
    database_url: str, revision: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an operator does it, by `casepath migrate`."""
    with library_on(database_url) as library:
        upgrade(library.engine, revision)
        put(library.engine, LIBRARY)
        before = entry_bytes(library.engine)
        casepath = command_line(database_url, tmp_path, capsys)
        assert "casepath migrate" in casepath("worklist").err
        assert casepath("migrate").status == 0
        assert casepath("audit", "verify").status == 0
        assert entry_bytes(library.engine) == before
        library.now = MONDAY + timedelta(days=3)
        case = readable_case(library.engine)
        with library.at_work() as book:
            book.report(case, "note", NOTE, by=LIBRARIAN)
        assert casepath("audit", "verify").status == 0


def command_line(url: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line of the lending library, with its key file."""
    keys = folder / "library.keys"
    keys.write_text(SECRET, encoding="utf-8")
    keys.chmod(0o600)
    line = CommandLine(capsys, {"CASEPATH_DATABASE_URL": url, "CASEPATH_KEYS": str(keys)})
    line.definition = lending()
    return line


def readable_case(engine: Engine) -> str:
    """An open case of somebody who was not erased."""
    wanted = select(wf_case.c.case_id).join(wf_key, wf_key.c.person_id == wf_case.c.person_id)
    with engine.connect() as connection:
        return str(connection.scalars(wanted.where(wf_case.c.is_open == 1)).first())


def test_a_careless_upgrade_is_seen_through(tmp_path: Path) -> None:
    """Alembic's batch mode makes a table anew: its triggers are gone, and the history can be edited."""
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    upgrade(engine)
    put(engine, LIBRARY)
    assert refuses_changes(engine)
    careless = create_engine(engine.url)
    with careless.begin() as connection:
        # Without it SQLite itself refuses, because the trigger of another table names this one.
        connection.execute(text("PRAGMA legacy_alter_table = ON"))
        operations = Operations(MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}))
        with operations.batch_alter_table("wf_entry", recreate="always"):
            pass
    assert not refuses_changes(engine), "the triggers were to be lost"
    careless.dispose()
    engine.dispose()


def test_an_upgrade_that_writes_an_entry_anew_is_seen_through(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    upgrade(engine, REVISIONS[0])
    put(engine, LIBRARY)
    before = rows(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER wf_entry_refuse_update"))
        connection.execute(text("UPDATE wf_entry SET body = replace(body, ',', ', ') WHERE seq = 1"))
    upgrade(engine)
    assert rows(engine) != before
    assert not sound(engine)
    engine.dispose()
