"""Where contenders work, by name: told in plain words, so that a process of its own can make one too."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from workflow.history import Keyring, open_engine, sqlite_engine
from workflow.rehearsal.benchmarks.contenders import Contender
from workflow.rehearsal.benchmarks.contenders.by_hand import ByHand
from workflow.rehearsal.benchmarks.contenders.floor import Floor
from workflow.rehearsal.benchmarks.contenders.naive import Naive
from workflow.rehearsal.benchmarks.contenders.own import Own

FLOOR: Final = "bare driver, five statements"
OWN: Final = "casepath, a unit of work each"
BY_HAND: Final = "the same trips by hand in a Session"
IN_SESSION: Final = "casepath in a host's Session"
NAIVE: Final = "transitions and the ORM"
SOURCING: Final = "eventsourcing"
HAS_SOURCING = find_spec("eventsourcing") is not None

SECRET = "5c" * 32
"""The key of what is recorded here: nothing of it is about anybody."""


@dataclass(frozen=True, slots=True)
class Place:
    """A database to work on.

    Args:
        url: of a migrated database of PostgreSQL, or of a SQLite file.
        beside: of another database, empty, for the peers that make tables of their own.
        journal: SQLite's journal mode, `WAL` or `DELETE`; "" on PostgreSQL.
    """

    url: str
    beside: str
    journal: str = ""

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.url.startswith("sqlite")


def make_contender(name: str, place: Place) -> Contender:
    """Make a contender by its name; the tables it needs are made with it."""
    if name == FLOOR:
        return Floor(_bare(place), "sqlite" if place.is_sqlite else "postgresql")
    if name == SOURCING:
        from workflow.rehearsal.benchmarks.contenders.sourcing import Sourcing

        return Sourcing(_told_to_sourcing(place))
    engine = engine_on(place.beside if name == NAIVE else place.url, place.journal)
    if name == BY_HAND:
        return ByHand(engine)
    if name == NAIVE:
        return Naive(engine)
    return Own(engine, Keyring.from_hex(SECRET), in_session=name == IN_SESSION)


def engine_on(url: str, journal: str) -> Engine:
    """Return casepath's own engine; on SQLite with the journal asked for instead of the one it would choose."""
    return sqlite_engine(url, journal=journal) if journal else open_engine(url)


def _bare(place: Place) -> Any:
    url = make_url(place.url)
    if place.is_sqlite:
        connection = sqlite3.connect(str(url.database), isolation_level=None)
        for setting in (f"journal_mode = {place.journal}", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {setting}")
        return connection
    import psycopg

    return psycopg.connect(host=str(url.query["host"]), user=url.username, dbname=url.database)


def _told_to_sourcing(place: Place) -> dict[str, str]:
    url = make_url(place.beside)
    if place.is_sqlite:
        return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": f"{url.database}.sourcing"}
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(url.database),
        "POSTGRES_HOST": str(url.query["host"]),
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": str(url.username),
        "POSTGRES_PASSWORD": "",
    }
