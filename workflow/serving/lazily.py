"""Databases that are only loaded when one is opened: asking for help imports no SQLAlchemy and no Alembic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workflow.interfaces.cli.toolbox import Database, Migrated
from workflow.interfaces.settings import Settings

if TYPE_CHECKING:
    from workflow.pathways import Pathways


@dataclass(frozen=True, slots=True)
class LazyDatabases:
    """Opens and migrates databases.

    Args:
        shelf: gives the pathways that cases run on.
        clock: gives recorded times; None for the database's own clock.
    """

    shelf: Callable[[], Pathways]
    clock: Callable[[], datetime] | None = None

    def open(self, settings: Settings) -> Database:
        """Open a database that is there and up to date; raises `DatabaseUnusable` with what to do."""
        from workflow.serving.database import open_database

        return open_database(settings, self.shelf(), clock=self.clock)

    def migrate(self, settings: Settings) -> Migrated:
        """Make a database, or bring it up to date, and see to its key file."""
        from workflow.serving.migrating import migrate

        return migrate(settings)

    def grants(self, roles: Mapping[str, str]) -> str:
        """Write the script that grants PostgreSQL roles what they need; raises `BadInput`."""
        from workflow.identity.granting import grants

        return grants(roles)
