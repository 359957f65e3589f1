"""Whom a part of a definition concerns: the roles whose events look at it or record it, and in which states.

It follows names from a part to the rows that look at it, through requirements and derived facts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from workflow.definition.model import Condition, Definition, Event, Row

BY_ITSELF = ("automatic", "ending")
"""Kinds of events that nobody reports."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """Roles and states, each in the order of the definition; empty for all of them."""

    roles: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


EVERYBODY = Concerned()


class Concerns:
    """Finds for a path into one definition whom it concerns."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._finders: Mapping[str, Callable[[str, tuple[str, ...]], Concerned]] = {
            "events": self._event,
            "requirements": lambda name, _: self._requirement(name),
            "facts": lambda name, _: self._fact(name),
            "attributes": lambda name, _: self._attribute(name),
            "vocabularies": lambda name, _: self._vocabulary(name),
            "collections": lambda name, _: self._collection(name),
            "evidence": lambda name, _: self._of_events(lambda event: name in event.relies_on),
            "states": lambda name, _: self._state(name),
            "roles": lambda name, _: Concerned((name,)),
            "recommendations": lambda name, _: self._recommendation(name),
            "nevers": lambda name, _: self._never(name),
        }

    def of(self, path: tuple[str, ...]) -> Concerned:
        """Whom it concerns what stands at a path; nobody is known for what is not in this definition."""
        finder = self._finders.get(path[0])
        if finder is None or len(path) < 2 or path[1] not in getattr(self.definition, path[0]):
            return EVERYBODY
        return finder(path[1], path[2:])

    @cached_property
    def _rows(self) -> tuple[tuple[Event, Row], ...]:
        return tuple((event, row) for event in self.definition.events.values() for row in event.rows)

    def _event(self, name: str, rest: tuple[str, ...]) -> Concerned:
        event = self.definition.events[name]
        rows = event.rows
        if rest[:1] == ("rows",) and len(rest) > 1:
            rows = tuple(row for row in rows if row.name == rest[1]) or rows
        return self._concerned((event, row) for row in rows)

    def _of_rows(self, wanted: Callable[[Row], bool]) -> Concerned:
        return self._concerned((event, row) for event, row in self._rows if wanted(row))

    def _of_events(self, wanted: Callable[[Event], bool]) -> Concerned:
        return self._concerned((event, row) for event, row in self._rows if wanted(event))

    def _vocabulary(self, name: str) -> Concerned:
        """Whoever gives one of its codes: in a field, as a reason for lifting something, or for another choice."""
        asked, chosen = self._reasons_of("requirements", name), self._reasons_of("recommendations", name)
        events = {table.event for table in self.definition.recommendations.values() if table.name in chosen}
        return self._concerned(
            (event, row)
            for event, row in self._rows
            if any(field.vocabulary == name for field in event.fields.values())
            or asked & set(row.requires)
            or event.name in events
        )

    def _reasons_of(self, section: str, vocabulary: str) -> set[str]:
        """The elements of a section whose reasons are those of a word list; only the body names the list."""
        body = json.loads(self.definition.body).get(section, {})
        return {
            name
            for name, element in body.items()
            if vocabulary in (element.get("reasons"), element.get("override", {}).get("reasons"))
        }

    def _requirement(self, name: str) -> Concerned:
        override = self.definition.requirements[name].override
        asked = self._of_rows(lambda row: name in row.requires)
        return Concerned(self._ordered((*asked.roles, *(override.roles if override else ()))), asked.states)

    def _fact(self, name: str) -> Concerned:
        behind = self._facts_behind({name})
        asking = {one.name for one in self.definition.requirements.values() if one.fact in behind}
        return self._of_rows(lambda row: bool(behind & set(row.select) or asking & set(row.requires)))

    def _facts_behind(self, names: set[str]) -> set[str]:
        """The facts themselves and every fact that is found through one of them."""
        found = set(names)
        while True:
            more = {
                fact.name for fact in self.definition.facts.values() if set(_looks_at(fact.rows, fact.over)) & found
            }
            if more <= found:
                return found
            found |= more

    def _attribute(self, name: str) -> Concerned:
        return self._of_events(lambda event: any(effect.attribute == name for effect in event.sets))

    def _collection(self, name: str) -> Concerned:
        def records(event: Event) -> bool:
            added = (effect.collection for effect in event.adds)
            moved = (effect.collection for effect in event.moves)
            return name in (*added, *moved, *(effect.collection for effect in event.ends))

        return self._of_events(records)

    def _state(self, name: str) -> Concerned:
        return Concerned(self.definition.states[name].owner, (name,))

    def _recommendation(self, name: str) -> Concerned:
        """Whoever may be told what is proposed: the rows of its event that the table can stand beside."""
        table = self.definition.recommendations[name]
        return self._concerned(
            (event, row)
            for event, row in self._rows
            if event.name == table.event and not row.refuses and _agree(row.select, table.when)
        )

    def _never(self, name: str) -> Concerned:
        never = self.definition.nevers[name]
        return Concerned(self._ordered(never.roles), never.states)

    def _concerned(self, rows: Iterable[tuple[Event, Row]]) -> Concerned:
        found = tuple(rows)
        roles = {role for event, _ in found if event.kind not in BY_ITSELF for role in event.roles}
        states = {state for _, row in found for state in row.states}
        every = states >= set(self.definition.states)
        return Concerned(
            self._ordered(roles), () if every else tuple(name for name in self.definition.states if name in states)
        )

    def _ordered(self, roles: Iterable[str]) -> tuple[str, ...]:
        wanted = set(roles)
        return tuple(name for name in self.definition.roles if name in wanted)


def together(one: Concerned, other: Concerned, *, roles: Iterable[str], states: Iterable[str]) -> Concerned:
    """Whom either concerns; roles and states in the order given."""
    return Concerned(
        tuple(name for name in roles if name in one.roles or name in other.roles),
        tuple(name for name in states if name in one.states or name in other.states),
    )


def _agree(one: Condition, other: Condition) -> bool:
    """Whether two conditions can hold together, as far as each names what the other names."""
    return all(set(values) & set(other[name]) for name, values in one.items() if name in other)


def _looks_at(rows: Iterable[object], over: tuple[str, ...]) -> Iterator[str]:
    yield from over
    for row in rows:
        yield from getattr(row, "when", ())
