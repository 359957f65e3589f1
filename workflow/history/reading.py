"""Reading a case: locked or not, its entries, its protected texts. It writes nothing and decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Executable

from workflow.case.entry import Entry
from workflow.case.errors import NotFound, invariant
from workflow.case.file import Case
from workflow.case.quoting import as_text
from workflow.case.written import case_from
from workflow.history import statements
from workflow.history.databases import holds_already
from workflow.history.driver import all_rows, execute, first_row
from workflow.history.entry_bytes import entry_from
from workflow.history.keyring import Keyring, WrappedKey
from workflow.history.payloads import PATIENT, Payload, Place, reveal
from workflow.history.statements import for_dialect


@dataclass(frozen=True, slots=True)
class Stored:
    """A case as the database keeps it.

    Args:
        person_id: the opaque id of the person it is about.
        head: hash of its last entry.
        recorded_at: recorded time of its last entry.
        wrapped: the person's key; None before the first protected text, and after an erasure.
    """

    case: Case
    person_id: str
    pathway: str
    is_open: bool
    head: str
    recorded_at: str
    wrapped: WrappedKey | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One read of a case: how it is stored, the entry with the idempotency key asked for, and the database's clock."""

    stored: Stored
    key: str | None
    keyed_seq: int | None
    keyed_content: str | None
    now: str


def check_id(case_id: str) -> None:
    """Refuse an id that no case can have, before a database is asked.

    Raises:
        NotFound: for a text with control characters or none at all.
    """
    if not case_id or not case_id.isprintable():
        raise NotFound("There is no such case.")


class _Found(NamedTuple):
    """One row of READ or HOLD, in the order of its columns."""

    case_id: str
    person_id: str
    pathway: str
    definition: str
    state: str
    is_open: int
    seq: int
    head_hash: str
    recorded_at: str
    file: str
    master: str | None
    wrapped: bytes | None
    now: str
    keyed_seq: int | None
    keyed_content: str | None
    seen_seq: int = 0


def lock_case(connection: Connection, case_id: str) -> None:
    """Hold a case until the end of the transaction: nobody else moves it in between.

    Raises:
        NotFound: when there is no such case.
    """
    check_id(case_id)
    result = execute(connection, for_dialect(connection, statements.LOCK), {"wanted": case_id})
    found = result.first() is not None if result.returns_rows else result.rowcount > 0
    if not found:
        raise NotFound(f"There is no case {case_id}.")


def read_case(connection: Connection, case_id: str, *, key_digest: str | None = None) -> Reading:
    """Read a case as it is stored.

    Args:
        key_digest: also look for the entry that was recorded under this idempotency key.

    Raises:
        NotFound: when there is no such case.
    """
    return _reading(_found(connection, for_dialect(connection, statements.READ), case_id, key_digest), key_digest)


def hold_case(connection: Connection, case_id: str, *, key_digest: str | None = None) -> Reading:
    """Hold a case until the end of the transaction and read it: one trip where the case was free.

    Args:
        key_digest: as for `read_case`.

    Raises:
        NotFound: when there is no such case.
    """
    if connection.dialect.name != "postgresql":
        if not holds_already(connection):
            lock_case(connection, case_id)
        return read_case(connection, case_id, key_digest=key_digest)
    return _read_again(connection, _found(connection, statements.HOLD, case_id, key_digest), key_digest)


def _found(connection: Connection, statement: Executable, case_id: str, key_digest: str | None) -> _Found:
    check_id(case_id)
    row = first_row(connection, statement, {"wanted": case_id, "keyed": key_digest})
    if row is None:
        raise NotFound(f"There is no case {case_id}.")
    return _Found(*row)


CASES_AT_ONCE = 500
"""How many cases one statement asks for at most."""


def hold_cases(connection: Connection, wanted: Iterable[tuple[str, str | None]]) -> list[Reading]:
    """Hold cases until the end of the transaction and read them.

    Cases are held in the order of their ids, in which two callers cannot block each other.

    Args:
        wanted: a case and the digest of an idempotency key, or None, for each reading.

    Returns:
        One reading for each that was wanted, in that order.

    Raises:
        NotFound: for the first case there is not.
    """
    asked = list(wanted)
    if len(asked) == 1:
        return [hold_case(connection, asked[0][0], key_digest=asked[0][1])]
    for case_id, _ in asked:
        check_id(case_id)
    if connection.dialect.name == "postgresql":
        return _held_at_once(connection, asked)
    if asked and not holds_already(connection):
        lock_case(connection, asked[0][0])
    return [read_case(connection, case_id, key_digest=digest) for case_id, digest in asked]


