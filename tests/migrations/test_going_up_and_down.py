"""Up, down and up again: what was recorded stays, and no migration takes a history away."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from tests.support.lending import LIBRARIAN, OTHER_BORROWER, Library, lending
from tests.support.receipts import receipt_for
from workflow.history import current_revision, downgrade, known_revisions, snapshot, upgrade
from workflow.inspection import verify

KEPT = ("wf_case", "wf_definition", "wf_entry", "wf_identifier", "wf_key", "wf_opening", "wf_payload")


def test_what_was_recorded_is_kept_on_the_way_down_and_up_again(library: Library) -> None:
    case_id = library.lent()
    library.lent("R2", patient=OTHER_BORROWER)
    before = library.dump()
    for revision in reversed(known_revisions()[:-1]):
        downgrade(library.engine, revision)
    upgrade(library.engine)
    after = library.dump()
    assert {table: after[table] for table in KEPT} == {table: before[table] for table in KEPT}
    with snapshot(library.engine) as connection:
        assert verify(connection, library.pathways, keys=library.keys).sound
    with library.at_work() as book:
        assert book.report(case_id, "take_back", by=LIBRARIAN).case.state == "settled"


def test_a_history_from_before_is_pending_as_a_whole(library: Library) -> None:
    library.lent()
    assert [row[1:3] for row in library.dump()["wf_pending"]] == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 6), (7, 7)]
    downgrade(library.engine, "wf0001")
    upgrade(library.engine)
    assert [row[1:3] for row in library.dump()["wf_pending"]] == [(1, 7)]


def test_a_definition_used_by_an_earlier_release_is_marked_as_such(library: Library) -> None:
    library.lent()
    ((digest, *_),) = library.dump()["wf_receipt"]
    downgrade(library.engine, "wf0002")
    assert "wf_receipt" not in inspect(library.engine).get_table_names()
    upgrade(library.engine)
    assert library.dump()["wf_receipt"] == [(digest, "", "earlier_release", "", None, None)]


def test_a_registration_of_an_earlier_release_tells_neither_who_nor_when(library: Library) -> None:
    with library.at_work() as book:
        book.register(lending(), receipt_for(lending()), by=LIBRARIAN)
    ((*receipt, at, by),) = library.dump()["wf_receipt"]
    assert (bool(at), by) == (True, f"{LIBRARIAN.name}:{LIBRARIAN.role}")
    downgrade(library.engine, "wf0003")
    assert len(inspect(library.engine).get_columns("wf_receipt")) == len(receipt)
    upgrade(library.engine)
    assert library.dump()["wf_receipt"] == [(*receipt, None, None)]


def test_a_history_is_never_migrated_away(library: Library) -> None:
    library.lent()
    before = library.dump()
    with pytest.raises(RuntimeError, match="would delete a history"):
        downgrade(library.engine, "base")
    assert current_revision(library.engine) == "wf0005"
    assert library.dump() == before


def test_without_a_history_nothing_is_left_behind(library: Library) -> None:
    downgrade(library.engine, "base")
    left = {
        "postgresql": "SELECT relname FROM pg_class WHERE relname LIKE 'wf%' AND relname NOT LIKE 'wf_version%' "
        "UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'wf%'",
        "sqlite": "SELECT name FROM sqlite_master WHERE name NOT LIKE '%wf_version%'",
    }[library.engine.dialect.name]
    with library.engine.begin() as connection:
        assert connection.execute(text(left)).all() == []


def test_on_the_hosts_connection_the_host_decides(library: Library) -> None:
    downgrade(library.engine, "base")
    with library.engine.connect() as connection:
        upgrade(connection)
        connection.rollback()
    assert current_revision(library.engine) is None
    with library.engine.begin() as connection:
        upgrade(connection)
    assert current_revision(library.engine) == "wf0005"
