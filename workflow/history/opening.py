"""Opening a case: the person is looked up, an open case is attached to, and whoever comes second finds the first.

Concurrent referrals of one person meet in three unique keys (the referral's own, the person's identifiers, the one
open case per pathway). Each is claimed by an insert that tells by its row count whether somebody else was first; then
our own claims are taken back and the referral is looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.case.errors import BadInput, Conflict, Problem, Refused
from workflow.case.file import Case
from workflow.definition import Definition
from workflow.engine import Accepted, decide
from workflow.history import statements
from workflow.history.arguments import check_referral
from workflow.history.composing import Composition, Sealing, compose, new_case
from workflow.history.definitions import FIRST_USE, keep_definition
from workflow.history.driver import all_rows, execute, first_row
from workflow.history.idempotency import (
    KeyReused,
    content_digest,
    key_digest,
    protected_fields,
)
from workflow.history.offering import Offer, on_offer, pathway_named
from workflow.history.outcomes import Opened, Referral, Report
from workflow.history.patients import PatientRef, check_patient, index_rows, patient_text
from workflow.history.payloads import PATIENT, Place
from workflow.history.reading import Reading, Stored, hold_case, read_case, read_with_followers
from workflow.history.statements import for_dialect
from workflow.history.turn import Desk, check_actor, decide_report, needs_keys, same_texts
from workflow.history.write_text import IDENTIFIERS, OPENINGS
from workflow.history.writing import open_reference, person_key, sealed_texts, write_moves, write_new

ATTEMPTS = 5
"""How often a referral is looked at again because another one of the same person was quicker."""


@dataclass(frozen=True, slots=True)
class Admission:
    """A referral that was decided and is still to be written.

    Args:
        before: the case it goes to: a new one, or the person's open case.
        known: whether the person is known already.
        offer: the definition a new case takes; None for an open case, which keeps its own.
    """

    referral: Referral
    definition: Definition
    before: Stored
    accepted: Accepted
    known: bool
    offer: Offer | None = None

    @property
    def attached(self) -> bool:
        """Whether it goes to a case that is open already."""
        return self.before.case.seq > 0


def open_case(desk: Desk, referral: Referral) -> Opened:
    """Open a case or attach the referral to the person's open one; see `CaseBook.open`."""
    check_referral(referral)
    check_patient(referral.patient, desk.keys)
    check_actor(_report(referral, "", referral.pathway))
    if desk.connection.dialect.name == "sqlite":
        # Before anything is read, so that nobody can come between our reading and our writing.
        execute(desk.connection, for_dialect(desk.connection, statements.LOCK), {"wanted": ""})
    key = key_digest(referral.source or referral.by.name, referral.key)
    for _ in range(ATTEMPTS):
        if found := _opened_before(desk, referral, key):
            return found
        admission = _admit(desk, referral)
        if admission is not None and (opened := _write(desk, admission, key)):
            return opened
    raise Conflict(
        f"The referral to {referral.pathway} was not recorded: others of the same person kept coming in between.",
        retry_transaction=True,
    )


def _opened_before(desk: Desk, referral: Referral, key: str) -> Opened | None:
    """What was recorded when the same source sent the same key before."""
    row = first_row(desk.connection, statements.OPENING, {"keyed": key})
    if row is None:
        return None
    case_id, seq = row
    reading = read_case(desk.connection, case_id, key_digest=key)
    stored = reading.stored
    entries = read_with_followers(desk.connection, case_id, seq)
    definition = desk.definition(entries[0].definition)
    person = _person(desk, referral)
    same = (
        reading.keyed_content == _content(referral, entries[0].event, definition)
        and person in (None, stored.person_id)
        and (person is not None or not _identifiers_of(desk, stored.person_id))
        and same_texts(desk, referral.fields, entries[0], definition=definition, stored=stored)
    )
    if not same:
        raise KeyReused(
            f"The referral was not recorded: its key was used before, for entry {seq} of case {case_id}, with "
            "other content or for somebody else. Send the same again, or something new under a new key."
        )
    return Opened(stored.case, seq > 1, entries, repeated=True)


