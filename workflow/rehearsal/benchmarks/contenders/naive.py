"""A peer: what is written in an afternoon with `transitions` and the ORM. A log without a chain, a note in the open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from transitions import Machine

from workflow.rehearsal.benchmarks.specimen import NOTE, STEPS, TECHNICIAN, Step

_STATES = [STEPS[0].before, *(step.after for step in STEPS)]
_MOVES = [{"trigger": step.event, "source": step.before, "dest": step.after} for step in STEPS]


class Base(DeclarativeBase):
    """The peer's own tables."""


class Specimen(Base):
    """A case, with its machine made anew for each object, as the tutorials show it."""

    __tablename__ = "naive_specimen"
    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    station: Mapped[str] = mapped_column(default="")
    steps: Mapped[list[Step_]] = relationship(back_populates="specimen", lazy="raise")


class Step_(Base):  # noqa: N801 - `Step` is the workload's
    """One line of its log."""

    __tablename__ = "naive_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    specimen_id: Mapped[str] = mapped_column(ForeignKey("naive_specimen.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    event: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    note: Mapped[str]
    sent: Mapped[bool] = mapped_column(default=False)
    specimen: Mapped[Specimen] = relationship(back_populates="steps")


class Naive:
    """`transitions` and the ORM, one Session for each transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cases: list[str] = []
        Base.metadata.create_all(engine)

    def lay_out(self, cases: int) -> None:
        """Insert so many specimens in one transaction."""
        self._cases = [uuid4().hex for _ in range(cases)]
        with Session(self._engine) as session:
            session.add_all(Specimen(id=each, state=STEPS[0].before) for each in self._cases)
            session.commit()

    def walk(self) -> int:
        """Load, trigger, log and commit, for every step of every specimen."""
        for case_id in self._cases:
            for step in STEPS:
                with Session(self._engine) as session:
                    _take(session, case_id, step)
                    session.commit()
        return len(self._cases) * len(STEPS)

    def close(self) -> None:
        """Close the engine's connections."""
        self._engine.dispose()


def _take(session: Session, case_id: str, step: Step) -> None:
    specimen = session.scalars(select(Specimen).where(Specimen.id == case_id).with_for_update()).one()
    machine: Any = Machine(model=specimen, states=_STATES, transitions=_MOVES, initial=specimen.state)
    before = specimen.state
    machine.events[step.event].trigger(specimen)
    specimen.station = step.fields["station"]
    line = Step_(
        specimen_id=case_id,
        key=f"{case_id}-{step.event}",
        event=step.event,
        before=before,
        after=specimen.state,
        actor=TECHNICIAN.name,
        at=datetime.now(UTC).replace(tzinfo=None),
        note=NOTE,
    )
    session.add(line)
