"""What somebody with every right on the database could do to a history; only tests forge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, select, text

from tests.support.lending import Library
from workflow.case.written import canonical
from workflow.engine import fold
from workflow.history.composing import case_row, entry_row
from workflow.history.entry_bytes import entry_hash, entry_of, genesis
from workflow.history.reading import Stored
from workflow.history.tables import wf_case, wf_entry
from workflow.inspection.chaining import stamp_of

Bodies = list[dict[str, Any]]
GUARDED = ("wf_case", "wf_definition", "wf_entry", "wf_payload", "wf_receipt")


@contextmanager
def unguarded(library: Library) -> Iterator[Connection]:
    """Give a connection on which no trigger and no foreign key stands in the way; it commits at the end."""
    engine = create_engine(library.engine.url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            for table in GUARDED:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        else:
            for name in (
                connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            ):
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection
    engine.dispose()


def run(library: Library, *commands: str) -> None:
    """Run SQL as it is."""
    with unguarded(library) as connection:
        for command in commands:
            connection.execute(text(command))


def rewrite(library: Library, case_id: str, change: Callable[[Bodies], Bodies], *, project: bool = True) -> None:
    """Change the entries of a case and put everything right that follows: links, hashes, columns, the case row."""
    with unguarded(library) as connection:
        rows = connection.execute(select(wf_entry).where(wf_entry.c.case_id == case_id).order_by(wf_entry.c.seq)).all()
        dwells = {row.seq: row.dwell_s for row in rows}
        bodies = change([json.loads(row.body) for row in rows])
        chained = list(rechained(bodies, dwells))
        connection.execute(wf_entry.delete().where(wf_entry.c.case_id == case_id))
        connection.execute(wf_entry.insert(), chained)
        if project:
            reproject(library, connection, case_id, chained)


def rechained(bodies: Bodies, dwells: dict[int, int | None]) -> Iterator[dict[str, Any]]:
    """Give the rows of entries that link to each other as they should."""
    prev = genesis(bodies[0]["case"], bodies[0]["deployment"])
    for body in bodies:
        body["prev"] = prev
        written = canonical(body)
        prev = entry_hash(written)
        yield entry_row(entry_of(body), stamp_of(body), written, digest=prev, dwell_s=dwells.get(body["seq"]))


def reproject(library: Library, connection: Connection, case_id: str, rows: list[dict[str, Any]]) -> None:
    """Write the case row that these entries add up to."""
    definition = library.pathways.newest("lending-library")
    case = fold(lambda _: definition, case_id, [entry_of(json.loads(row["body"])) for row in rows])
    is_open = not definition.states[case.state].final
    last = rows[-1]
    stored = Stored(case, "", definition.pathway, is_open, last["hash"], last["recorded_at"], None)
    connection.execute(wf_case.update().where(wf_case.c.case_id == case_id).values(case_row(definition, stored)))
