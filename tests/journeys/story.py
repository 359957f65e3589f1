"""The words the journeys are told in: given, when, refused and then, over the public door alone.

It knows how to report and how to look. Which event moves a case where is the pathway's matter and the journeys'.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from workflow import Actor, CaseBook, Keyring, Pathways, PatientIdentity, Refused, unit_of_work
from workflow.case.entry import Entry, Override
from workflow.case.file import Case, Item
from workflow.engine import ClockReading
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
        self, on: str, *, patient: PatientIdentity = MARY, by: Actor = NAVIGATOR, key: str = "REF-1", **fields: object
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
        **fields: object,
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

    def refused(self, event: str, *, by: Actor, because: Mapping[str, str] | None = None, **fields: object) -> Refused:
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

    def then_value(self, attribute: str, value: object) -> None:
        """The case holds that value."""
        assert self.case.value(attribute) == value

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

    def as_of(self, *, known_at: datetime | None = None, effective_at: datetime | None = None) -> Case:
        """The case as it was."""
        with self._book() as book:
            return book.case(self.case_id, known_at=known_at, effective_at=effective_at)

    def found(self, patient: PatientIdentity = MARY) -> tuple[str, ...]:
        """The ids of all of a person's cases."""
        one = patient.identifiers[0]
        with self._book() as book:
            return book.find(one.system, one.value)

    def items(self, collection: str, **fields: object) -> list[Item]:
        """The things of a collection that have these values, oldest first."""
        return [
            item
            for item in self.case.standing(collection)
            if all(item.value(name) == value for name, value in fields.items())
        ]

    def last(self, collection: str, **fields: object) -> Item:
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
