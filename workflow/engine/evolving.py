"""From a case and one entry to the case after it: generic over the declared effects, knowing no event by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from workflow.case.entry import Coded, Entry, EvidenceRef
from workflow.case.file import Case, Item, Setting
from workflow.definition.model import Adds, Collection, Definition, Event, Moves, Sets
from workflow.engine import correcting
from workflow.engine.carrying import MIGRATION, carried
from workflow.engine.expressions import evaluate
from workflow.engine.facts import Situation, matches, members, reference

DefinitionOf = Callable[[str], Definition]
"""Finds the definition with a digest."""


def evolve(definition: Definition, case: Case, entry: Entry) -> Case:
    """Fold one entry into the case.

    Args:
        definition: the one the entry was decided under; for a migration the new version.
        case: the case before it, entries 1 to `entry.seq - 1`.
        entry: never judged here; what was recorded is what happened.
    """
    if entry.kind == MIGRATION:
        return carried(case, entry)
    event = definition.events.get(entry.event)
    if event is not None:
        case = _affected(definition, case, event, entry)
    return Case(
        case.id,
        entry.definition,
        entry.to_state,
        entry.seq,
        case.state_since if entry.to_state == entry.from_state else entry.effective,
        case.attributes,
        case.collections,
    )


def fold(definition_of: DefinitionOf, case_id: str, entries: Iterable[Entry]) -> Case:
    """Fold entries, in recorded order, from nothing: the case as its history tells it."""
    case = Case(case_id, "")
    for entry in entries:
        case = evolve(definition_of(entry.definition), case, entry)
    return case


def movable(definition: Definition, case: Case, effect: Moves, item: Item) -> bool:
    """Whether an item matches an effect's condition and its machine knows the trigger from where it is."""
    collection = definition.collections[effect.collection]
    if effect.where is not None and not matches(collection.fields, item, effect.where):
        return False
    return not effect.by or next_state(collection, item.state, effect.by) is not None


def next_state(collection: Collection, state: str, by: str) -> str | None:
    """Where our own table says a trigger leads from an item's state; None when it does not."""
    moves = collection.machine.moves if collection.machine else ()
    return next((move.to for move in moves if move.by == by and state in move.origins), None)


def aimed_at(case: Case, effect: Moves, fields: Mapping[str, Coded]) -> tuple[Item, ...]:
    """The items an effect may move: those an event field names, or all that stand in the collection."""
    if not effect.item:
        return case.standing(effect.collection)
    named = fields.get(effect.item)
    ids = named if isinstance(named, tuple) else (named,)
    return tuple(item for item in case.standing(effect.collection) if item.id in ids)


def _affected(definition: Definition, case: Case, event: Event, entry: Entry) -> Case:
    """The case with every effect of an event that is due; all of them see the case as it was before the event."""
    if not (event.sets or event.adds or event.moves or event.refers):
        return case
    before = Situation(definition, case, event, entry.fields)
    if event.refers:
        case = correcting.corrected(definition, case, event, entry)
    attributes, collections = dict(case.attributes), dict(case.collections)
    for sets in event.sets:
        if not sets.when or before.holds(sets.when):
            _set(attributes, sets, before, entry)
    for adds in event.adds:
        if not adds.when or before.holds(adds.when):
            collections[adds.collection] = _added(collections.get(adds.collection, ()), adds, before, entry)
    for moves in event.moves:
        if not moves.when or before.holds(moves.when):
            collections[moves.collection] = _moved(collections.get(moves.collection, ()), moves, before, entry)
    return Case(case.id, case.definition, case.state, case.seq, case.state_since, attributes, collections)


def _set(attributes: dict[str, tuple[Setting, ...]], effect: Sets, before: Situation, entry: Entry) -> None:
    if effect.withdraws:
        attributes.pop(effect.attribute, None)
        return
    settings = attributes.get(effect.attribute, ())
    previous = settings[-1].value if settings else None
    zone = ZoneInfo(before.definition.calendar.time_zone)
    value = evaluate(effect.value, before, entry, previous=previous, zone=zone)
    if value is not None:
        setting = Setting(value, entry.seq, _evidence(effect.evidence, before))
        attributes[effect.attribute] = (*settings, setting)


def _evidence(named: str, before: Situation) -> tuple[EvidenceRef, ...]:
    if not named.startswith("$"):
        return members(before.definition, before.case, named) if named else ()
    item = before.named_item(named[1:])
    return (reference(before.definition, item),) if item else ()


def _added(items: tuple[Item, ...], effect: Adds, before: Situation, entry: Entry) -> tuple[Item, ...]:
    collection = before.definition.collections[effect.collection]
    initial = collection.machine.initial if collection.machine else ""
    fields = _written(effect.values, before, entry, {})
    item = Item(
        f"{collection.prefix}{len(items) + 1}",
        effect.state or initial,
        fields,
        dict.fromkeys(fields, entry.seq),
        entry.seq,
    )
    return (*items, item)


def _moved(items: tuple[Item, ...], effect: Moves, before: Situation, entry: Entry) -> tuple[Item, ...]:
    definition = before.definition
    collection = definition.collections[effect.collection]
    chosen = {
        item.id
        for item in aimed_at(before.case, effect, entry.fields)
        if movable(definition, before.case, effect, item)
    }
    return tuple(
        _one_moved(collection, effect, item, before=before, entry=entry) if item.id in chosen else item
        for item in items
    )


def _one_moved(collection: Collection, effect: Moves, item: Item, *, before: Situation, entry: Entry) -> Item:
    fields = _written(effect.values, before, entry, item.fields)
    state = next_state(collection, item.state, effect.by) if effect.by else item.state
    return Item(
        item.id,
        state or item.state,
        {**item.fields, **fields},
        {**item.written, **dict.fromkeys(fields, entry.seq)},
        item.seq,
        item.withdrawn,
    )


def _written(
    values: Mapping[str, str], before: Situation, entry: Entry, previous: Mapping[str, Coded]
) -> dict[str, Coded]:
    zone = ZoneInfo(before.definition.calendar.time_zone)
    found: dict[str, Coded] = {}
    for name, expression in values.items():
        value = evaluate(expression, before, entry, previous=previous.get(name), zone=zone)
        if value is not None:
            found[name] = value
    return found
