"""Hashes and links alone: what somebody did to the stored bytes is found, and nothing else is claimed."""

from __future__ import annotations

import pytest

from tests.inspection.forging import run
from tests.inspection.test_tampering import ATTACKS, CASE, two_loans
from tests.support.lending import LIBRARIAN, Library
from workflow.history import snapshot
from workflow.inspection import Verification, bytes_only, verify

SEEN = (
    "edit a text",
    "edit a hash",
    "edit a text and its hash",
    "write a text in another form",
    "write what is no entry",
    "add a word to a text",
    "delete a middle row",
    "truncate the tail",
    "delete every entry",
    "delete the case row",
    "swap rows",
    "transplant an entry of another case",
    "move a chain to another deployment",
)
NOT_SEEN = ("edit a column", "edit and rechain: a role", "delete a protected text", "change the owner only")


def looked_at(library: Library, deployment: str | None = "library.example") -> Verification:
    with snapshot(library.engine) as connection:
        return verify(connection, library.pathways, deployment=deployment, bytes_only=True)


def test_sound_bytes_are_sound_whatever_happened(library: Library) -> None:
    two_loans(library)
    with library.at_work() as book:
        book.erase(CASE, by=LIBRARIAN, reason="borrower_request")
    found = looked_at(library)
    assert (found.sound, found.cases, found.entries, found.bytes_only) == (True, 2, 15, True)
    assert looked_at(library, None).sound


@pytest.mark.parametrize("name", SEEN)
def test_touched_bytes_are_found(library: Library, name: str) -> None:
    two_loans(library)
    ATTACKS[name].does(library)
    assert CASE in {fault.case_id for fault in looked_at(library).faults}


@pytest.mark.parametrize("name", NOT_SEEN)
def test_what_it_does_not_look_at_it_does_not_find(library: Library, name: str) -> None:
    two_loans(library)
    ATTACKS[name].does(library)
    assert looked_at(library).sound


def test_pages_hide_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bytes_only, "PAGE", 1)
    two_loans(library)
    assert (looked_at(library).cases, looked_at(library).sound) == (2, True)
    ATTACKS["delete a middle row"].does(library)
    assert looked_at(library).counts == {"chain": 1, "sequence": 1}


def test_a_case_whose_id_is_empty_is_looked_at(library: Library) -> None:
    two_loans(library)
    ATTACKS["an id that is empty, and then another state"].does(library)
    assert {fault.case_id for fault in looked_at(library).faults} == {""}


def test_a_text_of_bytes_is_a_fault_and_no_stumble(library: Library) -> None:
    if library.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps no bytes in a column of texts")
    two_loans(library)
    run(library, f"UPDATE wf_entry SET body = x'ff00' WHERE case_id = '{CASE}' AND seq = 2")
    assert looked_at(library).counts.keys() >= {"bytes", "hash"}
