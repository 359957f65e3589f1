"""Are the protected texts there and unaltered.

Without keys it sees that every text is there as it was stored; with keys also that it is the text that was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.case.errors import WorkflowError
from workflow.history.erasing import ERASURE
from workflow.history.keyring import Keyring, WrappedKey
from workflow.history.patients import PatientRef, index_rows, patient_from
from workflow.history.payloads import PATIENT, Payload, Place, reveal
from workflow.inspection.chaining import Link
from workflow.inspection.faults import Fault
from workflow.inspection.finding_persons import Persons
from workflow.inspection.pages import StoredCase


@dataclass(frozen=True, slots=True)
class Opening:
    """The keys of the deployment, and the key of the person a case is about, as far as they are there."""

    keys: Keyring | None
    person_key: bytes | None


@dataclass(frozen=True, slots=True)
class Committed:
    """A protected field of an entry: digest of what is stored, commitment to its text, whether it was erased.

    Args:
        key: digest of the idempotency key of the entry.
    """

    place: Place
    commitment: str
    seal: str
    person: str
    key: str | None
    erased: bool = False

    def fault(self, says: str) -> Fault:
        """Tell what is wrong with it."""
        return Fault("payload", self.place.case_id, self.place.seq, f"the protected field {self.place.field} {says}")


def committed(links: list[Link]) -> tuple[Committed, ...]:
    """Return what the entries of a case committed to."""
    erased_at = max((link.row.seq for link in links if link.entry.kind == ERASURE), default=0)
    return tuple(
        Committed(
            Place(link.row.case_id, link.row.seq, name),
            commitment,
            seal,
            link.body["person"],
            link.body["key"],
            link.row.seq < erased_at,
        )
        for link in links
        for name, (commitment, seal) in link.body["payloads"].items()
    )


def check_payloads(
    stored: StoredCase, commitments: tuple[Committed, ...], *, keys: Keyring | None, persons: Persons
) -> Iterator[Fault]:
    """Compare the payloads of a case with what its entries committed to, and note whom it is about."""
    found = {(row.seq, row.field): row for row in stored.payloads}
    persons.note_case(stored)
    key = _person_key(stored, keys) if commitments else None
    for each in commitments:
        if each.place.field == PATIENT:
            persons.note_referral(each.place, each.key)
        row = found.pop((each.place.seq, each.place.field), None)
        if row is None and not each.erased:
            yield each.fault("is missing, and no erasure says so")
        elif row is None:
            yield from _check_reference(stored, each, reference="")
        elif row is not None and each.erased:
            yield each.fault("is still there, although an erasure says it is not")
        elif row is not None:
            payload = Payload(row.scheme, row.nonce, row.sealed)
            yield from _check_payload(stored, each, payload, opening=Opening(keys, key), persons=persons)
    for seq, name in sorted(found):
        yield Fault("payload", stored.case_id, seq, f"the protected field {name} belongs to no entry that names it")


def _check_payload(
    stored: StoredCase, each: Committed, payload: Payload, *, opening: Opening, persons: Persons
) -> Iterator[Fault]:
    if payload.seal != each.seal:
        yield each.fault("was altered")
        return
    if payload.is_encrypted and opening.keys is None:
        if each.place.field == PATIENT:
            persons.note_unread(each.person)
        return
    try:
        text, commitment = reveal(each.place, payload, key=opening.person_key if payload.is_encrypted else None)
    except (WorkflowError, UnicodeDecodeError):
        yield each.fault("cannot be opened: it, or the key of its person, was altered or is gone")
        return
    if commitment != each.commitment:
        yield each.fault("is not the text that the entry committed to")
    elif each.place.field == PATIENT:
        yield from _note_person(stored, each, text, keys=opening.keys, persons=persons)


def _note_person(
    stored: StoredCase, each: Committed, text: str, *, keys: Keyring | None, persons: Persons
) -> Iterator[Fault]:
    try:
        patient = patient_from(text)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        says = f"the person told with the entry cannot be read ({type(error).__name__})"
        yield Fault("payload", each.place.case_id, each.place.seq, says)
        return
    persons.note_identifiers(each.person, index_rows(patient, keys))
    yield from _check_reference(stored, each, reference=patient.value if isinstance(patient, PatientRef) else "")


def _check_reference(stored: StoredCase, each: Committed, *, reference: str) -> Iterator[Fault]:
    """The opening entry says which opaque reference the case row shows; none after an erasure."""
    opens = each.place.field == PATIENT and each.place.seq == 1
    if opens and stored.row is not None and stored.row.patient_ref != reference:
        yield Fault("projection", each.place.case_id, 1, "the column patient_ref is not what was recorded")


def _person_key(stored: StoredCase, keys: Keyring | None) -> bytes | None:
    """The key of a case's person; None where there is none that opens."""
    row = stored.row
    if keys is None or row is None or row.wrapped is None:
        return None
    try:
        return keys.unwrap(row.person_id, WrappedKey(row.master, row.wrapped))
    except (WorkflowError, TypeError, ValueError):  # a forged row may hold what is no key at all
        return None
