"""The floor: the five statements of an audited transition, written by hand on the bare driver and on casepath's tables.

It decides nothing, checks nothing and would take any step from anywhere; it hashes, chains and encrypts, so that what
it leaves behind weighs the same.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workflow.rehearsal.benchmarks.specimen import DEPLOYMENT, NOTE, STEPS, TECHNICIAN, Step

_READ = "SELECT state, seq, head_hash, recorded_at, file FROM wf_case WHERE case_id = ?"
_MOVE = "UPDATE wf_case SET state = ?, is_open = ?, seq = ?, head_hash = ?, recorded_at = ?, file = ? WHERE case_id = ?"
_ENTRY = """INSERT INTO wf_entry (case_id, seq, kind, event, from_state, to_state, actor, role, effective, precision,
    recorded_at, definition, dwell_s, key_digest, content_digest, prev_hash, hash, body)
    VALUES (?, ?, 'case', ?, ?, ?, ?, ?, ?, 'instant', ?, ?, 0, ?, ?, ?, ?, ?)"""
_PAYLOAD = (
    "INSERT INTO wf_payload (case_id, seq, field, scheme, nonce, sealed) VALUES (?, ?, 'note', 'aes-256-gcm', ?, ?)"
)
_PENDING = "INSERT INTO wf_pending (case_id, first_seq, last_seq, recorded_at) VALUES (?, ?, ?, ?)"
_NEW = """INSERT INTO wf_case (case_id, person_id, patient_ref, pathway, definition, state, is_open, seq, head_hash,
    recorded_at, urgency, next_due_on, next_due_clock, received_on, review_on, owner, team, outcome, alerts,
    unacknowledged, counts, file)
    VALUES (?, ?, 'ref', 'specimen-way', ?, 'received', 1, 0, ?, ?, 1, '2026-03-12', 'report', '2026-03-02', '', '', '',
    'none_yet', 0, 0, '{}', ?)"""


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements as a driver takes them."""

    read: str
    move: str
    entry: str
    payload: str
    pending: str
    new: str


def statements_for(database: str) -> Statements:
    """The five statements, and the one that makes a case, for `postgresql` or `sqlite`."""
    texts = (_READ, _MOVE, _ENTRY, _PAYLOAD, _PENDING, _NEW)
    if database == "sqlite":
        return Statements(*texts)
    return Statements(_READ.replace("?", "%s") + " FOR UPDATE", *(text.replace("?", "%s") for text in texts[1:]))


@dataclass(frozen=True, slots=True)
class Rows:
    """The values of one transition, for the four statements that write."""

    move: tuple[Any, ...]
    entry: tuple[Any, ...]
    payload: tuple[Any, ...]
    pending: tuple[Any, ...]


DEFINITION = "0" * 64
KEY = hashlib.sha256(b"bench").digest()


def rows_for(case_id: str, step: Step, found: tuple[Any, ...]) -> Rows:
    """What is written for a step on a case that was found so."""
    state, seq, head, _, text = found
    file = json.loads(text) | step.fields
    now = datetime.now(UTC).isoformat()
    nonce = os.urandom(12)
    place = f"{case_id}|{seq + 1}|note".encode()
    sealed = AESGCM(KEY).encrypt(nonce, os.urandom(32) + NOTE.encode(), place)
    key = hashlib.sha256(f"{TECHNICIAN.name}{case_id}-{step.event}".encode()).hexdigest()
    content = hashlib.sha256(json.dumps(step.fields, sort_keys=True).encode()).hexdigest()
    body = json.dumps(
        {
            "v": 1,
            "deployment": DEPLOYMENT,
            "case": case_id,
            "seq": seq + 1,
            "event": step.event,
            "from": state,
            "to": step.after,
            "actor": TECHNICIAN.name,
            "role": TECHNICIAN.role,
            "recorded_at": now,
            "definition": DEFINITION,
            "fields": step.fields,
            "payloads": {"note": [hashlib.sha256(place).hexdigest(), hashlib.sha256(nonce + sealed).hexdigest()]},
            "key": key,
            "content": content,
            "prev": head,
        },
        sort_keys=True,
        separators=(",", ":"),
    )
    digest = hashlib.sha256(b"\x00" + body.encode()).hexdigest()
    is_open = int(step.after != STEPS[-1].after)
    by = (TECHNICIAN.name, TECHNICIAN.role)
    return Rows(
        (step.after, is_open, seq + 1, digest, now, json.dumps(file), case_id),
        (case_id, seq + 1, step.event, state, step.after, *by, now, now, DEFINITION, key, content, head, digest, body),
        (case_id, seq + 1, nonce, sealed),
        (case_id, seq + 1, seq + 1, now),
    )


class Floor:
    """Five statements and a commit for each transition, on a bare connection of psycopg or sqlite3."""

    def __init__(self, connection: Any, database: str) -> None:
        self._connection = connection
        self._statements = statements_for(database)
        self._begin = "BEGIN IMMEDIATE" if database == "sqlite" else ""
        self._cases: list[str] = []

    def lay_out(self, cases: int) -> None:
        """Insert so many cases in one transaction."""
        self._cases = [uuid4().hex for _ in range(cases)]
        cursor = self._connection.cursor()
        if self._begin:
            cursor.execute(self._begin)
        cursor.executemany(self._statements.new, [new_row(case_id) for case_id in self._cases])
        self._connection.commit()

    def walk(self) -> int:
        """Read, move, add three rows and commit, for every step of every case."""
        texts, connection = self._statements, self._connection
        for case_id in self._cases:
            for step in STEPS:
                cursor = connection.cursor()
                if self._begin:
                    cursor.execute(self._begin)
                cursor.execute(texts.read, (case_id,))
                rows = rows_for(case_id, step, cursor.fetchone())
                cursor.execute(texts.move, rows.move)
                cursor.execute(texts.entry, rows.entry)
                cursor.execute(texts.payload, rows.payload)
                cursor.execute(texts.pending, rows.pending)
                connection.commit()
        return len(self._cases) * len(STEPS)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def new_row(case_id: str) -> tuple[Any, ...]:
    """The values of a new case."""
    return (case_id, uuid4().hex, DEFINITION, "1" * 64, datetime.now(UTC).isoformat(), "{}")
