"""Are the protected texts there and unaltered, and are persons found where the entries say.

Without keys it sees that every text is there as it was stored; with keys also that it is the text that was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, or_, select

from workflow.case.errors import WorkflowError
from workflow.history.erasing import ERASURE
from workflow.history.keyring import Keyring, WrappedKey
from workflow.history.patients import PatientRef, index_rows, patient_from
from workflow.history.payloads import PATIENT, Payload, Place, reveal
from workflow.history.tables import wf_case, wf_entry, wf_identifier, wf_key, wf_opening
from workflow.inspection.chaining import Link
from workflow.inspection.faults import Fault
from workflow.inspection.pages import StoredCase


@dataclass(frozen=True, slots=True)
class Persons:
    """Who the entries are about, gathered case by case.

    Args:
        digests: look-up digest → person, as the recorded identities say.
        systems: look-up digest → the system its identifier comes from.
        unread: persons whose identity could not be read without keys.
        referrals: the entries that record a referral, as (case, seq): those that tell a person.
    """

    digests: dict[str, str] = field(default_factory=dict)
    systems: dict[str, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    referrals: set[tuple[str, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Committed:
    """A protected field of an entry: digest of what is stored, commitment to its text, whether it was erased."""

    place: Place
    commitment: str
    seal: str
    person: str
    erased: bool

    def fault(self, says: str) -> Fault:
        """Tell what is wrong with it."""
        return Fault("payload", self.place.case_id, self.place.seq, f"the protected field {self.place.field} {says}")


def check_payloads(stored: StoredCase, links: list[Link], *, keys: Keyring | None, persons: Persons) -> Iterator[Fault]:
    """Compare the payloads of a case with what its entries committed to, and note whom it is about."""
    found = {(row.seq, row.field): row for row in stored.payloads}
    for each in _committed(links):
        if each.place.field == PATIENT:
            persons.referrals.add((each.place.case_id, each.place.seq))
        row = found.pop((each.place.seq, each.place.field), None)
        if row is None and not each.erased:
            yield each.fault("is missing, and no erasure says so")
        elif row is None:
            yield from _check_reference(stored, each, reference="")
        elif row is not None and each.erased:
            yield each.fault("is still there, although an erasure says it is not")
        elif row is not None:
            payload = Payload(row.scheme, row.nonce, row.sealed)
            yield from _check_payload(stored, each, payload, keys=keys, persons=persons)
    for seq, name in sorted(found):
        yield Fault("payload", stored.case_id, seq, f"the protected field {name} belongs to no entry that names it")


def check_index(connection: Connection, persons: Persons) -> Iterator[Fault]:
    """Compare the look-up of persons and of referrals with what the entries say."""
    stored = {}
    for row in connection.execute(select(wf_identifier)):
        stored[row.digest] = row.person_id
        if persons.systems.get(row.digest, row.system) != row.system:
            yield Fault("index", "", 0, f"an identifier of person {row.person_id} is kept under another system")
    missing = [person for digest, person in persons.digests.items() if stored.get(digest) != person]
    for person in missing:
        yield Fault("index", "", 0, f"an identifier of person {person} does not lead to that person")
    for digest, person in stored.items():
        if digest not in persons.digests and person not in persons.unread:
            yield Fault("index", "", 0, f"an identifier leads to person {person}, and no referral says so")
    for person in persons.unread - set(stored.values()):
        yield Fault("index", "", 0, f"no identifier leads to person {person}")
    yield from _check_keys(connection)
    yield from _check_openings(connection, persons)


def _committed(links: list[Link]) -> Iterator[Committed]:
    erased_at = max((link.row.seq for link in links if link.entry.kind == ERASURE), default=0)
    for link in links:
        for name, (commitment, seal) in link.body["payloads"].items():
            place = Place(link.row.case_id, link.row.seq, name)
            yield Committed(place, commitment, seal, link.body["person"], link.row.seq < erased_at)


def _check_payload(
    stored: StoredCase, each: Committed, payload: Payload, *, keys: Keyring | None, persons: Persons
) -> Iterator[Fault]:
    if payload.seal != each.seal:
        yield each.fault("was altered")
        return
    if payload.is_encrypted and keys is None:
        if each.place.field == PATIENT:
            persons.unread.add(each.person)
        return
    try:
        text, commitment = reveal(each.place, payload, key=_person_key(stored, keys) if payload.is_encrypted else None)
    except (WorkflowError, UnicodeDecodeError):
        yield each.fault("cannot be opened: it, or the key of its person, was altered or is gone")
        return
    if commitment != each.commitment:
        yield each.fault("is not the text that the entry committed to")
    elif each.place.field == PATIENT:
        yield from _note_person(stored, each, text, keys=keys, persons=persons)


def _note_person(
    stored: StoredCase, each: Committed, text: str, *, keys: Keyring | None, persons: Persons
) -> Iterator[Fault]:
    try:
        patient = patient_from(text)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        says = f"the person told with the entry cannot be read ({type(error).__name__})"
        yield Fault("payload", each.place.case_id, each.place.seq, says)
        return
    rows = index_rows(patient, keys)
    persons.digests.update(dict.fromkeys(rows, each.person))
    persons.systems.update(rows)
    yield from _check_reference(stored, each, reference=patient.value if isinstance(patient, PatientRef) else "")


def _check_reference(stored: StoredCase, each: Committed, *, reference: str) -> Iterator[Fault]:
    """The opening entry says which opaque reference the case row shows; none after an erasure."""
    opens = each.place.field == PATIENT and each.place.seq == 1
    if opens and stored.row is not None and stored.row.patient_ref != reference:
        yield Fault("projection", each.place.case_id, 1, "the column patient_ref is not what was recorded")


def _person_key(stored: StoredCase, keys: Keyring | None) -> bytes | None:
    row = stored.row
    if keys is None or row is None or row.wrapped is None:
        return None
    return keys.unwrap(row.person_id, WrappedKey(row.master, row.wrapped))


def _check_keys(connection: Connection) -> Iterator[Fault]:
    """No key is left of a person no case is about."""
    owners = select(wf_case.c.person_id)
    for row in connection.execute(select(wf_key.c.person_id).where(wf_key.c.person_id.not_in(owners))):
        yield Fault("index", "", 0, f"there is a key of person {row.person_id}, and no case is about them")


def _check_openings(connection: Connection, persons: Persons) -> Iterator[Fault]:
    of_entry = and_(wf_entry.c.case_id == wf_opening.c.case_id, wf_entry.c.seq == wf_opening.c.seq)
    astray = (
        select(wf_opening.c.case_id, wf_opening.c.seq)
        .outerjoin(wf_entry, of_entry)
        .where(or_(wf_entry.c.key_digest.is_(None), wf_entry.c.key_digest != wf_opening.c.key_digest))
    )
    for row in connection.execute(astray):
        yield Fault("index", row.case_id, row.seq, "a referral leads to an entry that does not record it")
    recorded = {(row.case_id, row.seq) for row in connection.execute(select(wf_opening))}
    for case_id, seq in sorted(persons.referrals - recorded):
        yield Fault("index", case_id, seq, "the referral it records would be recorded again if it were sent again")
