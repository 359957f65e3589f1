"""What the commands are given to work with; `serving` fills it, because this room may not know those folders.

Everything is a callable or a protocol, so that asking for help loads no pathway and no database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from workflow.interfaces.settings import Settings

if TYPE_CHECKING:
    import typer

    from workflow.definition.model import Definition
    from workflow.definition.receipts import Receipt
    from workflow.engine.proving import Journey
    from workflow.history import CaseBook
    from workflow.identity.connecting import Connection
    from workflow.inspection import Verification


class Shelf(Protocol):
    """The pathways that are known: the shipped ones, and those met in a database."""

    def newest(self, name: str, /) -> Definition:
        """The newest released definition of that name; raises `NotFound`."""

    def by_digest(self, digest: str, /) -> Definition | None:
        """The definition with that digest, or None."""

    def names(self) -> tuple[str, ...]:
        """Full names of all of them."""

    def journeys(self, definition: Definition, /) -> tuple[Journey, ...]:
        """Known journeys on a definition's pathway; empty when there are none."""

    def receipt(self, definition: Definition, /) -> Receipt | None:
        """The receipt that exactly this definition was proved; None when there is none at hand."""

    def load_file(self, path: Path, /, *, parent: Callable[[str], Definition] | None = None) -> Definition:
        """Look at a definition in a file, which may extend what `parent` finds; raises `DefinitionError`."""

    def register(
        self, definition: Definition, /, *, progress: Callable[[int, int, int], None] | None = None
    ) -> Receipt:
        """Prove a definition and put it on offer; raises `DefinitionError` with the whole report."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What bringing a database up to date did.

    Args:
        before: the revision it had; "" when it was empty.
        after: the revision it has now.
        keys: the key file in use; None when there is none.
        keys_made: whether that file was made just now.
    """

    before: str
    after: str
    keys: Path | None
    keys_made: bool


class Database(Protocol):
    """One opened database, known to be readable; every error it raises is a `WorkflowError`."""

    def reading(self) -> AbstractContextManager[CaseBook]:
        """A case book whose transaction is given up at the end."""

    def writing(self) -> AbstractContextManager[CaseBook]:
        """A case book whose transaction is committed at the end, or rolled back by an error."""

    def reading_people(self) -> AbstractContextManager[Connection]:
        """A connection for the functions of `identity` that only read."""

    def changing_people(self) -> AbstractContextManager[Connection]:
        """A connection for those that write, committed at the end, or rolled back by an error."""

    def case_ids(self, beginning: str, limit: int) -> tuple[str, ...]:
        """At most `limit` case ids that begin so, sorted."""

    def has_keys(self) -> bool:
        """Whether names, numbers and free text can be read and written."""

    def fingerprint(self, text: str) -> str:
        """A keyed digest of a text that must not be guessable from it; raises `KeysUnusable` without keys."""

    def close(self) -> None:
        """Give its connections back; it is not used afterwards."""

    def verify(self, progress: Callable[[int, int | None], None], *, bytes_only: bool = False) -> Verification:
        """Prove every case, or only that its stored bytes are what they were, telling how far it has come."""


class Databases(Protocol):
    """Opens databases by their settings."""

    def open(self, settings: Settings) -> Database:
        """Open it, or raise `DatabaseUnusable` with what to do."""

    def migrate(self, settings: Settings) -> Migrated:
        """Make it, or bring it up to date, and see to its key file."""

    def grants(self, roles: Mapping[str, str]) -> str:
        """The script that grants PostgreSQL roles what they need, or raise `BadInput`."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Toolbox:
    """The commands' tools.

    Args:
        pathways: gives the shelf of pathways; called only by commands that need it, always the same shelf.
        databases: opens databases.
        environment: the environment variables that are looked at.
        now: the present instant, aware.
        further: commands of other folders: name of the command → function that adds it to the application.
    """

    pathways: Callable[[], Shelf]
    databases: Databases
    environment: Mapping[str, str]
    now: Callable[[], datetime] = _utc_now
    further: tuple[Callable[[typer.Typer], None], ...] = ()
