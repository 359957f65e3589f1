"""What a case book is handed, looked at for its kind before anything is asked of the database.

A program that hands in a number where a text belongs is told which argument that was; nothing was recorded then. What
the texts mean is asked later, by whoever knows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from workflow.case.actor import Actor
from workflow.case.effective import Effective
from workflow.case.entry import Override
from workflow.case.errors import BadInput, Problem
from workflow.definition.model import Definition
from workflow.definition.receipts import Receipt
from workflow.engine.carrying import Renaming, renaming_from
from workflow.history.keyring import Keyring
from workflow.history.outcomes import Referral, Report
from workflow.history.patients import Identifier, PatientIdentity, PatientRef

LARGEST_SEQ = 2**53 - 1
_PLAIN_TIMES = frozenset((type(None), str, date, datetime))
_NOTHING_DONE = "Nothing was recorded: an argument is of another kind than it has to be."


def told_text(where: str, value: object) -> str:
    """Return a text that was handed in.

    Raises:
        BadInput: naming the argument, when it is no text.
    """
    if not isinstance(value, str):
        raise _of_another_kind([_problem(where, value, "a text")])
    return value


def told_identifier(system: object, value: object) -> Identifier:
    """Return the identifier that somebody is looked for by.

    Raises:
        BadInput: naming the argument, never its content.
    """
    told = Identifier(told_text("system", system), told_text("value", value))
    wrong = [name for name in ("system", "value") if not getattr(told, name).isprintable()]
    if wrong:
        problems = [Problem(name, "an unusable text", "a text of printable characters") for name in wrong]
        raise BadInput("Nobody can be found by that.", problems)
    return told


def told_actor(by: object) -> Actor:
    """Return who asks.

    Raises:
        BadInput: when it is no Actor with a name and a role.
    """
    if isinstance(by, Actor) and _are_texts(by.name, by.role):
        return by
    raise _of_another_kind([_problem("by", by, "an Actor with a name and a role")])


def told_report(report: object) -> Report:
    """Return a report whose arguments are all of the right kind.

    Raises:
        BadInput: naming each argument that is not.
    """
    if not isinstance(report, Report):
        raise _of_another_kind([_problem("report", report, "a Report")])
    if _is_plain(report):
        return report
    told_text("case_id", report.case_id)
    told_text("event", report.event)
    problems = _reported(report.fields, report.by, report.occurred_at, report.overrides)
    if report.key is not None and not isinstance(report.key, str):
        problems.append(_problem("key", report.key, "a text, or nothing"))
    if report.expected_seq is not None and not _is_seq(report.expected_seq):
        problems.append(_problem("expected_seq", report.expected_seq, "the number of an entry, or nothing"))
    if problems:
        raise _of_another_kind(problems)
    return report


def told_reports(reports: object) -> tuple[Report, ...]:
    """Return reports of which each one's arguments are of the right kind; raises as `told_report` does."""
    if not isinstance(reports, Iterable):
        raise _of_another_kind([_problem("reports", reports, "several Reports")])
    return tuple(map(told_report, reports))


def check_referral(referral: Referral) -> None:
    """Refuse a referral with an argument of another kind.

    Raises:
        BadInput: naming each of them, never what is in them.
    """
    problems = _reported(referral.fields, referral.by, referral.occurred_at, referral.overrides)
    for where in ("pathway", "key", "source"):
        if not isinstance(value := getattr(referral, where), str):
            problems.append(_problem(where, value, "a text"))
    patient: object = referral.patient
    if isinstance(patient, PatientIdentity):
        identifiers: object = patient.identifiers
        if not isinstance(identifiers, tuple) or not all(isinstance(each, Identifier) for each in identifiers):
            problems.append(_problem("patient", identifiers, "a PatientIdentity with a tuple of Identifiers"))
    elif not isinstance(patient, PatientRef):
        problems.append(_problem("patient", patient, "a PatientRef or a PatientIdentity"))
    if problems:
        raise _of_another_kind(problems)


def told_renaming(renaming: object) -> Renaming:
    """Return the mapping between two versions; none changes no name.

    Raises:
        BadInput: when it is no Renaming, or one whose tables do not hold names.
    """
    if renaming is None:
        return Renaming()
    if not isinstance(renaming, Renaming):
        raise _of_another_kind([_problem("renaming", renaming, "a Renaming, or nothing")])
    try:
        if isinstance(renaming.drops, (tuple, list)):
            return renaming_from(renaming.text)
        raise TypeError
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        raise _of_another_kind([Problem("renaming", "tables of another kind", "names, old → new")]) from error


