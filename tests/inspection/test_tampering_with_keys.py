"""Attacks that need more than the right to write: somebody's keys, an erasure, a correction, another definition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from tests.inspection.forging import Bodies, rewrite, run, unguarded
from tests.support.lending import BY_REFERENCE, LIBRARIAN, Library, lending
from workflow.definition import digest_of
from workflow.history import Keyring, snapshot
from workflow.history.keyring import WrappedKey
from workflow.history.payloads import PATIENT, Place, encrypt
from workflow.history.tables import wf_key, wf_payload
from workflow.inspection import Fault, verify
from workflow.pathways import Pathways


def faults(library: Library) -> dict[str, Fault]:
    with snapshot(library.engine) as connection:
        return {fault.kind: fault for fault in verify(connection, library.pathways, keys=library.keys).faults}


def encrypted_anew(library: Library, place: Place, told: str) -> tuple[dict[str, object], str, str]:
    """What somebody with the keys can make: the payload's row, its seal and its commitment."""
    keys: Keyring | None = library.keys
    assert keys is not None
    with library.engine.begin() as connection:
        row = connection.execute(wf_key.select()).one()
    key = keys.unwrap(row.person_id, WrappedKey(row.master, row.wrapped))
    payload, commitment = encrypt(place, told, key=key, keys=keys)
    stored = {"scheme": payload.scheme, "nonce": payload.nonce, "sealed": payload.sealed}
    return {"case_id": place.case_id, "seq": place.seq, "field": place.field, **stored}, payload.seal, commitment


@pytest.fixture
def case_id(library: Library) -> str:
    """A case with protected texts, known to be sound."""
    found = library.lent()
    assert faults(library) == {}
    return found


def test_a_text_exchanged_by_somebody_with_the_keys(library: Library, case_id: str) -> None:
    place = Place(case_id, 4, "report")
    row, seal, _ = encrypted_anew(library, place, "nothing was seen")

    def with_seal(bodies: Bodies) -> Bodies:
        bodies[3]["payloads"]["report"][1] = seal
        return bodies

    rewrite(library, case_id, with_seal)
    with unguarded(library) as connection:
        at = (wf_payload.c.case_id == case_id) & (wf_payload.c.seq == 4)
        connection.execute(wf_payload.update().where(at).values(row))
    assert "is not the text that the entry committed to" in faults(library)["payload"].says


def test_a_text_that_no_entry_names(library: Library, case_id: str) -> None:
    row, _, _ = encrypted_anew(library, Place(case_id, 3, "report"), "added later")
    with unguarded(library) as connection:
        connection.execute(wf_payload.insert(), [row])
    assert (faults(library)["payload"].seq, "belongs to no entry" in faults(library)["payload"].says) == (3, True)


def test_a_text_brought_back_after_its_erasure(library: Library, case_id: str) -> None:
    row, _, _ = encrypted_anew(library, Place(case_id, 1, PATIENT), "{}")
    with library.at_work() as book:
        book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
    assert faults(library) == {}
    with unguarded(library) as connection:
        connection.execute(wf_payload.insert(), [row])
    assert "although an erasure says" in faults(library)["payload"].says


def test_a_correction_made_to_point_at_another_entry(library: Library, case_id: str) -> None:
    with library.at_work() as book:
        book.report(case_id, "amend", {"entry": 1, "corrections": {"received_on": "2026-03-01"}}, by=LIBRARIAN)
    assert faults(library) == {}

    def astray(bodies: Bodies) -> Bodies:
        bodies[7]["refers"] = [1, "00" * 32]
        return bodies

    rewrite(library, case_id, astray)
    assert (faults(library)["chain"].seq, set(faults(library))) == (8, {"chain"})


def test_an_entry_said_to_be_decided_under_another_definition(library: Library, case_id: str) -> None:
    body = lending().body.replace("2026-01-05", "2026-06-01")
    newer = replace(lending(), body=body, digest=digest_of(body), released_on=date(2026, 6, 1))
    library.pathways = Pathways.of(lending(), newer)

    def under_newer(bodies: Bodies) -> Bodies:
        return [*bodies[:6], {**bodies[6], "definition": newer.digest}]

    rewrite(library, case_id, under_newer)
    assert "another definition than the case runs on" in faults(library)["unlawful"].says


def test_a_reference_changed_in_the_case_row(library: Library) -> None:
    library.lent(patient=BY_REFERENCE)
    run(library, "UPDATE wf_case SET patient_ref = 'reader-8'")
    assert "patient_ref" in faults(library)["projection"].says


def test_a_reference_left_behind_by_an_erasure(library: Library) -> None:
    case_id = library.lent(patient=BY_REFERENCE)
    with library.at_work() as book:
        book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
    assert faults(library) == {}
    with library.engine.begin() as connection:
        connection.execute(text("UPDATE wf_case SET patient_ref = 'reader-7'"))
    assert "patient_ref" in faults(library)["projection"].says


LOOK_UPS = {
    "DELETE FROM wf_opening": ("index", "would be recorded again"),
    "DELETE FROM wf_definition": ("definition", "its body is not kept"),
    "UPDATE wf_definition SET name = 'lending-library:village@2020-01-01'": ("definition", "under another name"),
    "DELETE FROM wf_receipt": ("receipt", "is kept without a receipt of its proof"),
    "UPDATE wf_receipt SET receipt = ''": ("receipt", "cannot be read"),
    "UPDATE wf_receipt SET prover = '0'": ("receipt", "and is kept as one by prover 0"),
    "UPDATE wf_receipt SET digest = 'd'": ("receipt", "its body is not kept"),
    "UPDATE wf_receipt SET receipt = replace(receipt, '\"3\"', '\"9\"')": ("receipt", "does not cover everything"),
    "UPDATE wf_receipt SET receipt = replace(receipt, ',', ' ,')": ("receipt", "not in canonical form"),
    'UPDATE wf_receipt SET receipt = replace(receipt, \'{"digest":"\', \'{"digest":"0\')': (
        "receipt",
        "is that of another definition",
    ),
    "UPDATE wf_receipt SET brought_by = 'earlier_release'": ("receipt", "and holds one"),
    "UPDATE wf_identifier SET system = 'passport'": ("index", "under another system"),
    "INSERT INTO wf_key SELECT 'nobody', master, wrapped FROM wf_key": ("index", "no case is about them"),
}


@pytest.mark.parametrize("statement", LOOK_UPS)
def test_what_is_looked_up_is_compared_with_the_entries(library: Library, case_id: str, statement: str) -> None:
    with unguarded(library) as connection:
        connection.execute(text(statement))
    kind, says = LOOK_UPS[statement]
    assert case_id
    with snapshot(library.engine) as connection:
        found = verify(connection, library.pathways, keys=library.keys)
    assert kind in {fault.kind for fault in found.faults}
    assert says in " ".join(fault.says for fault in found.faults)


def test_a_second_referral_that_would_be_recorded_again_is_named(library: Library, case_id: str) -> None:
    with library.at_work() as book:
        again = library.request(book, "R2")
    assert again.attached
    with unguarded(library) as connection:
        connection.execute(text("DELETE FROM wf_opening WHERE seq > 1"))
    assert "would be recorded again" in faults(library)["index"].says
