"""The last line of defence: what was decided on a case that moved since is not written, and nothing of it stays."""

from __future__ import annotations

import pytest

from tests.support.lending import LIBRARIAN, Library
from workflow.case.errors import Conflict
from workflow.history import PatientRef, Report
from workflow.history.reading import hold_case
from workflow.history.turn import Desk, Turn, compose_turn, take_turn
from workflow.history.writing import write_moves

NOTE = {"about": "book", "text": "seen"}


@pytest.mark.parametrize("others", [0, 1], ids=["alone", "beside one that did not move"])
def test_what_moved_since_it_was_read_is_not_written(library: Library, others: int) -> None:
    case_id = library.lent()
    beside = [
        library.lent(f"R{number}", patient=PatientRef("lib", f"reader-{number}")) for number in range(2, 2 + others)
    ]
    with library.engine.connect() as connection:
        book = library.book(connection)
        desk = Desk(connection, library.pathways, "library.example", library.keys, library.clock, lambda: "id")
        composed = []
        for each in (case_id, *beside):
            turn = take_turn(desk, Report(each, "note", NOTE, LIBRARIAN), hold_case(connection, each))
            assert isinstance(turn, Turn)
            composed.append(compose_turn(desk, turn))
        book.report(case_id, "take_back", by=LIBRARIAN)
        before = [each.hash for each in book.history(case_id)]
        with pytest.raises(Conflict, match="while it was held"):
            write_moves(connection, composed)
        assert [each.hash for each in book.history(case_id)] == before
        connection.rollback()
