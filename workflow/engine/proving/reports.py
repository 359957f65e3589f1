"""What could be reported on a case: for every row of every event fields on which it selects, each with variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod

from workflow.case.file import Case, Item
from workflow.definition.domains import GIVEN, NOT_GIVEN, key_domain
from workflow.definition.model import Condition, Definition, Event, Field, Row
from workflow.engine.evolving import next_state
from workflow.engine.facts import Situation, item_value
from workflow.engine.proving.journeys import TODAY, WORDS

TOGETHER = 64
"""Up to so many combinations of the fields that decide are all tried; beyond, each value in its turn."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report that could be made.

    Args:
        sort: what tells it from others that do the same: the values its fields show, and the state of the item named.
        fields: the fields as they would be typed.
    """

    row: Row
    sort: tuple[tuple[str, str], ...]
    fields: Mapping[str, object]


class Reporter:
    """Thinks up the reports that could be made on a case of one definition."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._variants: dict[tuple[str, str], tuple[dict[str, str], ...]] = {}

    def reports(self, case: Case, row: Row) -> Iterator[Report]:
        """Reports that this row would take, by its selectors; none where its facts do not hold."""
        event = self.definition.events[row.event]
        situation = Situation(self.definition, case)
        asked, of_items = _taken_apart(event, row)
        facts = {key: allowed for key, allowed in row.select.items() if key not in event.fields and "." not in key}
        if not situation.holds(facts):
            return
        for variant in self.variants(event, row, asked):
            for items in self._items(case, event, of_items, variant):
                fields = self.filled(case, event, variant, items)
                shown = {f"{name}.state": item.state for name, item in items.items()}
                yield Report(row, tuple({**variant, **shown}.items()), fields)

    def variants(self, event: Event, row: Row, asked: Condition) -> tuple[dict[str, str], ...]:
        """Values of the fields with finite choices: a first one that fits, and each other value in its turn."""
        key = (event.name, row.name)
        if key not in self._variants:
            self._variants[key] = tuple(self._vary(event, asked))
        return self._variants[key]

    def _vary(self, event: Event, asked: Condition) -> Iterator[dict[str, str]]:
        domains: dict[str, tuple[str, ...]] = {}
        deciding = _fields_that_decide(event)
        for name in _fields_that_matter(event):
            values = key_domain(self.definition, event, name) or ()
            domains[name] = tuple(value for value in values if value in asked.get(name, values))
        if not all(domains.values()):
            return
        first = {name: values[0] for name, values in domains.items()}
        seen: list[dict[str, str]] = []
        for choice in self._choices(first, domains, deciding):
            found = self._with_what_is_demanded(event, choice, domains)
            if found not in seen:
                seen.append(found)
                yield found

    def _choices(
        self, first: dict[str, str], domains: Mapping[str, tuple[str, ...]], deciding: frozenset[str]
    ) -> Iterator[dict[str, str]]:
        together = [name for name in domains if name in deciding]
        if prod(len(domains[name]) for name in together) > TOGETHER:
            together = []
        for values in product(*(domains[name] for name in together)):
            yield {**first, **dict(zip(together, values, strict=True))}
        for name in domains:
            for value in domains[name] if name not in together else ():
                yield {**first, name: value}

    def _with_what_is_demanded(
        self, event: Event, choice: dict[str, str], domains: Mapping[str, tuple[str, ...]]
    ) -> dict[str, str]:
        for name, declared in event.fields.items():
            when = declared.required_when
            if when and choice.get(name) == NOT_GIVEN and all(choice.get(k) in v for k, v in when.items()):
                given = [value for value in domains[name] if value != NOT_GIVEN]
                choice = {**choice, name: given[0]} if given else choice
        return choice

    def _items(
        self, case: Case, event: Event, asked: Mapping[str, Condition], variant: Mapping[str, str]
    ) -> Iterator[dict[str, Item]]:
        """For each way of naming the items: items that fit, one of each sort."""
        names = [name for name, each in event.fields.items() if each.type == "item" and each.required]
        if not names:
            yield {}
            return
        name = names[0]
        collection = self.definition.collections[event.fields[name].collection]
        seen: set[tuple[object, ...]] = set()
        for item in reversed(case.standing(collection.name)):
            fits = all(item_value(collection.fields, item, key) in v for key, v in asked.get(name, {}).items())
            movable = all(
                next_state(collection, item.state, effect.by) is not None
                for effect in event.moves
                if effect.by and effect.item == name and all(variant.get(k, v[0]) in v for k, v in effect.when.items())
            )
            sort = (item.state, item.fields.get("kind"), item.fields.get("modality"), item.fields.get("round"))
            if fits and movable and sort not in seen:
                seen.add(sort)
                yield {name: item}

    def filled(
        self, case: Case, event: Event, variant: Mapping[str, str], items: Mapping[str, Item]
    ) -> dict[str, object]:
        """The fields of an event as they would be typed, so that they show these values and name these items."""
        found: dict[str, object] = {}
        for name, declared in event.fields.items():
            if name in items:
                found[name] = items[name].id
            elif name in variant:
                if variant[name] != NOT_GIVEN:
                    found[name] = _typed(declared, variant[name])
            elif declared.must_equal:
                item_name, _, item_field = declared.must_equal.partition(".")
                found[name] = items[item_name].value(item_field) if item_name in items else None
            elif declared.type == "entry":
                found[name] = case.seq
            elif declared.required or _is_demanded(declared, variant):
                found[name] = _typed(declared, GIVEN)
        if event.refers == "amend":
            found["corrections"] = {"occurred_on": TODAY}
        return found


