"""One report on its way into the history: read, looked up by its key, decided; then chained and written.

Nothing is written before everything is decided, so that a refusal leaves the caller's transaction as it found it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from workflow.case.effective import instant_from, instant_text
from workflow.case.entry import Entry
from workflow.case.errors import BadInput, Conflict, Problem, Refused
from workflow.case.quoting import as_text
from workflow.definition import Definition
from workflow.engine import Accepted, decide
from workflow.history import statements
from workflow.history.composing import Composition, Sealing, compose
from workflow.history.definitions import DefinitionSource, find_definition
from workflow.history.driver import all_rows
from workflow.history.idempotency import KeyReused, content_digest, protected_fields, protected_texts
from workflow.history.keyring import Keyring
from workflow.history.outcomes import Report, Reported
from workflow.history.payloads import Place
from workflow.history.reading import Reading, Stored, read_entry, read_texts, read_with_followers
from workflow.history.writing import person_key, sealed_texts


@dataclass(frozen=True, slots=True)
class Desk:
    """What every write stands on: the connection, the pathways, the keys, who we are and what time it is."""

    connection: Connection
    pathways: DefinitionSource
    deployment: str
    keys: Keyring | None
    clock: Callable[[], datetime] | None
    ids: Callable[[], str]

    def definition(self, digest: str) -> Definition:
        """Return the definition with a digest, from the pathways in hand or from the database."""
        return find_definition(self.connection, self.pathways, digest)

    def now(self, database_clock: str, last: str = "") -> datetime:
        """Return the recorded time: the injected or the database's clock, never before the case's last entry."""
        now = self.clock() if self.clock else instant_from(database_clock)
        if now.tzinfo is None:
            raise BadInput("The clock that was injected gives instants without a time zone; it must be an aware one.")
        return max(now, instant_from(last)) if last else now


@dataclass(frozen=True, slots=True)
class Turn:
    """A report that was accepted and is still to be written.

    Args:
        before: the case as it is stored, or as the turns before this one will have left it.
        refers: seq and hash of the entry it corrects.
    """

    report: Report
    definition: Definition
    before: Stored
    accepted: Accepted
    key: str | None
    content: str | None
    refers: tuple[int, str] | None

    @property
    def after(self) -> Stored:
        """The case as the next report of the same transaction finds it; its head is known once this one is chained."""
        last = self.accepted.entries[-1]
        still_open = not self.definition.states[self.accepted.case.state].final
        recorded_at = max(self.before.recorded_at, instant_text(last.recorded_at))
        return replace(self.before, case=self.accepted.case, is_open=still_open, recorded_at=recorded_at)


def take_turn(desk: Desk, report: Report, reading: Reading, *, held: Stored | None = None) -> Turn | Reported:
    """Decide a report on a case that this transaction holds.

    Args:
        reading: the case as it was read when it was held, and the entry with the report's key.
        held: the case as earlier reports of this transaction, not yet written, leave it.

    Returns:
        What is to be written, or what was recorded when the same was reported before under the same key.

    Raises:
        Refused: when the pathway says no.
        BadInput: when something is not understood, or needs keys that are not there.
        Conflict: when `expected_seq` is not the number of the case's last entry.
    """
    stored = held or reading.stored
    if reading.keyed_seq is not None:
        return repeated(desk, report, reading, stored=stored)
    check_expected(report, stored)
    definition = desk.definition(stored.case.definition)
    answer, refers = decide_report(desk, report, definition, stored=stored, database_clock=reading.now)
    if isinstance(answer, Refused):
        raise answer
    if answer.protected:
        needs_keys(desk, answer.protected)
    content = content_of(report, definition) if reading.key is not None else None
    return Turn(report, definition, stored, answer, reading.key, content, refers)


def decide_report(
    desk: Desk, report: Report, definition: Definition, *, stored: Stored, database_clock: str
) -> tuple[Accepted | Refused, tuple[int, str] | None]:
    """Ask the engine; also returns seq and hash of the entry that the report corrects."""
    check_actor(report)
    event = definition.events.get(report.event)
    named = read_entry(desk.connection, stored.case.id, report.fields.get("entry")) if event and event.refers else None
    if event and event.refers and named is None:
        _refuse_unwritten(report, stored)
    answer = decide(
        definition,
        stored.case,
        event=report.event,
        fields=report.fields,
        actor=report.by,
        now=desk.now(database_clock, stored.recorded_at),
        occurred_at=report.occurred_at,
        overrides=report.overrides,
        referenced=named[0] if named else None,
    )
    if isinstance(answer, Accepted) and (other := open_elsewhere(desk, definition, stored, answer)):
        answer = refused_for(other, report, stored)
    return answer, (named[0].seq, named[1]) if named else None


def _refuse_unwritten(report: Report, stored: Stored) -> None:
    """Refuse the correction of an entry that an earlier report of the same call makes: it has no hash to point to yet.

    Raises:
        BadInput: when the entry belongs to the case as this call leaves it, and is not written.
    """
    told = as_text(report.fields.get("entry"))
    if told.isdigit() and len(told) < 10 and 1 <= int(told) <= stored.case.seq:
        raise BadInput(
            f"{report.event} was not recorded: entry {told} is made by the same call and not written yet. Correct it "
            "in a call of its own, or report it rightly at once."
        )


def open_elsewhere(desk: Desk, definition: Definition, stored: Stored, accepted: Accepted) -> str | None:
    """Return the person's other open case on this pathway, where a report would open this one again; else None."""
    if stored.is_open or definition.states[accepted.case.state].final:
        return None
    cases = all_rows(desk.connection, statements.CASES_OF, {"person": stored.person_id})
    mine = (stored.case.id, stored.pathway)
    others = (case_id for case_id, pathway, is_open in cases if is_open and case_id != mine[0] and pathway == mine[1])
    return next(others, None)


