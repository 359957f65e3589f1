"""Several reports in one transaction: all decided first, each on what the ones before it left, then all written."""

from __future__ import annotations

from workflow.history.composing import Composition
from workflow.history.idempotency import KeyReused, key_digest
from workflow.history.outcomes import Report, Reported
from workflow.history.reading import Stored, hold_cases
from workflow.history.turn import Desk, Turn, compose_turn, content_of, refused_for, take_turn
from workflow.history.writing import write_moves


def report_all(desk: Desk, reports: tuple[Report, ...]) -> tuple[Reported, ...]:
    """Record every report, or none; see `CaseBook.report_many`."""
    taken = _decide_all(desk, reports)
    _write_all(desk, [each for each in taken if isinstance(each, Turn)])
    return tuple(each if isinstance(each, Reported) else _reported(each) for each in taken)


def _decide_all(desk: Desk, reports: tuple[Report, ...]) -> list[Turn | Reported]:
    held: dict[str, Stored] = {}
    keyed: dict[tuple[str, str], Turn] = {}
    taken: list[Turn | Reported] = []
    keys = [key_digest(report.by.name, report.key) if report.key is not None else None for report in reports]
    asked = ((report.case_id, key) for report, key in zip(reports, keys, strict=True))
    readings = hold_cases(desk.connection, asked)
    for report, key, reading in zip(reports, keys, readings, strict=True):
        if key is not None and (earlier := keyed.get((report.case_id, key))):
            taken.append(_repeated_here(report, earlier, held[report.case_id]))
            continue
        turn = take_turn(desk, report, reading, held=held.get(report.case_id))
        if isinstance(turn, Turn) and len(reports) > 1:
            _check_alone(turn, held)
            if turn.key is not None:
                keyed[report.case_id, turn.key] = turn
            held[report.case_id] = turn.after
        taken.append(turn)
    return taken


def _check_alone(turn: Turn, held: dict[str, Stored]) -> None:
    """Among reports that are not written yet, no other may open a case of the same person on the same pathway."""
    if turn.before.is_open or not turn.after.is_open:
        return
    for other in held.values():
        same = (other.person_id, other.pathway) == (turn.before.person_id, turn.before.pathway)
        if same and other.is_open and other.case.id != turn.before.case.id:
            raise refused_for(other.case.id, turn.report, turn.before)


def _repeated_here(report: Report, earlier: Turn, held: Stored) -> Reported:
    """The same key twice among reports that are not written yet."""
    same = earlier.content == content_of(report, earlier.definition)
    if not same or dict(earlier.report.fields) != dict(report.fields):
        raise KeyReused(f"{report.event} was not recorded on case {report.case_id}: two reports here share a key.")
    return Reported(held.case, earlier.accepted.entries, repeated=True)


def _write_all(desk: Desk, turns: list[Turn]) -> None:
    """Chain all turns, each case's in order, and write them."""
    latest: dict[str, Composition] = {}
    composed: list[Composition] = []
    for turn in turns:
        case_id = turn.before.case.id
        before = latest.get(case_id)
        composition = compose_turn(desk, turn, head=before.stored if before else None)
        latest[case_id] = composition
        composed.append(composition)
    write_moves(desk.connection, composed)


def _reported(turn: Turn) -> Reported:
    return Reported(turn.accepted.case, turn.accepted.entries, advice=turn.accepted.advice)
