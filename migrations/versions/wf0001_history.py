"""The history: definitions, cases, entries, protected payloads, keys, the blind index.

Revision ID: wf0001
Revises: nothing; first of the branch `casepath`

Entries, definitions and openings can only be added, payloads only added and, after an erasure entry, deleted.
Triggers see to it on both databases; Alembic's batch mode would drop them, so no later revision may use it here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "wf0001"
down_revision = None
branch_labels = ("casepath",)
depends_on = None

WORDS = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
OPEN = sa.text("is_open = 1")

ROW_EXISTS = {
    "wf_definition": "digest = NEW.digest OR name = NEW.name",
    "wf_entry": "(case_id = NEW.case_id AND (seq = NEW.seq OR key_digest = NEW.key_digest))",
    "wf_payload": "(case_id = NEW.case_id AND seq = NEW.seq AND field = NEW.field)",
}
"""SQLite: what `INSERT OR REPLACE` would overwrite silently, as it fires no DELETE trigger."""

ERASED = "SELECT 1 FROM wf_entry WHERE case_id = OLD.case_id AND kind = 'erasure'"


def upgrade() -> None:
    refuse_other_databases()
    create_definition_and_case()
    create_entry()
    create_protected()
    if op.get_context().dialect.name == "postgresql":
        guard_on_postgresql()
    else:
        guard_on_sqlite()


def downgrade() -> None:
    refuse_to_lose_a_history()
    for table in ("opening", "identifier", "key", "payload", "entry", "case", "definition"):
        op.drop_table(f"wf_{table}")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION wf_refuse_change()")
        op.execute("DROP FUNCTION wf_refuse_unless_erased()")


def refuse_other_databases() -> None:
    name = op.get_context().dialect.name
    if name not in ("postgresql", "sqlite"):
        raise RuntimeError(f"casepath keeps its history on PostgreSQL or SQLite, not on {name}.")


def refuse_to_lose_a_history() -> None:
    if op.get_context().as_sql:
        return
    if op.get_bind().execute(sa.text("SELECT 1 FROM wf_entry LIMIT 1")).first():
        raise RuntimeError("There are entries: going back before wf0001 would delete a history, and is refused.")


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, WORDS, nullable=False) for name in names]


def numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def create_definition_and_case() -> None:
    op.create_table(
        "wf_definition",
        sa.Column("digest", WORDS, nullable=False),
        *words("name"),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_wf_definition"),
    )
    op.create_index("uq_wf_definition_name", "wf_definition", ["name"], unique=True)
    op.create_table(
        "wf_case",
        *words("case_id", "person_id", "patient_ref", "pathway", "definition", "state"),
        *numbers("is_open", "seq"),
        *words("head_hash", "recorded_at"),
        *numbers("urgency"),
        *words("next_due_on", "next_due_clock", "received_on", "review_on", "owner", "team", "outcome"),
        *numbers("alerts", "unacknowledged"),
        sa.Column("counts", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_wf_case"),
    )
    op.create_index(
        "uq_wf_case_one_open_per_person",
        "wf_case",
        ["person_id", "pathway"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_wf_case_person", "wf_case", ["person_id"])


def create_entry() -> None:
    op.create_table(
        "wf_entry",
        *words("case_id"),
        *numbers("seq"),
        *words("kind", "event", "from_state", "to_state", "actor", "role"),
        sa.Column("on_behalf_of", WORDS),
        *words("effective", "precision", "recorded_at", "definition"),
        sa.Column("caused_by", sa.Integer),
        sa.Column("dwell_s", sa.Integer),
        sa.Column("key_digest", WORDS),
        sa.Column("content_digest", WORDS),
        *words("prev_hash", "hash"),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_wf_entry"),
        sa.ForeignKeyConstraint(["case_id"], ["wf_case.case_id"], name="fk_wf_entry_wf_case"),
    )
    keyed = sa.text("key_digest IS NOT NULL")
    op.create_index(
        "uq_wf_entry_key",
        "wf_entry",
        ["case_id", "key_digest"],
        unique=True,
        sqlite_where=keyed,
        postgresql_where=keyed,
    )


def create_protected() -> None:
    op.create_table(
        "wf_payload",
        *words("case_id"),
        *numbers("seq"),
        *words("field", "scheme"),
        sa.Column("nonce", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", "field", name="pk_wf_payload"),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"], ["wf_entry.case_id", "wf_entry.seq"], name="fk_wf_payload_wf_entry"
        ),
    )
    op.create_table(
        "wf_key",
        *words("person_id", "master"),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_wf_key"),
    )
    op.create_table(
        "wf_identifier",
        *words("digest", "person_id", "system"),
        sa.PrimaryKeyConstraint("digest", name="pk_wf_identifier"),
    )
    op.create_index("ix_wf_identifier_person", "wf_identifier", ["person_id"])
    op.create_table(
        "wf_opening",
        *words("key_digest", "case_id"),
        *numbers("seq"),
        sa.PrimaryKeyConstraint("key_digest", name="pk_wf_opening"),
    )


def guard_on_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION wf_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '%: % is refused, a history is only added to', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute(
        f"""
        CREATE FUNCTION wf_refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS ({ERASED}) THEN RETURN OLD; END IF;
            RAISE EXCEPTION 'wf_payload: DELETE is refused before an erasure entry'
                USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table, changes in (
        ("wf_definition", "UPDATE OR DELETE"),
        ("wf_entry", "UPDATE OR DELETE"),
        ("wf_payload", "UPDATE"),
        ("wf_case", "DELETE"),
    ):
        guard(table, "change", f"{changes} ON {table} FOR EACH ROW EXECUTE FUNCTION wf_refuse_change()")
        guard(table, "truncate", f"TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION wf_refuse_change()")
    guard("wf_payload", "delete", "DELETE ON wf_payload FOR EACH ROW EXECUTE FUNCTION wf_refuse_unless_erased()")


def guard(table: str, change: str, rest: str) -> None:
    name = f"{table}_refuse_{change}"
    op.execute(f"CREATE TRIGGER {name} BEFORE {rest}")
    # Also where a session calls itself a replica, which switches ordinary triggers off.
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def guard_on_sqlite() -> None:
    for table in ("wf_definition", "wf_entry"):
        refuse_on_sqlite(table, "update")
        refuse_on_sqlite(table, "delete")
    refuse_on_sqlite("wf_payload", "update")
    refuse_on_sqlite("wf_case", "delete")
    refuse_on_sqlite("wf_payload", "delete", f"WHEN NOT EXISTS ({ERASED})")
    for table, same_row in ROW_EXISTS.items():
        overwritten = f"SELECT 1 FROM {table} WHERE {same_row} OR rowid = NEW.rowid"  # noqa: S608
        refuse_on_sqlite(table, "insert", f"WHEN EXISTS ({overwritten})", name="overwrite")


def refuse_on_sqlite(table: str, change: str, condition: str = "", *, name: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_refuse_{name or change} BEFORE {change.upper()} ON {table} FOR EACH ROW {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {change.upper()} is refused, a history is only added to'); END"
    )
