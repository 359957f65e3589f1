"""The migrated schema is the one the code expects, guarded by the triggers that were meant, after every revision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from tests.support.databases import PostgresDatabases
from workflow.case.errors import BadInput
from workflow.history import (
    current_revision,
    downgrade,
    head_revision,
    is_current,
    known_revisions,
    open_engine,
    upgrade,
)
from workflow.history.tables import VERSION_TABLE, metadata
from workflow.identity.tables import metadata as identity_metadata

TRIGGERS = {
    "postgresql": {
        "wf_case": ["wf_case_refuse_change", "wf_case_refuse_truncate"],
        "wf_definition": ["wf_definition_refuse_change", "wf_definition_refuse_truncate"],
        "wf_entry": ["wf_entry_refuse_change", "wf_entry_refuse_truncate"],
        "wf_payload": ["wf_payload_refuse_change", "wf_payload_refuse_delete", "wf_payload_refuse_truncate"],
        "wf_receipt": ["wf_receipt_refuse_change", "wf_receipt_refuse_truncate"],
    },
    "sqlite": {
        "wf_case": ["wf_case_refuse_delete"],
        "wf_definition": [f"wf_definition_refuse_{change}" for change in ("delete", "overwrite", "update")],
        "wf_entry": [f"wf_entry_refuse_{change}" for change in ("delete", "overwrite", "update")],
        "wf_payload": [f"wf_payload_refuse_{change}" for change in ("delete", "overwrite", "update")],
        "wf_receipt": [f"wf_receipt_refuse_{change}" for change in ("delete", "overwrite", "update")],
    },
}
PEOPLE = ("wf_account_event", "wf_break_glass", "wf_break_glass_review", "wf_read", "wf_sign_in")
NEVER_DELETED = ("wf_account", "wf_break_glass_notice")
for table in PEOPLE:
    TRIGGERS["postgresql"][table] = [f"{table}_refuse_change", f"{table}_refuse_truncate"]
    TRIGGERS["sqlite"][table] = [f"{table}_refuse_{change}" for change in ("delete", "overwrite", "update")]
for table in NEVER_DELETED:
    TRIGGERS["postgresql"][table] = [f"{table}_refuse_change", f"{table}_refuse_truncate"]
    TRIGGERS["sqlite"][table] = [f"{table}_refuse_delete"]
SINCE = {"wf_receipt": "wf0003", **dict.fromkeys((*PEOPLE, *NEVER_DELETED), "wf0005")}
"""Tables that a later revision than the first brought."""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty database."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def triggers(connection: Connection) -> dict[str, list[str]]:
    """Return the names of all triggers by table; on PostgreSQL only those that always fire."""
    query = {
        "postgresql": "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled = 'A' ORDER BY t.tgname",
        "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    }[connection.dialect.name]
    found: dict[str, list[str]] = {}
    for table, name in connection.execute(text(query)):
        found.setdefault(table, []).append(name)
    return found


def described(index: Any) -> str:
    """Return an index as text, the condition of a partial one written out."""
    options = {name: str(value) for name, value in index.pop("dialect_options", {}).items()}
    return str({**index, **options})


def shape(connection: Connection) -> dict[str, Any]:
    """Return everything a database tells about casepath's tables."""
    look = inspect(connection)
    return {
        name: {
            "columns": [
                (c["name"], str(c["type"]), getattr(c["type"], "collation", None), c["nullable"])
                for c in look.get_columns(name)
            ],
            "key": look.get_pk_constraint(name),
            "foreign keys": look.get_foreign_keys(name),
            "indexes": sorted(map(described, look.get_indexes(name))),
        }
        for name in sorted(look.get_table_names())
        if name != VERSION_TABLE
    }


@pytest.mark.parametrize("revision", known_revisions())
def test_the_triggers_stand_after_every_revision(engine: Engine, revision: str) -> None:
    upgrade(engine, revision)
    with engine.begin() as connection:
        meant = TRIGGERS[connection.dialect.name]
        assert triggers(connection) == {table: meant[table] for table in meant if SINCE.get(table, "") <= revision}


def test_alembic_finds_no_difference_between_tables_and_schema(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        options = {"compare_type": True, "version_table": VERSION_TABLE}
        both: Any = [metadata, identity_metadata]  # Alembic takes several and types one
        assert compare_metadata(MigrationContext.configure(connection, opts=options), both) == []


def test_the_migrated_schema_is_the_one_the_tables_would_make(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        migrated = shape(connection)
    downgrade(engine, "base")
    with engine.begin() as connection:
        assert shape(connection) == {}
        metadata.create_all(connection)
        identity_metadata.create_all(connection)
        assert shape(connection) == migrated


def test_a_database_tells_where_it_stands(engine: Engine) -> None:
    assert (current_revision(engine), is_current(engine)) == (None, False)
    upgrade(engine, "wf0001")
    assert (current_revision(engine), is_current(engine)) == ("wf0001", False)
    upgrade(engine)
    assert (current_revision(engine), is_current(engine)) == (head_revision(), True)
    upgrade(engine)
    assert is_current(engine)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = 'wf9999'"))
    assert current_revision(engine) not in known_revisions()


def test_a_database_that_cannot_hold_every_character_is_refused(postgres_databases: PostgresDatabases) -> None:
    url = postgres_databases.fresh()
    name = "casepath_test_latin"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0"))
    latin = open_engine(url.replace(str(admin.url.database), name))
    with pytest.raises(BadInput, match="LATIN1; casepath needs UTF8"):
        upgrade(latin)
    latin.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    admin.dispose()
    postgres_databases.drop(url)
