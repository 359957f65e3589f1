"""Moving a case that runs to another version of its pathway: one entry, chained like any other, and what follows it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from workflow.case.actor import Actor
from workflow.case.errors import BadInput, Problem, Refused
from workflow.definition import Definition
from workflow.engine import Accepted
from workflow.engine.carrying import MIGRATION, Renaming
from workflow.engine.migrating import Verdict, decide_migration, judge_migration
from workflow.history.arguments import told_renaming, told_report, told_text
from workflow.history.composing import Sealing, compose
from workflow.history.definitions import FIRST_USE, keep_definition
from workflow.history.driver import execute
from workflow.history.erasing import CODE
from workflow.history.idempotency import KeyReused, content_digest, key_digest
from workflow.history.offering import on_offer
from workflow.history.outcomes import Report, Reported
from workflow.history.reading import Reading, hold_case, read_case, read_with_followers
from workflow.history.tables import wf_case, wf_definition
from workflow.history.turn import Desk, check_actor, check_expected
from workflow.history.writing import write_moves


def carry_over(desk: Desk, report: Report, to: str, renaming: Renaming | None) -> Reported:
    """Move one case; see `CaseBook.migrate`.

    Args:
        report: the case, who moves it, under which key; its field `reason`.
    """
    reason = report.fields.get("reason")
    if not (isinstance(reason, str) and CODE.fullmatch(reason)):
        problem = Problem("reason", "a free text", "a code such as guideline_changed; a text could name the patient")
        raise BadInput(f"Case {report.case_id} was not moved.", [problem])
    check_actor(report)
    to, renaming = told_text("to", to), told_renaming(renaming)
    key = key_digest(report.by.name, report.key) if report.key is not None else None
    reading = hold_case(desk.connection, report.case_id, key_digest=key)
    offer = on_offer(desk.connection, desk.pathways, to)
    content = _content(report, offer.definition, renaming)
    stored = reading.stored
    if reading.keyed_seq is not None:
        return _repeated(desk, report, reading, content)
    check_expected(report, stored)
    answer = decide_migration(
        desk.definition(stored.case.definition),
        offer.definition,
        stored.case,
        renaming=renaming,
        actor=report.by,
        now=desk.now(reading.now, stored.recorded_at),
        reason=reason,
    )
    if isinstance(answer, Refused):
        raise answer
    if not offer.is_kept:
        keep_definition(desk.connection, offer.definition, offer.receipt, how=FIRST_USE)
    desk.pathways.remember(offer.definition)
    sealing = Sealing.of(desk.deployment, {}, key=key, content=content if key else None)
    _write(desk, offer.definition, reading, answer=answer, sealing=sealing)
    return Reported(answer.case, answer.entries)


def try_over(desk: Desk, case_id: str, to: str, *, renaming: Renaming | None, by: Actor) -> Verdict:
    """Tell what moving a case would do, and write nothing; see `CaseBook.preview_migration`."""
    check_actor(told_report(Report(case_id, MIGRATION, {}, by)))
    to, renaming = told_text("to", to), told_renaming(renaming)
    new = on_offer(desk.connection, desk.pathways, to).definition
    reading = read_case(desk.connection, case_id)
    case = reading.stored.case
    now = desk.now(reading.now, reading.stored.recorded_at)
    return judge_migration(desk.definition(case.definition), new, case, renaming=renaming, actor=by, now=now)


def cases_in_flight(connection: Connection, pathway: str, *, since: str = "", apart_from: str = "") -> tuple[str, ...]:
    """Return the open cases of a pathway, in the order of their ids.

    Args:
        since: only those on the definition of this full name, or `PATHWAY:VARIANT`; all when it is "".
        apart_from: the digest of the definition whose cases are left out.
    """
    wanted = select(wf_case.c.case_id).where(
        wf_case.c.pathway == pathway, wf_case.c.is_open == 1, wf_case.c.definition != apart_from
    )
    if since:
        wanted = wanted.where(wf_case.c.definition.in_(_digests(connection, since)))
    return tuple(execute(connection, wanted.order_by(wf_case.c.case_id)).scalars())


def _digests(connection: Connection, named: str) -> list[str]:
    rows: Any = execute(connection, select(wf_definition.c.digest, wf_definition.c.name))
    return [row.digest for row in rows if named in (row.name, row.name.partition("@")[0])]


def _write(desk: Desk, new: Definition, reading: Reading, *, answer: Accepted, sealing: Sealing) -> None:
    composition = compose(new, reading.stored, answer.entries, answer.case, sealing=sealing)
    write_moves(desk.connection, [composition])


def _repeated(desk: Desk, report: Report, reading: Reading, content: str) -> Reported:
    seq = reading.keyed_seq or 0
    entries = read_with_followers(desk.connection, report.case_id, seq)
    if reading.keyed_content != content:
        raise KeyReused(
            f"Case {report.case_id} was not moved: the key was used before, for entry {seq} ({entries[0].event}) with "
            "other content. Send the same again, or something new under a new key."
        )
    return Reported(reading.stored.case, entries, repeated=True)


def _content(report: Report, new: Definition, renaming: Renaming) -> str:
    fields = {"to": new.digest, "mapping": renaming.text, "reason": report.fields.get("reason")}
    return content_digest((), event=MIGRATION, fields=fields, by=report.by, occurred_at=None, overrides={})
