"""A careless history, as one would write it in an afternoon: it reads, decides and writes, and locks nothing.

It shows that the crowd and the judge see what goes wrong; nothing of casepath's history is in it.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field

from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, select
from sqlalchemy.exc import OperationalError

from tests.faults.judging import Line, Witnessed, Write

lines = Table(
    "careless_line",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("case_id", Text),
    Column("seq", Integer),
    Column("prev", Text),
    Column("hash", Text),
    Column("key", Text),
)


@dataclass(slots=True)
class CarelessBook:
    """Records notes; a key is looked up first, and the last line is read before the next is written."""

    engine: Engine
    seen: Witnessed = field(default_factory=Witnessed)

    def send(self, case: str, key: str) -> None:
        """Record a note and remember what was told."""
        began = time.monotonic()
        mine = lines.c.case_id == case
        with self.engine.connect() as connection:
            found = connection.execute(select(lines.c.seq).where(mine, lines.c.key == key)).first()
            last = connection.execute(
                select(lines.c.seq, lines.c.hash).where(mine).order_by(lines.c.seq.desc()).limit(1)
            ).first()
        if found is None:
            time.sleep(0.002)  # it decides; what is read is old by then
            seq, prev = (last.seq + 1, last.hash) if last else (1, "genesis")
            digest = hashlib.sha256(f"{prev}{seq}{key}{began}".encode()).hexdigest()
            row = {"case_id": case, "seq": seq, "prev": prev, "hash": digest, "key": key}
            try:
                with self.engine.begin() as connection:
                    connection.execute(lines.insert(), row)
            except OperationalError:
                self.seen.writes.append(Write(case, key, began, time.monotonic(), "unknown"))
                return
        else:
            seq = found.seq
        self.seen.writes.append(Write(case, key, began, time.monotonic(), "acknowledged", seq))

    def history(self, case: str) -> list[Line]:
        """What is left of a case."""
        wanted = select(lines).where(lines.c.case_id == case).order_by(lines.c.seq, lines.c.id)
        with self.engine.connect() as connection:
            return [Line(row.seq, row.prev, row.hash, row.key) for row in connection.execute(wanted)]