def check_registration(definition: object, receipt: object, by: object) -> None:
    """Refuse to register what is no definition with its receipt.

    Raises:
        BadInput: naming the argument.
    """
    told_actor(by)
    for where, value, kind in (("definition", definition, Definition), ("receipt", receipt, Receipt)):
        if not isinstance(value, kind):
            raise _of_another_kind([_problem(where, value, f"a {kind.__name__}")])


def check_instants(*told: object) -> None:
    """Refuse a point in time that does not say where.

    Raises:
        BadInput: for anything but an aware datetime, or nothing.
    """
    for at in told:
        if at is not None and not (isinstance(at, datetime) and at.tzinfo):
            raise BadInput("A case as of a time is asked for by an aware datetime, one with a time zone.")


def check_page(words: Mapping[str, object], overdue_on: object, limit: object) -> None:
    """Refuse a page of the worklist that is asked for by other things than words, a date and a number.

    Raises:
        BadInput: naming each argument.
    """
    problems = [
        _problem(where, word, "a text, or nothing")
        for where, word in words.items()
        if word is not None and not isinstance(word, str)
    ]
    if overdue_on is not None and type(overdue_on) is not date:
        problems.append(_problem("overdue_on", overdue_on, "a date, or nothing"))
    if not _is_seq(limit):
        problems.append(_problem("limit", limit, "a whole number"))
    if problems:
        raise BadInput("The worklist was asked for by something it does not have.", problems)


def check_book(on: object, deployment: object, keys: object) -> None:
    """Refuse a case book that could not work.

    Raises:
        BadInput: for a deployment without a name, or something that is no connection or no keys.
    """
    if not isinstance(deployment, str) or not deployment.strip() or not deployment.isprintable():
        raise BadInput("A case book needs the name of its deployment, such as trust.example.")
    if not callable(getattr(on, "execute", None)):
        raise BadInput("A case book needs a SQLAlchemy Session or Connection to work on.", [_problem("on", on, "one")])
    if keys is not None and not isinstance(keys, Keyring):
        raise BadInput("A case book's keys are a Keyring.", [_problem("keys", keys, "a Keyring, or nothing")])


def _is_plain(report: Report) -> bool:
    """Whether it is as nearly every report is, so that one look is enough: this stands before every entry."""
    by, seq = report.by, report.expected_seq
    return (
        type(report.case_id) is type(report.event) is str
        and type(report.fields) is dict
        and type(by) is Actor
        and type(by.name) is type(by.role) is str
        and by.on_behalf_of is None
        and type(report.occurred_at) in _PLAIN_TIMES
        and (report.key is None or type(report.key) is str)
        and (seq is None or (type(seq) is int and 0 <= seq <= LARGEST_SEQ))
        and type(report.overrides) is dict
        and not report.overrides
    )


def _reported(fields: object, by: object, occurred_at: object, overrides: object) -> list[Problem]:
    problems = []
    if type(fields) is not dict and not isinstance(fields, Mapping):
        problems.append(_problem("fields", fields, "a mapping of names to values"))
    if not isinstance(by, Actor):
        problems.append(_problem("by", by, "who reports it, told as an Actor with a name and a role"))
    elif by.on_behalf_of is not None and not isinstance(by.on_behalf_of, str):
        problems.append(_problem("by.on_behalf_of", by.on_behalf_of, "a name, or nothing"))
    elif not _are_texts(by.name, by.role):
        problems.append(_problem("by", by, "who reports it, told as an Actor with a name and a role"))
    if occurred_at is not None and not _is_time(occurred_at):
        problems.append(_problem("occurred_at", occurred_at, "an instant, a date or a text"))
    if type(overrides) is not dict or overrides:
        problems += _overriding(overrides)
    return problems


def _overriding(overrides: object) -> list[Problem]:
    if not isinstance(overrides, Mapping):
        return [_problem("overrides", overrides, "a mapping of requirements to Overrides")]
    return [
        _problem(f"overrides, number {number}", answer, "a requirement's name → an Override of two texts")
        for number, (name, answer) in enumerate(overrides.items(), 1)
        if not (isinstance(answer, Override) and _are_texts(name, answer.reason, answer.text))
    ]


def _are_texts(*values: object) -> bool:
    return all(isinstance(value, str) for value in values)


def _is_time(told: object) -> bool:
    if isinstance(told, Effective):
        return _are_texts(told.text, told.precision)
    return isinstance(told, (str, date))


def _is_seq(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_SEQ


def _problem(where: str, value: object, expected: str) -> Problem:
    return Problem(where, "nothing" if value is None else f"a value of the kind {type(value).__name__}", expected)


def _of_another_kind(problems: Iterable[Problem]) -> BadInput:
    return BadInput(_NOTHING_DONE, problems)
