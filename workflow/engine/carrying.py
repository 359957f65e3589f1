"""Carrying a case file over to another version of its pathway: what is renamed, what is dropped, what cannot stay.

The mapping is data and is checked against both versions before a case is looked at; carrying itself needs neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.case.entry import Coded, Entry
from workflow.case.errors import BadInput, Problem
from workflow.case.file import Case, Item, Setting
from workflow.case.quoting import quoted
from workflow.case.written import canonical
from workflow.definition.model import Collection, Definition, Field

MIGRATION = "migration"
"""Kind and event of the entry that carries a case over; no pathway may declare an event of this name."""

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Renaming:
    """How the names of one version read in another; what is not named keeps its name.

    Args:
        states: old state → new state.
        attributes: old → new.
        collections: old → new.
        fields: old collection → its old field → new field.
        item_states: old collection → old item state → new one.
        codes: old attribute, or `collection.field` by their old names → old code → new code.
        drops: what is left behind: an attribute, a collection, or `collection.field`, by their old names.
    """

    states: Names = field(default_factory=dict)
    attributes: Names = field(default_factory=dict)
    collections: Names = field(default_factory=dict)
    fields: Mapping[str, Names] = field(default_factory=dict)
    item_states: Mapping[str, Names] = field(default_factory=dict)
    codes: Mapping[str, Names] = field(default_factory=dict)
    drops: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The canonical JSON text that stands in the entry; read back by `renaming_from`."""
        tables = {name: getattr(self, name) for name in _TABLES}
        nested = {name: getattr(self, name) for name in _NESTED}
        plain = {name: dict(found) for name, found in tables.items() if found}
        plain |= {name: {key: dict(each) for key, each in found.items()} for name, found in nested.items() if found}
        return canonical({**plain, **({"drops": list(self.drops)} if self.drops else {})})


_TABLES = ("states", "attributes", "collections")
_NESTED = ("fields", "item_states", "codes")


def renaming_from(plain: object) -> Renaming:
    """Read a mapping from parsed TOML or JSON, or from its text in an entry.

    Raises:
        BadInput: with everything that is not understood.
    """
    try:
        found = json.loads(plain) if isinstance(plain, str) else plain
    except (ValueError, RecursionError) as error:
        raise BadInput("The mapping was not understood: it is no JSON.") from error
    if not isinstance(found, Mapping):
        raise BadInput("The mapping was not understood: it is a set of tables.")
    problems = [
        Problem(str(name), "an unknown table", f"one of {', '.join((*_TABLES, *_NESTED, 'drops'))}")
        for name in found
        if name not in (*_TABLES, *_NESTED, "drops")
    ]
    read: dict[str, Any] = {}
    for name in _TABLES:
        read[name] = _names(found.get(name, {}), name, problems)
    for name in _NESTED:
        tables = found.get(name, {})
        if not isinstance(tables, Mapping):
            problems.append(Problem(name, quoted(tables), "tables of old names and new names"))
            continue
        read[name] = {str(key): _names(each, f"{name}.{key}", problems) for key, each in tables.items()}
    drops = found.get("drops", ())
    if not isinstance(drops, (list, tuple)) or not all(isinstance(each, str) for each in drops):
        problems.append(Problem("drops", quoted(drops), "a list of names"))
        drops = ()
    if problems:
        raise BadInput("The mapping was not understood.", problems)
    return Renaming(**read, drops=tuple(drops))


def _names(found: object, where: str, problems: list[Problem]) -> dict[str, str]:
    if isinstance(found, Mapping) and all(isinstance(each, str) for pair in found.items() for each in pair):
        return dict(found)
    problems.append(Problem(where, quoted(found), "a table of old names and new names"))
    return {}


def carried(case: Case, entry: Entry) -> Case:
    """The case after a migration entry: the same facts of life, told in the words of the new version.

    It stands where it stood since when it stood there: no clock begins anew because a name changed.
    """
    renaming = renaming_from(entry.fields["mapping"])
    left = {item.id for name in case.collections if name in renaming.drops for item in case.items(name)}
    attributes = {
        renaming.attributes.get(name, name): tuple(_setting(renaming, name, each, left) for each in settings)
        for name, settings in case.attributes.items()
        if name not in renaming.drops
    }
    collections = {
        renaming.collections.get(name, name): tuple(_item(renaming, name, each) for each in items)
        for name, items in case.collections.items()
        if name not in renaming.drops
    }
    return Case(case.id, entry.definition, entry.to_state, entry.seq, case.state_since, attributes, collections)


def _setting(renaming: Renaming, attribute: str, setting: Setting, left: set[str]) -> Setting:
    evidence = tuple(ref for ref in setting.evidence if ref.item not in left)
    return Setting(_code(renaming, attribute, setting.value), setting.seq, evidence)


def _item(renaming: Renaming, collection: str, item: Item) -> Item:
    names = renaming.fields.get(collection, {})
    kept = [name for name in item.fields if f"{collection}.{name}" not in renaming.drops]
    return Item(
        item.id,
        renaming.item_states.get(collection, {}).get(item.state, item.state),
        {names.get(name, name): _code(renaming, f"{collection}.{name}", item.fields[name]) for name in kept},
        {names.get(name, name): item.written[name] for name in kept},
        item.seq,
        item.withdrawn,
    )


def _code(renaming: Renaming, place: str, value: Coded) -> Coded:
    codes = renaming.codes.get(place)
    if not codes:
        return value
    if isinstance(value, tuple):
        return tuple(codes.get(each, each) for each in value)
    return codes.get(value, value) if isinstance(value, str) else value


