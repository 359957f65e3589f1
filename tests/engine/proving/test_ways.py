"""A way can be changed: what its reports name keeps its meaning when others are put in or left out."""

from __future__ import annotations

from tests.support.bicycles import workshop
from workflow.engine.proving.journeys import TODAY, Step
from workflow.engine.proving.paths.ways import Told, Walker

BROUGHT_IN = Step("bring_in", "clerk", {"received_on": TODAY, "part": "chain"})
ORDERED = Step("order_check", "mechanic", {"part": "chain", "tool": "eye"})
STARTED = Step("start", "mechanic")
MEASURED = Step("measure", "mechanic", {"check": "C1", "wear": "0.8"})
MEASURED_AGAIN = Step("remeasure", "mechanic", {"check": "C1", "wear": "0.9"})
READ = Step("read", "mechanic", {"check": "C1", "version": 1})
VOIDED = Step("void", "clerk", {"entry": 2})

WALKER = Walker(workshop())
WAY = WALKER.way((BROUGHT_IN, ORDERED, STARTED, MEASURED, READ))


def fields(way: tuple[Told, ...]) -> dict[str, object]:
    """The fields of the last report of a way that can be gone."""
    stops = WALKER.follow(way)
    assert stops is not None
    return dict(stops[-1].step.fields)


def test_an_item_keeps_its_meaning_when_another_is_made_before_it() -> None:
    another = Told(ORDERED, accepted=True)
    assert fields(WAY) == {"check": "C1", "version": 1}
    assert fields((WAY[0], another, *WAY[1:])) == {"check": "C2", "version": 1}


def test_a_way_cannot_be_gone_without_the_report_that_made_an_item() -> None:
    another = Told(ORDERED, accepted=True)
    assert WALKER.follow((WAY[0], another, *WAY[2:])) is None


def test_a_version_is_the_one_that_counts_then() -> None:
    again = WALKER.way((BROUGHT_IN, ORDERED, STARTED, MEASURED, MEASURED_AGAIN))
    longer = (*again, Told(READ, accepted=True, items={"check": ((again[1], 0),)}))
    assert fields(longer) == {"check": "C1", "version": 2}


def test_an_entry_keeps_its_meaning_when_another_is_made_before_it() -> None:
    way = WALKER.way((BROUGHT_IN, ORDERED, VOIDED))
    assert fields((way[0], Told(ORDERED, accepted=True), *way[1:])) == {"entry": 3}


def test_a_report_that_is_refused_all_at_once_ends_the_way() -> None:
    assert WALKER.follow((WAY[0], *WAY[2:3])) is None
    assert WALKER.follow((WAY[0], Told(STARTED, accepted=False))) is not None
