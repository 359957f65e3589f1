"""Everything that can be reported, or happens by itself, told apart only as far as it matters to what is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from workflow.definition.domains import NOT_GIVEN, key_domain
from workflow.definition.model import Adds, Condition, Definition, Event, Moves, Row, Sets
from workflow.definition.proof.lens.attributes import AttributeView
from workflow.definition.proof.lens.effects import on_items
from workflow.definition.proof.lens.items import ItemsView
from workflow.definition.proof.lens.truth import MAYBE, NO, YES

View = AttributeView | ItemsView


@dataclass(frozen=True, slots=True)
class Parts:
    """A condition taken apart: on the event's fields, on fields of items it names, on facts."""

    fields: Condition
    items: Condition
    facts: Condition


@dataclass(frozen=True, eq=False, slots=True)
class Act:
    """One row of an event, reported with certain values in the fields that matter.

    Args:
        choice: the fields that matter with their values; every other field may have any.
        items: what the row asks of the items it names, as `field.item_field`.
        facts: what the row asks of the facts.
    """

    event: Event
    row: Row
    choice: Mapping[str, str]
    items: Condition
    facts: Condition

    @property
    def name(self) -> str:
        """The row's name with its event's."""
        return f"{self.event.name}.{self.row.name}"


def taken_apart(event: Event, condition: Condition) -> Parts:
    """A condition's parts; an automatic event has no fields."""
    fields, items, facts = {}, {}, {}
    for key, allowed in condition.items():
        if "." in key and key.partition(".")[0] in event.fields:
            items[key] = allowed
        elif key in event.fields:
            fields[key] = allowed
        else:
            facts[key] = allowed
    return Parts(fields, items, facts)


def acts_of(definition: Definition, views: tuple[View, ...], asked: Mapping[str, Condition]) -> Iterator[Act]:
    """Every act of a definition; refusing rows are none.

    Args:
        views: what is looked at.
        asked: event → further conditions on its fields that have to be told apart.
    """
    for event in definition.events.values():
        if event.kind == "ending":
            continue
        values = tuple(_told_apart(definition, event, views, asked.get(event.name, {})))
        names = tuple(name for name, _ in values)
        choices = [dict(zip(names, each, strict=True)) for each in product(*(each for _, each in values))]
        for row in event.rows:
            if row.refuses:
                continue
            parts = taken_apart(event, row.select)
            for choice in choices:
                if agrees(choice, parts.fields) != NO and not _lacks_a_field(event, choice):
                    yield Act(event, row, choice, parts.items, parts.facts)


def agrees(choice: Mapping[str, str], condition: Condition) -> int:
    """Whether the fields of an act meet a condition on fields."""
    found = YES
    for name, allowed in condition.items():
        value = choice.get(name)
        if value is None:
            found = MAYBE
        elif value not in allowed:
            return NO
    return found


def _lacks_a_field(event: Event, choice: Mapping[str, str]) -> bool:
    """Whether a field is left out that these fields demand."""
    for name, value in choice.items():
        when = event.fields[name].required_when
        if value == NOT_GIVEN and when and agrees(choice, when) == YES:
            return True
    return False


def _told_apart(
    definition: Definition, event: Event, views: tuple[View, ...], more: Condition
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields that matter, each with one value of every sort that makes a difference."""
    written = tuple(_written(event, views))
    conditions = [more, *(row.select for row in event.rows)]
    conditions += [effect.when for effect, _ in written]
    names = {name for condition in conditions for name in condition if name in event.fields}
    names |= {name for _, sources in written for name in sources}
    for name, field in event.fields.items():
        domain = key_domain(definition, event, name)
        if name not in names or domain is None:
            continue
        lists = [condition[name] for condition in conditions if name in condition]
        seen: dict[tuple[object, ...], str] = {}
        for value in domain:
            alike = tuple(value in each for each in lists)
            stand_ins = tuple(_stand_ins(event, views, name, value))
            seen.setdefault((*alike, value == NOT_GIVEN, *stand_ins), value)
        if field.type not in ("item", "items"):
            yield name, tuple(seen.values())


def _written(event: Event, views: tuple[View, ...]) -> Iterator[tuple[Sets | Adds | Moves, tuple[str, ...]]]:
    """The effects that touch what is looked at, each with the fields whose values it writes there."""
    for view in views:
        if isinstance(view, AttributeView):
            for effect in event.sets:
                if effect.attribute == view.name:
                    yield effect, _sources((effect.value,))
            continue
        for change in on_items(event):
            if change.collection == view.name:
                yield change, _sources(value for name, value in change.values.items() if name in view.fields)


def _sources(expressions: Iterable[str]) -> tuple[str, ...]:
    return tuple(each[1:] for each in expressions if each.startswith("$") and "." not in each)


def _stand_ins(event: Event, views: tuple[View, ...], name: str, value: str) -> Iterator[str]:
    """What a field's value becomes wherever it is written."""
    expression = f"${name}"
    for view in views:
        if isinstance(view, AttributeView):
            if not view.coarse and any(e.attribute == view.name and e.value == expression for e in event.sets):
                yield value
            continue
        for effect in on_items(event):
            if effect.collection == view.name:
                for field, written in effect.values.items():
                    if written == expression and field in view.fields:
                        yield view.stand_in(field, value)
