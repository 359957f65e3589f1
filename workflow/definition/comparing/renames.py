"""Which names were only changed: an element that is gone and a new one that say the same in everything but the name.

Where this is not certain nothing is said, and the one counts as removed and the other as added.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflow.definition.loading.checking import SOURCED
from workflow.definition.model import Attribute, Definition, Fact, Row

Names = Mapping[str, Mapping[str, str]]
"""Table → old name → new name."""

PARTS = SOURCED

REFERS = {
    ("Definition", "opening"): "events",
    ("State", "owner"): "roles",
    ("Field", "vocabulary"): "vocabularies",
    ("Field", "collection"): "collections",
    ("EvidenceSet", "collection"): "collections",
    ("Fact", "attribute"): "attributes",
    ("Fact", "collection"): "collections",
    ("Fact", "over"): "facts",
    ("OverrideRule", "roles"): "roles",
    ("Requirement", "fact"): "facts",
    ("Requirement", "supplied_by"): "events",
    ("Requirement", "unoffered"): "events",
    ("Sets", "attribute"): "attributes",
    ("Sets", "evidence"): "evidence",
    ("Adds", "collection"): "collections",
    ("Moves", "collection"): "collections",
    ("Ends", "collection"): "collections",
    ("Ends", "event"): "events",
    ("Row", "event"): "events",
    ("Row", "states"): "states",
    ("Row", "to"): "states",
    ("Row", "requires"): "requirements",
    ("Event", "roles"): "roles",
    ("Event", "attaches"): "events",
    ("Event", "relies_on"): "evidence",
    ("Never", "states"): "states",
    ("Never", "to"): "states",
    ("Never", "events"): "events",
    ("Never", "roles"): "roles",
    ("WayOut", "state"): "states",
    ("WayOut", "event"): "events",
    ("WayOut", "item"): "facts",
    ("Recommendation", "collection"): "collections",
    ("Recommendation", "event"): "events",
    ("Clock", "per"): "collections",
    ("Worklist", "adjustments"): "collections",
    **{("Worklist", name): "attributes" for name in ("received", "review", "owner", "team", "outcome")},
}
"""(class, field) → the table its names stand in."""

ON_FACTS = frozenset(
    {
        ("Row", "select"),
        ("Sets", "when"),
        ("Adds", "when"),
        ("Moves", "when"),
        ("DerivedRow", "when"),
        ("Never", "when"),
        ("WayOut", "when"),
        ("Clock", "applies"),
        ("Field", "required_when"),
    }
)
"""(class, field) of the conditions whose names may be facts."""


@dataclass(frozen=True, slots=True)
class Rename:
    """An element that has another name and is otherwise the same."""

    part: str
    before: str
    after: str


def renames(before: Definition, after: Definition) -> tuple[Definition, tuple[Rename, ...]]:
    """Find what was only renamed.

    Returns:
        The earlier definition with the later names, and the renames.
    """
    found: list[Rename] = []
    while new := tuple(_certain(before, after)):
        found.extend(new)
        names: dict[str, dict[str, str]] = {}
        for one in new:
            names.setdefault(one.part, {})[one.before] = one.after
        before = _with_names(before, names)
    return before, tuple(found)


def _certain(before: Definition, after: Definition) -> Iterator[Rename]:
    fields = {name for event in before.events.values() for name in event.fields}
    for part in PARTS:
        one, other = getattr(before, part), getattr(after, part)
        gone = [name for name in one if name not in other and not (part == "facts" and name in fields)]
        new = [name for name in other if name not in one]
        pairs = [(old, name) for old in gone for name in new if _same(one[old], other[name], part)]
        for old, name in pairs:
            if sum(old == left for left, _ in pairs) == 1 and sum(name == right for _, right in pairs) == 1:
                yield Rename(part, old, name)


def _same(one: Any, other: Any, part: str) -> bool:
    return bool(_renamed(_replaced(one, {part: {one.name: other.name}}), other.name) == other)


def _renamed(element: Any, name: str) -> Any:
    if isinstance(element, Attribute):
        return replace(element, name=name, field=replace(element.field, name=name))
    return replace(element, name=name)


def _with_names(definition: Definition, names: Names) -> Definition:
    """The definition with new names for elements, and wherever they are referred to."""
    replaced = _replaced(definition, names)
    for part, new in names.items():
        table = getattr(replaced, part)
        changed = {new.get(name, name): _renamed(each, new.get(name, name)) for name, each in table.items()}
        replaced = replace(replaced, **{part: changed})
    return replaced  # type: ignore[no-any-return]


def _replaced(value: Any, names: Names) -> Any:
    """An element with every reference to a renamed one following it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        owner = type(value).__name__
        changed = {each.name: _field(value, owner, each.name, names) for each in dataclasses.fields(value)}
        return replace(value, **changed)
    if isinstance(value, Mapping):
        return {name: _replaced(each, names) for name, each in value.items()}
    if isinstance(value, tuple):
        return tuple(_replaced(each, names) for each in value)
    return value


def _field(element: Any, owner: str, field: str, names: Names) -> Any:
    value = getattr(element, field)
    part = "states" if _lists_states(element, field) else REFERS.get((owner, field))
    if part is not None:
        new = names.get(part, {})
        return tuple(new.get(one, one) for one in value) if isinstance(value, tuple) else new.get(value, value)
    if (owner, field) in ON_FACTS and value is not None:
        return {
            names.get("facts", {}).get(key, key): _field_values(key, wanted, names) for key, wanted in value.items()
        }
    return _replaced(value, names)


def _lists_states(element: Any, field: str) -> bool:
    return isinstance(element, Fact) and element.kind == "state" and field == "values"


def _field_values(key: str, wanted: tuple[str, ...], names: Names) -> tuple[str, ...]:
    new = names.get("states", {}) if key == "state" else {}
    return tuple(new.get(one, one) for one in wanted)


def row_renames(before: tuple[Row, ...], after: tuple[Row, ...]) -> dict[str, str]:
    """Old name → new name of an event's rows that are the same in everything but the name."""
    old = [row for row in before if row.name not in {each.name for each in after}]
    new = [row for row in after if row.name not in {each.name for each in before}]
    pairs = [(one.name, other.name) for one in old for other in new if replace(one, name=other.name) == other]
    return {
        one: other
        for one, other in pairs
        if sum(one == left for left, _ in pairs) == 1 and sum(other == right for _, right in pairs) == 1
    }
