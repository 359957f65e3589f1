"""Protected texts: readable with the person's key, at their own place, and as they were recorded; else not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.lending import BORROWER, LIBRARIAN, OTHER_BORROWER, Library
from workflow.case.errors import Corrupt
from workflow.history import Keyring
from workflow.history.payloads import Payload, Place, encrypt, keep_open, reveal

KEYS = Keyring.from_hex("77" * 32)
PLACE = Place("case-1", 4, "report")
KEY = bytes(range(32))


def test_a_text_is_read_back_with_the_commitment_that_was_recorded() -> None:
    payload, commitment = encrypt(PLACE, "Größe 3 cm ✓", key=KEY, keys=KEYS)
    assert reveal(PLACE, payload, key=KEY) == ("Größe 3 cm ✓", commitment)


@pytest.mark.parametrize(
    "elsewhere", [replace(PLACE, case_id="case-2"), replace(PLACE, seq=5), replace(PLACE, field="note")]
)
def test_a_text_opens_nowhere_but_at_its_own_place(elsewhere: Place) -> None:
    payload, _ = encrypt(PLACE, "text", key=KEY, keys=KEYS)
    with pytest.raises(Corrupt, match="cannot be opened"):
        reveal(elsewhere, payload, key=KEY)


@pytest.mark.parametrize("key", [bytes(32), None, b"short"])
def test_a_text_does_not_open_with_another_key(key: bytes | None) -> None:
    payload, _ = encrypt(PLACE, "text", key=KEY, keys=KEYS)
    with pytest.raises(Corrupt):
        reveal(PLACE, payload, key=key)


def test_an_altered_text_does_not_open() -> None:
    payload, _ = encrypt(PLACE, "text", key=KEY, keys=KEYS)
    altered = replace(payload, sealed=payload.sealed[:-1] + bytes([payload.sealed[-1] ^ 1]))
    with pytest.raises(Corrupt):
        reveal(PLACE, altered, key=KEY)
    assert altered.seal != payload.seal


def test_equal_texts_have_different_commitments_so_that_none_can_be_tried_out() -> None:
    first, second = (encrypt(PLACE, "positive", key=KEY, keys=KEYS)[1] for _ in range(2))
    assert first != second


def test_the_commitment_fixes_the_text_and_the_place() -> None:
    payload, commitment = keep_open(PLACE, "reader-7", blinding=bytes(32))
    assert reveal(PLACE, payload, key=None) == ("reader-7", commitment)
    for other in (replace(PLACE, seq=5), replace(PLACE, field="x")):
        assert reveal(other, payload, key=None)[1] != commitment
    assert reveal(PLACE, Payload(payload.scheme, payload.nonce, b"reader-8"), key=None)[1] != commitment


def test_no_protected_text_stands_anywhere_in_the_database(on_sqlite: Library) -> None:
    on_sqlite.lent(fields={"wish": "CANARY-WISH"})
    database = on_sqlite.engine.url.database
    assert database
    on_sqlite.engine.dispose()
    stored = b"".join(path.read_bytes() for path in Path(database).parent.glob("cases.db*"))
    for secret in ("CANARY", "Canary", "Zora", "9990000018", "999 000 0018", "L 17", "4711", "fine"):
        assert secret.encode() not in stored


def test_each_person_has_a_key_of_their_own(library: Library) -> None:
    library.lent()
    library.lent("R2", patient=OTHER_BORROWER)
    wrapped = [row[2] for row in library.dump()["wf_key"]]
    assert len(set(wrapped)) == 2


def test_without_the_right_key_file_nothing_is_read_and_it_says_so(library: Library) -> None:
    case_id = library.lent()
    library.keys = Keyring.from_hex("00" * 32)
    with library.at_work() as book, pytest.raises(Corrupt, match="key file belongs to another database"):
        book.protected(case_id)


def test_a_case_opened_by_reference_needs_no_keys_until_a_text_is_protected(library: Library) -> None:
    from tests.support.lending import BY_REFERENCE

    keys, library.keys = library.keys, None
    with library.at_work() as book:
        case_id = library.request(book, patient=BY_REFERENCE).case.id
        assert book.identity(case_id) == BY_REFERENCE
    library.keys = keys
    with library.at_work() as book:
        book.report(case_id, "note", {"about": "borrower", "text": "later"}, by=LIBRARIAN)
        assert book.protected(case_id) == {(2, "text"): "later"}
        assert book.identity(case_id) == BY_REFERENCE


def test_the_first_referral_tells_whom_a_case_is_about(library: Library) -> None:
    with library.at_work() as book:
        case_id = library.request(book).case.id
        assert library.request(book, "R2", patient=replace(BORROWER, name="Z. Canary")).attached
        assert book.identity(case_id) == BORROWER
