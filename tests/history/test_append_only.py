"""A history is only added to: the database itself refuses to change or remove what was recorded."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.support.lending import LIBRARIAN, OTHER_BORROWER, Library

CHANGES = {
    "update an entry": "UPDATE wf_entry SET actor = 'x'",
    "delete an entry": "DELETE FROM wf_entry WHERE seq = 7",
    "update a definition": "UPDATE wf_definition SET body = ''",
    "delete a definition": "DELETE FROM wf_definition",
    "update a receipt": "UPDATE wf_receipt SET receipt = ''",
    "delete a receipt": "DELETE FROM wf_receipt",
    "update a payload": "UPDATE wf_payload SET scheme = 'plain'",
    "delete a payload": "DELETE FROM wf_payload",
    "delete a case": "DELETE FROM wf_case",
}
ON_POSTGRESQL = {
    "truncate the entries": "TRUNCATE wf_entry CASCADE",
    "truncate the payloads": "TRUNCATE wf_payload",
    "truncate the cases": "TRUNCATE wf_case CASCADE",
    "truncate the definitions": "TRUNCATE wf_definition",
    "truncate the receipts": "TRUNCATE wf_receipt",
    "overwrite on conflict": "INSERT INTO wf_entry SELECT * FROM wf_entry "
    "ON CONFLICT (case_id, seq) DO UPDATE SET actor = 'x'",
    "as if replicated": "SET LOCAL session_replication_role = replica; UPDATE wf_entry SET actor = 'x'",
}
ENTRY = "case_id, seq, kind, event, from_state, to_state, actor, role, effective, precision, recorded_at, definition"
FORGED = "'record', 'note', 's', 's', 'x', 'y', 'e', 'date', 'r', 'd'"
ON_SQLITE = {
    "replace an entry by its key": f"INSERT OR REPLACE INTO wf_entry ({ENTRY}, prev_hash, hash, body) "
    f"SELECT case_id, 2, {FORGED}, 'p', 'h', 'b' FROM wf_case",
    "replace an entry by its idempotency key": "INSERT OR REPLACE INTO wf_entry "
    f"({ENTRY}, key_digest, prev_hash, hash, body) SELECT case_id, 99, {FORGED}, "
    "(SELECT key_digest FROM wf_entry WHERE seq = 1), 'p', 'h', 'b' FROM wf_case",
    "replace an entry by its row number": f"INSERT OR REPLACE INTO wf_entry (rowid, {ENTRY}, prev_hash, hash, body) "
    f"SELECT 2, case_id, 99, {FORGED}, 'p', 'h', 'b' FROM wf_case",
    "replace a payload": "REPLACE INTO wf_payload SELECT case_id, seq, field, 'plain', nonce, sealed FROM wf_payload",
    "replace a receipt": "REPLACE INTO wf_receipt SELECT digest, prover, brought_by, '', NULL, NULL FROM wf_receipt",
    "replace a definition by its name": "REPLACE INTO wf_definition SELECT 'other', name, body FROM wf_definition",
    "update or replace": "UPDATE OR REPLACE wf_entry SET seq = seq + 1",
}


def refused(library: Library, statement: str) -> None:
    before = library.dump()
    with pytest.raises(DBAPIError, match=r"only added to|before an erasure entry|DELETE is refused"):
        run(library, statement)
    assert library.dump() == before


def run(library: Library, statement: str) -> None:
    with library.engine.begin() as connection:
        for part in statement.split("; "):
            connection.execute(text(part))


@pytest.mark.parametrize("what", CHANGES)
def test_both_databases_refuse_to(library: Library, what: str) -> None:
    library.lent()
    refused(library, CHANGES[what])


@pytest.mark.parametrize("what", ON_POSTGRESQL)
def test_postgresql_refuses_to(on_postgres: Library, what: str) -> None:
    on_postgres.lent()
    refused(on_postgres, ON_POSTGRESQL[what])


@pytest.mark.parametrize("what", ON_SQLITE)
def test_sqlite_refuses_to(on_sqlite: Library, what: str) -> None:
    on_sqlite.lent()
    refused(on_sqlite, ON_SQLITE[what])


def test_payloads_may_go_only_from_the_case_that_was_erased(library: Library) -> None:
    erased, kept = library.lent(), library.lent("R2", patient=OTHER_BORROWER)
    with library.at_work() as book:
        book.erase(erased, by=LIBRARIAN, reason="borrower_request")
    assert {row[0] for row in library.dump()["wf_payload"]} == {kept}
    refused(library, "DELETE FROM wf_payload")
