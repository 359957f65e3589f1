"""A pathway twice as large: everything in it once more under new names, begun where the first half ends.

So a proof's growth can be measured on a pathway of the same kind. It renames tables of a definition's body, and the
journeys that are known on it; who proves them, and how long that takes, is measured elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workflow.definition import Definition, from_body
from workflow.definition.loading.checking import SOURCED
from workflow.engine.proving import Journey
from workflow.engine.proving.journeys import Step, Traveller, Visit
from workflow.engine.results import Accepted

SHARED = ("vocabularies", "roles")
COPIED = tuple(table for table in SOURCED if table not in SHARED)
"""The tables that stand there twice; roles, word lists, the calendar and the references are shared by both halves."""

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """A definition with the journeys that are known on it."""

    definition: Definition
    journeys: tuple[Journey, ...]


def doubled(subject: Subject, mark: str) -> Subject:
    """The pathway once more behind itself.

    Args:
        mark: a capital letter that no prefix of the pathway's collections ends with; it tells the new names apart.
    """
    raw = json.loads(subject.definition.body)
    body = _joined(_confined(raw), _Copy(raw, mark).renamed(), opening=subject.definition.opening, mark=mark)
    definition = from_body(json.dumps(body, separators=(",", ":"), ensure_ascii=False))
    return Subject(definition, tuple(_journeys(subject, definition, mark)))


def _confined(raw: Raw) -> dict[str, Any]:
    """The same with every row bound to the states that are there now, so that it is in none of the other half."""
    every = list(raw["states"])
    meant = {"any": every, "open": [name for name in every if not raw["states"][name].get("final")]}

    def bound(table: Raw) -> dict[str, Any]:
        states = table.get("states")
        return {**table, "states": meant[states]} if isinstance(states, str) else dict(table)

    events = {
        name: {**event, "rows": {key: bound(row) for key, row in event["rows"].items()}}
        for name, event in raw["events"].items()
    }
    return {**raw, "events": events, "nevers": {name: bound(one) for name, one in raw.get("nevers", {}).items()}}


def _joined(first: Raw, second: Raw, *, opening: str, mark: str) -> dict[str, Any]:
    """Both halves in one, the second opened by a report on a case that the first has brought to its end."""
    end = _last(name for name, state in first["states"].items() if state.get("final"))
    begins = {**second["events"][_marked(opening, mark)], "kind": "case"}
    begins.pop("attaches", None)
    begins["rows"] = {name: {**row, "states": [end]} for name, row in begins["rows"].items()}
    body = {**first, **{table: {**first.get(table, {}), **second.get(table, {})} for table in COPIED}}
    body["events"] = {**body["events"], _marked(opening, mark): begins}
    body["ways_out"] = {**first.get("ways_out", {}), **second.get("ways_out", {})}
    head = first["pathway"]
    body["pathway"] = {**head, "variant": f"{head['variant']}-{mark.lower()}"}
    return body


def _last(names: Iterable[str]) -> str:
    return tuple(names)[-1]


def _marked(name: str, mark: str) -> str:
    return f"{name}_{mark.lower()}"


class _Copy:
    """The tables of a definition under new names."""

    def __init__(self, raw: Raw, mark: str) -> None:
        self.raw = _confined(raw)
        self.mark = mark
        self.names = {table: {name: _marked(name, mark) for name in raw.get(table, {})} for table in COPIED}

    def renamed(self) -> dict[str, Any]:
        """The second half."""
        found: dict[str, Any] = {}
        for table in COPIED:
            tell: Callable[[Any], Any] = getattr(self, f"_{table}")
            found[table] = {_marked(name, self.mark): tell(one) for name, one in self.raw.get(table, {}).items()}
        ways = self.raw.get("ways_out", {})
        found["ways_out"] = {_marked(name, self.mark): self._way_out(one) for name, one in ways.items()}
        return found

    def _all(self, table: str, told: Any) -> Any:
        """A name of a table, or a list of them; what is none of its names stays as it is."""
        if isinstance(told, list):
            return [self._all(table, each) for each in told]
        return self.names[table].get(told, told)

    def _with(self, raw: Raw, **tables: str) -> dict[str, Any]:
        """A table whose keys named here hold names of these tables."""
        return {key: self._all(tables[key], each) if key in tables else each for key, each in raw.items()}

    def _when(self, raw: Raw, fields: Iterable[str] = ()) -> dict[str, Any]:
        """A condition on facts, the state and, untouched, the fields of an event."""
        found = {}
        for key, values in raw.items():
            if key.partition(".")[0] in fields:
                found[key] = values
            elif key == "state":
                found[key] = self._all("states", values)
            else:
                found[self._all("facts", key)] = values
        return found

    def _states(self, raw: Raw) -> dict[str, Any]:
        return dict(raw)

    def _attributes(self, raw: Raw) -> dict[str, Any]:
        return self._with(raw, collection="collections")

    def _collections(self, raw: Raw) -> dict[str, Any]:
        fields = {name: self._attributes(one) for name, one in raw.get("fields", {}).items()}
        return {**raw, "prefix": raw["prefix"] + self.mark, "fields": fields}

    def _evidence(self, raw: Raw) -> dict[str, Any]:
        return self._with(raw, collection="collections")

    def _facts(self, raw: Raw) -> dict[str, Any]:
        found = self._with(raw, attribute="attributes", collection="collections", over="facts")
        if "rows" in raw:
            found["rows"] = [{**row, "when": self._when(row.get("when", {}))} for row in raw["rows"]]
        return found

    def _requirements(self, raw: Raw) -> dict[str, Any]:
        found = self._with(raw, fact="facts", supplied_by="events", unoffered="events")
        return {**found, "allows": self._all("states", raw["allows"])} if raw["fact"] == "state" else found

    def _events(self, raw: Raw) -> dict[str, Any]:
        fields = raw.get("fields", {})
        found = self._with(raw, requires="requirements", relies_on="evidence", attaches="events")
        found["fields"] = {name: self._field(one, fields) for name, one in fields.items()}
        found["rows"] = {name: self._row(one, fields) for name, one in raw["rows"].items()}
        for effect in ("sets", "adds", "moves", "ends"):
            if effect in raw:
                found[effect] = [self._effect(one, fields) for one in raw[effect]]
        return found

    def _field(self, raw: Raw, fields: Raw) -> dict[str, Any]:
        found = self._with(raw, collection="collections")
        return {**found, "required_when": self._when(raw["required_when"], fields)} if "required_when" in raw else found

    def _row(self, raw: Raw, fields: Raw) -> dict[str, Any]:
        found = self._with(raw, states="states", to="states", requires="requirements")
        return {**found, "select": self._when(raw["select"], fields)} if "select" in raw else found

    def _effect(self, raw: Raw, fields: Raw) -> dict[str, Any]:
        found = self._with(raw, attribute="attributes", collection="collections", evidence="evidence", event="events")
        return {**found, "when": self._when(raw["when"], fields)} if "when" in raw else found

    def _recommendations(self, raw: Raw) -> dict[str, Any]:
        fields = self.raw["events"][raw["event"]].get("fields", {})
        found = self._with(raw, collection="collections", event="events")
        return {**found, "when": self._when(raw.get("when", {}), fields)}

    def _clocks(self, raw: Raw) -> dict[str, Any]:
        kept = "none" if raw.get("per") else "attributes"
        tables = {"per": "collections"} | ({} if kept == "none" else {"starts": kept, "stops": kept})
        return {**self._with(raw, **tables), "applies": self._when(raw.get("applies", {}))}

    def _nevers(self, raw: Raw) -> dict[str, Any]:
        fields = {name for event in raw.get("events", ()) for name in self.raw["events"][event].get("fields", {})}
        found = self._with(raw, states="states", to="states", events="events")
        return {**found, "when": self._when(raw.get("when", {}), fields)}

    def _way_out(self, raw: Raw) -> dict[str, Any]:
        found = self._with(raw, state="states", event="events", item="facts")
        return {**found, "when": self._when(raw.get("when", {}))}


def _journeys(subject: Subject, definition: Definition, mark: str) -> Iterable[Journey]:
    """The known journeys, and each of them once more in the second half, after the shortest way through the first."""
    yield from subject.journeys
    through = _through(subject)
    if through is None:
        return
    before = through.steps()
    for journey in subject.journeys:
        steps = tuple(_again(step, definition, mark, through.case.seq) for step in journey.steps)
        refused = tuple(_again(step, definition, mark, through.case.seq) for step in journey.refused)
        yield Journey((*before, *steps), refused)


def _through(subject: Subject) -> Visit | None:
    """A shortest of the known ways to the state in which the second half begins."""
    traveller, found = Traveller(subject.definition), []
    end = _last(name for name, state in subject.definition.states.items() if state.final)
    for journey in sorted(subject.journeys, key=lambda one: len(one.steps)):
        visit = traveller.new()
        for step in journey.steps:
            answer = traveller.ask(visit, step)
            if not isinstance(answer, Accepted):
                break
            visit = traveller.onward(visit, step, answer)
            if visit.case.state == end:
                found.append(visit)
                break
        if found:
            return found[0]
    return None


def _again(step: Step, definition: Definition, mark: str, entries: int) -> Step:
    """The same report in the second half: its items have other ids, and its entries other numbers."""
    event = definition.events[_marked(step.event, mark)]
    fields = dict(step.fields)
    for name, value in step.fields.items():
        kind = event.fields[name].type if name in event.fields else ""
        if kind in ("item", "items"):
            fields[name] = _of_copy(value, mark)
        elif kind == "entry":
            fields[name] = value + entries
    lifted = {_marked(name, mark): reason for name, reason in step.lifted.items()}
    return replace(step, event=event.name, fields=fields, lifted=lifted)


def _of_copy(value: str | Sequence[str], mark: str) -> str | list[str]:
    """`I2` as `IY2`."""
    if not isinstance(value, str):
        return [str(_of_copy(each, mark)) for each in value]
    prefix = value.rstrip("0123456789")
    return prefix + mark + value.removeprefix(prefix)
