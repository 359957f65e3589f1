"""Writing what was composed: the only module that adds to a history. It decides nothing and never commits."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from workflow.case.errors import Conflict, Corrupt
from workflow.history import statements
from workflow.history.composing import Composition
from workflow.history.keyring import Keyring, WrappedKey
from workflow.history.payloads import BLINDING_BYTES, PATIENT, Payload, Place, encrypt, keep_open


def write_moves(connection: Connection, moves: Sequence[Composition]) -> None:
    """Write what happened on cases that this transaction holds.

    Raises:
        Conflict: when a case moved although it was held: its isolation is not what casepath builds on.
    """
    for move in moves:
        first = move.pending["first_seq"]
        given = {"wanted": move.stored.case.id, "seq_before": first - 1, **move.case}
        if connection.execute(statements.MOVE_CASE, given).rowcount != 1:
            raise Conflict(f"Case {move.stored.case.id} moved while it was held.", retry_transaction=True)
    add_rows(connection, moves)


def add_rows(connection: Connection, moves: Sequence[Composition]) -> None:
    """Add entries, payloads and pending rows; the case rows are there already."""
    if not moves:
        return
    connection.execute(statements.ADD_ENTRIES, [row for move in moves for row in move.entries])
    if payloads := [row for move in moves for row in move.payloads]:
        connection.execute(statements.ADD_PAYLOADS, payloads)
    connection.execute(statements.ADD_PENDING, [move.pending for move in moves])


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
    if statements.claim(connection, statements.CLAIM_KEY, row):
        return key
    found = connection.execute(statements.KEY, {"person": person_id}).first()
    if found is None:
        raise Conflict("Another transaction is making this person's key.", retry_transaction=True)
    return keys.unwrap(person_id, WrappedKey(found.master, found.wrapped))
