"""Tells the ways that were gathered as paths: what is to be reported, and what is to come of it."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.case.errors import Refused
from workflow.definition.model import Definition
from workflow.engine.proving.journeys import Journey
from workflow.engine.proving.paths.gathering import Gatherer
from workflow.engine.proving.paths.path import Attempt, Path, Paths
from workflow.engine.proving.paths.ways import Stop


def paths_of(definition: Definition, journeys: Iterable[Journey] = ()) -> Paths:
    """Find the paths of a definition; the same ones whenever it is asked.

    Args:
        journeys: known journeys on this pathway, from which the search begins.
    """
    gatherer = Gatherer(definition, journeys)
    paths = tuple(
        Path(number, tuple(_attempt(definition, stop) for stop in way))
        for number, way in enumerate(gatherer.gathered(), start=1)
    )
    return Paths(definition.name, definition.digest, paths, gatherer.missing)


def _attempt(definition: Definition, stop: Stop) -> Attempt:
    shows = tuple(sorted(stop.shows))
    if isinstance(stop.answer, Refused):
        refused = stop.answer
        unmet = tuple(each.requirement for each in refused.unmet)
        says = _refusal_of_row(definition, stop) if refused.kind == "rule" else ""
        return Attempt(stop.step, stop.after.case.state, (), refused.kind, unmet, says, shows)
    follows = tuple(entry.event for entry in stop.answer.entries[1:])
    return Attempt(stop.step, stop.after.case.state, follows, shows=shows)


def _refusal_of_row(definition: Definition, stop: Stop) -> str:
    named = {target[2] for target in stop.shows if target[0] == "refusal"}
    return next((row.refuses for row in definition.events[stop.step.event].rows if row.name in named), "")
