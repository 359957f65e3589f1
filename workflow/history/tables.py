"""The tables of a history, on a MetaData of their own; what is in them is decided elsewhere.

Every instant is text in UTC with six digits and every date ISO text, so that both databases hold the same bytes and
sort them in the same order. Triggers and the refusal to overwrite live in the migrations, and so outside this module.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, LargeBinary, MetaData, Table, Text, text
from sqlalchemy.dialects import postgresql

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)
"""casepath's own tables, all with the prefix `wf_`."""

PREFIX = "wf_"
VERSION_TABLE = "wf_version"

# PostgreSQL would sort by the database's locale; SQLite sorts by bytes, and a worklist must not differ.
Words = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")

wf_definition = Table(
    "wf_definition",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("body", Text, nullable=False),
    Index("uq_wf_definition_name", "name", unique=True),
)
"""The body of every definition that was ever used or registered; INSERT only."""

wf_receipt = Table(
    "wf_receipt",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("prover", Words, primary_key=True),
    Column("brought_by", Words, primary_key=True),
    Column("receipt", Text, nullable=False),
    Column("registered_at", Words),
    Column("registered_by", Words),
)
"""That a kept definition was proved, once for each prover and for how it came here; INSERT only.

A registration tells when (UTC) and by whom; what came by being used, and what is older, tells neither.
"""

wf_case = Table(
    "wf_case",
    metadata,
    Column("case_id", Words, primary_key=True),
    Column("person_id", Words, nullable=False),
    Column("patient_ref", Words, nullable=False),
    Column("pathway", Words, nullable=False),
    Column("definition", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("is_open", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("head_hash", Words, nullable=False),
    Column("recorded_at", Words, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("next_due_on", Words, nullable=False),
    Column("next_due_clock", Words, nullable=False),
    Column("received_on", Words, nullable=False),
    Column("review_on", Words, nullable=False),
    Column("owner", Words, nullable=False),
    Column("team", Words, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("alerts", Integer, nullable=False),
    Column("unacknowledged", Integer, nullable=False),
    Column("counts", Text, nullable=False),
    Column("file", Text, nullable=False),
    Index(
        "uq_wf_case_one_open_per_person",
        "person_id",
        "pathway",
        unique=True,
        sqlite_where=text("is_open = 1"),
        postgresql_where=text("is_open = 1"),
    ),
    Index("ix_wf_case_person", "person_id"),
    Index(
        "ix_wf_case_worklist",
        "urgency",
        "next_due_on",
        "review_on",
        "case_id",
        sqlite_where=text("is_open = 1 OR alerts > 0"),
        postgresql_where=text("is_open = 1 OR alerts > 0"),
    ),
)
"""The projection: all that a decision needs, and the columns a worklist sorts by; can be rebuilt to the byte."""

wf_entry = Table(
    "wf_entry",
    metadata,
    Column("case_id", Words, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Words, nullable=False),
    Column("event", Words, nullable=False),
    Column("from_state", Words, nullable=False),
    Column("to_state", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("on_behalf_of", Words),
    Column("effective", Words, nullable=False),
    Column("precision", Words, nullable=False),
    Column("recorded_at", Words, nullable=False),
    Column("definition", Words, nullable=False),
    Column("caused_by", Integer),
    Column("dwell_s", Integer),
    Column("key_digest", Words),
    Column("content_digest", Words),
    Column("prev_hash", Words, nullable=False),
    Column("hash", Words, nullable=False),
    Column("body", Text, nullable=False),
    ForeignKeyConstraint(["case_id"], ["wf_case.case_id"]),
    Index(
        "uq_wf_entry_key",
        "case_id",
        "key_digest",
        unique=True,
        sqlite_where=text("key_digest IS NOT NULL"),
        postgresql_where=text("key_digest IS NOT NULL"),
    ),
)
"""The history; INSERT only. `body` is the hashed text, and the other columns repeat what stands in it."""

wf_payload = Table(
    "wf_payload",
    metadata,
    Column("case_id", Words, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("field", Words, primary_key=True),
    Column("scheme", Words, nullable=False),
    Column("nonce", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["case_id", "seq"], ["wf_entry.case_id", "wf_entry.seq"]),
)
"""Protected texts; never changed, and deleted only after an erasure entry."""

wf_key = Table(
    "wf_key",
    metadata,
    Column("person_id", Words, primary_key=True),
    Column("master", Words, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)
"""Each person's key, wrapped; a table of its own, so that its backups can be kept for a shorter time."""

wf_identifier = Table(
    "wf_identifier",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("person_id", Words, nullable=False),
    Column("system", Words, nullable=False),
    Index("ix_wf_identifier_person", "person_id"),
)
"""The blind index: keyed digests of identifiers, by which a person is found again."""

wf_opening = Table(
    "wf_opening",
    metadata,
    Column("key_digest", Words, primary_key=True),
    Column("case_id", Words, nullable=False),
    Column("seq", Integer, nullable=False),
)
"""Which referral (source and key) was recorded as which entry, so that sending it again opens nothing."""

wf_pending = Table(
    "wf_pending",
    metadata,
    Column("case_id", Words, primary_key=True),
    Column("first_seq", Integer, primary_key=True, autoincrement=False),
    Column("last_seq", Integer, nullable=False),
    Column("recorded_at", Words, nullable=False),
)
"""One row for each write: what is still to be sealed in the log and sent to subscribers."""
