"""A peer: the library `eventsourcing`, an aggregate for each specimen; no chain, and the note in the open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from workflow.rehearsal.benchmarks.specimen import NOTE, STEPS, TECHNICIAN


class Specimen(Aggregate):
    """A specimen whose history is its state."""

    @event("Received")
    def __init__(self) -> None:
        self.state = STEPS[0].before
        self.station = ""

    @event("Stepped")
    def take(self, *, step: str, before: str, after: str, station: str, actor: str, note: str) -> None:
        """Record one step."""
        self.state = after
        self.station = station


class Laboratory(Application[UUID]):
    """The application that keeps specimens."""

    def receive(self) -> UUID:
        """Keep a new specimen."""
        specimen = Specimen()
        self.save(specimen)
        return specimen.id

    def step(self, case_id: UUID, number: int) -> None:
        """Take a specimen one step on."""
        step = STEPS[number]
        specimen: Any = self.repository.get(case_id)
        if specimen.state != step.before:
            raise ValueError(specimen.state)
        station = step.fields["station"]
        specimen.take(
            step=step.event, before=step.before, after=step.after, station=station, actor=TECHNICIAN.name, note=NOTE
        )
        self.save(specimen)


class Sourcing:
    """`eventsourcing` with its own persistence module for the database."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._laboratory = Laboratory(env=environment)
        self._cases: list[UUID] = []

    def lay_out(self, cases: int) -> None:
        """Keep so many new specimens."""
        self._cases = [self._laboratory.receive() for _ in range(cases)]

    def walk(self) -> int:
        """Load, step and save, for every step of every specimen."""
        for case_id in self._cases:
            for number in range(len(STEPS)):
                self._laboratory.step(case_id, number)
        return len(self._cases) * len(STEPS)

    def close(self) -> None:
        """Close the application's connections."""
        self._laboratory.close()
