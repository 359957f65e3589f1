"""What must hold after any call: it was understood or refused in words, and what is recorded can be verified."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection

from tests.fuzz.calls import Call
from tests.support.lending import Library
from workflow.case.errors import WorkflowError
from workflow.history.tables import metadata
from workflow.inspection import verify


def rows_of(connection: Connection) -> str:
    """A digest of every row of every table."""
    rows: list[Any] = []
    for table in metadata.sorted_tables:
        rows += connection.execute(table.select().order_by(*table.primary_key)).all()
    return hashlib.sha256(repr(rows).encode("utf-8", "surrogatepass")).hexdigest()


def hold(library: Library, call: Call) -> bool:
    """Make a call in a transaction that is rolled back; tells whether something was recorded."""
    with library.engine.connect() as connection:
        before = rows_of(connection)
        book = library.book(connection)
        refusal = ""
        try:
            call(book)
        except WorkflowError as error:
            refusal = error.message
        after = rows_of(connection)
        assert not refusal or after == before, "a call that failed wrote something"
        refusal.encode("utf-8")  # it can be shown and logged
        if after == before:
            return False
        found = verify(connection, library.pathways, keys=library.keys)
        assert found.faults == (), found.faults
        for row in book.worklist(include_closed=True):
            assert book.case(row.case_id).seq == len(book.history(row.case_id))
            book.protected(row.case_id)
            book.clocks(row.case_id)
        return True
