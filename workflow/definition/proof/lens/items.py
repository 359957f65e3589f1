"""What is looked at of a collection: which kinds of item it holds, told apart only as far as the facts ask.

An item's *kind* is its values in the fields that matter. How many items of a kind there are is left open, so that
everything found holds for any number of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from workflow.definition.domains import NOT_GIVEN, item_domain
from workflow.definition.model import Collection, Condition, Definition, Event, Fact
from workflow.definition.proof.lens.effects import effects
from workflow.definition.proof.lens.truth import YES, both, within

Kind = tuple[str, ...]
"""The values of an item, in the order of `ItemsView.fields`."""

Holdings = tuple[int, tuple[str, ...]]
"""Which questions some item answers with yes, as bits, and the value of each fact about the latest item."""

LATEST = "latest"


class ItemsView:
    """One collection, as far as the facts looked at depend on it."""

    def __init__(self, definition: Definition, name: str, facts: tuple[Fact, ...]) -> None:
        self.name = name
        self.facts = facts
        self.collection: Collection = definition.collections[name]
        self.latest = tuple(fact for fact in facts if fact.count == LATEST)
        self.fields = _fields_that_matter(self.collection, facts)
        self._stands_for = {field: _stand_ins(definition, self, field) for field in self.fields}
        self._bit = {fact.name: 1 << number for number, fact in enumerate(facts)}
        self._any = 1 << len(facts)
        self._fits: dict[tuple[int, Kind], int] = {}
        self._answers: dict[Kind, int] = {}

    def start(self) -> frozenset[Holdings]:
        """The collection of a new case: nothing in it."""
        return frozenset({(0, tuple(fact.empty for fact in self.latest))})

    def whole(self, kinds: Iterable[Kind]) -> frozenset[Holdings]:
        """Everything the collection could hold if its items can be of these kinds."""
        masks = {0}
        for answers in {self.answers(kind) for kind in kinds}:
            masks |= {mask | answers for mask in masks}
        choices = [(*self.latest_values(fact, kinds), fact.empty) for fact in self.latest]
        return frozenset(
            (mask, latest)
            for mask in masks
            for latest in product(*choices)
            if all(self.agree(number, mask, value) for number, value in enumerate(latest))
        )

    def agree(self, number: int, mask: int, value: str) -> bool:
        """Whether a fact about the latest item fits the question if there is any such item."""
        fact = self.latest[number]
        return (value == fact.empty) is not bool(mask & self._bit[fact.name])

    def stand_in(self, field: str, value: str) -> str:
        """The value that stands for all that no question tells apart."""
        return self._stands_for[field].get(value, value)

    def values(self, field: str) -> tuple[str, ...]:
        """The values that are told apart."""
        return tuple(dict.fromkeys(self._stands_for[field].values()))

    def fits(self, kind: Kind, condition: Condition) -> int:
        """Whether an item of this kind meets a condition on items; the condition is one of the definition's own."""
        if not condition:
            return YES
        key = (id(condition), kind)
        found = self._fits.get(key)
        if found is None:
            found = self._fits[key] = self.weighed(kind, condition)
        return found

    def weighed(self, kind: Kind, condition: Condition) -> int:
        """The same for a condition that was put together for the purpose."""
        return both(
            within(frozenset({kind[self.fields.index(field)]}), allowed)
            if field in self.fields
            else within(frozenset(item_domain(self.collection, field) or ()), allowed)
            for field, allowed in condition.items()
        )

    def state(self, kind: Kind) -> str | None:
        """Its place on the machine, where that is looked at."""
        return kind[self.fields.index("state")] if "state" in self.fields else None

    def with_values(self, kind: Kind, values: Mapping[str, str]) -> Kind:
        """The same item with other values."""
        return tuple(values.get(field, old) for field, old in zip(self.fields, kind, strict=True))

    def answers(self, kind: Kind) -> int:
        """The questions an item of this kind answers with yes."""
        known = self._answers.get(kind)
        if known is not None:
            return known
        found = self._any
        for fact in self.facts:
            fits = self.fits(kind, fact.where) == YES
            if fits is not (fact.count == "all"):
                found |= self._bit[fact.name]
        self._answers[kind] = found
        return found

    def read(self, fact: Fact, holdings: Holdings) -> frozenset[str]:
        """What a fact says of the collection."""
        return frozenset({self._read(fact, holdings)})

    def _read(self, fact: Fact, holdings: Holdings) -> str:
        bits, latest = holdings
        if fact.count == LATEST:
            return latest[self.latest.index(fact)]
        some = bool(bits & self._bit[fact.name])
        if fact.count == "all":
            return fact.empty if not bits & self._any else "no" if some else "yes"
        return "yes" if some is (fact.count == "any") else "no"

    def bit(self, fact: Fact) -> int:
        """The bit behind a fact's question."""
        return self._bit[fact.name]

    def latest_values(self, fact: Fact, kinds: Iterable[Kind]) -> frozenset[str]:
        """What the latest item may show if it is one of these."""
        place = self.fields.index(fact.of)
        return frozenset(kind[place] for kind in kinds if self.fits(kind, fact.where) == YES)


def _fields_that_matter(collection: Collection, facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """The fields the facts ask about."""
    found = {key for fact in facts for key in fact.where} | {fact.of for fact in facts if fact.count == LATEST}
    return tuple(field for field in ("state", *collection.fields) if field in found)


def _stand_ins(definition: Definition, view: ItemsView, field: str) -> dict[str, str]:
    """For each value the first one that every question and every move treats alike."""
    domain = item_domain(view.collection, field) or ()
    if any(fact.of == field for fact in view.latest):
        return {value: value for value in domain}
    asked = list(_lists_about(definition, view, field))
    seen: dict[tuple[bool, ...], str] = {}
    found = {}
    for value in domain:
        alike = tuple(value in each for each in asked)
        alike = (*alike, value == NOT_GIVEN) if field != "state" else alike
        found[value] = seen.setdefault(alike, value)
    return found


def _lists_about(definition: Definition, view: ItemsView, field: str) -> Iterator[tuple[str, ...]]:
    for fact in view.facts:
        yield fact.where.get(field, ())
    for event in definition.events.values():
        yield from _asked_of_named(view, event, field)
        for moves in event.moves:
            if moves.collection == view.name:
                yield (moves.where or {}).get(field, ())
        for end in event.ends:
            if end.collection == view.name:
                yield end.where.get(field, ())
    if field == "state" and view.collection.machine:
        for move in view.collection.machine.moves:
            yield from (move.origins, (move.to,))


def _asked_of_named(view: ItemsView, event: Event, field: str) -> Iterator[tuple[str, ...]]:
    """The lists with which an event asks about a field of an item it names."""
    named = {name for name, each in event.fields.items() if each.collection == view.name}
    for condition in (*(row.select for row in event.rows), *(effect.when for effect in effects(event))):
        for key, allowed in condition.items():
            name, _, item_field = key.partition(".")
            if name in named and item_field == field:
                yield allowed