def refused_for(other: str, report: Report, stored: Stored) -> Refused:
    """Return the refusal of a report that would leave a person with two open cases on one pathway."""
    return Refused(
        f"{report.event} was not recorded: case {stored.case.id} is in {stored.case.state}, and the same person has "
        f"another open case on this pathway, {other}.",
        event=report.event,
        state=stored.case.state,
        kind="another_case",
        instead=(f"Report on case {other} instead, or end that one first.",),
    )


def compose_turn(desk: Desk, turn: Turn, *, head: Stored | None = None) -> Composition:
    """Encrypt, chain and project what was accepted.

    Args:
        head: the case as the previous turn of this transaction composed it.
    """
    before = head or turn.before
    texts = turn.accepted.protected
    key = person_key(desk.connection, before.person_id, before.wrapped, desk.keys) if texts and desk.keys else None
    place = Place(before.case.id, turn.accepted.entries[0].seq, "")
    payloads = sealed_texts(place, texts, key=key, keys=desk.keys)
    sealing = Sealing.of(desk.deployment, payloads, key=turn.key, content=turn.content, refers=turn.refers)
    return compose(turn.definition, before, turn.accepted.entries, turn.accepted.case, sealing=sealing)


def repeated(desk: Desk, report: Report, reading: Reading, *, stored: Stored) -> Reported:
    """Answer a report whose key was used before.

    Raises:
        KeyReused: when it was used for something else.
    """
    seq = reading.keyed_seq or 0
    entries = read_with_followers(desk.connection, report.case_id, seq)
    definition = desk.definition(entries[0].definition)
    same = reading.keyed_content == content_of(report, definition)
    if not (same and same_texts(desk, report.fields, entries[0], definition=definition, stored=stored)):
        raise KeyReused(
            f"{report.event} was not recorded on case {report.case_id}: its key was used before, for entry {seq} "
            f"({entries[0].event}) with other content. Send the same again, or something new under a new key."
        )
    return Reported(stored.case, entries, repeated=True)


def same_texts(
    desk: Desk, fields: Mapping[str, object], entry: Entry, *, definition: Definition, stored: Stored
) -> bool:
    """Compare protected texts with those that were recorded; erased ones are taken as the same."""
    names = protected_fields(definition, entry.event)
    given = protected_texts(names, fields)
    if set(given) != {name for name in entry.protected if name in names}:
        return False
    known = read_texts(desk.connection, stored, desk.keys) if given else {}
    return all(known.get((entry.seq, name), text) == text for name, text in given.items())


def content_of(report: Report, definition: Definition) -> str:
    """Return the digest of a report's coded content."""
    return content_digest(
        protected_fields(definition, report.event),
        event=report.event,
        fields=report.fields,
        by=report.by,
        occurred_at=report.occurred_at,
        overrides=report.overrides,
    )


def check_expected(report: Report, stored: Stored) -> None:
    """Refuse a report that was made looking at an older case.

    Raises:
        Conflict: telling where the case stands now.
    """
    case = stored.case
    if report.expected_seq is not None and report.expected_seq != case.seq:
        raise Conflict(
            f"{report.event} was not recorded on case {case.id}: it expected entry {report.expected_seq} to be the "
            f"last one, but the case is at entry {case.seq}, in {case.state}. Read the case again and decide again."
        )


def check_actor(report: Report) -> None:
    """Refuse an actor whose name cannot stand in a history.

    Raises:
        BadInput: for a name that is empty or holds control characters or half characters.
    """
    by = report.by
    name: object = getattr(by, "name", None)
    role: object = getattr(by, "role", None)
    if not (isinstance(name, str) and isinstance(role, str)):
        raise BadInput(f"{report.event} was not recorded: who reports it is told as an Actor with a name and a role.")
    told = {"name": by.name, "role": by.role, "on_behalf_of": by.on_behalf_of or "nobody"}
    wrong = [where for where, text in told.items() if not text.strip() or not text.isprintable() or len(text) > 200]
    if wrong:
        expected = "printable text of at most 200 characters"
        problems = [Problem(f"actor {where}", "an unusable text", expected) for where in wrong]
        raise BadInput(f"{report.event} was not recorded: who reports it must be told.", problems)


def needs_keys(desk: Desk, texts: Mapping[str, str]) -> None:
    """Refuse protected texts where there are no keys to protect them with.

    Raises:
        BadInput: naming the fields.
    """
    if desk.keys is None:
        raise BadInput(
            "Nothing was recorded: protected texts are kept encrypted, and no keys were given.",
            [Problem(name, "a protected text", "nothing here, or keys for the case book") for name in sorted(texts)],
        )
