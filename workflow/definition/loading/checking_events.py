"""Whether the names and values in events, their rows and their effects exist and fit together."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.case.errors import Problem
from workflow.definition import model
from workflow.definition.domains import key_domain
from workflow.definition.loading import checking

EXPRESSIONS = ("@occurred_on", "@occurred", "@recorded_on", "@actor", "@role", "@next", "@seq")
RESERVED_EVENTS = ("erasure", "migration")
RESERVED_FIELDS = ("state", "corrections", "occurred_on", "overrides")


def check_events(definition: model.Definition) -> Iterator[Problem]:
    """The faults of every event table."""
    openings = [event.name for event in definition.events.values() if event.kind == "opening"]
    if len(openings) != 1:
        yield Problem("events", f"{len(openings)} opening events", "exactly one event with kind = 'opening'")
    for event in definition.events.values():
        where = f"events.{event.name}"
        if event.name in RESERVED_EVENTS:
            yield Problem(where, repr(event.name), "another name: the history itself writes such entries")
        yield from checking.listed(f"{where}.roles", event.roles, definition.roles)
        if not event.roles:
            yield Problem(f"{where}.roles", "nobody", "the roles that may report it")
        if event.attaches:
            yield from checking.known(f"{where}.attaches", event.attaches, definition.events)
        yield from checking.listed(f"{where}.relies_on", event.relies_on, definition.evidence)
        yield from checking.listed(f"{where}.relies_on_items", event.relies_on_items, event.fields)
        yield from _fields(definition, where, event)
        yield from _rows(definition, where, event)
        yield from _effects(definition, where, event)


def check_nevers(definition: model.Definition) -> Iterator[Problem]:
    """The faults of every table of what must never happen."""
    for name, never in definition.nevers.items():
        where = f"nevers.{name}"
        yield from checking.listed(f"{where}.states", never.states, definition.states)
        yield from checking.listed(f"{where}.to", never.to, definition.states)
        yield from checking.listed(f"{where}.events", never.events, definition.events)
        yield from checking.listed(f"{where}.roles", never.roles, definition.roles)
        if not never.is_act and not never.states and not never.when:
            yield Problem(where, "nothing that is forbidden", "states with facts, or events, roles or to")
        for event in (definition.events.get(each) for each in never.events):
            yield from checking.condition(definition, f"{where}.when", never.when, event=event)
        if not never.events:
            yield from checking.condition(definition, f"{where}.when", never.when)


def check_ways_out(definition: model.Definition) -> Iterator[Problem]:
    """The faults of what staff can do in a state."""
    for number, way in enumerate(definition.ways_out, 1):
        where = f"ways_out[{number}]"
        yield from checking.known(f"{where}.state", way.state, definition.states)
        yield from checking.known(f"{where}.event", way.event, definition.events)
        yield from checking.condition(definition, f"{where}.when", way.when)
        if way.item:
            counted = (
                fact.name for fact in definition.facts.values() if fact.kind == "counted" and fact.count == "any"
            )
            yield from checking.known(f"{where}.item", way.item, counted)
        event = definition.events.get(way.event)
        for name, value in way.fields.items() if event else ():
            yield from checking.condition(definition, f"{where}.fields", {name: (value,)}, event=event)


def _fields(definition: model.Definition, where: str, event: model.Event) -> Iterator[Problem]:
    for name, field in event.fields.items():
        place = f"{where}.fields.{name}"
        yield from checking.field(definition, place, field)
        if name in definition.facts or name in RESERVED_FIELDS:
            yield Problem(place, repr(name), "a name that no fact has and that is not reserved")
        if field.required_when:
            yield from checking.condition(definition, f"{place}.required_when", field.required_when, event=event)
        if field.must_equal and not _names_an_item(definition, event, field.must_equal):
            yield Problem(f"{place}.must_equal", repr(field.must_equal), "field.item_field of an item field")
    if event.refers and ("entry" not in event.fields or event.fields["entry"].type != "entry"):
        yield Problem(f"{where}.refers", event.refers, "a field `entry` of type entry")


def _names_an_item(definition: model.Definition, event: model.Event, dotted: str) -> bool:
    name, _, item_field = dotted.partition(".")
    field = event.fields.get(name)
    collection = definition.collections.get(field.collection) if field else None
    return bool(collection and (item_field in collection.fields or item_field == "state"))


def _rows(definition: model.Definition, where: str, event: model.Event) -> Iterator[Problem]:
    if not event.rows:
        yield Problem(f"{where}.rows", "none", "at least one row")
    for row in event.rows:
        place = f"{where}.rows.{row.name}"
        if event.kind != "opening":
            yield from checking.listed(f"{place}.states", row.states, definition.states)
            if not row.states:
                yield Problem(f"{place}.states", "none", "the states it is for, 'open' or 'any'")
        if event.kind == "ending" and (row.to or row.refuses or row.select or row.requires):
            yield Problem(place, "a row that decides", "stays = true alone: what ends an item is written as it comes")
        if row.to:
            yield from checking.known(f"{place}.to", row.to, definition.states)
        if row.to and row.refuses:
            yield Problem(place, "to and refuses", "one of to, stays, refuses")
        if row.otherwise and row.select:
            yield Problem(f"{place}.select", "selectors beside otherwise", "either of them")
        yield from checking.listed(f"{place}.requires", row.requires, definition.requirements)
        in_reach = None if event.kind == "automatic" else event
        yield from checking.condition(definition, f"{place}.select", row.select, event=in_reach)
    if event.kind == "opening" and not any(row.to for row in event.rows):
        yield Problem(f"{where}.rows", "no row with a target", "a row that says where a new case starts")


def _effects(definition: model.Definition, where: str, event: model.Event) -> Iterator[Problem]:
    for number, sets in enumerate(event.sets, 1):
        yield from _sets(definition, f"{where}.sets[{number}]", event, sets)
    for number, adds in enumerate(event.adds, 1):
        yield from _adds(definition, f"{where}.adds[{number}]", event, adds)
    for number, moves in enumerate(event.moves, 1):
        yield from _moves(definition, f"{where}.moves[{number}]", event, moves)
    for number, ends in enumerate(event.ends, 1):
        yield from _ends(definition, f"{where}.ends[{number}]", ends)


def _sets(definition: model.Definition, where: str, event: model.Event, found: model.Sets) -> Iterator[Problem]:
    yield from checking.known(f"{where}.attribute", found.attribute, definition.attributes)
    yield from checking.condition(definition, f"{where}.when", found.when, event=event)
    if bool(found.value) == found.withdraws:
        yield Problem(where, "a value and withdraws, or neither", "either a value or withdraws = true")
    if found.value:
        attribute = definition.attributes.get(found.attribute)
        target = attribute.field if attribute else None
        yield from _expression(definition, f"{where}.value", event, found.value, target=target)
    if found.evidence.startswith("$"):
        yield from checking.known(f"{where}.evidence", found.evidence[1:], event.fields)
    elif found.evidence:
        yield from checking.known(f"{where}.evidence", found.evidence, definition.evidence)


def _adds(definition: model.Definition, where: str, event: model.Event, found: model.Adds) -> Iterator[Problem]:
    yield from checking.condition(definition, f"{where}.when", found.when, event=event)
    yield from _values(definition, where, event, found)
    collection = definition.collections.get(found.collection)
    if found.state and collection:
        yield from checking.known(
            f"{where}.state", found.state, collection.machine.states if collection.machine else ()
        )


def _moves(definition: model.Definition, where: str, event: model.Event, found: model.Moves) -> Iterator[Problem]:
    yield from checking.condition(definition, f"{where}.when", found.when, event=event)
    yield from _values(definition, where, event, found)
    if found.item:
        yield from checking.known(f"{where}.item", found.item, event.fields)
    elif found.where is None:
        yield Problem(where, "neither item nor where", "which items it moves")
    if found.where is not None:
        yield from checking.item_condition(definition, f"{where}.where", found.collection, found.where)
    collection = definition.collections.get(found.collection)
    if found.by:
        machine = collection.machine if collection else None
        yield from checking.known(f"{where}.by", found.by, {m.by for m in machine.moves} if machine else ())
    elif not found.values:
        yield Problem(where, "neither by nor values", "what happens to the items")


def _ends(definition: model.Definition, where: str, found: model.Ends) -> Iterator[Problem]:
    yield from checking.item_condition(definition, f"{where}.where", found.collection, found.where)
    yield from checking.known(f"{where}.event", found.event, definition.events)
    event = definition.events.get(found.event)
    if event:
        yield from checking.listed(where, (found.field, *found.values), event.fields)
        if event.kind != "ending":
            yield Problem(f"{where}.event", event.kind, "an event with kind = 'ending'")


def _values(
    definition: model.Definition, where: str, event: model.Event, found: model.Adds | model.Moves
) -> Iterator[Problem]:
    """The faults of what an effect writes into an item's fields."""
    yield from checking.known(f"{where}.collection", found.collection, definition.collections)
    owner = definition.collections.get(found.collection)
    for name, expression in found.values.items() if owner else ():
        target = owner.fields.get(name) if owner else None
        yield from checking.known(f"{where}.values", name, owner.fields if owner else ())
        yield from _expression(definition, f"{where}.values.{name}", event, expression, target=target)


def _expression(
    definition: model.Definition,
    where: str,
    event: model.Event,
    expression: str,
    *,
    target: model.Field | None,
) -> Iterator[Problem]:
    if expression.startswith("@"):
        yield from checking.known(where, expression, EXPRESSIONS)
    elif expression.startswith("$"):
        yield from _field_expression(definition, where, event, expression[1:], target=target)
    elif target is not None and target.type == "choice":
        yield from checking.known(where, expression, target.choices)


def _field_expression(
    definition: model.Definition,
    where: str,
    event: model.Event,
    name: str,
    *,
    target: model.Field | None,
) -> Iterator[Problem]:
    if "." in name:
        if not _names_an_item(definition, event, name):
            yield Problem(where, f"${name}", "$field or $field.item_field")
        return
    yield from checking.known(where, name, event.fields)
    field = event.fields.get(name)
    if field is None:
        return
    if field.protected:
        yield Problem(where, f"${name}", "a coded field: protected ones are never read")
    elif field.type == "choice" and target is not None and target.type == "choice":
        yield from checking.listed(where, key_domain(definition, event, name) or (), (*target.choices, "not_given"))
