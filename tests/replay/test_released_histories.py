"""Whatever was recorded by an earlier release is read, folded to the same bytes and found lawful by this one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.replay.corpus import Rows, put_into, read, released, written
from workflow.case.file import Case
from workflow.case.written import case_text
from workflow.definition import Definition, from_body
from workflow.engine import fold
from workflow.history import open_engine, snapshot, upgrade
from workflow.history.composing import case_row
from workflow.history.entry_bytes import entry_from, entry_hash
from workflow.history.reading import Stored
from workflow.inspection import verify
from workflow.pathways import Pathways

HISTORIES = [pytest.param(file, id=f"{file.parent.name}-{file.name.partition('.')[0]}") for file in released()]


def definitions_of(tables: dict[str, Rows]) -> dict[str, Definition]:
    return {row["digest"]: from_body(row["body"]) for row in tables["wf_definition"]}


def entries_of(tables: dict[str, Rows]) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in tables["wf_entry"]:
        found.setdefault(row["case_id"], []).append(row)
    return found


def test_there_is_a_history_to_look_at() -> None:
    assert {file.name for file in released()} == {"clinic.json.gz", "library.json.gz", "workshop.json.gz"}


@pytest.mark.parametrize("file", HISTORIES)
def test_every_hash_is_that_of_the_stored_bytes(file: Path) -> None:
    entries = read(file)[1]["wf_entry"]
    assert [row["hash"] for row in entries] == [entry_hash(row["body"]) for row in entries]


@pytest.mark.parametrize("file", HISTORIES)
def test_entries_fold_to_the_bytes_they_folded_to_then(file: Path) -> None:
    _, tables = read(file)
    definitions, entries = definitions_of(tables), entries_of(tables)
    for row in tables["wf_case"]:
        case = fold(definitions.__getitem__, row["case_id"], [entry_from(e["body"]) for e in entries[row["case_id"]]])
        assert case_text(case) == row["file"]
        assert (case.state, case.seq, case.definition) == (row["state"], row["seq"], row["definition"])
        projected = case_row(definitions[case.definition], stored(case, row))
        assert projected == {name: row[name] for name in projected}


def stored(case: Case, row: dict[str, Any]) -> Stored:
    is_open = bool(row["is_open"])
    return Stored(case, row["person_id"], row["pathway"], is_open, row["head_hash"], row["recorded_at"], None)


@pytest.mark.parametrize("file", HISTORIES)
def test_a_released_history_verifies_on_either_database(database_url: str, file: Path) -> None:
    revision, tables = read(file)
    engine = open_engine(database_url)
    upgrade(engine, revision)
    with engine.begin() as connection:
        put_into(connection, tables)
    upgrade(engine)
    with snapshot(engine) as connection:
        found = verify(connection, Pathways())
    engine.dispose()
    assert found.faults == ()
    assert found.entries == len(tables["wf_entry"])


def test_the_histories_hold_every_kind_of_entry() -> None:
    kinds = {row["kind"] for file in released() for row in read(file)[1]["wf_entry"]}
    assert kinds >= {"transition", "record", "erasure", "migration"}
    bodies = [row["body"] for file in released() for row in read(file)[1]["wf_entry"]]
    for told in ('"event":"amend"', '"event":"void"', '"precision":"month"', '"caused_by":1', '"default","in_a_hurry"'):
        assert any(told in body for body in bodies), told


def test_a_released_history_is_never_written_again(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(SystemExit):
        written(engine, released()[0])
    engine.dispose()
