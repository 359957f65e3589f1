"""One opened database for the command line: case books on it, look-up of ids, verification; faults told in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, select

from workflow.case.errors import BadInput
from workflow.history import CaseBook, Keyring, open_engine, unit_of_work
from workflow.history.databases import snapshot
from workflow.history.tables import wf_case, wf_entry
from workflow.interfaces.problems import DatabaseUnusable, KeysUnusable
from workflow.interfaces.settings import DEFAULT_DEPLOYMENT, DEPLOYMENT_VARIABLE, Settings, shown_database, sqlite_file
from workflow.serving.faults import told
from workflow.serving.keys import check_keys, keys_of
from workflow.serving.revisions import check_revision

if TYPE_CHECKING:
    from workflow.inspection import Verification
    from workflow.pathways import Pathways

_ESCAPED = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def open_database(
    settings: Settings, pathways: Pathways, *, clock: Callable[[], datetime] | None = None
) -> OpenedDatabase:
    """Open a database that is there and up to date.

    Raises:
        DatabaseUnusable: with what it is and what to do.
        KeysUnusable: when the named key file cannot be used.
    """
    place = shown_database(settings.database)
    refuse_missing_file(settings, place)
    with told(place):
        engine = open_engine(settings.database)
        try:
            keys = keys_of(settings)
            with snapshot(engine) as connection:
                check_revision(connection, place)
                deployment = deployment_of(connection, settings, place)
                check_keys(connection, keys, settings, place)
        except Exception:
            engine.dispose()
            raise
    return OpenedDatabase(engine, pathways, settings, deployment, keys, clock)


def refuse_missing_file(settings: Settings, place: str) -> None:
    """Refuse an SQLite file that is not there: the driver would quietly make an empty one.

    Raises:
        DatabaseUnusable: naming the place, and the ways to get a database.
    """
    file = sqlite_file(settings.database)
    if file is not None and not file.is_file():
        what = "is a folder, not a database" if file.is_dir() else "is not there"
        raise DatabaseUnusable(
            f"The database {place} {what}. `casepath migrate` makes a new one, `casepath demo` one to try, and "
            "--db URL|FILE or CASEPATH_DATABASE_URL names another.",
            kind="missing",
        )


def deployment_of(connection: Connection, settings: Settings, place: str) -> str:
    """The deployment a database belongs to: the one its entries name, else the one that is set, else the default.

    Raises:
        BadInput: when another one is set, because every chain would then break.
    """
    body = connection.scalar(select(wf_entry.c.body).limit(1))
    if body is None:
        return settings.deployment or DEFAULT_DEPLOYMENT
    stored = str(json.loads(body)["deployment"])
    if settings.deployment not in (None, stored):
        raise BadInput(
            f"The database {place} belongs to the deployment {stored}, and {DEPLOYMENT_VARIABLE} names another. Unset "
            "it, or name another database."
        )
    return stored


@dataclass(frozen=True, slots=True)
class OpenedDatabase:
    """A database that can be read and is of this release."""

    engine: Engine
    pathways: Pathways
    settings: Settings
    deployment: str
    keys: Keyring | None
    clock: Callable[[], datetime] | None = None

    @property
    def place(self) -> str:
        """Its name as it may be shown."""
        return shown_database(self.settings.database)

    @contextmanager
    def reading(self) -> Iterator[CaseBook]:
        """A case book that sees one moment of the whole database and writes nothing."""
        with told(self.place), snapshot(self.engine) as connection:
            yield CaseBook(
                connection,
                self.pathways,
                keys=self.keys,
                deployment=self.deployment,
                clock=self.clock,
            )

    @contextmanager
    def writing(self) -> Iterator[CaseBook]:
        """A case book in a transaction of its own: committed at the end, given up after an error."""
        with (
            told(self.place),
            unit_of_work(
                self.engine,
                self.pathways,
                keys=self.keys,
                deployment=self.deployment,
                clock=self.clock,
            ) as book,
        ):
            yield book

    @contextmanager
    def reading_people(self) -> Iterator[Connection]:
        """A connection that sees one moment of accounts and access, and writes nothing."""
        with told(self.place), snapshot(self.engine) as connection:
            yield connection

    @contextmanager
    def changing_people(self) -> Iterator[Connection]:
        """A connection in a transaction of its own: committed at the end, given up after an error."""
        with told(self.place), self.engine.begin() as connection:
            yield connection

    def case_ids(self, beginning: str, limit: int) -> tuple[str, ...]:
        """At most `limit` case ids that begin so, sorted."""
        pattern = beginning.translate(_ESCAPED) + "%"
        chosen = select(wf_case.c.case_id).where(wf_case.c.case_id.like(pattern, escape="\\"))
        with told(self.place), snapshot(self.engine) as connection:
            return tuple(connection.scalars(chosen.order_by(wf_case.c.case_id).limit(limit)))

    def has_keys(self) -> bool:
        """Whether names, numbers and free text can be read and written."""
        return self.keys is not None

    def fingerprint(self, text: str) -> str:
        """A keyed digest of a text.

        Raises:
            KeysUnusable: when there are no keys.
        """
        if self.keys is None:
            raise KeysUnusable(
                f"Names and numbers are kept encrypted, and there is no key file for {self.place}. Name it with "
                "--keys FILE or CASEPATH_KEYS."
            )
        return self.keys.fingerprint(text)

    def close(self) -> None:
        """Give its connections back."""
        self.engine.dispose()

    def verify(self, progress: Callable[[int, int | None], None], *, bytes_only: bool = False) -> Verification:
        """Prove every case, or only that its stored bytes are what they were, telling how far it has come."""
        from workflow.inspection import verify

        with told(self.place), snapshot(self.engine) as connection:
            return verify(
                connection,
                self.pathways,
                keys=self.keys,
                deployment=self.deployment,
                progress=progress,
                bytes_only=bytes_only,
            )
