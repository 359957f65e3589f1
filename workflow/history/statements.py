"""The statements of the hot path, built once from the tables that Alembic migrates; why they run is told elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Executable,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from workflow.case.errors import invariant
from workflow.history.tables import wf_case, wf_entry, wf_identifier, wf_key, wf_opening, wf_payload, wf_pending

Dialects = Mapping[str, Executable]

_CASE_ID: BindParameter[str] = bindparam("wanted")
_SEQ: BindParameter[int] = bindparam("at")

NOW: Mapping[str, Any] = {
    # The statement's clock, not the transaction's: a host may keep its transaction open for long.
    "postgresql": func.to_char(
        func.timezone("UTC", func.clock_timestamp()), literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""")
    ),
    "sqlite": func.strftime(literal_column("'%Y-%m-%dT%H:%M:%f000Z'"), literal_column("'now'")),
}

LOCK: Dialects = {
    "postgresql": select(wf_case.c.case_id).where(wf_case.c.case_id == _CASE_ID).with_for_update(),
    # SQLite has no row locks: a write that changes nothing takes the database's write lock before we read.
    "sqlite": update(wf_case).where(wf_case.c.case_id == _CASE_ID).values(seq=wf_case.c.seq),
}

CASE_COLUMNS = (
    wf_case.c.case_id,
    wf_case.c.person_id,
    wf_case.c.pathway,
    wf_case.c.definition,
    wf_case.c.state,
    wf_case.c.is_open,
    wf_case.c.seq,
    wf_case.c.head_hash,
    wf_case.c.recorded_at,
    wf_case.c.file,
)

# Everything a decision needs in one go: the case, its person's key, the entry with this idempotency key, the clock.
READ: Dialects = {
    dialect: select(
        *CASE_COLUMNS,
        wf_key.c.master,
        wf_key.c.wrapped,
        wf_entry.c.seq.label("keyed_seq"),
        wf_entry.c.content_digest.label("keyed_content"),
        now.label("now"),
    )
    .select_from(
        wf_case.outerjoin(wf_key, wf_key.c.person_id == wf_case.c.person_id).outerjoin(
            wf_entry, and_(wf_entry.c.case_id == wf_case.c.case_id, wf_entry.c.key_digest == bindparam("keyed"))
        )
    )
    .where(wf_case.c.case_id == _CASE_ID)
    for dialect, now in NOW.items()
}
CLOCK: Dialects = {dialect: select(now) for dialect, now in NOW.items()}

ENTRIES = (
    select(wf_entry.c.body, wf_entry.c.hash, wf_entry.c.prev_hash, wf_entry.c.key_digest, wf_entry.c.dwell_s)
    .where(wf_entry.c.case_id == _CASE_ID)
    .order_by(wf_entry.c.seq)
)
ENTRY = select(wf_entry.c.body, wf_entry.c.hash).where(wf_entry.c.case_id == _CASE_ID, wf_entry.c.seq == _SEQ)
WITH_FOLLOWERS = (
    select(wf_entry.c.body)
    .where(
        wf_entry.c.case_id == _CASE_ID,
        or_(wf_entry.c.seq == _SEQ, wf_entry.c.caused_by == _SEQ),
    )
    .order_by(wf_entry.c.seq)
)
PAYLOADS = select(wf_payload).where(wf_payload.c.case_id == _CASE_ID).order_by(wf_payload.c.seq, wf_payload.c.field)

PERSONS = select(wf_identifier.c.digest, wf_identifier.c.person_id).where(
    wf_identifier.c.digest.in_(bindparam("digests", expanding=True))
)
IDENTIFIERS_OF = select(wf_identifier.c.digest, wf_identifier.c.system).where(
    wf_identifier.c.person_id == bindparam("person")
)
CASES_OF = (
    select(wf_case.c.case_id, wf_case.c.pathway, wf_case.c.is_open)
    .where(wf_case.c.person_id == bindparam("person"))
    .order_by(wf_case.c.is_open.desc(), wf_case.c.recorded_at.desc(), wf_case.c.case_id)
)
OPENING = select(wf_opening.c.case_id, wf_opening.c.seq).where(wf_opening.c.key_digest == bindparam("keyed"))
KEY = select(wf_key.c.master, wf_key.c.wrapped).where(wf_key.c.person_id == bindparam("person"))


def _claiming(table: Any) -> Dialects:
    return {
        dialect: insertion(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        for dialect, insertion in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
    }


# Nothing that is to be expected may raise inside the database, where PostgreSQL would abort the host's transaction:
# each of these tells by its row count whether somebody else was first.
CLAIM_OPENING = _claiming(wf_opening)
CLAIM_IDENTIFIER = _claiming(wf_identifier)
CLAIM_CASE = _claiming(wf_case)
CLAIM_KEY = _claiming(wf_key)
RELEASE_OPENING = delete(wf_opening).where(wf_opening.c.key_digest == bindparam("keyed"))
RELEASE_IDENTIFIER = delete(wf_identifier).where(wf_identifier.c.digest == bindparam("claimed"))

MOVE_CASE = (
    update(wf_case)
    .where(wf_case.c.case_id == bindparam("wanted"), wf_case.c.seq == bindparam("seq_before"))
    .values(
        {
            column.name: bindparam(column.name)
            for column in wf_case.c
            if column.name not in ("case_id", "person_id", "patient_ref", "pathway")
        }
    )
)
ADD_ENTRIES = insert(wf_entry)
ADD_PAYLOADS = insert(wf_payload)
ADD_PENDING = insert(wf_pending)


def claim(connection: Connection, statements: Dialects, row: Mapping[str, Any]) -> bool:
    """Insert a row whose key must be free; tells whether we were first, and nothing was inserted when we were not."""
    inserted = connection.execute(statements[connection.dialect.name], row).rowcount
    invariant(inserted in (0, 1), f"the database driver does not tell how many rows were inserted ({inserted})")
    return bool(inserted)


def for_dialect(connection: Connection, statements: Dialects) -> Executable:
    """Return the form of a statement for the database at hand."""
    return statements[connection.dialect.name]
