"""What may be reported now, and for everything else of this state: why not, and who can bring about what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from workflow.case.actor import Actor
from workflow.case.entry import Override
from workflow.case.errors import Refused, Unmet
from workflow.case.file import Case
from workflow.definition.model import Condition, Definition, Event, Row
from workflow.engine import refusing
from workflow.engine.compiled import compiled
from workflow.engine.evolving import movable
from workflow.engine.facts import Situation, matches
from workflow.engine.results import FieldOption, Option
from workflow.engine.rows import judge


def options(definition: Definition, case: Case, actor: Actor, *, now: datetime) -> tuple[Option, ...]:
    """Every event of the state the case is in, open or refused for this actor.

    A requirement that this actor may override leaves an option open; reporting it asks for the reason.

    Args:
        now: aware instant; kept in the signature so that limits may become requirements without changing callers.

    Returns:
        Events that move the case first, then records, in the order of the definition.
    """
    invited = [
        event
        for event in definition.events.values()
        if event.kind in ("case", "record") and (case.state, event.name) in compiled(definition).cells
    ]
    found = [_option(definition, case, event, actor) for event in invited]
    return tuple(sorted(found, key=lambda option: definition.events[option.event].kind != "case"))


def _option(definition: Definition, case: Case, event: Event, actor: Actor) -> Option:
    if actor.role not in event.roles:
        return Option(event.name, event.says, open=False, refused=refusing.by_role(definition, case, event, actor))
    situation = Situation(definition, case, event)
    cell = compiled(definition).cells[case.state, event.name]
    refused = _refusal(case, event, cell, situation=situation, actor=actor)
    items, lacking = _items(definition, case, event, situation)
    if refused is None and lacking:
        refused = _no_item(case, event, lacking)
    fields = tuple(_field_options(definition, case, event, situation=situation, actor=actor))
    return Option(event.name, event.says, refused is None, refused, fields, items)


def _field_options(
    definition: Definition, case: Case, event: Event, *, situation: Situation, actor: Actor
) -> Iterable[FieldOption]:
    cell = compiled(definition).cells[case.state, event.name]
    deciding = dict.fromkeys(key for row in cell for key in row.select if key in event.fields)
    for name in deciding:
        field = event.fields[name]
        if field.type != "choice":
            continue
        terms = definition.vocabularies[field.vocabulary].terms if field.vocabulary else {}
        for value in field.choices:
            rows = _rows_for(cell, name, value)
            refused = _refusal(case, event, rows, situation=situation, actor=actor)
            says = terms[value].says if value in terms else value
            yield FieldOption(name, value, says, refused is None, refused)


def _rows_for(cell: tuple[Row, ...], name: str, value: str) -> tuple[Row, ...]:
    """The rows a value may lead into, whatever the other fields; the `otherwise` row only where no other does."""
    named = tuple(row for row in cell if not row.otherwise and value in row.select.get(name, (value,)))
    return named or tuple(row for row in cell if row.otherwise)


def _refusal(case: Case, event: Event, rows: tuple[Row, ...], *, situation: Situation, actor: Actor) -> Refused | None:
    """None when some row stands open, else the refusal of the row that comes nearest."""
    nearest: tuple[Unmet, ...] | None = None
    nearest_row = refusing_row = None
    for row in rows:
        if not situation.holds(_on_facts(row.select, event)):
            continue
        if row.refuses:
            refusing_row = refusing_row or row
            continue
        unmet = judge(row, situation, actor=actor, overrides=_all_lifted(situation, row)).unmet
        if not unmet:
            return None
        if nearest is None or len(unmet) < len(nearest):
            nearest, nearest_row = unmet, row
    if nearest and nearest_row:
        return refusing.by_requirements(case, event, nearest_row, unmet=nearest, actor=actor)
    if refusing_row:
        return refusing.by_row(case, event, refusing_row)
    return refusing.no_combination(case, event, rows)


def _on_facts(select: Condition, event: Event) -> Condition:
    """The part of a selector that does not depend on fields still to be filled in."""
    return {key: values for key, values in select.items() if key not in event.fields and "." not in key}


def _all_lifted(situation: Situation, row: Row) -> Mapping[str, Override]:
    needs = (situation.definition.requirements[name] for name in row.requires)
    return {need.name: Override(need.override.reasons[0]) for need in needs if need.override and need.override.reasons}


def _items(definition: Definition, case: Case, event: Event, situation: Situation) -> tuple[tuple[str, ...], str]:
    """The items it may be reported on, and the collection in which a required one is lacking."""
    found: dict[str, None] = {}
    lacking = ""
    for name, field in event.fields.items():
        if field.type not in ("item", "items"):
            continue
        effects = [each for each in event.moves if each.item == name and each.by]
        able = [
            item.id
            for item in case.standing(field.collection)
            if (not effects or any(movable(definition, case, effect, item) for effect in effects))
            and _within_rows(definition, case, event, name=name, item_id=item.id)
        ]
        found |= dict.fromkeys(able)
        if field.required and not able:
            lacking = field.collection
    return tuple(found), lacking


def _within_rows(definition: Definition, case: Case, event: Event, *, name: str, item_id: str) -> bool:
    """Whether some row that does not refuse may take this item, by what the rows select of it."""
    item = case.item(item_id)
    fields = definition.collections[event.fields[name].collection].fields
    for row in compiled(definition).cells[case.state, event.name]:
        of_item = {key.partition(".")[2]: value for key, value in row.select.items() if key.startswith(f"{name}.")}
        if not row.refuses and item is not None and matches(fields, item, of_item):
            return True
    return False


def _no_item(case: Case, event: Event, collection: str) -> Refused:
    return Refused(
        f"{event.name} cannot be reported: {refusing.standing(case)}, and none of its {collection} can make this move.",
        event=event.name,
        state=case.state,
        kind="item",
    )
