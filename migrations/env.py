"""Alembic's way into the schema: on the connection it is given, else on the database that was named.

A host that keeps casepath's tables in its own migration tree does not run this file: it adds the `versions` folder to
its `version_locations` and upgrades the branch `casepath`.
"""

from __future__ import annotations

import os
from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from workflow.history.tables import VERSION_TABLE, metadata
from workflow.identity.tables import metadata as identity_metadata

OPTIONS: dict[str, Any] = {"target_metadata": [metadata, identity_metadata], "version_table": VERSION_TABLE}


def database_url() -> str:
    """Return the URL of `alembic -x url=…`, of the environment, or of the configuration."""
    given = context.get_x_argument(as_dictionary=True).get("url") or os.environ.get("CASEPATH_DATABASE_URL")
    url = given or context.config.get_main_option("sqlalchemy.url")
    if not url:
        raise SystemExit("Which database? Give `-x url=…` or set CASEPATH_DATABASE_URL.")
    return url


def run_on(connection: Connection) -> None:
    """Run the migrations on a connection; only a transaction begun here is committed here."""
    context.configure(connection=connection, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    context.configure(url=database_url(), literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()
elif (given := context.config.attributes.get("connection")) is not None:
    run_on(given)
else:
    engine = create_engine(database_url(), hide_parameters=True, poolclass=NullPool)
    with engine.begin() as connection:
        run_on(connection)
