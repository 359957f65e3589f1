"""Where two definitions differ: every place, found by walking the model's own fields, so that none can be forgotten.

It knows which fields are words; every other field, also one that the model gains later, counts as behaviour.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from workflow.definition.model import Definition, Source, TimeLimit

WORDS = frozenset({"says", "source", "hint", "title", "next_action", "standard", "main", "at"})
"""Fields that tell or draw something and decide nothing."""

LABELS = frozenset({"digest", "body", "variant", "released_on", "references", "notes"})
"""Fields of the definition itself that name it or cite: they decide nothing either."""

WHOLE = (Source, TimeLimit)
"""Told as one, never field by field."""


class Absent(Enum):
    """Stands where one of the two definitions has nothing at all."""

    ABSENT = ""


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two definitions differ.

    Args:
        path: the names that lead there, from a field of the definition on.
        owner: the class whose field differs, or holds the element that is missing on one side.
        field: that field.
        before, after: what stands there, or ABSENT.
        order: the same elements stand in another order, which decides nothing.
    """

    path: tuple[str, ...]
    owner: str
    field: str
    before: Any
    after: Any
    order: bool = False

    @property
    def is_wording(self) -> bool:
        """Whether nothing is decided otherwise because of it."""
        if self.order or self.field in WORDS or self.path[0] in LABELS:
            return True
        if self.owner == "Row" and self.field == "refuses":
            return bool(self.before) and bool(self.after)
        return bool(bare(self.before) == bare(self.after))


def differences(before: Definition, after: Definition) -> tuple[Difference, ...]:
    """Every place where two definitions differ, in the order of the model."""
    return tuple(_within(before, after, ()))


def bare(value: Any) -> Any:
    """A value without its words, and with the order of what is a set forgotten; two that are equal decide the same."""
    if isinstance(value, WHOLE):
        return "" if isinstance(value, Source) else (value.amount, value.unit)
    if dataclasses.is_dataclass(value):
        kept = (each.name for each in dataclasses.fields(value) if each.name not in WORDS)
        return (type(value).__name__, *(bare(getattr(value, name)) for name in kept))
    if isinstance(value, Mapping):
        return frozenset((name, bare(each)) for name, each in value.items())
    if isinstance(value, tuple):
        told = tuple(bare(each) for each in value)
        return frozenset(told) if all(isinstance(each, str | int) for each in value) else told
    return value


def named_elements(value: Any) -> Mapping[str, Any] | None:
    """The elements of a table by name; None for what is no table of elements."""
    if isinstance(value, Mapping):
        held = all(dataclasses.is_dataclass(each) or isinstance(each, tuple) for each in value.values())
        return value if held and not _is_condition(value) else None
    if isinstance(value, tuple) and value and all(hasattr(each, "name") or hasattr(each, "code") for each in value):
        return {getattr(each, "name", None) or each.code: each for each in value}
    return None


def _is_condition(value: Mapping[str, Any]) -> bool:
    return any(isinstance(each, tuple) and all(isinstance(one, str) for one in each) for each in value.values())


Slot = tuple[str, str]
"""A class and one of its fields."""


def _within(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[Difference]:
    """The differences between two elements of one class."""
    owner = type(before).__name__
    for field in dataclasses.fields(before):
        one, other = getattr(before, field.name), getattr(after, field.name)
        yield from _between(one, other, (*path, field.name), (owner, field.name))


def _between(one: Any, other: Any, path: tuple[str, ...], slot: Slot) -> Iterator[Difference]:
    tables = named_elements(one), named_elements(other)
    if tables[0] is not None and (tables[1] is not None or not other):
        yield from _tables((tables[0], tables[1] or {}), path, slot)
    elif tables[1] is not None and not one:
        yield from _tables(({}, tables[1]), path, slot)
    elif type(one) is type(other) and dataclasses.is_dataclass(one) and not isinstance(one, WHOLE):
        yield from _within(one, other, path)
    elif one != other:
        yield Difference(path, *slot, one, other, order=isinstance(one, tuple) and bare(one) == bare(other))


def _tables(
    tables: tuple[Mapping[str, Any], Mapping[str, Any]], path: tuple[str, ...], slot: Slot
) -> Iterator[Difference]:
    one, other = tables
    for name in dict.fromkeys((*one, *other)):
        left, right = one.get(name, ABSENT), other.get(name, ABSENT)
        if left is ABSENT or right is ABSENT:
            yield Difference((*path, name), *slot, left, right)
        else:
            yield from _between(left, right, (*path, name), slot)
    both = [name for name in one if name in other]
    if both != [name for name in other if name in one]:
        yield Difference(path, *slot, tuple(both), tuple(other), order=True)
