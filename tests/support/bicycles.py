"""A bicycle on its way through the workshop: the small pathway that knows no clinic, for tests of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from workflow.case.actor import Actor
from workflow.case.effective import Effective
from workflow.case.entry import Entry, Override
from workflow.case.errors import Refused
from workflow.case.file import Case
from workflow.definition import Definition, load
from workflow.engine import Accepted, decide

FILE = Path(__file__).parent / "pathways" / "bicycle_repair.toml"
CLERK = Actor("c.lee", "clerk")
MECHANIC = Actor("m.ali", "mechanic")
SENSOR = Actor("bench-2", "sensor")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@cache
def workshop() -> Definition:
    """The definition, loaded once."""
    return load(FILE.read_text(encoding="utf-8"), file=FILE.name)


@dataclass
class Bicycle:
    """One bicycle, and everything reported of it so far; every report is an hour after the one before."""

    case: Case = field(default_factory=lambda: Case("b1", workshop().digest))
    now: datetime = MONDAY
    entries: list[Entry] = field(default_factory=list)

    def try_to(
        self,
        event: str,
        fields: Mapping[str, object] | None = None,
        *,
        by: Actor = MECHANIC,
        occurred_at: Effective | datetime | date | str | None = None,
        overrides: Mapping[str, Override] | None = None,
    ) -> Accepted | Refused:
        """What the engine answers; nothing is taken over."""
        fields = fields or {}
        named = fields.get("entry")
        referenced = next((entry for entry in self.entries if entry.seq == named), None)
        return decide(
            workshop(),
            self.case,
            event=event,
            fields=fields,
            actor=by,
            now=self.now,
            occurred_at=occurred_at,
            overrides=overrides or {},
            referenced=referenced,
        )

    def report(self, event: str, fields: Mapping[str, object] | None = None, **how: object) -> Accepted:
        """Report it and go on from there; a refusal fails the test."""
        answer = self.try_to(event, fields, **how)  # type: ignore[arg-type]
        assert isinstance(answer, Accepted), answer
        self.case = answer.case
        self.entries.extend(answer.entries)
        self.now += timedelta(hours=1)
        return answer

    def refused(self, event: str, fields: Mapping[str, object] | None = None, **how: object) -> Refused:
        """Report it; anything but a refusal fails the test."""
        answer = self.try_to(event, fields, **how)  # type: ignore[arg-type]
        assert isinstance(answer, Refused), answer
        return answer


def brought_in() -> Bicycle:
    """A bicycle whose chain is complained of."""
    bicycle = Bicycle()
    bicycle.report("bring_in", {"received_on": "2026-03-02", "part": "chain"}, by=CLERK)
    return bicycle


def measured(wear: str = "0.8") -> Bicycle:
    """A bicycle whose one check is measured and read."""
    bicycle = brought_in()
    bicycle.report("order_check", {"part": "chain", "tool": "gauge"})
    bicycle.report("start")
    bicycle.report("measure", {"check": "C1", "wear": wear}, by=SENSOR)
    bicycle.report("read", {"check": "C1", "version": 1})
    return bicycle


def judged() -> Bicycle:
    """A bicycle found worn and ready to be collected."""
    bicycle = measured()
    bicycle.report("judge", {"verdict": "worn", "order_part": "chain"})
    return bicycle