def _admit(desk: Desk, referral: Referral) -> Admission | None:
    """Decide where the referral goes; None when the case it would go to closed meanwhile.

    Raises:
        Refused: when the pathway says no.
        BadInput: when something is not understood, or the person cannot be told from another.
        DefinitionError: when a new case would take a definition without a receipt of its proof.
    """
    pathway = pathway_named(desk.connection, desk.pathways, referral.pathway)
    person = _person(desk, referral)
    open_id = _open_case_of(desk, person, pathway) if person else None
    admission = _attachment(desk, referral, open_id) if open_id else _beginning(desk, referral, person)
    if admission is not None and admission.accepted.protected:
        needs_keys(desk, admission.accepted.protected)
    return admission


def _attachment(desk: Desk, referral: Referral, open_id: str) -> Admission | None:
    """The referral on the person's open case, which goes on under its own definition, proved or not."""
    key = key_digest(referral.source or referral.by.name, referral.key)
    reading = hold_case(desk.connection, open_id, key_digest=key)
    if not reading.stored.is_open:
        return None
    if reading.keyed_seq is not None:
        raise KeyReused(
            f"The referral was not recorded: its key was used before, for entry {reading.keyed_seq} of case "
            f"{open_id}. Send it under a key of its own."
        )
    definition = desk.definition(reading.stored.case.definition)
    answer = _decide_attachment(desk, referral, definition, reading)
    if isinstance(answer, Refused):
        raise answer
    return Admission(referral, definition, reading.stored, answer, known=True)


def _beginning(desk: Desk, referral: Referral, person: str | None) -> Admission:
    """The referral as the first entry of a new case, under the definition on offer."""
    offer = on_offer(desk.connection, desk.pathways, referral.pathway)
    definition = offer.definition
    before = new_case(desk.ids(), definition, person_id=person or desk.ids(), deployment=desk.deployment)
    answer = _decide_opening(desk, referral, definition, before.case)
    if isinstance(answer, Refused):
        raise answer
    return Admission(referral, definition, before, answer, known=person is not None, offer=offer)


def _decide_opening(desk: Desk, referral: Referral, definition: Definition, case: Case) -> Accepted | Refused:
    (clock,) = first_row(desk.connection, for_dialect(desk.connection, statements.CLOCK), {}) or ("",)
    return decide(
        definition,
        case,
        event=definition.opening,
        fields=referral.fields,
        actor=referral.by,
        now=desk.now(clock),
        occurred_at=referral.occurred_at,
        overrides=referral.overrides,
    )


def _decide_attachment(desk: Desk, referral: Referral, definition: Definition, reading: Reading) -> Accepted | Refused:
    attaches = definition.events[definition.opening].attaches
    case = reading.stored.case
    if not attaches:
        raise BadInput(
            f"The referral was not recorded: case {case.id} of this person is open on {definition.name}, in "
            f"{case.state}, and this pathway has no event for a second referral. Report on the open case instead."
        )
    report = _report(referral, case.id, attaches)
    return decide_report(desk, report, definition, stored=reading.stored, database_clock=reading.now)[0]


def _write(desk: Desk, admission: Admission, key: str) -> Opened | None:
    """Claim the unique keys and write; None, with nothing left behind, when somebody else was first."""
    offer = admission.offer
    if offer is not None and not offer.is_kept:
        keep_definition(desk.connection, offer.definition, offer.receipt, how=FIRST_USE)
    first = admission.accepted.entries[0]
    row = {"key_digest": key, "case_id": first.case_id, "seq": first.seq}
    if not statements.claim(desk.connection, OPENINGS, row):
        return None
    claimed = _claim_identifiers(desk, admission)
    if claimed is not None:
        composition = _compose(desk, admission, key)
        if admission.attached:
            write_moves(desk.connection, [composition])
            return _opened(admission)
        patient = admission.referral.patient
        patient_ref = patient.value if isinstance(patient, PatientRef) else ""
        if write_new(desk.connection, composition, patient_ref=patient_ref):
            return _opened(admission)
    for digest in claimed or ():
        execute(desk.connection, statements.RELEASE_IDENTIFIER, {"claimed": digest})
    execute(desk.connection, statements.RELEASE_OPENING, {"keyed": key})
    return None


