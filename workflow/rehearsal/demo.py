"""Makes the demonstration: a database of simulated cases with its key file, verified before anybody sees it.

It says nothing on any screen; `demo_command` does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.case.errors import BadInput, invariant
from workflow.history import CaseBook, Keyring, WorklistRow, snapshot, sqlite_engine, upgrade
from workflow.inspection import Verification, verify
from workflow.rehearsal.parameters import shipped_parameters
from workflow.rehearsal.simulation import Plan, Simulated, demonstration_secret, simulate

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from workflow.history import DefinitionSource

NAME = "casepath-demo.db"
BESIDE = ("", ".keys", "-wal", "-shm", "-journal")
"""What lies beside the database under its name: the key file, and what SQLite makes while it is open."""
TOLD_WELL, LOOKED_AT = 34, 8
"""The history that is shown has about so many entries; of so many such cases it is the one with most kinds of them."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A demonstration that is ready.

    Args:
        database: the SQLite file.
        keys: its key file.
        example: id of the case whose history is worth reading first.
    """

    database: Path
    keys: Path
    deployment: str
    simulated: Simulated
    verification: Verification
    example: str


def make_demonstration(
    folder: Path,
    pathways: DefinitionSource,
    plan: Plan,
    *,
    fresh: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Demonstration:
    """Make the demonstration in a folder; nothing of it stays there when it fails or is stopped.

    Args:
        fresh: replace one that is there.
        progress: called with what is being done, how much of it is done, and how much there is.

    Raises:
        BadInput: when there is one already, or the folder cannot be written.
    """
    database = folder / NAME
    _make_room(database, fresh=fresh)
    tell = progress or (lambda says, done, total: None)
    try:
        keys = _write_keys(database, plan)
        with _engine(database) as engine:
            upgrade(engine)
            simulated = simulate(
                engine,
                pathways,
                plan,
                parameters=shipped_parameters(),
                progress=lambda done, total: tell("referrals simulated", done, total),
            )
            keyring = Keyring.load(keys)
            with snapshot(engine) as connection:
                book = CaseBook(connection, pathways, keys=keyring, deployment=plan.deployment)
                example = _example(book)
                found = verify(
                    connection,
                    pathways,
                    keys=keyring,
                    deployment=plan.deployment,
                    progress=lambda done, total: tell("cases verified", done, total),
                )
    except BaseException:
        # Half a cohort with keys that anybody can work out helps nobody.
        _remove(database)
        raise
    return Demonstration(database, keys, plan.deployment, simulated, found, example)


@contextmanager
def opened(made: Demonstration, pathways: DefinitionSource) -> Iterator[CaseBook]:
    """A case book that reads the demonstration."""
    with _engine(made.database) as engine, snapshot(engine) as connection:
        yield CaseBook(connection, pathways, keys=Keyring.load(made.keys), deployment=made.deployment)


def _make_room(database: Path, *, fresh: bool) -> None:
    there = [path for path in _files(database) if path.exists()]
    if there and not fresh:
        raise BadInput(
            f"{there[0].name} is here already, and nothing was changed. Look into it with "
            f"`casepath worklist --db {NAME}`, or make a new one in its place with --fresh."
        )
    _remove(database)


def _remove(database: Path) -> None:
    for path in _files(database):
        if path.exists():  # in a folder that may not be written, removing what is not there is an error of its own
            path.unlink(missing_ok=True)


def _files(database: Path) -> list[Path]:
    return [database.with_name(database.name + ending) for ending in BESIDE]


def _write_keys(database: Path, plan: Plan) -> Path:
    path = database.with_name(database.name + ".keys")
    private = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        # The names in it are nobody's; it is private all the same, as the file of a real database has to be.
        for file, text in ((path, demonstration_secret(plan) + "\n"), (database, "")):
            with os.fdopen(os.open(file, private, 0o600), "w", encoding="utf-8") as opened_file:
                opened_file.write(text)
    except OSError as error:
        raise BadInput(f"No demonstration can be written into this folder ({type(error).__name__}).") from error
    return path


@contextmanager
def _engine(database: Path) -> Iterator[Engine]:
    engine = sqlite_engine(f"sqlite:///{database}")
    try:
        yield engine
    finally:
        engine.dispose()


def _example(book: CaseBook) -> str:
    """The case to be shown: told to its end, confirmed if one is, of a readable length, and with much in it."""
    rows = _all_rows(book)
    told = [row for row in rows if row.outcome == "secondary_confirmed"] or [row for row in rows if not row.is_open]
    readable = sorted(told or rows, key=lambda row: (abs(row.seq - TOLD_WELL), row.case_id))[:LOOKED_AT]
    invariant(bool(readable), "a rehearsal left no case")
    return max(readable, key=lambda row: len({each.entry.event for each in book.history(row.case_id)})).case_id


def _all_rows(book: CaseBook) -> list[WorklistRow]:
    rows: list[WorklistRow] = []
    while page := book.worklist(include_closed=True, limit=500, after=rows[-1].case_id if rows else None):
        rows.extend(page)
    return rows
