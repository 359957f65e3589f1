"""The schema: bringing a database to this release's tables, and telling where it stands.

It knows Alembic and where the revisions are, in an installed casepath or in a checkout; no table of its own making.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect

from workflow.history.databases import check_server
from workflow.history.tables import PREFIX, VERSION_TABLE

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

_PACKAGE = Path(__file__).resolve().parents[1]


def migrations_folder() -> Path:
    """Return the folder with Alembic's revisions: inside an installed package, else at the top of a checkout.

    A host that wants casepath's tables in its own tree adds `migrations_folder() / "versions"` to its
    `version_locations` and upgrades to `casepath@head`.
    """
    shipped = _PACKAGE / "_migrations"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "migrations"


def upgrade(on: Engine | Connection, revision: str = "casepath@head") -> None:
    """Bring the schema up to a revision.

    On an Engine it runs in a transaction of its own. On a Connection it runs in the caller's transaction, and the
    caller commits.

    Raises:
        BadInput: on a server that is too old, or a database that cannot hold every character.
    """
    from alembic import command

    with _connection(on) as connection:
        check_server(connection)
        command.upgrade(_config(connection), revision)


def downgrade(on: Engine | Connection, revision: str) -> None:
    """Take the schema back to a revision; refuses to go where a history would be lost."""
    from alembic import command

    with _connection(on) as connection:
        command.downgrade(_config(connection), revision)


def current_revision(on: Engine | Connection) -> str | None:
    """Return the revision a database is at, or None when casepath's tables are not there."""
    from alembic.migration import MigrationContext

    with _connection(on) as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            return None
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        return context.get_current_revision()


def head_revision() -> str:
    """Return the revision that this release of casepath needs."""
    return str(_scripts().get_current_head())


def known_revisions() -> tuple[str, ...]:
    """Return every revision this release knows, oldest first; a database at another one is newer than we are."""
    return tuple(reversed([script.revision for script in _scripts().walk_revisions()]))


def is_current(on: Engine | Connection) -> bool:
    """Tell whether a database is at exactly the revision this release needs."""
    return current_revision(on) == head_revision()


def include_name(name: str | None, kind: str, parent_names: Mapping[str, str | None]) -> bool:
    """Keep a host's autogenerate from proposing to drop casepath's tables.

    For the host's `context.configure(include_name=include_name)`, or to be called from a function of the host's own.

    Args:
        name: the name Alembic asks about.
        kind: schema, table, column, index, unique_constraint or foreign_key_constraint.
        parent_names: the names of the schema and the table it belongs to.

    Returns:
        False for a table of casepath and for everything that belongs to one.
    """
    table = name if kind == "table" else parent_names.get("table_name")
    return not (table or "").startswith(PREFIX)


@contextmanager
def _connection(on: Engine | Connection) -> Iterator[Connection]:
    if isinstance(on, Connection):
        # Alembic would begin and commit a transaction of its own on a connection that has not begun one.
        on.exec_driver_sql("SELECT 1")
        yield on
    else:
        with on.begin() as connection:
            yield connection


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())