def check_renaming(old: Definition, new: Definition, renaming: Renaming) -> tuple[Problem, ...]:
    """Everything in which a mapping does not lead from one version to the other, for any case there can be.

    Every state a case can stand in, every value it can hold and every item it can have must have a place or be
    dropped by name.
    """
    return tuple(_problems(old, new, renaming))


def _problems(old: Definition, new: Definition, renaming: Renaming) -> Iterator[Problem]:
    if old.pathway != new.pathway:
        yield Problem("pathway", new.pathway, f"another version of {old.pathway}")
    yield from _unknown_drops(old, renaming)
    yield from _states(old, new, renaming)
    yield from _renamed(renaming.attributes, old.attributes, new.attributes, where="attributes")
    for name, attribute in old.attributes.items():
        if name not in renaming.drops:
            target = renaming.attributes.get(name, name)
            found = new.attributes.get(target)
            yield from _field(renaming, name, attribute.field, found.field if found else None)
    yield from _renamed(renaming.collections, old.collections, new.collections, where="collections")
    for name, collection in old.collections.items():
        if name not in renaming.drops:
            yield from _collection(renaming, collection, new.collections.get(renaming.collections.get(name, name)))
    places = {*old.attributes, *(f"{c.name}.{f}" for c in old.collections.values() for f in c.fields)}
    for place in sorted(set(renaming.codes) - places):
        yield Problem(
            f"codes.{place}", "no attribute and no field of a collection", "an old attribute, or collection.field"
        )
    for table, each in (("fields", renaming.fields), ("item_states", renaming.item_states)):
        for name in sorted(set(each) - set(old.collections)):
            yield Problem(f"{table}.{name}", "no collection of the old version", f"one of {', '.join(old.collections)}")


def _unknown_drops(old: Definition, renaming: Renaming) -> Iterator[Problem]:
    for name in renaming.drops:
        collection, _, item_field = name.partition(".")
        known = old.collections.get(collection)
        if name not in old.attributes and not (known and (not item_field or item_field in known.fields)):
            yield Problem("drops", quoted(name), "an old attribute, an old collection, or collection.field")


def _states(old: Definition, new: Definition, renaming: Renaming) -> Iterator[Problem]:
    yield from _renamed(renaming.states, old.states, new.states, where="states", once=False)
    for name in old.open_states:
        target = new.states.get(renaming.states.get(name, name))
        if target is None:
            yield Problem(f"states.{name}", "no such state in the new version", f"one of {', '.join(new.open_states)}")
        elif target.final:
            yield Problem(f"states.{name}", f"{target.name}, which is final", "a state in which something is owed")


def _renamed(
    names: Names, old: Iterable[str], new: Iterable[str], *, where: str, once: bool = True
) -> Iterator[Problem]:
    """What is wrong with a table of names by itself."""
    befores, afters = list(old), list(new)
    for before, after in names.items():
        if before not in befores:
            yield Problem(f"{where}.{before}", "a name the old version does not have", f"one of {', '.join(befores)}")
        if after not in afters:
            yield Problem(
                f"{where}.{before}", f"{after}, which the new version does not have", f"one of {', '.join(afters)}"
            )
    if not once:
        return
    targets = [names.get(name, name) for name in befores]
    for after in sorted({each for each in targets if targets.count(each) > 1}):
        yield Problem(where, f"two that become {after}", "a name of its own for each, or one of them dropped")


def _field(renaming: Renaming, place: str, old: Field, new: Field | None) -> Iterator[Problem]:
    codes = renaming.codes.get(place, {})
    if new is None:
        yield Problem(place, "nothing of that name in the new version", "a new name for it, or its name among `drops`")
        return
    if old.type != new.type:
        yield Problem(place, f"{new.type} in the new version", f"{old.type} as before, or its name among `drops`")
        return
    if old.collection and renaming.collections.get(old.collection, old.collection) != new.collection:
        yield Problem(place, f"items of {new.collection} in the new version", f"items of {old.collection} as before")
    if old.type not in ("choice", "choices"):
        if codes:
            yield Problem(f"codes.{place}", "codes for what has none", f"nothing: it is of type {old.type}")
        return
    yield from _renamed(codes, old.choices, new.choices, where=f"codes.{place}", once=False)
    for code in old.choices:
        if codes.get(code, code) not in new.choices:
            yield Problem(
                f"codes.{place}.{code}", "no such code in the new version", f"one of {', '.join(new.choices)}"
            )


def _collection(renaming: Renaming, old: Collection, new: Collection | None) -> Iterator[Problem]:
    name = old.name
    if new is None:
        yield Problem(name, "no such collection in the new version", "a new name for it, or its name among `drops`")
        return
    if old.prefix != new.prefix:
        yield Problem(f"{name}.prefix", new.prefix, f"{old.prefix}: the ids of its items stay")
    names = renaming.fields.get(name, {})
    yield from _renamed(names, old.fields, new.fields, where=f"fields.{name}")
    for each, declared in old.fields.items():
        place = f"{name}.{each}"
        if place not in renaming.drops:
            yield from _field(renaming, place, declared, new.fields.get(names.get(each, each)))
    version = names.get(old.version_field, old.version_field)
    if version != new.version_field:
        yield Problem(f"{name}.version_field", new.version_field or "none", version or "none, as before")
    before = tuple(old.machine.states) if old.machine else ("",)
    after = tuple(new.machine.states) if new.machine else ("",)
    states = renaming.item_states.get(name, {})
    yield from _renamed(states, before, after, where=f"item_states.{name}", once=False)
    for state in before:
        if states.get(state, state) not in after:
            told = "no such item state in the new version"
            yield Problem(f"item_states.{name}.{state}", told, f"one of {', '.join(after)}")
