"""Ways that can be changed: reports that name items and entries by the report that made them, not by their number.

It answers whether a way can still be gone when a report is put in or left out, and what each report of it shows. Which
way is worth going is not its matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workflow.case.errors import BadInput, Refused
from workflow.case.file import Case
from workflow.definition.model import Definition
from workflow.engine.proving.journeys import Step, Traveller, Visit
from workflow.engine.proving.targets import Target, shown
from workflow.engine.results import Accepted

Answer = Accepted | Refused


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """One report of a way.

    Args:
        step: as it was first made; the ids and numbers in it count only there.
        accepted: whether it is accepted, or refused.
        items: field → the items it names, each as the report that made it and its place among those it made.
        entry: the report whose entry it corrects, and how many entries after its first.
    """

    step: Step
    accepted: bool
    items: Mapping[str, tuple[tuple[Told, int], ...]] = field(default_factory=dict)
    entry: tuple[Told, int] | None = None


Way = tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """One report of a way as it went.

    Args:
        step: with the ids and numbers that count on this way.
        before: the case when it was reported.
        after: the case then; the same where it was refused.
        answer: what the engine said.
        shows: the targets it shows.
    """

    told: Told
    step: Step
    before: Visit
    after: Visit
    answer: Answer
    shows: frozenset[Target]


class Walker:
    """Goes ways on one definition, and remembers what the engine answered."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.traveller = Traveller(definition)
        self.start = self.traveller.new()
        self._known: dict[tuple[int, str], tuple[Answer | BadInput, Visit, frozenset[Target]]] = {}

    def ask(self, visit: Visit, step: Step) -> tuple[Answer | BadInput, Visit, frozenset[Target]]:
        """What the engine answers to a report, where the case is then, and what that shows."""
        key = (id(visit), repr(step))
        if key not in self._known:
            answer = self.traveller.ask(visit, step)
            coded = self.traveller.coded(visit, step)
            after = self.traveller.onward(visit, step, answer) if isinstance(answer, Accepted) else visit
            found = frozenset(shown(self.definition, visit.case, step, answer, coded=coded))
            self._known[key] = (answer, after, found)
        return self._known[key]

    def follow(self, way: Way, gone: Sequence[Stop] = ()) -> tuple[Stop, ...] | None:
        """Go a way; None when a report of it is not accepted, or not refused, as it was before.

        Args:
            gone: the stops that are gone already and stay as they are, as many as lie before the first change.
        """
        stops = list(gone)
        traces = Traces(self.definition, stops)
        for told in way[len(stops) :]:
            visit = stops[-1].after if stops else self.start
            step = traces.resolved(told, visit.case)
            if step is None:
                return None
            answer, after, shows = self.ask(visit, step)
            if isinstance(answer, BadInput) or isinstance(answer, Accepted) != told.accepted:
                return None
            stop = Stop(told, step, visit, after, answer, shows)
            stops.append(stop)
            traces.add(stop)
        return tuple(stops)

    def way(self, steps: Sequence[Step]) -> Way:
        """The way that steps with ids and numbers describe, as far as it can be gone."""
        stops: list[Stop] = []
        traces = Traces(self.definition, stops)
        for step in steps:
            visit = stops[-1].after if stops else self.start
            answer, after, shows = self.ask(visit, step)
            if not isinstance(answer, BadInput):
                stop = Stop(traces.told(step, accepted=after is not visit), step, visit, after, answer, shows)
                stops.append(stop)
                traces.add(stop)
        return tuple(stop.told for stop in stops)


class Traces:
    """Which report made which item and which entry, as far as a way is gone."""

    def __init__(self, definition: Definition, stops: Sequence[Stop]) -> None:
        self.definition = definition
        self._made: dict[tuple[Told, int], str] = {}
        self._by_id: dict[str, tuple[Told, int]] = {}
        self._seqs: dict[Told, int] = {}
        for stop in stops:
            self.add(stop)

    def add(self, stop: Stop) -> None:
        """Note what a report made."""
        if stop.after is stop.before:
            return
        self._seqs[stop.told] = stop.before.case.seq + 1
        for place, item in enumerate(_new_items(stop.before.case, stop.after.case)):
            self._made[stop.told, place] = item
            self._by_id[item] = (stop.told, place)

    def told(self, step: Step, *, accepted: bool) -> Told:
        """A report with ids and numbers, as one that names what it means by who made it."""
        items: dict[str, tuple[tuple[Told, int], ...]] = {}
        entry: tuple[Told, int] | None = None
        for name, declared in self.definition.events[step.event].fields.items():
            value: Any = step.fields.get(name)
            if declared.type in ("item", "items") and value is not None:
                ids = [value] if isinstance(value, str) else value
                items[name] = tuple(self._by_id[each] for each in ids if each in self._by_id)
            elif declared.type == "entry" and isinstance(value, int):
                maker = max((told for told in self._seqs if self._seqs[told] <= value), key=self._seqs.__getitem__)
                entry = (maker, value - self._seqs[maker])
        return Told(step, accepted, items, entry)

    def resolved(self, told: Told, case: Case) -> Step | None:
        """The report with the ids and numbers that count here; None where something it names was not made here."""
        fields = dict(told.step.fields)
        declared = self.definition.events[told.step.event].fields
        for name, makers in told.items.items():
            ids = [self._made.get(maker, "") for maker in makers]
            if not all(ids):
                return None
            fields[name] = ids[0] if declared[name].type == "item" else ids
        for name, each in declared.items():
            if each.type == "entry" and told.entry is not None:
                if told.entry[0] not in self._seqs:
                    return None
                fields[name] = self._seqs[told.entry[0]] + told.entry[1]
            elif each.must_equal and name in fields:
                item_name, _, item_field = each.must_equal.partition(".")
                item = case.item(str(fields.get(item_name, "")))
                fields[name] = item.value(item_field) if item else fields[name]
        return replace(told.step, fields=fields)


def _new_items(before: Case, after: Case) -> Iterator[str]:
    for collection, items in after.collections.items():
        known = len(before.items(collection))
        yield from (item.id for item in items[known:])
