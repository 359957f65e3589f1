"""People and their access: accounts, teams, sessions, tokens, break-glass, read log.

Revision ID: wf0005
Revises: wf0004

What was done to accounts, attempts to sign in, grants, reviews and reads can only be added; accounts and notices are
never deleted. Going back is refused while anything of it is there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "wf0005"
down_revision = "wf0004"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")

ONLY_ADDED_TO = {
    "wf_account_event": "(account = NEW.account AND seq = NEW.seq)",
    "wf_sign_in": "attempt_id = NEW.attempt_id",
    "wf_break_glass": "grant_id = NEW.grant_id",
    "wf_break_glass_review": "grant_id = NEW.grant_id",
    "wf_read": "read_id = NEW.read_id",
}
"""Table → what SQLite's `INSERT OR REPLACE` would overwrite silently, as it fires no DELETE trigger."""
NEVER_DELETED = ("wf_account", "wf_break_glass_notice")


def upgrade() -> None:
    create_accounts()
    create_ways_in()
    create_break_glass()
    create_reads()
    on_postgresql = op.get_context().dialect.name == "postgresql"
    for table, same in ONLY_ADDED_TO.items():
        if on_postgresql:
            guard(table, "UPDATE OR DELETE")
        else:
            guard_on_sqlite(table, same)
    for table in NEVER_DELETED:
        if on_postgresql:
            guard(table, "DELETE")
        else:
            refuse_on_sqlite(table, "delete", "DELETE")


def downgrade() -> None:
    refuse_to_forget_who_looked()
    for table in (
        "read",
        "break_glass_review",
        "break_glass_notice",
        "break_glass",
        "token",
        "session",
        "throttle",
        "sign_in",
        "account_event",
        "team",
        "account",
    ):
        op.drop_table(f"wf_{table}")


def refuse_to_forget_who_looked() -> None:
    if op.get_context().as_sql:
        return
    for table in ("wf_account", "wf_read"):
        if op.get_bind().execute(sa.text(f"SELECT 1 FROM {table} LIMIT 1")).first():  # noqa: S608
            raise RuntimeError(
                f"There are rows in {table}: going back before wf0005 would delete them, and is refused."
            )


def words(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, WORDS, nullable=nullable) for name in names]


def texts(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=nullable) for name in names]


def numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def of_an_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account"], ["wf_account.name"], name=f"fk_{table}_wf_account")


def of_a_grant(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["grant_id"], ["wf_break_glass.grant_id"], name=f"fk_{table}_wf_break_glass")


def create_accounts() -> None:
    op.create_table(
        "wf_account",
        *words("name"),
        *texts("display_name"),
        *words("roles", "teams"),
        *numbers("is_active"),
        *texts("password", nullable=True),
        *words("password_at", nullable=True),
        *numbers("must_change"),
        *words("issuer", "subject", nullable=True),
        *words("created_at", "created_by"),
        *words("last_sign_in_at", nullable=True),
        key("wf_account", "name"),
    )
    op.create_index("uq_wf_account_subject", "wf_account", ["issuer", "subject"], unique=True)
    op.create_table(
        "wf_team", *words("team"), *texts("says"), *words("created_at", "created_by"), key("wf_team", "team")
    )
    op.create_table(
        "wf_account_event",
        *words("account"),
        *numbers("seq"),
        *words("at", "what", "detail", "by"),
        key("wf_account_event", "account", "seq"),
        of_an_account("wf_account_event"),
    )


def create_ways_in() -> None:
    op.create_table(
        "wf_sign_in", *words("attempt_id", "at", "account", "source", "outcome"), key("wf_sign_in", "attempt_id")
    )
    op.create_index("ix_wf_sign_in_account", "wf_sign_in", ["account", "at"])
    op.create_index("ix_wf_sign_in_at", "wf_sign_in", ["at"])
    op.create_table(
        "wf_throttle",
        *words("key"),
        *numbers("failures"),
        *words("failed_at", "blocked_until"),
        key("wf_throttle", "key"),
    )
    op.create_table(
        "wf_session",
        *words("session_id", "digest", "account", "role", "source", "started_at", "seen_at", "ends_at"),
        *words("ended_at", "ended_because", nullable=True),
        key("wf_session", "session_id"),
        of_an_account("wf_session"),
    )
    op.create_table(
        "wf_token",
        *words("token_id", "digest", "account"),
        *texts("label"),
        *words("scopes", "issued_at", "issued_by", "expires_at"),
        *words("last_used_at", "revoked_at", "revoked_by", nullable=True),
        key("wf_token", "token_id"),
        of_an_account("wf_token"),
    )
    for table in ("wf_session", "wf_token"):
        op.create_index(f"uq_{table}_digest", table, ["digest"], unique=True)
        op.create_index(f"ix_{table}_account", table, ["account"])


def create_break_glass() -> None:
    op.create_table(
        "wf_break_glass",
        *words("grant_id", "case_id", "account", "role", "reason", "at", "until", "review_by"),
        key("wf_break_glass", "grant_id"),
        of_an_account("wf_break_glass"),
    )
    op.create_index("ix_wf_break_glass_case", "wf_break_glass", ["case_id", "at"])
    op.create_index("ix_wf_break_glass_account", "wf_break_glass", ["account", "at"])
    op.create_table(
        "wf_break_glass_notice",
        *words("grant_id", "recipient", "at"),
        *words("seen_at", "seen_by", nullable=True),
        key("wf_break_glass_notice", "grant_id", "recipient"),
        of_a_grant("wf_break_glass_notice"),
    )
    op.create_index("ix_wf_break_glass_notice_recipient", "wf_break_glass_notice", ["recipient", "at"])
    op.create_table(
        "wf_break_glass_review",
        *words("grant_id", "at", "by", "outcome"),
        key("wf_break_glass_review", "grant_id"),
        of_a_grant("wf_break_glass_review"),
    )


def create_reads() -> None:
    op.create_table(
        "wf_read",
        *words("read_id", "at", "account", "role", "case_id", "purpose", "route", "via"),
        *words("grant_id", nullable=True),
        key("wf_read", "read_id"),
    )
    op.create_index("ix_wf_read_case", "wf_read", ["case_id", "at"])
    op.create_index("ix_wf_read_account", "wf_read", ["account", "at"])
    op.create_index("ix_wf_read_at", "wf_read", ["at"])


def guard(table: str, changes: str) -> None:
    for change, rest in (
        ("change", f"{changes} ON {table} FOR EACH ROW"),
        ("truncate", f"TRUNCATE ON {table} FOR EACH STATEMENT"),
    ):
        name = f"{table}_refuse_{change}"
        op.execute(f"CREATE TRIGGER {name} BEFORE {rest} EXECUTE FUNCTION wf_refuse_change()")
        # Also where a session calls itself a replica, which switches ordinary triggers off.
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def guard_on_sqlite(table: str, same: str) -> None:
    refuse_on_sqlite(table, "update", "UPDATE")
    refuse_on_sqlite(table, "delete", "DELETE")
    overwritten = f"SELECT 1 FROM {table} WHERE {same} OR rowid = NEW.rowid"  # noqa: S608
    refuse_on_sqlite(table, "overwrite", "INSERT", f"WHEN EXISTS ({overwritten})")


def refuse_on_sqlite(table: str, name: str, change: str, condition: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_refuse_{name} BEFORE {change} ON {table} FOR EACH ROW {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {change} is refused, a history is only added to'); END"
    )
