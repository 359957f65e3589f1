"""Where a benchmark keeps its databases: a file of SQLite, and a server of its own where this machine has the programs.

Each database asked for is new and migrated. What is written into it is each benchmark's matter.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, text

from workflow.history import open_engine, upgrade
from workflow.rehearsal.benchmarks.disk import sync_seconds
from workflow.rehearsal.postgres_binaries import find_binaries

if TYPE_CHECKING:
    from workflow.rehearsal.postgres import PostgresServer

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
NO_SERVER = "PostgreSQL was not measured: no server's programs were found on this machine."


@dataclass(frozen=True, slots=True)
class Room:
    """One kind of database.

    Args:
        title: how a heading names it.
        folder: where its files lie.
        fresh: makes a new migrated database of a name, in place of one that was there, and returns its URL.
    """

    title: str
    folder: Path
    fresh: Callable[[str], str]


@contextmanager
def rooms(*titles: str, in_memory: bool = False) -> Iterator[list[Room]]:
    """The rooms of this machine for the length of a `with` block; everything in them is removed afterwards.

    Args:
        titles: only these; all of them where none is named.
        in_memory: where no write waits for a disk.
    """
    wanted = titles or (SQLITE, POSTGRESQL)
    with ExitStack() as stack:
        found = []
        if SQLITE in wanted:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="casepath-bench-", dir=_parent(in_memory)))
            found.append(_files(Path(folder)))
        binaries = find_binaries() if POSTGRESQL in wanted and find_spec("psycopg") else None
        if binaries is not None:
            from workflow.rehearsal.postgres import running

            found.append(_databases(stack.enter_context(running(binaries, on_disk=not in_memory))))
        yield found


@contextmanager
def engine_at(url: str) -> Iterator[Engine]:
    """An engine of casepath's own, given back at the end."""
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _parent(in_memory: bool) -> Path | None:
    return MEMORY if in_memory and MEMORY.is_dir() else None


def sync_says(folder: Path) -> str:
    """How long the disk under a folder takes to keep a write, as a note."""
    return f"A durable write of one block takes {sync_seconds(folder) * 1000:.3f} ms on this disk (median)."


def _files(folder: Path) -> Room:
    empty = folder / "empty.db"
    _migrate(f"sqlite:///{empty}")

    def fresh(name: str) -> str:
        shutil.copyfile(empty, folder / f"{name}.db")
        return f"sqlite:///{folder / name}.db"

    return Room(SQLITE, folder, fresh)


def _databases(server: PostgresServer) -> Room:
    def command(*texts: str) -> None:
        with engine_at(server.url("postgres")) as engine, engine.connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            for each in texts:
                connection.execute(text(each))

    command("CREATE DATABASE casepath_empty")
    _migrate(server.url("casepath_empty"))

    def fresh(name: str) -> str:
        command(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE casepath_empty")
        return server.url(name)

    return Room(POSTGRESQL, server.home, fresh)


def _migrate(url: str) -> None:
    with engine_at(url) as engine:
        upgrade(engine)
