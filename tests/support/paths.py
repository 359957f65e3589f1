"""The paths of a definition, found once in a run of the tests, and gone with the engine alone."""

from __future__ import annotations

from workflow.case.errors import BadInput, Corrupt
from workflow.definition import Definition
from workflow.engine import Accepted
from workflow.engine.proving.journeys import Traveller
from workflow.engine.proving.paths import Path, Paths, paths_of
from workflow.pathways import Pathways

_found: dict[str, Paths] = {}


def paths_through(definition: Definition) -> Paths:
    """The paths of a definition."""
    if definition.digest not in _found:
        _found[definition.digest] = paths_of(definition, Pathways.shipped().journeys(definition))
    return _found[definition.digest]


def first_otherwise(definition: Definition, path: Path) -> int | None:
    """The number of the first attempt that the engine answers otherwise on this definition; None when there is none."""
    traveller = Traveller(definition)
    visit = traveller.new()
    for number, attempt in enumerate(path.attempts, start=1):
        try:
            answer = traveller.ask(visit, attempt.step)
        except Corrupt:  # such as automatic transitions without an end
            return number
        if isinstance(answer, BadInput):
            return number
        found: tuple[str, tuple[str, ...], str, tuple[str, ...]]
        if isinstance(answer, Accepted):
            found = (answer.case.state, tuple(entry.event for entry in answer.entries[1:]), "", ())
            visit = traveller.onward(visit, attempt.step, answer)
        else:
            found = (visit.case.state, (), answer.kind, tuple(each.requirement for each in answer.unmet))
            if attempt.says not in answer.message:
                return number
        if found != (attempt.state, attempt.follows, attempt.refused, attempt.unmet):
            return number
    return None
