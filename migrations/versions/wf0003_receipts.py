"""The receipts of proofs, beside the bodies of the definitions they are of.

Revision ID: wf0003
Revises: wf0002

A definition that is kept already gets an empty receipt: it was used before receipts were kept. Receipts can only be
added, on both databases; going back drops them, and they can be had again by proving.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "wf0003"
down_revision = "wf0002"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
SAME = "(digest = NEW.digest AND prover = NEW.prover AND brought_by = NEW.brought_by)"


def upgrade() -> None:
    op.create_table(
        "wf_receipt",
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("prover", WORDS, nullable=False),
        sa.Column("brought_by", WORDS, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", "prover", "brought_by", name="pk_wf_receipt"),
    )
    op.execute(
        "INSERT INTO wf_receipt (digest, prover, brought_by, receipt) "
        "SELECT digest, '', 'earlier_release', '' FROM wf_definition"
    )
    if op.get_context().dialect.name == "postgresql":
        guard("change", "UPDATE OR DELETE ON wf_receipt FOR EACH ROW")
        guard("truncate", "TRUNCATE ON wf_receipt FOR EACH STATEMENT")
    else:
        refuse_on_sqlite("update", "UPDATE")
        refuse_on_sqlite("delete", "DELETE")
        # What INSERT OR REPLACE would overwrite silently, as it fires no DELETE trigger.
        overwritten = f"SELECT 1 FROM wf_receipt WHERE {SAME} OR rowid = NEW.rowid"  # noqa: S608
        refuse_on_sqlite("overwrite", "INSERT", f"WHEN EXISTS ({overwritten})")


def downgrade() -> None:
    op.drop_table("wf_receipt")


def guard(change: str, rest: str) -> None:
    name = f"wf_receipt_refuse_{change}"
    op.execute(f"CREATE TRIGGER {name} BEFORE {rest} EXECUTE FUNCTION wf_refuse_change()")
    # Also where a session calls itself a replica, which switches ordinary triggers off.
    op.execute(f"ALTER TABLE wf_receipt ENABLE ALWAYS TRIGGER {name}")


def refuse_on_sqlite(name: str, change: str, condition: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER wf_receipt_refuse_{name} BEFORE {change} ON wf_receipt FOR EACH ROW {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'wf_receipt: {change} is refused, a history is only added to'); END"
    )
