"""What the tests of this folder stand on."""

from tests.interfaces.cli.conftest import casepath, database, prepared
from tests.support.library_fixtures import library, migrated_url, on_postgres, on_sqlite

__all__ = ["casepath", "database", "library", "migrated_url", "on_postgres", "on_sqlite", "prepared"]
