"""The worklist's index, and the rows that say what is still to be sealed and sent.

Revision ID: wf0002
Revises: wf0001

A history that was recorded before is pending as a whole, one row for each case.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "wf0002"
down_revision = "wf0001"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
ON_THE_WORKLIST = sa.text("is_open = 1 OR alerts > 0")


def upgrade() -> None:
    op.create_table(
        "wf_pending",
        sa.Column("case_id", WORDS, nullable=False),
        sa.Column("first_seq", sa.Integer, nullable=False),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("recorded_at", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "first_seq", name="pk_wf_pending"),
    )
    op.execute(
        "INSERT INTO wf_pending (case_id, first_seq, last_seq, recorded_at) "
        "SELECT case_id, 1, seq, recorded_at FROM wf_case"
    )
    op.create_index(
        "ix_wf_case_worklist",
        "wf_case",
        ["urgency", "next_due_on", "review_on", "case_id"],
        sqlite_where=ON_THE_WORKLIST,
        postgresql_where=ON_THE_WORKLIST,
    )


def downgrade() -> None:
    op.drop_index("ix_wf_case_worklist", table_name="wf_case")
    op.drop_table("wf_pending")
