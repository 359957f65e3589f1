"""The statements of the hot path, built once from the tables that Alembic migrates; why they run is told elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    FromClause,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    delete,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from workflow.case.errors import invariant
from workflow.history.driver import all_rows, run
from workflow.history.tables import wf_case, wf_entry, wf_identifier, wf_key, wf_opening, wf_payload
from workflow.history.write_text import Columns, separate

Dialects = Mapping[str, Executable]

_CASE_ID: BindParameter[str] = bindparam("wanted")
_SEQ: BindParameter[int] = bindparam("at")

NOW: Mapping[str, Any] = {
    # The statement's clock, not the transaction's: a host may keep its transaction open for long.
    "postgresql": func.to_char(
        func.timezone(literal_column("'UTC'"), func.clock_timestamp()),
        literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"""),
    ),
    "sqlite": func.strftime(literal_column("'%Y-%m-%dT%H:%M:%f000Z'"), literal_column("'now'")),
}

LOCK: Dialects = {
    "postgresql": select(wf_case.c.case_id).where(wf_case.c.case_id == _CASE_ID).with_for_update(),
    # SQLite has no row locks: a write that changes nothing takes the database's write lock before we read.
    "sqlite": update(wf_case).where(wf_case.c.case_id == _CASE_ID).values(seq=wf_case.c.seq),
}

_READ_COLUMNS = ("case_id", "person_id", "pathway", "definition", "state", "is_open", "seq", "head_hash", "recorded_at")
CASE_COLUMNS = tuple(wf_case.c[name] for name in (*_READ_COLUMNS, "file"))


def _reading(
    case: FromClause, key: ColumnElement[str], now: Any, *more: Any, asked: FromClause | None = None
) -> Select[Any]:
    """Everything a decision needs in one go: the case, its person's key, the clock, and the entry with this key."""
    wanted = case if asked is None else case.join(asked, asked.c.case_id == case.c.case_id)
    keyed = and_(wf_entry.c.case_id == case.c.case_id, wf_entry.c.key_digest == key)
    return select(
        *(case.c[column.name] for column in CASE_COLUMNS),
        wf_key.c.master,
        wf_key.c.wrapped,
        now.label("now"),
        wf_entry.c.seq.label("keyed_seq"),
        wf_entry.c.content_digest.label("keyed_content"),
        *more,
    ).select_from(wanted.outerjoin(wf_key, wf_key.c.person_id == case.c.person_id).outerjoin(wf_entry, keyed))


_KEYED: BindParameter[str] = bindparam("keyed")
READ: Dialects = {
    dialect: _reading(wf_case, _KEYED, now).where(wf_case.c.case_id == _CASE_ID) for dialect, now in NOW.items()
}

_BEFORE_WAITING = wf_case.alias("before_waiting")


def _held(which: ColumnElement[bool]) -> CTE:
    """Cases, locked and read in one trip.

    Whoever waits for a lock gets the case as it then is, but all else as it was before the wait; `seen_seq` is the
    case's seq of that moment, and where the two differ the case has to be read once more.
    """
    return select(*CASE_COLUMNS).where(which).order_by(wf_case.c.case_id).with_for_update().cte("held")


def _seen_seq(held: FromClause) -> Any:
    seen = select(_BEFORE_WAITING.c.seq).where(_BEFORE_WAITING.c.case_id == held.c.case_id)
    return seen.scalar_subquery().label("seen_seq")


_ONE = _held(wf_case.c.case_id == _CASE_ID)
HOLD = _reading(_ONE, _KEYED, NOW["postgresql"], _seen_seq(_ONE))

_CASES: BindParameter[Any] = bindparam("cases", type_=ARRAY(Text))
_KEYS: BindParameter[Any] = bindparam("keys", type_=ARRAY(Text))
_ASKED = func.unnest(_CASES, _KEYS).table_valued("case_id", "key", name="asked").render_derived()
_MANY = _held(wf_case.c.case_id == any_(_CASES))
# Once for each case and key that is asked for.
HOLD_MANY = _reading(_MANY, _ASKED.c.key, NOW["postgresql"], _seen_seq(_MANY), _ASKED.c.key, asked=_ASKED)
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


RELEASE_OPENING = delete(wf_opening).where(wf_opening.c.key_digest == bindparam("keyed"))
RELEASE_IDENTIFIER = delete(wf_identifier).where(wf_identifier.c.digest == bindparam("claimed"))


def claim(connection: Connection, columns: Columns, row: dict[str, Any]) -> bool:
    """Insert a row whose key must be free; tells whether we were first, and nothing was inserted when we were not.

    Nothing that is to be expected may raise inside the database, where PostgreSQL would abort the host's transaction.
    """
    text = separate(columns, connection.dialect.paramstyle, claiming=True)
    cursor = run(connection, text, columns.values(row))
    inserted = int(cursor.rowcount)
    cursor.close()
    invariant(inserted in (0, 1), f"the database driver does not tell how many rows were inserted ({inserted})")
    return inserted == 1


def owners(connection: Connection, digests: Sequence[str]) -> dict[str, str]:
    """Return the person of each look-up digest that is known."""
    rows = all_rows(connection, _owners(len(digests)), {f"d{number}": each for number, each in enumerate(digests)})
    return {row[0]: row[1] for row in rows}


@lru_cache(maxsize=16)
def _owners(number: int) -> Executable:
    wanted = [wf_identifier.c.digest == bindparam(f"d{each}") for each in range(number)]
    return select(wf_identifier.c.digest, wf_identifier.c.person_id).where(or_(false(), *wanted))


def for_dialect(connection: Connection, statements: Dialects) -> Executable:
    """Return the form of a statement for the database at hand."""
    return statements[connection.dialect.name]
