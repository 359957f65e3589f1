"""The same round trips as casepath's, written by hand inside the same kind of Session: what its rules cost a host."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from workflow.rehearsal.benchmarks.contenders.floor import new_row, rows_for, statements_for
from workflow.rehearsal.benchmarks.specimen import STEPS

_COMBINED = """WITH held AS (UPDATE wf_case SET state = %s, is_open = %s, seq = %s, head_hash = %s, recorded_at = %s,
    file = %s WHERE case_id = %s RETURNING case_id),
written AS (INSERT INTO wf_entry (case_id, seq, kind, event, from_state, to_state, actor, role, effective, precision,
    recorded_at, definition, dwell_s, key_digest, content_digest, prev_hash, hash, body)
    VALUES (%s, %s, 'case', %s, %s, %s, %s, %s, %s, 'instant', %s, %s, 0, %s, %s, %s, %s, %s)),
kept AS (INSERT INTO wf_payload (case_id, seq, field, scheme, nonce, sealed)
    VALUES (%s, %s, 'note', 'aes-256-gcm', %s, %s))
INSERT INTO wf_pending (case_id, first_seq, last_seq, recorded_at) VALUES (%s, %s, %s, %s)"""


class ByHand:
    """Hand-written statements inside a Session, one Session for each transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._database = engine.dialect.name
        self._texts = statements_for(self._database)
        self._cases: list[str] = []

    def lay_out(self, cases: int) -> None:
        """Insert so many cases in one transaction."""
        self._cases = [uuid4().hex for _ in range(cases)]
        with self._engine.begin() as connection:
            connection.exec_driver_sql(self._texts.new, [new_row(case_id) for case_id in self._cases])

    def walk(self) -> int:
        """Read and write every step of every case, each in a Session of its own."""
        write = self._at_once if self._database == "postgresql" else self._in_turn
        for case_id in self._cases:
            for step in STEPS:
                with Session(self._engine) as session:
                    connection = session.connection()
                    found = connection.exec_driver_sql(self._texts.read, (case_id,)).one()
                    write(connection, rows_for(case_id, step, tuple(found)))
                    session.commit()
        return len(self._cases) * len(STEPS)

    def close(self) -> None:
        """Close the engine's connections."""
        self._engine.dispose()

    def _at_once(self, connection: Connection, rows: Any) -> None:
        values = (*rows.move, *rows.entry, *rows.payload, *rows.pending)
        connection.exec_driver_sql(_COMBINED, values)

    def _in_turn(self, connection: Connection, rows: Any) -> None:
        connection.exec_driver_sql(self._texts.move, rows.move)
        connection.exec_driver_sql(self._texts.entry, rows.entry)
        connection.exec_driver_sql(self._texts.payload, rows.payload)
        connection.exec_driver_sql(self._texts.pending, rows.pending)
