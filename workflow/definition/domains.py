"""The finite values a name in a condition can take: of a fact, an event's field, or a field of the item it names."""

from __future__ import annotations

from workflow.definition.model import Collection, Definition, Event, Field

NOT_GIVEN = "not_given"
"""The value of a field nobody filled in."""

GIVEN = "given"
"""The value of a filled-in field that has no finite choices (a date, an id, a text)."""


def field_domain(field: Field, *, optional: bool) -> tuple[str, ...] | None:
    """The values a field shows to a condition, or None for `choices`, which has too many."""
    if field.type == "choices":
        return None
    known: tuple[str, ...] = (GIVEN,)
    if field.type == "choice":
        known = field.choices
    elif field.bands:
        known = tuple(code for _, code in field.bands)
    return (*known, NOT_GIVEN) if optional else known


def item_domain(collection: Collection, name: str) -> tuple[str, ...] | None:
    """The values an item's field, or its state, shows to a condition; None when there is no such field."""
    if name == "state":
        return tuple(collection.machine.states) if collection.machine else ("",)
    field = collection.fields.get(name)
    return field_domain(field, optional=True) if field else None


def key_domain(definition: Definition, event: Event | None, key: str) -> tuple[str, ...] | None:
    """The values a key of a condition can take; None when no such name exists or it has no finite values.

    Args:
        event: the event whose fields are in reach; None where only facts are.
        key: a fact, an event field, or `field.item_field`.
    """
    if event is not None and "." in key:
        return _dotted_domain(definition, event, key)
    field = event.fields.get(key) if event else None
    if field is not None:
        return field_domain(field, optional=not (field.required or field.default))
    fact = definition.facts.get(key)
    return fact.values if fact else None


def _dotted_domain(definition: Definition, event: Event, key: str) -> tuple[str, ...] | None:
    name, _, item_field = key.partition(".")
    field = event.fields.get(name)
    if field is None or field.type != "item":
        return None
    collection = definition.collections.get(field.collection)
    found = item_domain(collection, item_field) if collection else None
    if found is None or field.required or NOT_GIVEN in found:
        return found
    return (*found, NOT_GIVEN)
