"""Writing what was composed: the only module that adds to a history. It decides nothing and never commits."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from workflow.case.errors import Conflict, Corrupt
from workflow.history import statements
from workflow.history.composing import Composition, Row
from workflow.history.driver import execute, run, run_many
from workflow.history.keyring import Keyring, WrappedKey
from workflow.history.payloads import BLINDING_BYTES, PATIENT, Payload, Place, encrypt, keep_open
from workflow.history.write_text import (
    ENTRIES,
    KEYS,
    MOVED,
    MOVING_VALUES,
    NEW_CASE,
    PAYLOADS,
    PENDING,
    SEQ_BEFORE,
    Columns,
    Shape,
    combined,
    moving,
    separate,
)

Added = tuple[tuple[Columns, Sequence[Row]], ...]


CASES_AT_ONCE = 500
"""How many cases one combined statement writes at most."""
MOST_SINGLY = 8
"""Up to so many entries of one write are handed over value by value; a text for each number of them is prepared."""


def write_moves(connection: Connection, moves: Sequence[Composition]) -> None:
    """Write what happened on cases that this transaction holds.

    Raises:
        Conflict: when a case moved although it was held: its isolation is not what casepath builds on.
    """
    of_cases: dict[str, list[Composition]] = {}
    for move in moves:
        of_cases.setdefault(move.stored.case.id, []).append(move)
    held = iter(of_cases.values())
    while chunk := list(islice(held, CASES_AT_ONCE)):
        cases = [_moved_row(each) for each in chunk]
        written = [move for each in chunk for move in each]
        if not _write(connection, cases, written, new=False):
            which = chunk[0][0].stored.case.id if len(chunk) == 1 else f"one of {len(chunk)}"
            raise Conflict(f"Case {which} moved while it was held.", retry_transaction=True)


def write_new(connection: Connection, composition: Composition, *, patient_ref: str) -> bool:
    """Write a new case and its first entries; tells whether it could be: nothing is written where it is taken."""
    stored = composition.stored
    row = {
        "case_id": stored.case.id,
        "person_id": stored.person_id,
        "patient_ref": patient_ref,
        "pathway": stored.pathway,
        **composition.case,
    }
    return _write(connection, [row], [composition], new=True)


def _moved_row(moves: Sequence[Composition]) -> Row:
    """The case as its last write leaves it, and the seq at which the first one found it."""
    first, last = moves[0], moves[-1]
    return {**last.case, "case_id": last.stored.case.id, SEQ_BEFORE: first.pending["first_seq"] - 1}


def _write(connection: Connection, cases: Sequence[Row], moves: Sequence[Composition], *, new: bool) -> bool:
    entries = [row for move in moves for row in move.entries]
    payloads = [row for move in moves for row in move.payloads]
    added = ((ENTRIES, entries), (PAYLOADS, payloads), (PENDING, [move.pending for move in moves]))
    if connection.dialect.name == "postgresql":
        return _write_at_once(connection, cases, added, new=new)
    return _write_in_turn(connection, cases, added, new=new)


def _write_at_once(connection: Connection, cases: Sequence[Row], added: Added, *, new: bool) -> bool:
    (_, entries), (_, payloads), (_, pending) = added
    values: list[Any] = []
    single = len(pending) == 1 and len(entries) <= MOST_SINGLY
    for columns, rows in ((NEW_CASE if new else MOVED, cases), *added):
        if single:
            values += [value for row in rows for value in columns.values(row)]
        elif rows or columns is not PAYLOADS:
            values += [list(each) for each in zip(*map(columns.values, rows), strict=True)]
    binary = connection.dialect.driver in ("psycopg", "psycopg_async")
    many = Shape(new, None, None if payloads else 0, binary=binary)
    shape = Shape(new, len(entries), len(payloads)) if single else many
    cursor = run(connection, combined(shape, connection.dialect.paramstyle), tuple(values))
    written = int(cursor.rowcount)
    cursor.close()
    return written == len(pending)


def _write_in_turn(connection: Connection, cases: Sequence[Row], added: Added, *, new: bool) -> bool:
    style = connection.dialect.paramstyle
    text = separate(NEW_CASE, style, claiming=True) if new else moving(style)
    values = NEW_CASE.values if new else MOVING_VALUES
    for row in cases:
        cursor = run(connection, text, values(row))
        written = cursor.rowcount
        cursor.close()
        if written != 1:
            return False
    for columns, rows in added:
        if rows:
            run_many(connection, separate(columns, style), [columns.values(row) for row in rows])
    return True


def sealed_texts(
    place: Place, texts: Mapping[str, str], *, key: bytes | None, keys: Keyring | None
) -> dict[str, tuple[Payload, str]]:
    """Encrypt the protected texts of an entry.

    Args:
        place: the entry's case and seq.
        key: the person's key; None when there is nothing to encrypt.
    """
    if not texts:
        return {}
    if key is None or keys is None:
        raise Corrupt(f"A protected text of case {place.case_id} would have been stored in the open.")
    here = {field: Place(place.case_id, place.seq, field) for field in sorted(texts)}
    return {field: encrypt(here[field], texts[field], key=key, keys=keys) for field in here}


def open_reference(place: Place, text: str, keys: Keyring | None) -> dict[str, tuple[Payload, str]]:
    """Keep a host's opaque reference as the person of an entry: no secret, and so not encrypted."""
    blinding = (keys.random if keys else os.urandom)(BLINDING_BYTES)
    return {PATIENT: keep_open(Place(place.case_id, place.seq, PATIENT), text, blinding=blinding)}


def person_key(connection: Connection, person_id: str, wrapped: WrappedKey | None, keys: Keyring) -> bytes:
    """Return the key of a person, made at the first protected text."""
    if wrapped is not None:
        return keys.unwrap(person_id, wrapped)
    key = keys.new_person_key()
    new = keys.wrap(person_id, key)
    row = {"person_id": person_id, "master": new.master, "wrapped": new.sealed}
    if statements.claim(connection, KEYS, row):
        return key
    found = execute(connection, statements.KEY, {"person": person_id}).first()
    if found is None:
        raise Conflict("Another transaction is making this person's key.", retry_transaction=True)
    return keys.unwrap(person_id, WrappedKey(found.master, found.wrapped))
