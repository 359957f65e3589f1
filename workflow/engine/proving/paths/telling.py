"""Tells the ways that were gathered as paths: what is to be reported, and what is to come of it."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.case.errors import Refused
from workflow.definition.model import Definition
from workflow.engine.proving.journeys import Journey
from workflow.engine.proving.paths.gathering import Gatherer
from workflow.engine.proving.paths.path import Attempt, Path, Paths
from workflow.engine.proving.paths.ways import Stop
from workflow.engine.proving.targets import Target


def paths_of(definition: Definition, journeys: Iterable[Journey] = ()) -> Paths:
    """Find the paths of a definition; the same ones whenever it is asked.

    Args:
        journeys: known journeys on this pathway, from which the search begins.
    """
    gatherer = Gatherer(definition, journeys)
    seen: set[Target] = set()
    paths: list[Path] = []
    for number, way in enumerate(gatherer.gathered(), start=1):
        attempts: list[Attempt] = []
        for stop in way:
            attempts.append(_attempt(definition, stop, stop.shows - seen))
            seen |= stop.shows
        paths.append(Path(number, tuple(attempts)))
    return Paths(definition.name, definition.digest, tuple(paths), gatherer.missing)


def _attempt(definition: Definition, stop: Stop, shows: frozenset[Target]) -> Attempt:
    first, state = tuple(sorted(shows)), stop.after.case.state
    if isinstance(stop.answer, Refused):
        refused = stop.answer
        unmet = tuple(each.requirement for each in refused.unmet)
        says = _refusal_of_row(definition, stop) if refused.kind == "rule" else ""
        return Attempt(stop.step, state, (), refused.kind, unmet, says, first)
    return Attempt(stop.step, state, tuple(entry.event for entry in stop.answer.entries[1:]), shows=first)


def _refusal_of_row(definition: Definition, stop: Stop) -> str:
    named = {target[2] for target in stop.shows if target[0] == "refusal"}
    return next((row.refuses for row in definition.events[stop.step.event].rows if row.name in named), "")
