"""The case book: the one door through which a history is written, on the caller's own transaction.

It begins (beyond what its first statement begins by itself), commits, rolls back and sets nothing. After every refusal
the transaction is as usable as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from workflow.case.actor import Actor
from workflow.case.entry import Override
from workflow.case.errors import BadInput, NotFound, Refused
from workflow.case.file import Case
from workflow.definition import Definition
from workflow.definition.receipts import Receipt
from workflow.engine import Accepted, ClockReading, Option, clocks, options
from workflow.engine.as_of import as_of
from workflow.engine.carrying import MIGRATION, Renaming
from workflow.engine.migrating import Verdict
from workflow.history import arguments, statements
from workflow.history.carrying_over import carry_over, cases_in_flight, try_over
from workflow.history.collisions import collisions
from workflow.history.databases import refuse_asynchronous, refuse_unsuitable
from workflow.history.definitions import DefinitionSource, Kept, kept_definitions
from workflow.history.driver import all_rows
from workflow.history.erasing import erase
from workflow.history.keyring import Keyring
from workflow.history.offering import known_as, on_offer, register
from workflow.history.opening import open_case
from workflow.history.outcomes import Erased, Occurred, Opened, RecordedEntry, Referral, Report, Reported, WorklistRow
from workflow.history.patients import Patient, identifier_digest, patient_from, reference_digest
from workflow.history.payloads import PATIENT
from workflow.history.reading import Reading, lock_case, patient_text_of, read_case, read_entries, read_texts
from workflow.history.recorded import recorded_entries
from workflow.history.tables import wf_case
from workflow.history.turn import Desk, decide_report
from workflow.history.turns import report_all
from workflow.history.worklists import Filter, worklist

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class CaseBook:
    """Opens cases, records what is reported on them, and answers what happened and what may happen now.

    Args:
        on: the host's Session or Connection; everything runs in its transaction, which the host commits.
        pathways: the pathways in hand.
        deployment: the name of this installation, such as "trust.example"; stands in every entry.
        keys: needed for names, numbers and free texts; without them `open` takes only a PatientRef.
        clock: gives the recorded time as an aware instant; the database's clock without one.
        ids: gives a new opaque id for each case and person; random ones without it.

    Raises:
        BadInput: for a deployment without a name; at a call, on another database, or one at AUTOCOMMIT.
    """

    def __init__(
        self,
        on: Session | Connection,
        pathways: DefinitionSource,
        *,
        deployment: str,
        keys: Keyring | None = None,
        clock: Callable[[], datetime] | None = None,
        ids: Callable[[], str] | None = None,
    ) -> None:
        refuse_asynchronous(on)
        arguments.check_book(on, deployment, keys)
        # The connection is asked of a session each time: it changes when the host commits and goes on.
        self._on = on
        self._pathways = pathways
        self._deployment = deployment
        self._keys = keys
        self._clock = clock
        self._ids = ids or (lambda: uuid4().hex)

    def open(
        self,
        pathway: str,
        *,
        patient: Patient,
        fields: Mapping[str, object],
        by: Actor,
        key: str,
        occurred_at: Occurred = None,
        source: str = "",
        overrides: Mapping[str, Override] | None = None,
    ) -> Opened:
        """Open a case, or attach the referral to the person's open case on the same pathway.

        Args:
            pathway: `PATHWAY`, `PATHWAY:VARIANT` or the full name; the newest version of it is taken, of those in hand
                and those registered in this database.
            patient: whom it is about.
            fields: of the pathway's opening event.
            by: who reports the referral.
            key: the sender's own key of this referral; sending it again opens nothing.
            occurred_at: when it happened; now when it is not told.
            source: who sent the referral; keys are unique for each source. The actor's name when it is not told.
            overrides: requirement → reason and explanation.

        Raises:
            Refused: when the pathway says no.
            BadInput: when something is not understood, the identifiers contradict what is known, or the key was used
                for something else.
            Conflict: when the transaction collided with another.
            DefinitionError: when the definition has no receipt of its proof; nothing was written.
        """
        referral = Referral(pathway, patient, fields, by, key, occurred_at, source, overrides or {})
        with collisions():
            return open_case(self._desk(), referral)

    def report(
        self,
        case_id: str,
        event: str,
        fields: Mapping[str, object] | None = None,
        *,
        by: Actor,
        occurred_at: Occurred = None,
        key: str | None = None,
        expected_seq: int | None = None,
        overrides: Mapping[str, Override] | None = None,
    ) -> Reported:
        """Record what happened on a case, and everything that follows from it by itself.

        Args:
            fields: of the event, coded and protected ones, by name.
            key: the sender's own key of this report; sending it again writes nothing. Looked up before `expected_seq`.
            expected_seq: the last entry the reporter has seen.

        Raises:
            Refused: when the pathway says no, with every requirement that is not met.
            BadInput: when something is not understood, or the key was used for something else.
            Conflict: when somebody else moved the case, or the transaction collided with another.
            NotFound: when there is no such case.
        """
        report = Report(case_id, event, fields or {}, by, occurred_at, key, expected_seq, overrides or {})
        return self.report_many([report])[0]

    def report_many(self, reports: Iterable[Report]) -> tuple[Reported, ...]:
        """Record several reports at once, on one case or on many: all of them, or none.

        They are decided in the order given, each on what the ones before it left; what one of them records can only be
        corrected by a later call. Raises as `report`, for the first that cannot be recorded; then nothing was written.
        """
        with collisions():
            return report_all(self._desk(), arguments.told_reports(reports))

    def preview(
        self,
        case_id: str,
        event: str,
        fields: Mapping[str, object] | None = None,
        *,
        by: Actor,
        occurred_at: Occurred = None,
        overrides: Mapping[str, Override] | None = None,
    ) -> Accepted | Refused:
        """Answer what `report` would do, and write nothing.

        Raises:
            BadInput: when something is not understood.
            NotFound: when there is no such case.
        """
        report = arguments.told_report(Report(case_id, event, fields or {}, by, occurred_at, overrides=overrides or {}))
        desk, reading, definition = self._read(case_id)
        with collisions():
            return decide_report(desk, report, definition, stored=reading.stored, database_clock=reading.now)[0]

    def options(self, case_id: str, *, by: Actor) -> tuple[Option, ...]:
        """Return what may be reported on a case now, and why not the rest."""
        desk, reading, definition = self._read(case_id)
        return options(definition, reading.stored.case, arguments.told_actor(by), now=desk.now(reading.now))

    def clocks(self, case_id: str) -> tuple[ClockReading, ...]:
        """Return every time limit of a case as it stands today."""
        desk, reading, definition = self._read(case_id)
        return clocks(definition, reading.stored.case, now=desk.now(reading.now))

    def case(self, case_id: str, *, known_at: datetime | None = None, effective_at: datetime | None = None) -> Case:
        """Return a case: as it stands, or as it was.

        Args:
            known_at: an aware instant; only what had been recorded by then.
            effective_at: an aware instant; only what had happened by then.

        Raises:
            NotFound: when there is no such case, or it was not there yet.
        """
        desk, reading, definition = self._read(case_id)
        if known_at is None and effective_at is None:
            return reading.stored.case
        arguments.check_instants(known_at, effective_at)
        with collisions():
            entries = read_entries(desk.connection, case_id)
            zone = ZoneInfo(definition.calendar.time_zone)
            found = as_of(desk.definition, case_id, entries, known_at=known_at, effective_at=effective_at, zone=zone)
        if found.seq == 0:
            raise NotFound(f"Case {case_id} was not there yet: nothing of it had happened and been recorded by then.")
        return found

    def history(self, case_id: str) -> tuple[RecordedEntry, ...]:
        """Return every entry of a case, in recorded order, with its place in the chain."""
        desk, _, _ = self._read(case_id)
        with collisions():
            return recorded_entries(desk, case_id)

    def protected(self, case_id: str) -> Mapping[tuple[int, str], str]:
        """Return the protected texts of a case by entry and field; none where they were erased.

        Raises:
            BadInput: without keys.
        """
        if self._keys is None:
            raise BadInput("The protected texts of a case can only be read with keys.")
        desk, reading, _ = self._read(case_id)
        with collisions():
            texts = read_texts(desk.connection, reading.stored, self._keys)
        return {place: text for place, text in texts.items() if place[1] != PATIENT}

    def identity(self, case_id: str) -> Patient:
        """Return whom a case is about, as its referral told.

        Raises:
            BadInput: when the identity is encrypted and there are no keys.
            NotFound: when it was erased.
        """
        desk, reading, _ = self._read(case_id)
        with collisions():
            text = patient_text_of(read_texts(desk.connection, reading.stored, self._keys))
        if text is not None:
            return patient_from(text)
        if self._keys is None and reading.stored.wrapped is not None:
            raise BadInput(f"Whom case {case_id} is about can only be read with keys.")
        raise NotFound(f"Whom case {case_id} is about was erased.")

    def find(self, system: str, value: str) -> tuple[str, ...]:
        """Return the cases of the person with this identifier or reference: open ones first, then the latest."""
        desk = self._desk()
        told = arguments.told_identifier(system, value)
        digests = [reference_digest(system, value)]
        if self._keys is not None:
            digests.append(identifier_digest(told, self._keys))
        found: dict[str, None] = {}
        with collisions():
            for person in statements.owners(desk.connection, digests).values():
                cases = all_rows(desk.connection, statements.CASES_OF, {"person": person})
                found |= dict.fromkeys(case_id for case_id, _, _ in cases)
        return tuple(found)

    def lock(self, *case_ids: str) -> None:
        """Hold cases until the end of the transaction, in an order in which two callers cannot block each other.

        Raises:
            NotFound: when one of them does not exist.
            Conflict: when the transaction collided with another.
        """
        desk = self._desk()
        with collisions():
            for case_id in sorted({arguments.told_text("case_id", each) for each in case_ids}):
                lock_case(desk.connection, case_id)

    def erase(self, case_id: str, *, by: Actor, reason: str) -> Erased:
        """Erase the person of a case: their key, identity, identifiers and every protected text of all their cases.

        Each of these cases gets an erasure entry; its history stays and can still be verified.

        Args:
            reason: a code, such as patient_request; never a free text.
        """
        with collisions():
            return erase(self._desk(), case_id, by=by, reason=reason)

    def migrate(
        self,
        case_id: str,
        to: str,
        *,
        by: Actor,
        reason: str,
        renaming: Renaming | None = None,
        key: str | None = None,
        expected_seq: int | None = None,
    ) -> Reported:
        """Move an open case to another version of its pathway, which decides from then on; facts and clocks follow.

        The entries before it stay under the version they were decided under.

        Args:
            to: `PATHWAY:VARIANT` or a full name; it needs a receipt of its proof, as for a new case.
            by: a person, in a role that the new version has.
            reason: a code, such as guideline_changed; never a free text.
            renaming: how the names of the old version read in the new one; none are changed without it.
            key, expected_seq: as for `report`.

        Raises:
            Refused: when this case cannot be moved.
            BadInput: when the mapping does not lead from one version to the other, with everything that is wrong.
            Conflict, NotFound, DefinitionError: as for `report` and `open`.
        """
        report = arguments.told_report(Report(case_id, MIGRATION, {"reason": reason}, by, None, key, expected_seq))
        with collisions():
            return carry_over(self._desk(), report, to, renaming)

    def preview_migration(self, case_id: str, to: str, *, by: Actor, renaming: Renaming | None = None) -> Verdict:
        """Answer what `migrate` would do to a case: what would read otherwise, follow, be due; nothing is written."""
        with collisions():
            return try_over(self._desk(), case_id, to, renaming=renaming, by=by)

    def in_flight(self, to: str, *, since: str = "") -> tuple[str, ...]:
        """Return the open cases that could be moved to a version: those on other versions of its pathway, by id.

        Args:
            since: only those on this version, a full name or `PATHWAY:VARIANT`.
        """
        with collisions():
            new = on_offer(self._connection(), self._pathways, arguments.told_text("to", to)).definition
            since = arguments.told_text("since", since)
            return cases_in_flight(self._connection(), new.pathway, since=since, apart_from=new.digest)

    def worklist(
        self,
        *,
        state: str | None = None,
        owner: str | None = None,
        pathway: str | None = None,
        team: str | None = None,
        overdue_on: date | None = None,
        include_closed: bool = False,
        limit: int = 50,
        after: str | None = None,
    ) -> tuple[WorklistRow, ...]:
        """Return a page of cases: open alerts first, then by the next due date (none first), then by review date.

        A closed case with an open alert is among them: somebody still has to act.

        Args:
            include_closed: every other closed case as well, last.
            overdue_on: only cases whose next due date lies before this local date.
            after: the last case of the page before.
        """
        wanted = Filter(state, owner, pathway, team, overdue_on, include_closed)
        with collisions():
            return worklist(self._connection(), wanted, limit=limit, after=after)

    def newest(self, pathway: str) -> Definition:
        """Return the definition of that name, in hand or registered here; `open` takes it once it has a receipt.

        By its full name also one that this database only used.

        Raises:
            NotFound: when neither the pathways in hand nor this database know it.
        """
        with collisions():
            return known_as(self._connection(), self._pathways, arguments.told_text("pathway", pathway))

    def register(self, definition: Definition, receipt: Receipt, *, by: Actor) -> bool:
        """Keep a definition and its receipt in this database, with who did so and when; new cases find it by name.

        Returns:
            False when it was registered with a receipt of the same prover before; then nothing was written.

        Raises:
            DefinitionError: when the receipt is not one of it, or its name belongs to another definition.
        """
        arguments.check_registration(definition, receipt, by)
        with collisions():
            return register(self._desk(), definition, receipt, by=by)

    def definitions(self) -> tuple[Kept, ...]:
        """Return the definitions that this database keeps, in the order of their names."""
        with collisions():
            return tuple(kept_definitions(self._connection()).values())

    def _connection(self) -> Connection:
        connection = (
            self._on if isinstance(self._on, Connection) else self._on.connection(bind_arguments={"clause": wf_case})
        )
        refuse_unsuitable(connection)
        return connection

    def _desk(self) -> Desk:
        return Desk(self._connection(), self._pathways, self._deployment, self._keys, self._clock, self._ids)

    def _read(self, case_id: str) -> tuple[Desk, Reading, Definition]:
        desk = self._desk()
        with collisions():
            reading = read_case(desk.connection, arguments.told_text("case_id", case_id))
            return desk, reading, desk.definition(reading.stored.case.definition)