def _claim_identifiers(desk: Desk, admission: Admission) -> list[str] | None:
    """Put every identifier into the index that is not there; None when another person got one of them meanwhile."""
    rows = index_rows(admission.referral.patient, desk.keys)
    person = admission.before.person_id
    claimed: list[str] = []
    for digest, system in sorted(rows.items()):
        row = {"digest": digest, "person_id": person, "system": system}
        if statements.claim(desk.connection, IDENTIFIERS, row):
            claimed.append(digest)
    if len(claimed) == len(rows) or set(statements.owners(desk.connection, list(rows)).values()) == {person}:
        return claimed
    for digest in claimed:
        execute(desk.connection, statements.RELEASE_IDENTIFIER, {"claimed": digest})
    return None


def _compose(desk: Desk, admission: Admission, key: str) -> Composition:
    before, accepted, patient = admission.before, admission.accepted, admission.referral.patient
    place = Place(before.case.id, accepted.entries[0].seq, PATIENT)
    texts = dict(accepted.protected)
    if not isinstance(patient, PatientRef):
        texts[PATIENT] = patient_text(patient)
    secret = person_key(desk.connection, before.person_id, before.wrapped, desk.keys) if texts and desk.keys else None
    payloads = sealed_texts(place, texts, key=secret, keys=desk.keys)
    if isinstance(patient, PatientRef):
        payloads |= open_reference(place, patient_text(patient), desk.keys)
    content = _content(admission.referral, accepted.entries[0].event, admission.definition)
    sealing = Sealing.of(desk.deployment, payloads, key=key, content=content)
    return compose(admission.definition, before, accepted.entries, accepted.case, sealing=sealing)


def _person(desk: Desk, referral: Referral) -> str | None:
    """The person the identifiers belong to, or None when none of them is known.

    Raises:
        BadInput: when they belong to different persons, or contradict what is known of the person.
    """
    rows = index_rows(referral.patient, desk.keys)
    persons = sorted(set(statements.owners(desk.connection, list(rows)).values()))
    if not persons:
        return None
    if len(persons) > 1:
        raise _needs_a_person("the identifiers belong to different persons")
    known = _identifiers_of(desk, persons[0])
    contradicted = sorted({system for digest, system in rows.items() if digest not in known} & set(known.values()))
    if contradicted:
        raise _needs_a_person(f"the person is known under another identifier of {', '.join(contradicted)}")
    return persons[0]


def _needs_a_person(why: str) -> BadInput:
    return BadInput(
        "The referral was not recorded; somebody has to look who this is.",
        [Problem("patient", why, "identifiers of one person; nothing is guessed about who somebody is")],
    )


def _identifiers_of(desk: Desk, person_id: str) -> Mapping[str, str]:
    rows = all_rows(desk.connection, statements.IDENTIFIERS_OF, {"person": person_id})
    return {row[0]: row[1] for row in rows}


def _open_case_of(desk: Desk, person_id: str, pathway: str) -> str | None:
    cases = all_rows(desk.connection, statements.CASES_OF, {"person": person_id})
    return next((case_id for case_id, on, is_open in cases if is_open and on == pathway), None)


def _content(referral: Referral, event: str, definition: Definition) -> str:
    """The digest of a referral's content; the same whether it opened a case or was attached to one."""
    left_out = protected_fields(definition, event) | protected_fields(definition, definition.opening)
    return content_digest(
        left_out,
        event=f"open {definition.pathway}",
        fields=referral.fields,
        by=referral.by,
        occurred_at=referral.occurred_at,
        overrides=referral.overrides,
    )


def _report(referral: Referral, case_id: str, event: str) -> Report:
    return Report(
        case_id,
        event,
        referral.fields,
        referral.by,
        occurred_at=referral.occurred_at,
        overrides=referral.overrides,
    )


def _opened(admission: Admission) -> Opened:
    accepted = admission.accepted
    return Opened(accepted.case, admission.attached, accepted.entries, advice=accepted.advice)
