"""Erasure: a person's key, texts and look-up digests are deleted, and each of their cases says so in its history.

The chain stays whole, because the hashed bytes never held a text; only commitments, which nothing is left to open.
"""

from __future__ import annotations

import re

from sqlalchemy import bindparam, delete, update

from workflow.case.actor import Actor
from workflow.case.effective import Effective
from workflow.case.entry import Entry
from workflow.case.errors import BadInput, Conflict, Problem
from workflow.engine import evolve
from workflow.history import statements
from workflow.history.arguments import told_report
from workflow.history.composing import Composition, Sealing, compose
from workflow.history.driver import all_rows, execute
from workflow.history.outcomes import Erased, Report
from workflow.history.reading import Reading, hold_case, hold_cases, read_case
from workflow.history.tables import wf_case, wf_identifier, wf_key, wf_payload
from workflow.history.turn import Desk, check_actor
from workflow.history.writing import write_moves

CODE = re.compile(r"[a-z][a-z_]{2,39}")
"""A reason of an erasure: what could be the name of a person, or hold a number, is none."""

ERASURE = "erasure"
"""Kind and event of the entry; no pathway declares it, and it moves nothing."""

_TEXTS = delete(wf_payload).where(wf_payload.c.case_id == bindparam("wanted"))
_KEY = delete(wf_key).where(wf_key.c.person_id == bindparam("person"))
_INDEX = delete(wf_identifier).where(wf_identifier.c.person_id == bindparam("person"))
_REFERENCE = update(wf_case).where(wf_case.c.person_id == bindparam("person")).values(patient_ref="")


def is_code(reason: object) -> bool:
    """Whether a reason is a code, which cannot name anybody."""
    return isinstance(reason, str) and CODE.fullmatch(reason) is not None


def erase(desk: Desk, case_id: str, *, by: Actor, reason: str) -> Erased:
    """Erase the person of a case; see `CaseBook.erase`."""
    if not is_code(reason):
        problem = Problem("reason", "a free text", "a code such as patient_request; a text could name the patient")
        raise BadInput("Nothing was erased.", [problem])
    check_actor(told_report(Report(case_id, ERASURE, {}, by)))
    if desk.connection.dialect.name == "sqlite":
        hold_case(desk.connection, case_id)  # before anything is read, so that nobody can come in between
    person = read_case(desk.connection, case_id).stored.person_id
    cases = _cases_of(desk, person)
    readings = hold_cases(desk.connection, [(each, None) for each in cases])
    if _cases_of(desk, person) != cases:
        raise Conflict("Nothing was erased: another case of this person was opened meanwhile.", retry_transaction=True)
    composed = [_composed(desk, each, by=by, reason=reason) for each in readings]
    write_moves(desk.connection, [composition for composition, _ in composed])
    payloads = sum(execute(desk.connection, _TEXTS, {"wanted": each}).rowcount for each in cases)
    for statement in (_KEY, _INDEX, _REFERENCE):
        execute(desk.connection, statement, {"person": person})
    return Erased(tuple(entry for _, entry in composed), payloads)


def _cases_of(desk: Desk, person: str) -> list[str]:
    return sorted(case_id for case_id, _, _ in all_rows(desk.connection, statements.CASES_OF, {"person": person}))


def _composed(desk: Desk, reading: Reading, *, by: Actor, reason: str) -> tuple[Composition, Entry]:
    case = reading.stored.case
    definition = desk.definition(case.definition)
    now = desk.now(reading.now, reading.stored.recorded_at)
    entry = Entry(
        case_id=case.id,
        seq=case.seq + 1,
        kind=ERASURE,
        event=ERASURE,
        from_state=case.state,
        to_state=case.state,
        actor=by,
        effective=Effective.of(now),
        recorded_at=now,
        definition=case.definition,
        fields={"reason": reason},
    )
    after = evolve(definition, case, entry)
    return compose(definition, reading.stored, [entry], after, sealing=Sealing.of(desk.deployment, {})), entry
