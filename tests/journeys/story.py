"""The words the journeys are told in: given, when, refused and then, over the public door alone.

It knows how to report and how to look. Which event moves a case where is the pathway's matter and the journeys'.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from workflow import Actor, BadInput, CaseBook, Keyring, Pathways, PatientIdentity, Refused, unit_of_work
from workflow.case.entry import Entry, Override
from workflow.case.file import Case, Item
from workflow.engine import ClockReading, facts_of
from workflow.history import NHS_NUMBER, Identifier, Opened, snapshot
from workflow.history.outcomes import Reported
from workflow.inspection import verify

LONDON = ZoneInfo("Europe/London")
PATHWAY = "secondary-breast-cancer:bcn-guidance"
DEPLOYMENT = "journeys.example"

NAVIGATOR = Actor("n.lee", "navigator")
CONSULTANT = Actor("c.osei", "consultant")
RADIOLOGIST = Actor("r.blake", "radiologist")
PATHOLOGIST = Actor("p.rao", "pathologist")
SCHEDULER = Actor("s.kim", "scheduler")
COORDINATOR = Actor("m.grant", "mdt_coordinator")
STEWARD = Actor("d.young", "data_steward")
FEED = Actor("imaging-feed", "interface")

MARY = PatientIdentity((Identifier(NHS_NUMBER, "9990079196"),), name="Mary Example", born_on=date(1961, 4, 4))
JOAN = PatientIdentity((Identifier(NHS_NUMBER, "9990237573"),), name="Joan Example", born_on=date(1955, 8, 9))

Fields = dict[str, Any]
"""What is reported, where several sentences report the same."""


@dataclass
class Story:
    """One patient's story on one database; every sentence of it is a transaction of its own."""

    engine: Engine
    pathways: Pathways
    keys: Keyring
    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    case_id: str = ""

    def on(self, when: str) -> None:
        """Let it be that day, at nine, or that time, in London."""
        local = datetime.fromisoformat(when if " " in when else f"{when} 09:00").replace(tzinfo=LONDON)
        self.now = local.astimezone(UTC)

    # given

    def given_referral(
        self, on: str, *, patient: PatientIdentity = MARY, by: Actor = NAVIGATOR, key: str = "REF-1", **fields: Any
    ) -> Opened:
        """A referral was received that day."""
        if on != self.now.astimezone(LONDON).date().isoformat():
            self.on(on)
        with self._book() as book:
            opened = book.open(PATHWAY, patient=patient, fields={"received_on": on, **fields}, by=by, key=key)
        self.case_id = opened.case.id
        return opened

    # when

    def when(
        self,
        event: str,
        *,
        by: Actor,
        occurred_at: datetime | date | str | None = None,
        because: Mapping[str, str] | None = None,
        key: str | None = None,
        **fields: Any,
    ) -> Reported:
        """Somebody reports something, and it is recorded.

        Args:
            because: requirement → the coded reason for which it is lifted.
        """
        with self._book() as book:
            return book.report(
                self.case_id,
                event,
                fields,
                by=by,
                occurred_at=occurred_at,
                overrides=_overrides(because),
                key=key,
            )

    def refused(self, event: str, *, by: Actor, because: Mapping[str, str] | None = None, **fields: Any) -> Refused:
        """Somebody reports something, the pathway says no, and nothing changes."""
        before = self.case
        with self._book() as book:
            answer = book.preview(self.case_id, event, fields, by=by, overrides=_overrides(because))
            assert isinstance(answer, Refused), f"{event} was accepted"
            with pytest.raises(Refused) as told:
                book.report(self.case_id, event, fields, by=by, overrides=_overrides(because))
        assert told.value.message == answer.message
        assert self.case == before
        return answer

    def not_understood(self, event: str, *, by: Actor, **fields: Any) -> str:
        """Somebody reports something that cannot be understood; returns what they are told."""
        with self._book() as book, pytest.raises(BadInput) as told:
            book.report(self.case_id, event, fields, by=by)
        return told.value.message

    # when, in one breath: what every test goes through, and nothing that decides

    def ordered(
        self, modality: str, *, by: Actor = CONSULTANT, because: Mapping[str, str] | None = None, **fields: Any
    ) -> str:
        """A test is ordered; returns its id. Imaging for the first round, unless it is told otherwise."""
        given: dict[str, Any] = {"kind": "imaging", "purpose": "initial", "modality": modality, **fields}
        return self._added(self.when("order", by=by, because=because, **given))

    def reported(self, investigation: str, *, by: Actor = RADIOLOGIST, **says: Any) -> None:
        """A test was done, and its report arrives."""
        self.when("perform", by=FEED, investigation=investigation)
        self.when("report", by=by, investigation=investigation, **{"adequate": "yes", **says})

    def read(self, *investigations: str, by: Actor = CONSULTANT) -> None:
        """The consultant acknowledges the present version of reports."""
        for each in investigations:
            item = self.case.item(each)
            assert item is not None
            self.when("acknowledge", by=by, investigation=each, version=item.value("report_version"))

    def imaged(self, modality: str, **fields: Any) -> str:
        """A test is ordered, done, reported as suspicious as told, and read; returns its id."""
        suspicion = fields.pop("suspicion", None)
        investigation = self.ordered(modality, **fields)
        self.reported(investigation, **({"suspicion": suspicion} if suspicion else {}))
        self.read(investigation)
        return investigation

    def sampled(self, modality: str, *, site: str, **says: Any) -> str:
        """Tissue is ordered, decided on, taken and reported; returns its id. The report is not read yet."""
        tissue = self.ordered(modality, kind="tissue", purpose="tissue", site=site)
        self.when("set_checklist", by=RADIOLOGIST, investigation=tissue, check="bleeding", answer="ok")
        self.when("decide_biopsy", by=CONSULTANT, decision="yes", purpose="confirm_both", consent="obtained")
        self.then_state("biopsy")
        self.reported(tissue, by=PATHOLOGIST, **says)
        self.then_state("pathology_review")
        return tissue

    def told(self, **fields: Any) -> None:
        """The navigator tells the patient, in person."""
        given = {"method": "in_person", "told_by": NAVIGATOR.name, "nurse_present": "yes", **fields}
        self.when("tell_patient", by=NAVIGATOR, **given)

    @staticmethod
    def _added(reported: Reported) -> str:
        newest = [item for item in reported.case.standing("investigations") if item.seq == reported.entries[0].seq]
        return newest[-1].id

    # then

    def then_state(self, state: str) -> None:
        """The case stands there."""
        assert self.case.state == state

    def then_clock(self, clock: str, *, due: str, status: str, item: str = "") -> ClockReading:
        """A time limit is due that day, and stands so."""
        with self._book() as book:
            readings = [each for each in book.clocks(self.case_id) if (each.clock, each.item) == (clock, item)]
        assert len(readings) == 1, f"{clock} {item}: {readings}"
        found = readings[0]
        assert (found.due_on.isoformat(), found.status) == (due, status), found.arithmetic
        return found

    def then_no_clock(self, clock: str) -> None:
        """That time limit does not apply to this case."""
        with self._book() as book:
            assert clock not in {each.clock for each in book.clocks(self.case_id)}

    def then_next_due(self, day: str, clock: str) -> None:
        """The worklist shows that day, and why."""
        with self._book() as book:
            row = next(each for each in book.worklist() if each.case_id == self.case_id)
        assert (str(row.next_due_on), row.next_due_clock) == (day, clock)

    def then_on_the_worklist(self) -> None:
        """The case is among those somebody has to act on."""
        with self._book() as book:
            assert self.case_id in {row.case_id for row in book.worklist()}

    def then_fact(self, fact: str, value: str) -> None:
        """That is true of the case."""
        definition = self.pathways.newest(PATHWAY)
        assert facts_of(definition, self.case)[fact] == value

    def then_value(self, attribute: str, value: object) -> None:
        """The case holds that value."""
        assert self.case.value(attribute) == value

    def then_refused_for(self, refused: Refused, *requirements: str) -> None:
        """It was refused for exactly these requirements."""
        assert {each.requirement for each in refused.unmet} == set(requirements), refused.message

    def then_happened(self, *events: str) -> None:
        """These events are on record, in this order, among others."""
        recorded = iter(entry.event for entry in self.entries)
        missing = [event for event in events if event not in recorded]
        assert not missing, f"{missing} not found in this order in {[entry.event for entry in self.entries]}"

    def then_never(self, event: str) -> None:
        """No such event is on record."""
        assert event not in {entry.event for entry in self.entries}

    def then_proved(self) -> None:
        """The whole database holds: chain, columns, projection, rules, protected texts."""
        with snapshot(self.engine) as connection:
            found = verify(connection, self.pathways, keys=self.keys, deployment=DEPLOYMENT)
        assert found.faults == ()
        assert found.entries >= len(self.entries)

    # looking

    @property
    def case(self) -> Case:
        """The case as it stands."""
        with self._book() as book:
            return book.case(self.case_id)

    @property
    def entries(self) -> list[Entry]:
        """Its history."""
        with self._book() as book:
            return [each.entry for each in book.history(self.case_id)]

    def entry(self, event: str) -> Entry:
        """The last entry of an event."""
        return [each for each in self.entries if each.event == event][-1]

    def as_of(self, *, known_at: datetime | None = None, effective_at: datetime | None = None) -> Case:
        """The case as it was."""
        with self._book() as book:
            return book.case(self.case_id, known_at=known_at, effective_at=effective_at)

    def found(self, patient: PatientIdentity = MARY) -> tuple[str, ...]:
        """The ids of all of a person's cases."""
        one = patient.identifiers[0]
        with self._book() as book:
            return book.find(one.system, one.value)

    def items(self, collection: str, **fields: Any) -> list[Item]:
        """The things of a collection that have these values, oldest first."""
        return [
            item
            for item in self.case.standing(collection)
            if all(item.value(name) == value for name, value in fields.items())
        ]

    def last(self, collection: str, **fields: Any) -> Item:
        """The last of them."""
        return self.items(collection, **fields)[-1]

    def open_to(self, by: Actor) -> set[str]:
        """The events this person may report now."""
        with self._book() as book:
            return {option.event for option in book.options(self.case_id, by=by) if option.open}

    def _book(self) -> AbstractContextManager[CaseBook]:
        return unit_of_work(self.engine, self.pathways, keys=self.keys, deployment=DEPLOYMENT, clock=lambda: self.now)


def _overrides(because: Mapping[str, str] | None) -> dict[str, Override]:
    return {name: Override(reason, "Written down by hand.") for name, reason in (because or {}).items()}
