"""What was not reached, told as a story: the nearest case that was, and what it lacks to go on.

It tells what the search came across; it is no proof that there is no other way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.case.file import NEW
from workflow.definition.describing.wording import plain, tell, value_words
from workflow.definition.model import Definition, Row
from workflow.definition.proof.findings import Failure
from workflow.definition.proof.story import told_report
from workflow.engine.facts import Situation
from workflow.engine.proving.atlas import Atlas
from workflow.engine.proving.journeys import Step, Visit
from workflow.engine.proving.targets import BINDING, Target

Lack = tuple[str, tuple[str, ...]]
"""A fact and the values it would have to have."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest case for a row.

    Args:
        visit: the case as it was reached; None where none came to any of the row's states.
        lacks: what the facts would have to be besides.
    """

    row: Row
    visit: Visit | None = None
    lacks: tuple[Lack, ...] = ()


class Lacking:
    """Tells of one atlas what its missing targets lack."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.definition = atlas.definition
        self._in_state: dict[str, list[Visit]] = {}
        for visit in sorted(atlas.visits, key=lambda visit: len(visit.way())):
            self._in_state.setdefault(visit.case.state, []).append(visit)
        self._situations: dict[int, Situation] = {}

    def failure(self, target: Target) -> Failure:
        """A target that was not reached, with the nearest case and what it lacks."""
        where, says = _told(target)
        if target[0] == "state":
            return self._of_state(where, says, target[1])
        row = next(row for row in self.definition.events[target[1]].rows if row.name == target[2])
        return self._of_row(where, says, row, target[3] if target[0] == "unmet" else "")

    def _of_state(self, where: str, says: str, state: str) -> Failure:
        rows = self._rows_to(state)
        if not rows:
            return Failure(where, says, remark="No row of any event leads there.")
        return self._story(where, says, min((self._nearest(row, "") for row in rows), key=_farness))

    def _of_row(self, where: str, says: str, row: Row, unmet: str) -> Failure:
        return self._story(where, says, self._nearest(row, unmet))

    def _rows_to(self, state: str) -> list[Row]:
        return [row for event in self.definition.events.values() for row in event.rows if row.to == state]

    def _nearest(self, row: Row, unmet: str) -> Nearest:
        """The nearest case for a row; where none came to its states, that for a row that leads to one of them."""
        seen: dict[str, Row] = {}
        waiting = [row]
        while waiting:
            here = waiting.pop(0)
            found = self._nearest_for(here, unmet if here is row else "")
            if found.visit is not None:
                return found
            for state in here.states:
                for before in self._rows_to(state) if state not in seen else ():
                    seen[state] = before
                    waiting.append(before)
        return Nearest(row)

    def _nearest_for(self, row: Row, unmet: str) -> Nearest:
        """The case that lacks least for a row to be taken, or to be refused for one requirement; of these the first."""
        wanted = self._wanted(row, unmet)
        best = Nearest(row)
        for state in row.states:
            for visit in self._in_state.get(state, ()):
                situation = self._situation(visit)
                lacks = tuple((name, allowed) for name, allowed in wanted if situation.fact(name) not in allowed)
                best = min(best, Nearest(row, visit, lacks), key=_farness)
        return best

    def _situation(self, visit: Visit) -> Situation:
        if id(visit) not in self._situations:
            self._situations[id(visit)] = Situation(self.definition, visit.case)
        return self._situations[id(visit)]

    def _wanted(self, row: Row, unmet: str) -> tuple[Lack, ...]:
        """What a row asks of the facts; of a requirement that is to refuse, what does not meet it."""
        fields = self.definition.events[row.event].fields
        found = [(k, v) for k, v in row.select.items() if "." not in k and k not in fields]
        for name in row.requires:
            need = self.definition.requirements[name]
            if name == unmet:
                values = self.definition.facts[need.fact].values
                found.append((need.fact, tuple(value for value in values if value not in need.allows)))
            elif need.kind in BINDING and not unmet:
                found.append((need.fact, need.allows))
        return tuple(found)

    def _story(self, where: str, says: str, nearest: Nearest) -> Failure:
        row, visit = nearest.row, nearest.visit
        if visit is None:
            states = ", ".join(row.states)
            return Failure(where, says, remark=f"{row.event}.{row.name} is lacking: no case came to {states}.")
        steps = tuple(told_step(self.definition, each) for each in passed_by(visit))
        way = tuple(each.case.state for each in passed_by(visit))
        return Failure(where, says, (), steps, (NEW, *way), self._why(nearest, visit), is_nearest=True)

    def _why(self, nearest: Nearest, visit: Visit) -> str:
        """What is lacking at the end of the nearest way."""
        row, situation = nearest.row, self._situation(visit)
        step = f"{row.event}.{row.name} would have to follow ({row.says.rstrip('.')})"
        if not nearest.lacks:
            return f"There {step}. The facts allow it; none of the fields and items that were tried was taken by it."
        told = "; ".join(
            f'asked is "{tell(self.definition, None, name, allowed)}", found is '
            f'"{value_words(self.definition, None, name, situation.fact(name))}" ({name} = {situation.fact(name)})'
            for name, allowed in nearest.lacks
        )
        return f"There {step}, and does not: {told}."


def told_step(definition: Definition, visit: Visit) -> str:
    """A report that led to a visit, with the coded fields given and where the case then rests."""
    step = visit.step or Step("", "")
    event = definition.events[step.event]
    coded = {name: (str(value),) for name, value in step.fields.items() if event.fields[name].type == "choice"}
    lifted = "".join(f"; overridden: {name}" for name in step.lifted)
    return told_report(definition, event, f"{visit.case.state}{lifted}", coded, role=plain(step.role))


def passed_by(visit: Visit) -> tuple[Visit, ...]:
    """The visits on the way to one, itself the last, without the case that is not open yet."""
    found: list[Visit] = []
    here: Visit | None = visit
    while here is not None and here.step is not None:
        found.append(here)
        here = here.before
    return tuple(found[::-1])


def _farness(found: Nearest) -> tuple[bool, int, int]:
    return found.visit is None, len(found.lacks), len(found.visit.way()) if found.visit else 0


def _told(target: Target) -> tuple[str, str]:
    kind, *names = target
    if kind == "state":
        return f"states.{names[0]}", "No case was brought to this state."
    where = f"events.{names[0]}.rows.{names[1]}"
    if kind == "row":
        return where, "No case was found on which this row is taken."
    if kind == "refusal":
        return where, "No case was found on which this row refuses."
    return where, f"No case was found on which this row is refused because {names[2]} is not met."


def failures(atlas: Atlas) -> Iterator[Failure]:
    """Everything that was not reached."""
    missing = atlas.missing()
    if missing:
        lacking = Lacking(atlas)
        yield from (lacking.failure(target) for target in missing)
