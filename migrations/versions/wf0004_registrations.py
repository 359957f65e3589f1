"""Who registered a definition, and when.

Revision ID: wf0004
Revises: wf0003

Only a registration has them: a definition that came by being used, or that an earlier release registered, has neither.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "wf0004"
down_revision = "wf0003"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    # Columns are added and dropped in place; making the table anew would lose its triggers.
    op.add_column("wf_receipt", sa.Column("registered_at", WORDS))
    op.add_column("wf_receipt", sa.Column("registered_by", WORDS))


def downgrade() -> None:
    op.drop_column("wf_receipt", "registered_by")
    op.drop_column("wf_receipt", "registered_at")