def _held_at_once(connection: Connection, asked: list[tuple[str, str | None]]) -> list[Reading]:
    """The same on PostgreSQL, in one trip where all the cases were free."""
    found: dict[tuple[str, str | None], _Found] = {}
    in_order = sorted(asked, key=itemgetter(0))
    for start in range(0, len(in_order), CASES_AT_ONCE):
        chunk = in_order[start : start + CASES_AT_ONCE]
        values = {"cases": [case_id for case_id, _ in chunk], "keys": [digest for _, digest in chunk]}
        for *row, key in all_rows(connection, statements.HOLD_MANY, values):
            found[row[0], key] = _Found(*row)
    missing = [case_id for case_id, digest in in_order if (case_id, digest) not in found]
    if missing:
        raise NotFound(f"There is no case {missing[0]}.")
    return [_read_again(connection, found[each], each[1]) for each in asked]


def _read_again(connection: Connection, row: _Found, digest: str | None) -> Reading:
    """The case as it was found, or as it is now where somebody else had it before."""
    if row.seen_seq != row.seq:
        return read_case(connection, row.case_id, key_digest=digest)
    return _reading(row, digest)


def read_entries(connection: Connection, case_id: str) -> tuple[Entry, ...]:
    """Return all entries of a case in recorded order."""
    rows = execute(connection, statements.ENTRIES, {"wanted": case_id})
    return tuple(entry_from(row.body) for row in rows)


def read_entry(connection: Connection, case_id: str, seq: object) -> tuple[Entry, str] | None:
    """Return one entry and its hash; None when `seq` names none."""
    text = as_text(seq).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    row = execute(connection, statements.ENTRY, {"wanted": case_id, "at": int(text)}).first()
    return (entry_from(row.body), row.hash) if row else None


def read_with_followers(connection: Connection, case_id: str, seq: int) -> tuple[Entry, ...]:
    """Return an entry and those that followed from it by themselves."""
    rows = execute(connection, statements.WITH_FOLLOWERS, {"wanted": case_id, "at": seq})
    return tuple(entry_from(row.body) for row in rows)


def read_texts(connection: Connection, stored: Stored, keys: Keyring | None) -> dict[tuple[int, str], str]:
    """Return the protected texts of a case by entry and field, the person (`patient`) among them.

    Without keys only those that are kept open; after an erasure those that came later.
    """
    rows = execute(connection, statements.PAYLOADS, {"wanted": stored.case.id})
    return dict(_revealed(rows, stored, keys))


def _revealed(rows: Iterable[Any], stored: Stored, keys: Keyring | None) -> Iterable[tuple[tuple[int, str], str]]:
    key = keys.unwrap(stored.person_id, stored.wrapped) if keys and stored.wrapped else None
    for row in rows:
        place = Place(row.case_id, row.seq, row.field)
        payload = Payload(row.scheme, row.nonce, row.sealed)
        if not payload.is_encrypted or key is not None:
            yield (row.seq, row.field), reveal(place, payload, key=key)[0]


def patient_text_of(texts: dict[tuple[int, str], str]) -> str | None:
    """Return the person as the first referral gave them, or None when that cannot be read."""
    found = sorted(seq for seq, field in texts if field == PATIENT)
    return texts[found[0], PATIENT] if found else None


def _reading(row: _Found, key: str | None) -> Reading:
    return Reading(_stored(row), key, row.keyed_seq, row.keyed_content, row.now)


def _stored(row: Any) -> Stored:
    case = case_from(row.file, case_id=row.case_id, definition=row.definition, state=row.state, seq=row.seq)
    invariant(case.seq > 0, f"case {case.id} has no entries")
    wrapped = WrappedKey(row.master, row.wrapped) if row.wrapped is not None else None
    return Stored(case, row.person_id, row.pathway, bool(row.is_open), row.head_hash, row.recorded_at, wrapped)
