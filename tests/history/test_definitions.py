"""A case keeps the definition it began under, from the database when no file has it any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support.lending import CONSERVATOR, LIBRARIAN, OTHER_BORROWER, PATHWAY, SCANNER, Library, lending
from workflow.case.errors import Corrupt, DefinitionError, NotFound
from workflow.definition import digest_of
from workflow.pathways import Pathways


def test_a_case_goes_on_when_its_file_was_removed(library: Library) -> None:
    case_id = library.lent()
    library.pathways = Pathways.of()
    with library.at_work() as book:
        assert book.report(case_id, "take_back", by=LIBRARIAN).case.state == "settled"
        assert book.history(case_id)[0].definition_name == lending().name
        with pytest.raises(NotFound):
            library.request(book, "R2")


def test_another_definition_of_the_same_name_is_refused(library: Library) -> None:
    library.lent()
    body = lending().body.replace("A book was asked for.", "A book was wanted.")
    library.pathways = Pathways.of(replace(lending(), body=body, digest=digest_of(body)))
    with library.at_work() as book, pytest.raises(DefinitionError, match="never edited"):
        library.request(book, "R2", patient=OTHER_BORROWER)


def test_a_definition_that_nobody_has_is_told(library: Library) -> None:
    case_id = library.lent()
    strange = replace(library, pathways=Pathways.of())
    with strange.engine.begin() as connection:
        drop = "DROP TRIGGER wf_definition_refuse_delete"
        on = " ON wf_definition" if connection.dialect.name == "postgresql" else ""
        connection.exec_driver_sql((drop if not on else "DROP TRIGGER wf_definition_refuse_change") + on)
        connection.exec_driver_sql("DELETE FROM wf_definition")
    with strange.at_work() as book, pytest.raises(Corrupt, match="no pathway file has it"):
        book.case(case_id)


def test_a_released_definition_is_kept_at_its_first_use_and_not_before(library: Library) -> None:
    with library.at_work() as book:
        book.worklist()
    assert not library.dump()["wf_definition"]
    library.lent()
    assert [row[0] for row in library.dump()["wf_definition"]] == [lending().digest]


def test_a_new_version_takes_new_cases_and_leaves_the_old_ones_on_theirs(library: Library) -> None:
    old = library.lent()
    body = lending().body.replace("2026-01-05", "2026-06-01")
    newer = replace(lending(), body=body, digest=digest_of(body), released_on=date(2026, 6, 1))
    library.pathways = Pathways.of(lending(), newer)
    with library.at_work() as book:
        opened = library.request(book, "R2", patient=OTHER_BORROWER)
        assert opened.case.definition == newer.digest
        assert book.report(old, "take_back", by=LIBRARIAN).case.definition == lending().digest
        assert library.request(book, "R3", patient=OTHER_BORROWER).attached
        for event, by in (("fetch", SCANNER), ("inspect", CONSERVATOR)):
            fields = {"copy": "C1"} if event == "fetch" else {"copy": "C1", "wear": "slight"}
            assert book.report(opened.case.id, event, fields, by=by).case.definition == newer.digest
        assert {row.definition for row in book.worklist(include_closed=True, pathway=PATHWAY)} == {
            newer.digest,
            lending().digest,
        }
