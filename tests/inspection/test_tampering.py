"""Attacks on a history, by somebody who can write anything into the database: each one is found and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from tests.inspection.forging import Bodies, rewrite, run, unguarded
from tests.support.lending import LIBRARIAN, OTHER_BORROWER, Library
from workflow.case.written import canonical
from workflow.history import PatientRef, snapshot
from workflow.history.entry_bytes import entry_hash
from workflow.history.payloads import Place, keep_open
from workflow.history.tables import wf_entry, wf_payload
from workflow.inspection import KINDS, Verification, verify
from workflow.inspection.pages import case_pages

CASE = "0001-id"
OTHER_CASE = "0003-id"


@dataclass(frozen=True)
class Attack:
    """What is done, and what a verification must find: kind, case and entry."""

    does: Callable[[Library], None]
    kind: str
    seq: int
    case_id: str = CASE
    without_keys: bool = True


def sql(*commands: str) -> Callable[[Library], None]:
    return lambda library: run(library, *commands)


def rewritten(change: Callable[[Bodies], Bodies], *, project: bool = True) -> Callable[[Library], None]:
    return lambda library: rewrite(library, CASE, change, project=project)


def edit_text(library: Library, seq: int, old: str, new: str, *, fix_hash: bool) -> None:
    with unguarded(library) as connection:
        of_entry = (wf_entry.c.case_id == CASE) & (wf_entry.c.seq == seq)
        body = connection.execute(select(wf_entry.c.body).where(of_entry)).scalar_one()
        assert old in body
        values: dict[str, Any] = {"body": body.replace(old, new)}
        if fix_hash:
            values["hash"] = entry_hash(values["body"])
        connection.execute(wf_entry.update().where(of_entry).values(values))


def changed(seq: int, **values: Any) -> Callable[[Bodies], Bodies]:
    return lambda bodies: [{**body, **values} if body["seq"] == seq else body for body in bodies]


def without(seq: int) -> Callable[[Bodies], Bodies]:
    """Leave an entry out and number the rest anew."""

    def change(bodies: Bodies) -> Bodies:
        kept = [body for body in bodies if body["seq"] != seq]
        return [{**body, "seq": number} for number, body in enumerate(kept, 1)]

    return change


def with_extra(event: str, to_state: str, **values: Any) -> Callable[[Bodies], Bodies]:
    """Add an entry that was never decided."""

    def change(bodies: Bodies) -> Bodies:
        last = bodies[-1]
        kind = "record" if last["to"] == to_state else "transition"
        extra = {**last, "seq": last["seq"] + 1, "event": event, "from": last["to"], "to": to_state, "kind": kind}
        extra |= {
            "key": None,
            "content": None,
            "facts": {},
            "lifted": [],
            "evidence": [],
            "payloads": {},
            "caused_by": None,
        }
        return [*bodies, {**extra, **values}]

    return change


def swapped_decisions(bodies: Bodies) -> Bodies:
    """The judgement before the look it rests on."""
    looked, judged, ready = bodies[3:6]
    return [{**judged, "seq": 4}, {**ready, "seq": 5, "caused_by": 4}, {**looked, "seq": 6}, *bodies[6:]]


OF_CASE = f"WHERE case_id = '{CASE}'"
ELSEWHERE = [f"DELETE FROM {table} {OF_CASE}" for table in ("wf_payload", "wf_entry", "wf_case")]
CYCLE = [f"UPDATE wf_entry SET seq = {new} {OF_CASE} AND seq = {old}" for old, new in ((2, 99), (3, 2), (99, 3))]
TRANSPLANT = (
    f"UPDATE wf_entry SET body = (SELECT o.body FROM wf_entry o WHERE o.case_id = '{OTHER_CASE}' AND o.seq = 3) "
    f"{OF_CASE} AND seq = 3"
)
KEY_SWAP = "UPDATE wf_key SET wrapped = (SELECT k.wrapped FROM wf_key k WHERE k.person_id = '0004-id')"


def first_hash(bodies: Bodies) -> str:
    return entry_hash(canonical(bodies[0]))


def smuggle_text(library: Library, seq: int, field: str) -> None:
    """Put a text into an entry that does not ask for it, with everything that follows put right."""
    payload, commitment = keep_open(Place(CASE, seq, field), "Zora", blinding=b"1" * 32)

    def change(bodies: Bodies) -> Bodies:
        with_text = {field: [commitment, payload.seal]}
        return [{**b, "payloads": {**b["payloads"], **with_text}} if b["seq"] == seq else b for b in bodies]

    rewrite(library, CASE, change)
    row = {"case_id": CASE, "seq": seq, "field": field, "scheme": payload.scheme}
    with unguarded(library) as connection:
        connection.execute(wf_payload.insert(), {**row, "nonce": payload.nonce, "sealed": payload.sealed})


CHAIN = {
    "edit a column": Attack(sql(f"UPDATE wf_entry SET actor = 'm.ole' {OF_CASE} AND seq = 3"), "columns", 3),
    "edit the time a case waited": Attack(sql("UPDATE wf_entry SET dwell_s = 0 WHERE dwell_s > 60"), "columns", 6),
    "edit a text": Attack(lambda lib: edit_text(lib, 3, "gate-1", "gate-2", fix_hash=False), "hash", 3),
    "edit a hash": Attack(sql(f"UPDATE wf_entry SET hash = 'f0' {OF_CASE} AND seq = 3"), "hash", 3),
    "edit a text and its hash": Attack(lambda lib: edit_text(lib, 3, "gate-1", "gate-2", fix_hash=True), "chain", 4),
    "write a text in another form": Attack(
        lambda lib: edit_text(lib, 3, '"caused_by":null', '"caused_by": null', fix_hash=True), "bytes", 3
    ),
    "write what is no entry": Attack(lambda lib: edit_text(lib, 3, "{", "[", fix_hash=True), "bytes", 3),
    "add a word to a text": Attack(lambda lib: edit_text(lib, 3, '"v":1', '"v":1,"w":1', fix_hash=True), "bytes", 3),
    "delete a middle row": Attack(sql(f"DELETE FROM wf_entry {OF_CASE} AND seq = 3"), "sequence", 4),
    "truncate the tail": Attack(sql(f"DELETE FROM wf_entry {OF_CASE} AND seq > 6"), "projection", 6),
    "delete every entry": Attack(sql(f"DELETE FROM wf_entry {OF_CASE}"), "projection", 0),
    "delete a case": Attack(sql(*ELSEWHERE), "index", 0, ""),
    "delete the case row": Attack(sql(f"DELETE FROM wf_case {OF_CASE}"), "projection", 0),
    "swap rows": Attack(sql(*CYCLE), "sequence", 2),
    "transplant an entry of another case": Attack(sql(TRANSPLANT), "sequence", 3),
    "move a chain to another deployment": Attack(
        rewritten(lambda bodies: [{**body, "deployment": "elsewhere"} for body in bodies]), "chain", 1
    ),
    "name another deployment in between": Attack(rewritten(changed(5, deployment="elsewhere")), "chain", 5),
    "back-date": Attack(rewritten(changed(5, recorded_at="2026-03-02T09:00:00.000000Z")), "time", 5),
    "date into the future": Attack(rewritten(changed(7, recorded_at="2999-01-01T00:00:00.000000Z")), "time", 7),
}
MEANING = {
    "edit and rechain: a role": Attack(rewritten(changed(4, role="librarian")), "unlawful", 4),
    "edit and rechain: a fact": Attack(rewritten(changed(5, facts={"copy_inspected": "no"})), "unlawful", 5),
    "edit and rechain: a target": Attack(rewritten(changed(7, to="settled")), "unlawful", 7),
    "edit and rechain: the evidence": Attack(rewritten(changed(5, evidence=[["C1", 7]])), "unlawful", 5),
    "edit and rechain, the case row left": Attack(rewritten(changed(7, actor="m.ole"), project=False), "projection", 7),
    "delete, renumber and rechain": Attack(rewritten(without(4)), "unlawful", 4),
    "leave out what followed by itself": Attack(rewritten(without(6)), "unlawful", 5),
    "swap rows and rechain": Attack(rewritten(lambda bodies: [*bodies[:3], *swapped_decisions(bodies)]), "unlawful", 4),
    "an illegal transition, correctly chained": Attack(rewritten(with_extra("call_off", "settled")), "unlawful", 8),
    "an event nobody knows": Attack(rewritten(with_extra("steal", "on_loan", fields={})), "unlawful", 8),
    "an automatic move nothing caused": Attack(
        rewritten(with_extra("make_ready", "ready", caused_by=7, actor="casepath", role="system")), "unlawful", 7
    ),
    "an erasure that moves the case": Attack(
        rewritten(with_extra("erasure", "settled", kind="erasure")), "unlawful", 8
    ),
    "change the state only": Attack(sql(f"UPDATE wf_case SET state = 'settled' {OF_CASE}"), "projection", 7),
    "change the owner only": Attack(sql(f"UPDATE wf_case SET owner = 'm.ole' {OF_CASE}"), "projection", 7),
    "give a case to somebody else": Attack(sql(f"UPDATE wf_case SET person_id = 'x' {OF_CASE}"), "projection", 7),
    "alter a definition": Attack(sql("UPDATE wf_definition SET body = body || ' '"), "definition", 0, ""),
    "take away a receipt": Attack(sql("DELETE FROM wf_receipt"), "receipt", 0, ""),
    "refer to a definition nobody has": Attack(rewritten(changed(7, definition="00")), "definition", 7),
}
PROTECTION = {
    "delete a protected text": Attack(sql(f"DELETE FROM wf_payload {OF_CASE} AND seq = 4"), "payload", 4),
    "alter a protected text": Attack(sql(f"UPDATE wf_payload SET sealed = nonce {OF_CASE} AND seq = 4"), "payload", 4),
    "move a protected text": Attack(sql(f"UPDATE wf_payload SET seq = 5 {OF_CASE} AND seq = 4"), "payload", 4),
    "delete a person's key": Attack(
        sql("DELETE FROM wf_key WHERE person_id = '0002-id'"), "payload", 1, without_keys=False
    ),
    "swap two persons' keys": Attack(sql(KEY_SWAP), "payload", 1, without_keys=False),
    "lead a number to somebody else": Attack(
        sql("UPDATE wf_identifier SET person_id = '0004-id' WHERE system = 'local-id'"),
        "index",
        0,
        "",
        without_keys=False,
    ),
    "add a number to somebody": Attack(
        sql("INSERT INTO wf_identifier VALUES ('ff', '0002-id', 'nhs-number')"), "index", 0, "", without_keys=False
    ),
    "hide a person": Attack(sql("DELETE FROM wf_identifier WHERE person_id = '0002-id'"), "index", 0, ""),
    "forget that a referral came": Attack(sql(f"DELETE FROM wf_opening {OF_CASE}"), "index", 1),
}
SMUGGLED = {
    "a word behind a reference": Attack(rewritten(changed(4, refers=["1", "hash", "a name"])), "bytes", 4),
    "a reference that nothing corrects": Attack(
        rewritten(lambda bodies: [{**b, "refers": [1, first_hash(bodies)]} if b["seq"] == 4 else b for b in bodies]),
        "chain",
        4,
    ),
    "a protected text that no rule asks for": Attack(lambda lib: smuggle_text(lib, 3, "copy"), "unlawful", 3),
    "an override text that nothing lifted": Attack(lambda lib: smuggle_text(lib, 3, "override:zz"), "unlawful", 3),
    "an id that is empty, and then another state": Attack(
        sql(
            *(f"UPDATE {table} SET case_id = '' {OF_CASE}" for table in ("wf_entry", "wf_payload", "wf_opening")),
            f"UPDATE wf_case SET case_id = '', state = 'settled' {OF_CASE}",
        ),
        "sequence",
        1,
        "",
    ),
    "a text that is none": Attack(sql("UPDATE wf_key SET wrapped = 'x'"), "payload", 1, without_keys=False),
}
ATTACKS = CHAIN | MEANING | PROTECTION | SMUGGLED


def two_loans(library: Library) -> None:
    library.lent()
    library.lent("R2", patient=OTHER_BORROWER)


def verified(library: Library, *, keyed: bool = True) -> Verification:
    with snapshot(library.engine) as connection:
        keys = library.keys if keyed else None
        return verify(connection, library.pathways, keys=keys, deployment="library.example")


@pytest.mark.parametrize("keyed", [True, False], ids=["with keys", "without keys"])
def test_an_honest_history_is_sound(library: Library, keyed: bool) -> None:
    two_loans(library)
    with library.at_work() as book:
        book.report(CASE, "amend", {"entry": 1, "corrections": {"received_on": "2026-03-01"}}, by=LIBRARIAN)
        book.report(CASE, "take_back", by=LIBRARIAN, key="T1")
        book.erase(OTHER_CASE, by=LIBRARIAN, reason="borrower_request")
    found = verified(library, keyed=keyed)
    assert (found.sound, found.cases, found.entries, found.keyed) == (True, 2, 18, keyed)


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_found(library: Library, name: str) -> None:
    attack = ATTACKS[name]
    two_loans(library)
    attack.does(library)
    for keyed in (True, False) if attack.without_keys else (True,):
        found = verified(library, keyed=keyed)
        faults = {fault.kind: fault for fault in found.faults}
        assert attack.kind in faults, found
        assert (faults[attack.kind].case_id, faults[attack.kind].seq) == (attack.case_id, attack.seq)


def test_every_kind_of_fault_is_provoked_by_some_attack() -> None:
    assert {attack.kind for attack in ATTACKS.values()} == set(KINDS)


def test_no_fault_repeats_what_identifies_a_person(library: Library) -> None:
    two_loans(library)
    for name in ("alter a protected text", "hide a person", "forget that a referral came"):
        ATTACKS[name].does(library)
    told = repr(verified(library).faults)
    assert not any(secret in told for secret in ("Zora", "9990000018", "L 17", "4711"))


def test_a_fault_does_not_hide_the_others(library: Library) -> None:
    two_loans(library)
    for name in ("edit a column", "delete a protected text", "change the state only", "forget that a referral came"):
        ATTACKS[name].does(library)
    found = verified(library)
    assert [fault.kind for fault in found.faults] == ["columns", "projection", "payload", "index"]
    assert set(found.counts.values()) == {1}


def test_what_needs_evidence_from_outside_is_not_claimed(library: Library) -> None:
    """A lawful edit, rechained and projected again, leaves nothing inside the database to compare with."""
    two_loans(library)
    rewrite(library, CASE, changed(7, actor="m.ole"))
    assert verified(library).sound


def test_progress_is_told_case_by_case(library: Library) -> None:
    two_loans(library)
    heard: list[tuple[int, int]] = []
    with snapshot(library.engine) as connection:
        verify(connection, library.pathways, progress=lambda done, total: heard.append((done, total)))
    assert heard == [(1, 2), (2, 2)]


def test_pages_of_any_size_give_every_case_once(library: Library) -> None:
    with library.at_work() as book:
        opened = [
            library.request(book, f"R{number}", patient=PatientRef("lib", f"reader-{number}")) for number in range(5)
        ]
    with snapshot(library.engine) as connection:
        for page in (1, 2, 5, 9):
            found = [each for read in case_pages(connection, page=page) for each in read]
            assert [each.case_id for each in found] == [each.case.id for each in opened]
            assert [(len(each.entries), len(each.payloads)) for each in found] == [(1, 1)] * 5
