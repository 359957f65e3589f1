"""When a report that leaves a field out lacks it, and when an item has nothing yet that a field could equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.definition.domains import NOT_GIVEN, key_domain
from workflow.definition.model import Adds, Condition, Definition, Event, Moves


def demands(definition: Definition, event: Event, choice: Mapping[str, str], *, item: str) -> Iterator[Condition]:
    """The conditions that demand a field which is left out, and which no other field can be chosen to escape.

    Args:
        choice: the fields that matter, as they are reported.
        item: the field that names an item; "" for none.
    """
    for name, field in event.fields.items():
        if field.required_when is None or name == item:
            continue
        is_left_out = field.type in ("item", "items") or choice.get(name) == NOT_GIVEN
        if is_left_out and not any(
            _may_avoid(definition, event, key, values=values)
            for key, values in field.required_when.items()
            if key not in choice
        ):
            yield field.required_when


def _may_avoid(definition: Definition, event: Event, key: str, *, values: tuple[str, ...]) -> bool:
    """Whether a field that matters to nothing else can be given another value than these."""
    return key in event.fields and bool(set(key_domain(definition, event, key) or ()) - set(values))


def unequalled(definition: Definition, event: Event, item: str) -> frozenset[str]:
    """The item states in which a field that must equal one of the item's own may find nothing there to equal.

    Args:
        item: the event's field that names the item.
    """
    found: set[str] = set()
    for field in event.fields.values():
        name, _, item_field = field.must_equal.partition(".")
        if field.required and name == item and item_field != "state":
            found |= _without(definition, event.fields[item].collection, item_field)
    return frozenset(found)


def _without(definition: Definition, collection: str, field: str) -> set[str]:
    """The states an item may be in before one of its fields was ever written."""
    machine = definition.collections[collection].machine
    events = tuple(definition.events.values())
    found = {
        effect.state or (machine.initial if machine else "")
        for event in events
        for effect in event.adds
        if effect.collection == collection and not _surely_writes(event, effect, field)
    }
    pulled = [(event, effect) for event in events for effect in event.moves if effect.collection == collection]
    silent = {effect.by for event, effect in pulled if effect.by and not _surely_writes(event, effect, field)}
    waiting = list(found)
    while waiting:
        state = waiting.pop()
        for move in machine.moves if machine else ():
            if move.by in silent and state in move.origins and move.to not in found:
                found.add(move.to)
                waiting.append(move.to)
    return found


def _surely_writes(event: Event, effect: Adds | Moves, field: str) -> bool:
    expression = effect.values.get(field, "")
    is_given = not expression.startswith("$") or ("." not in expression and event.fields[expression[1:]].required)
    return bool(expression) and is_given
