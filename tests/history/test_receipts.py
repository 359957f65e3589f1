"""A new case takes a proved definition only, in hand or registered; a case that runs is never stranded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.lending import (
    BY_REFERENCE,
    LIBRARIAN,
    OTHER_BORROWER,
    PATHWAY,
    Library,
    lending,
    newer_lending,
)
from tests.support.receipts import pathways_of, receipt_for
from workflow.case.effective import instant_from
from workflow.case.errors import DefinitionError, NotFound
from workflow.definition import Definition, digest_of
from workflow.definition.receipts import Receipt
from workflow.history import downgrade, upgrade
from workflow.history.definitions import REGISTRATION
from workflow.pathways import Pathways

NOTHING_WRITTEN = ("wf_case", "wf_entry", "wf_definition", "wf_receipt", "wf_opening", "wf_identifier", "wf_key")


class Unproved(Pathways):
    """Pathways of a host that has receipts of nothing."""

    def receipt(self, definition: Definition) -> Receipt | None:
        """None: nothing was proved here."""
        return None


def unproved(*definitions: Definition) -> Pathways:
    found = Unproved()
    for definition in definitions:
        found.add(definition, receipt_for(definition))
    return found


def register(library: Library, *definitions: Definition) -> None:
    with library.at_work() as book:
        for definition in definitions:
            assert book.register(definition, receipt_for(definition), by=LIBRARIAN)


def receipts(library: Library) -> list[tuple[str, str, str]]:
    return [(row[0], row[1], row[2]) for row in library.dump()["wf_receipt"]]


def test_a_case_under_an_unproved_definition_is_refused_and_nothing_is_written(library: Library) -> None:
    library.pathways = unproved(lending())
    with library.at_work() as book, pytest.raises(DefinitionError, match="casepath pathway register FILE"):
        library.request(book)
    assert {table: library.dump()[table] for table in NOTHING_WRITTEN} == {table: [] for table in NOTHING_WRITTEN}


def test_a_registration_tells_who_did_it_and_when_and_a_first_use_does_not(library: Library) -> None:
    library.lent()
    register(library, newer_lending())
    with library.at_work() as book:
        told = {one.name: one.registrations for one in book.definitions()}
    (registration,) = told[newer_lending().name]
    assert registration.by == f"{LIBRARIAN.name}:{LIBRARIAN.role}"
    assert instant_from(registration.at) <= datetime.now(UTC)
    assert {name: found for name, found in told.items() if name != newer_lending().name and found} == {}


def test_the_receipt_is_kept_beside_the_body_at_first_use(library: Library) -> None:
    library.lent()
    library.lent("R2", patient=OTHER_BORROWER)
    receipt = receipt_for(lending())
    assert library.dump()["wf_receipt"] == [(lending().digest, receipt.prover, "first_use", receipt.text, None, None)]


def test_what_was_used_before_goes_on_and_takes_second_referrals_without_a_receipt(library: Library) -> None:
    case_id = library.lent()
    library.pathways = unproved(lending())
    from_before(library)
    with library.at_work() as book:
        assert library.request(book, "R2").attached
        assert book.report(case_id, "take_back", by=LIBRARIAN).case.state == "settled"
        with pytest.raises(DefinitionError, match="Cases that run on it go on"):
            library.request(book, "R3", patient=OTHER_BORROWER)


def from_before(library: Library) -> None:
    """Let the database come from a release that kept no receipts."""
    downgrade(library.engine, "wf0002")
    upgrade(library.engine)
    assert {row[1:] for row in receipts(library)} == {("", "earlier_release")}


def test_a_receipt_follows_where_an_earlier_release_kept_none(library: Library) -> None:
    library.lent()
    from_before(library)
    library.lent("R2", patient=OTHER_BORROWER)
    prover = receipt_for(lending()).prover
    assert receipts(library) == [(lending().digest, *row) for row in (("", "earlier_release"), (prover, "first_use"))]


def test_a_receipt_of_an_older_prover_takes_no_new_case(library: Library) -> None:
    library.lent()
    library.pathways = unproved(lending())
    by_older_prover(library)
    with library.at_work() as book, pytest.raises(DefinitionError, match=r"by prover 0.*register lending-library:vil"):
        library.request(book, "R2", patient=OTHER_BORROWER)


def by_older_prover(library: Library, how: str = "first_use", of: Definition | None = None) -> None:
    """Let the one receipt in a database be of a prover that is no longer ours."""
    from_before(library)
    receipt = replace(receipt_for(of or lending()), prover="0")
    row = {"d": receipt.digest, "h": how, "r": receipt.text}
    with library.engine.begin() as connection:
        connection.execute(text("INSERT INTO wf_receipt VALUES (:d, '0', :h, :r, NULL, NULL)"), row)


def test_a_newer_prover_proves_anew_what_an_older_one_proved(library: Library) -> None:
    library.lent()
    by_older_prover(library, REGISTRATION)
    library.pathways = Pathways()
    with library.at_work() as book:
        with pytest.raises(DefinitionError, match="by prover 0"):
            library.request(book, "R2", patient=OTHER_BORROWER)
        assert book.register(lending(), receipt_for(lending()), by=LIBRARIAN)
        assert library.request(book, "R2", patient=OTHER_BORROWER).case.definition == lending().digest


def test_a_registered_definition_is_found_by_name(library: Library) -> None:
    library.pathways = Pathways()
    register(library, lending())
    for number, name in enumerate((PATHWAY, "lending-library:village", lending().name)):
        with library.at_work() as book:
            patient = replace(BY_REFERENCE, value=f"reader-{number}")
            fields = {"received_on": "2026-03-02"}
            opened = book.open(name, patient=patient, fields=fields, by=LIBRARIAN, key=f"R{number}")
            assert opened.case.definition == lending().digest
    assert len(receipts(library)) == 1


def test_registering_again_changes_nothing(library: Library) -> None:
    register(library, lending())
    before = library.dump()
    with library.at_work() as book:
        assert not book.register(lending(), receipt_for(lending()), by=LIBRARIAN)
    assert library.dump() == before


@pytest.mark.parametrize(
    ("in_hand", "registered", "taken"),
    [
        (lending, newer_lending, newer_lending),
        (newer_lending, lending, newer_lending),
        (lending, lending, lending),
    ],
)
def test_the_newest_by_date_takes_new_cases(
    on_sqlite: Library,
    in_hand: Callable[[], Definition],
    registered: Callable[[], Definition],
    taken: Callable[[], Definition],
) -> None:
    on_sqlite.pathways = pathways_of(in_hand())
    register(on_sqlite, registered())
    with on_sqlite.at_work() as book:
        assert on_sqlite.request(book).case.definition == taken().digest
        assert book.newest(in_hand().name) == in_hand()
        assert book.newest(registered().name) == registered()


def test_a_registered_definition_is_not_passed_over_because_its_receipt_is_outdated(library: Library) -> None:
    library.pathways = Pathways()
    register(library, newer_lending())
    by_older_prover(library, REGISTRATION, newer_lending())
    library.pathways = pathways_of(lending())
    with library.at_work() as book, pytest.raises(DefinitionError, match=f"{newer_lending().name} has no receipt"):
        library.request(book)


def test_what_was_only_used_takes_no_new_case_when_its_file_was_taken_away(library: Library) -> None:
    library.pathways = pathways_of(newer_lending())
    library.lent()
    library.pathways = pathways_of(lending())
    with library.at_work() as book:
        assert library.request(book, "R2", patient=OTHER_BORROWER).case.definition == lending().digest


def test_what_was_only_used_can_be_looked_at_by_its_full_name(library: Library) -> None:
    library.lent()
    library.pathways = Pathways()
    with library.at_work() as book:
        assert book.newest(lending().name) == lending()
        with pytest.raises(NotFound):
            book.newest(PATHWAY)


def test_another_content_under_a_name_in_hand_is_not_registered(library: Library) -> None:
    body = lending().body.replace("A book was asked for.", "A book was wanted.")
    other = replace(lending(), body=body, digest=digest_of(body))
    with library.at_work() as book, pytest.raises(DefinitionError, match="Give the changed one a new date"):
        book.register(other, receipt_for(other), by=LIBRARIAN)
    assert library.dump()["wf_definition"] == []


def test_another_content_under_a_kept_name_is_not_registered(library: Library) -> None:
    body = lending().body.replace("A book was asked for.", "A book was wanted.")
    other = replace(lending(), body=body, digest=digest_of(body))
    register(library, lending())
    library.pathways = Pathways()
    with library.at_work() as book, pytest.raises(DefinitionError, match="never edited"):
        book.register(other, receipt_for(other), by=LIBRARIAN)


@pytest.mark.parametrize("changes", [{"digest": "0" * 64}, {"prover": "0"}, {"counts": {}}])
def test_a_receipt_of_something_else_registers_nothing(library: Library, changes: dict[str, Any]) -> None:
    with library.at_work() as book, pytest.raises(DefinitionError, match="another content or another prover"):
        book.register(lending(), replace(receipt_for(lending()), **changes), by=LIBRARIAN)
    assert library.dump()["wf_definition"] == []


def test_a_name_that_neither_side_knows_tells_what_both_have(library: Library) -> None:
    register(library, newer_lending())
    with library.at_work() as book, pytest.raises(NotFound) as refused:
        book.newest("lending-museum")
    assert "Did you mean lending-library" in refused.value.message
    assert f"Registered in this database are: {newer_lending().name}" in refused.value.message


def test_of_several_registered_variants_one_has_to_be_named(library: Library) -> None:
    library.pathways = Pathways()
    register(library, lending(), variant("town"))
    with library.at_work() as book:
        with pytest.raises(NotFound, match="name one: lending-library:town, lending-library:village"):
            book.newest(PATHWAY)
        assert book.newest("lending-library:town") == variant("town")


def variant(name: str) -> Definition:
    """The same library under another variant's name."""
    body = lending().body.replace('"variant":"village"', f'"variant":"{name}"')
    return replace(lending(), variant=name, body=body, digest=digest_of(body))


def test_what_a_database_keeps_can_be_listed(library: Library) -> None:
    library.lent()
    register(library, newer_lending())
    with library.at_work() as book:
        kept = book.definitions()
    assert [(one.name, one.is_registered) for one in kept] == [(lending().name, False), (newer_lending().name, True)]
    assert [one.receipt for one in kept] == [receipt_for(lending()), receipt_for(newer_lending())]
