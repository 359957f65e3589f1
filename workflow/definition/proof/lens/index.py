"""Look-ups of one definition that are asked for again and again: conditions taken apart, what corrections reach."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from workflow.definition.model import Condition, Definition, Event
from workflow.definition.proof.lens.acts import Parts, taken_apart
from workflow.definition.proof.lens.effects import effects, on_items


class Index:
    """Answers about a definition as a whole, each worked out once."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.outdating: dict[tuple[str, str], bool] = {}
        self._parts: dict[tuple[str, int], Parts] = {}

    def parts(self, event: Event, condition: Condition) -> Parts:
        """A condition of an event, or of one of its effects, taken apart."""
        key = (event.name, id(condition))
        if key not in self._parts:
            self._parts[key] = taken_apart(event, condition)
        return self._parts[key]

    @cached_property
    def droppable(self) -> frozenset[str]:
        """The collections whose items may be withdrawn by declaring the entry that added them void."""
        return frozenset(effect.collection for event in self._voidable() for effect in event.adds)

    @cached_property
    def voidable(self) -> frozenset[str]:
        """The attributes of which a value may be withdrawn by declaring its entry void."""
        return frozenset(effect.attribute for event in self._voidable() for effect in event.sets)

    @cached_property
    def rewritable(self) -> frozenset[str]:
        """The attributes of which a value may be given anew by amending its entry."""
        return frozenset(
            effect.attribute
            for event in self.definition.events.values()
            for effect in event.sets
            if effect.value.startswith("$") and effect.value[1:] in amendable(event)
        )

    @cached_property
    def rewritable_fields(self) -> dict[str, frozenset[str]]:
        """For each collection the item fields that may be given anew by amending the entry that wrote them."""
        found: dict[str, set[str]] = {name: set() for name in self.definition.collections}
        for event in self.definition.events.values():
            free = amendable(event)
            for effect in on_items(event):
                for field, expression in effect.values.items():
                    if expression.startswith("$") and expression[1:] in free:
                        found[effect.collection].add(field)
        return {name: frozenset(fields) for name, fields in found.items()}

    def _voidable(self) -> Iterator[Event]:
        for event in self.definition.events.values():
            if event.kind == "record" and not event.moves and not event.ends and not event.refers:
                yield event


def amendable(event: Event) -> frozenset[str]:
    """The fields of an event on which nothing was decided: they may be corrected afterwards."""
    conditions = [row.select for row in event.rows]
    conditions += [effect.when for effect in effects(event)]
    looked_at = {key.partition(".")[0] for condition in conditions for key in condition}
    kept = {name for name, field in event.fields.items() if field.type in ("item", "items", "entry") or field.protected}
    return frozenset(event.fields) - looked_at - kept
