"""What an event asks for and what it leaves in a case, in words."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.describing.wording import condition_words, one_of, plain
from workflow.definition.model import Adds, Condition, Definition, Ends, Event, Field, Moves, Sets

TYPES = {
    "choices": "several",
    "date": "date",
    "decimal": "number",
    "integer": "whole number",
    "id": "code",
    "entry": "number of an entry",
    "text": "protected text",
    "identifier": "protected identifier",
}


def field_words(field: Field) -> str:
    """One field: its name, whether it must be given, and what it takes."""
    kind = plain(field.collection) if field.collection else TYPES.get(field.type, "")
    return f"{plain(field.name)}{'*' if field.required else ''}{f' ({kind})' if kind else ''}"


def recorded(definition: Definition, event: Event) -> Iterator[str]:
    """One phrase for each effect of an event."""
    for effect in event.sets:
        yield _sets(effect) + _only(definition, event, effect.when)
    for added in event.adds:
        yield _adds(added) + _only(definition, event, added.when)
    for moved in event.moves:
        yield _moves(moved) + _only(definition, event, moved.when)
    for ended in event.ends:
        yield _ends(ended)


def _only(definition: Definition, event: Event, when: Condition) -> str:
    words = " and ".join(condition_words(definition, event, when))
    return f" (when {words})" if words else ""


def _sets(effect: Sets) -> str:
    if effect.withdraws:
        return f"withdraws {plain(effect.attribute)}"
    return f"{plain(effect.attribute)} = {_expression(effect.value)}"


def _adds(effect: Adds) -> str:
    state = f", {plain(effect.state)}" if effect.state else ""
    return f"adds to the {plain(effect.collection)}{state}"


def _moves(effect: Moves) -> str:
    named = f"the named {plain(effect.item)}" if effect.item else f"of the {plain(effect.collection)} those with "
    if not effect.item:
        named += one_of(f"{plain(key)} {one_of(map(plain, values))}" for key, values in (effect.where or {}).items())
    written = f" (writes {one_of(map(plain, effect.values), 'and')})" if effect.values else ""
    return f"{named}: {plain(effect.by) or 'noted'}{written}"


def _ends(effect: Ends) -> str:
    where = one_of((f"{plain(key)} {one_of(map(plain, values))}" for key, values in effect.where.items()), "and")
    return f"ends the {plain(effect.collection)} with {where}, each by an entry of its own ({plain(effect.event)})"


def _expression(value: str) -> str:
    if value.startswith("$"):
        return plain(value[1:].replace(".", "’s "))
    if value.startswith("@"):
        return f"the {plain(value[1:])}"
    return plain(value)