def _fields_that_decide(event: Event) -> frozenset[str]:
    """The fields on which rows and effects depend."""
    conditions = [row.select for row in event.rows]
    conditions += [effect.when for effect in event.sets]
    conditions += [effect.when for effect in event.adds] + [effect.when for effect in event.moves]
    return frozenset(key for condition in conditions for key in condition)


def _fields_that_matter(event: Event) -> tuple[str, ...]:
    """The fields with finite values: those that must be chosen, and those on which rows and effects depend."""
    looked_at = _fields_that_decide(event)
    written = {value[1:] for effect in event.sets for value in (effect.value,)}
    written |= {value[1:] for adds in event.adds for value in adds.values.values()}
    written |= {value[1:] for moves in event.moves for value in moves.values.values()}
    return tuple(
        name
        for name, each in event.fields.items()
        if each.type not in ("item", "items", "entry")
        and (name in looked_at or (each.type == "choice" and each.required) or (name in written and _is_finite(each)))
    )


def _is_finite(declared: Field) -> bool:
    return declared.type == "choice" or bool(declared.bands)


def _is_demanded(declared: Field, variant: Mapping[str, str]) -> bool:
    when = declared.required_when
    return bool(when) and all(variant.get(key) in allowed for key, allowed in (when or {}).items())


def _taken_apart(event: Event, row: Row) -> tuple[dict[str, tuple[str, ...]], dict[str, dict[str, tuple[str, ...]]]]:
    """What a row asks of the fields, and of each item they name."""
    fields: dict[str, tuple[str, ...]] = {}
    items: dict[str, dict[str, tuple[str, ...]]] = {}
    for key, allowed in row.select.items():
        name, _, item_field = key.partition(".")
        if item_field and name in event.fields:
            items.setdefault(name, {})[item_field] = allowed
        elif key in event.fields:
            fields[key] = allowed
    return fields, items


def _typed(declared: Field, shown: str) -> object:
    """A value that shows itself to conditions like this."""
    if declared.bands:
        lower = Decimal(0)
        for bound, code in declared.bands:
            if shown in (code, GIVEN):
                return format(lower if lower else Decimal(bound or 1) - 1, "f")
            lower = Decimal(bound or 0)
    if declared.type == "choice":
        return shown if shown != GIVEN else declared.choices[0]
    if declared.type == "choices":
        return [declared.choices[0]]
    if declared.type == "date":
        return TODAY
    if declared.type == "integer":
        return 1
    return "1" if declared.type == "decimal" else WORDS if declared.protected else "code-1"
