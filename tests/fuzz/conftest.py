"""What the tests of this folder stand on."""

from tests.support.library_fixtures import library, migrated_url, on_postgres, on_sqlite

__all__ = ["library", "migrated_url", "on_postgres", "on_sqlite"]
