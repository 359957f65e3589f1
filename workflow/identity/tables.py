"""The tables of people and their access, on a MetaData of their own; no patient's name, number or text is in them.

Instants are text in UTC with six digits, and lists are JSON text, as in the history. What is only added to is guarded
by the migration's triggers. Cases are named by their opaque id and without a foreign key, so that each part of the
schema can be told apart.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, MetaData, Table, Text

from workflow.history.tables import Words
from workflow.history.tables import metadata as history_metadata

metadata = MetaData(naming_convention=history_metadata.naming_convention)
"""casepath's tables of people, all with the prefix `wf_`."""

_OF_AN_ACCOUNT = ("account",), ("wf_account.name",)

wf_account = Table(
    "wf_account",
    metadata,
    Column("name", Words, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("roles", Words, nullable=False),
    Column("teams", Words, nullable=False),
    Column("is_active", Integer, nullable=False),
    Column("password", Text),
    Column("password_at", Words),
    Column("must_change", Integer, nullable=False),
    Column("issuer", Words),
    Column("subject", Words),
    Column("created_at", Words, nullable=False),
    Column("created_by", Words, nullable=False),
    Column("last_sign_in_at", Words),
    Index("uq_wf_account_subject", "issuer", "subject", unique=True),
)
"""People and interfaces; never deleted and never renamed, because entries and reads name them."""

wf_team = Table(
    "wf_team",
    metadata,
    Column("team", Words, primary_key=True),
    Column("says", Text, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("created_by", Words, nullable=False),
)
"""The teams that accounts and cases belong to."""

wf_account_event = Table(
    "wf_account_event",
    metadata,
    Column("account", Words, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Words, nullable=False),
    Column("what", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Column("by", Words, nullable=False),
    ForeignKeyConstraint(*_OF_AN_ACCOUNT),
)
"""What was done to each account, and by whom; INSERT only."""

wf_sign_in = Table(
    "wf_sign_in",
    metadata,
    Column("attempt_id", Words, primary_key=True),
    Column("at", Words, nullable=False),
    Column("account", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("outcome", Words, nullable=False),
    Index("ix_wf_sign_in_account", "account", "at"),
    Index("ix_wf_sign_in_at", "at"),
)
"""Every attempt to sign in; INSERT only. A name that is no account's is not kept: it may have been a password."""

wf_throttle = Table(
    "wf_throttle",
    metadata,
    Column("key", Words, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", Words, nullable=False),
    Column("blocked_until", Words, nullable=False),
)
"""How often an account or a source failed of late, and until when it has to wait."""

wf_session = Table(
    "wf_session",
    metadata,
    Column("session_id", Words, primary_key=True),
    Column("digest", Words, nullable=False),
    Column("account", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("started_at", Words, nullable=False),
    Column("seen_at", Words, nullable=False),
    Column("ends_at", Words, nullable=False),
    Column("ended_at", Words),
    Column("ended_because", Words),
    ForeignKeyConstraint(*_OF_AN_ACCOUNT),
    Index("uq_wf_session_digest", "digest", unique=True),
    Index("ix_wf_session_account", "account"),
)
"""Who is signed in; of the token only its SHA-256 is kept."""

wf_token = Table(
    "wf_token",
    metadata,
    Column("token_id", Words, primary_key=True),
    Column("digest", Words, nullable=False),
    Column("account", Words, nullable=False),
    Column("label", Text, nullable=False),
    Column("scopes", Words, nullable=False),
    Column("issued_at", Words, nullable=False),
    Column("issued_by", Words, nullable=False),
    Column("expires_at", Words, nullable=False),
    Column("last_used_at", Words),
    Column("revoked_at", Words),
    Column("revoked_by", Words),
    ForeignKeyConstraint(*_OF_AN_ACCOUNT),
    Index("uq_wf_token_digest", "digest", unique=True),
    Index("ix_wf_token_account", "account"),
)
"""What interfaces show; of the token only its SHA-256 is kept."""

wf_break_glass = Table(
    "wf_break_glass",
    metadata,
    Column("grant_id", Words, primary_key=True),
    Column("case_id", Words, nullable=False),
    Column("account", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("at", Words, nullable=False),
    Column("until", Words, nullable=False),
    Column("review_by", Words, nullable=False),
    ForeignKeyConstraint(*_OF_AN_ACCOUNT),
    Index("ix_wf_break_glass_case", "case_id", "at"),
    Index("ix_wf_break_glass_account", "account", "at"),
)
"""Who opened a case outside their teams, why and until when; INSERT only. Without a review, one is due."""

wf_break_glass_notice = Table(
    "wf_break_glass_notice",
    metadata,
    Column("grant_id", Words, primary_key=True),
    Column("recipient", Words, primary_key=True),
    Column("at", Words, nullable=False),
    Column("seen_at", Words),
    Column("seen_by", Words),
    ForeignKeyConstraint(["grant_id"], ["wf_break_glass.grant_id"]),
    Index("ix_wf_break_glass_notice_recipient", "recipient", "at"),
)
"""Who is told of it at once: `team:TEAM` and `role:ROLE`; never deleted."""

wf_break_glass_review = Table(
    "wf_break_glass_review",
    metadata,
    Column("grant_id", Words, primary_key=True),
    Column("at", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("outcome", Words, nullable=False),
    ForeignKeyConstraint(["grant_id"], ["wf_break_glass.grant_id"]),
)
"""What somebody else found when looking at it afterwards; INSERT only."""

wf_read = Table(
    "wf_read",
    metadata,
    Column("read_id", Words, primary_key=True),
    Column("at", Words, nullable=False),
    Column("account", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("case_id", Words, nullable=False),
    Column("purpose", Words, nullable=False),
    Column("route", Words, nullable=False),
    Column("via", Words, nullable=False),
    Column("grant_id", Words),
    Index("ix_wf_read_case", "case_id", "at"),
    Index("ix_wf_read_account", "account", "at"),
    Index("ix_wf_read_at", "at"),
)
"""Who looked at which case, when and what for; INSERT only."""
