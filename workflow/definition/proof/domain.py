"""Which values every name in a condition can take, and which names are free to vary independently.

Recorded, counted, evidence and provided facts are free, and so are an event's fields; a derived fact is not: it is
computed from the free ones beneath it, so that a combination that cannot occur is never looked at. Free names are
taken as independent of one another. That is more than can happen to a case, hence safe for disjoint and total.
"""

from __future__ import annotations

from collections.abc import Iterable

from workflow.definition.domains import key_domain
from workflow.definition.model import Condition, Definition, DerivedRow, Event

FIELD = "$"
"""Marks the name of an event's field, so that a fact of the same name stays apart from it."""

STATE = "state"


class Domain:
    """The names of one definition, and of one event where its fields are in reach."""

    def __init__(self, definition: Definition, event: Event | None = None) -> None:
        self.definition = definition
        self.event = event

    def name_of(self, key: str) -> str:
        """The name behind a condition's key: `$key` for a field of the event or of its item, else the fact's own."""
        if self.event is not None and key.partition(".")[0] in self.event.fields:
            return FIELD + key
        return key

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a name in the definition's order; empty when it has none that are finite."""
        if name.startswith(FIELD):
            return key_domain(self.definition, self.event, name.removeprefix(FIELD)) or ()
        return key_domain(self.definition, None, name) or ()

    def rows(self, name: str) -> tuple[DerivedRow, ...]:
        """The table behind a derived fact; empty for a free name."""
        fact = self.definition.facts.get(name)
        return fact.rows if fact is not None and fact.kind == "derived" else ()

    def free_names(self, names: Iterable[str]) -> tuple[str, ...]:
        """The free names on which these rest, each once, in the order first met; they include names that are free."""
        met: dict[str, None] = {}
        waiting = list(names)
        seen: set[str] = set()
        while waiting:
            name = waiting.pop(0)
            if name in seen:
                continue
            seen.add(name)
            rows = self.rows(name)
            if rows:
                waiting.extend(key for row in rows for key in row.when)
            else:
                met[name] = None
        return tuple(met)

    def names_in(self, conditions: Iterable[Condition]) -> tuple[str, ...]:
        """Every name these conditions ask about, each once."""
        return tuple(dict.fromkeys(self.name_of(key) for condition in conditions for key in condition))
