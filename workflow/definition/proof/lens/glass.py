"""The pathway seen through a few facts: nodes are a state with the values of what is looked at.

Every step of a real case is a step here. The reverse does not hold: where something is not looked at, every answer to
it is followed. So what is never reached here never happens, whatever is reported in whatever order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import product
from typing import NamedTuple, cast

from workflow.case.file import NEW
from workflow.definition.model import Condition, Definition, Fact
from workflow.definition.proof.domain import STATE, Domain
from workflow.definition.proof.lens.acts import Act, View, acts_of
from workflow.definition.proof.lens.attributes import Apart, AttributeValue, AttributeView
from workflow.definition.proof.lens.changes import ItemsChange, attribute_after
from workflow.definition.proof.lens.effects import on_items
from workflow.definition.proof.lens.holdings import Passing, after_passing
from workflow.definition.proof.lens.index import Index
from workflow.definition.proof.lens.items import Holdings, ItemsView, Kind
from workflow.definition.proof.lens.reading import Reading
from workflow.definition.proof.lens.truth import MAYBE, NO, YES
from workflow.definition.proof.lens.views import implies, touches, views_of

Values = frozenset[AttributeValue] | frozenset[Holdings]
World = tuple[Values | None, ...]
"""For everything that is looked at the values it may have; None stands for all of them, not yet written down."""


class Node(NamedTuple):
    """A state and what is known there."""

    state: str
    world: World


class Glass:
    """One definition seen through some of its facts.

    Args:
        facts: the facts looked at; derived ones stand for the facts beneath them.
        asked: event → conditions on its fields that have to be told apart as well.
        apart: fact → lists of values that have to be told apart; None tells every value from every other.
        grouped: look at a collection in several parts, one for the facts that tables put together, instead of at once.
    """

    def __init__(
        self,
        definition: Definition,
        facts: Iterable[str],
        asked: Mapping[str, Condition] | None = None,
        apart: Apart | None = None,
        *,
        grouped: bool = False,
    ) -> None:
        self.definition = definition
        self.index = Index(definition)
        free = Domain(definition).free_names(tuple(facts))
        self.facts = tuple(name for name in free if name != STATE and definition.facts[name].kind != "provided")
        self.views = tuple(views_of(definition, self.facts, apart, grouped=grouped))
        self.place = {fact.name: number for number, view in enumerate(self.views) for fact in view.facts}
        self.acts = tuple(acts_of(definition, self.views, asked or {}))
        self._of_state: dict[str, tuple[Act, ...]] = {}
        self._automatic: dict[str, tuple[Act, ...]] = {}
        self._passings: dict[object, Passing] = {}
        self._alike: dict[object, Passing] = {}
        self._kinds: dict[int, tuple[Kind, ...]] = {}
        self._touched: dict[str, tuple[int, ...]] = {}
        self._named: dict[str, tuple[int, ...]] = {}
        self._readings: dict[Node, Reading] = {}
        self._consistent: dict[Node, Node | None] = {}
        self._left: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._whole: dict[int, Values] = {}
        self._idle: dict[tuple[int, str], bool] = {}
        self._rests: dict[Node, tuple[Node, ...]] = {}
        self._read = lru_cache(maxsize=None)(self._read_all)

    def start(self) -> Node:
        """The case before it is opened."""
        return Node(NEW, tuple(view.start() for view in self.views))

    def whole(self, state: str) -> Node:
        """Everything that could be known in a state, whether a case can come to it or not."""
        return Node(state, tuple(self.whole_of(number) for number in range(len(self.views))))

    def unknown(self, state: str) -> Node:
        """The same, written down only for attributes, of which there are few values."""
        return Node(state, tuple(v.whole() if isinstance(v, AttributeView) else None for v in self.views))

    def whole_of(self, number: int) -> Values:
        """Everything that one view could show."""
        view = self.views[number]
        if number not in self._whole:
            self._whole[number] = view.whole() if isinstance(view, AttributeView) else view.whole(self.kinds(number))
        return self._whole[number]

    def narrowed(self, node: Node, fact: str, allowed: Iterable[str]) -> Node:
        """The part of a node in which a fact that is looked at has one of these values; empty worlds where none has."""
        place = self.place[fact]
        view, declared, wanted = self.views[place], self.definition.facts[fact], frozenset(allowed)
        kept = frozenset(
            value
            for value in node.world[place] or self.whole_of(place)
            if view.read(declared, value) & wanted  # type: ignore[arg-type]
        )
        world = (*node.world[:place], cast("Values", kept), *node.world[place + 1 :])
        return Node(node.state, world)

    def consistent(self, node: Node) -> Node | None:
        """The same node with what follows from item to item: who answers one question may have to answer another.

        Only what is written down is narrowed; None when nothing is left.
        """
        if node not in self._consistent:
            self._consistent[node] = self._made_consistent(node)
        return self._consistent[node]

    def _made_consistent(self, node: Node) -> Node | None:
        changed = True
        while changed:
            changed = False
            reading = self.reading(node)
            for narrow, wide in self.implied:
                for fact, other, value in ((narrow, wide, "yes"), (wide, narrow, "no")):
                    if reading.values(fact) == {value} and reading.values(other) != {value}:
                        place = self.place[other]
                        if node.world[place] is None:
                            continue
                        node = self.narrowed(node, other, (value,))
                        if not node.world[place]:
                            return None
                        reading, changed = self.reading(node), True
        return node if self._could_hold(self.reading(node)) else None

    def _could_hold(self, reading: Reading) -> bool:
        """Whether every question answered with yes has some item left that it may be about."""
        asked = self._questions
        absent = tuple(fact.name for fact in asked if reading.values(fact.name) == {"no"})
        for fact in asked:
            if reading.world[self.place[fact.name]] is None or reading.values(fact.name) != {"yes"}:
                continue
            key = (fact.name, absent)
            if key not in self._left:
                self._left[key] = self._has_item_left(fact, absent)
            if not self._left[key]:
                return False
        return True

    def _has_item_left(self, fact: Fact, absent: tuple[str, ...]) -> bool:
        place = self.place[fact.name]
        view = cast("ItemsView", self.views[place])
        others = [self.definition.facts[name] for name in absent if self.definition.facts[name].collection == view.name]
        return any(
            view.answers(kind) & view.bit(fact) and not any(view.weighed(kind, each.where) == YES for each in others)
            for kind in self.kinds(place)
        )

    @cached_property
    def _questions(self) -> tuple[Fact, ...]:
        asked = (self.definition.facts[name] for name in self.facts)
        return tuple(fact for fact in asked if fact.kind == "counted" and fact.count == "any")

    @cached_property
    def implied(self) -> tuple[tuple[str, str], ...]:
        """Pairs of questions: every item that the first is about is one that the second is about."""
        asked = self._questions
        return tuple(
            (one.name, other.name) for one in asked for other in asked if one is not other and implies(one, other)
        )

    def reading(self, node: Node) -> Reading:
        """What is known at a node."""
        found = self._readings.get(node)
        if found is None:
            found = self._readings[node] = Reading(self, node.state, node.world)
        return found

    def read(self, place: int, fact: Fact, values: Values) -> frozenset[str]:
        """The values a fact may show."""
        return self._read(place, fact.name, values)

    def acts_in(self, state: str) -> tuple[Act, ...]:
        """What can be reported in a state."""
        if state not in self._of_state:
            self._of_state[state] = tuple(
                act for act in self.acts if state in act.row.states and act.event.kind != "automatic"
            )
        return self._of_state[state]

    def automatic_in(self, state: str) -> tuple[Act, ...]:
        """What may happen by itself in a state."""
        if state not in self._automatic:
            self._automatic[state] = tuple(
                act for act in self.acts if state in act.row.states and act.event.kind == "automatic"
            )
        return self._automatic[state]

    def steps(self, node: Node) -> Iterator[tuple[Act, Node]]:
        """Every act that may be accepted at a node, with each node at which the case may then come to rest."""
        reading = self.reading(node)
        seen: set[Node] = set()
        singles: set[Node] = set()
        for act in self.acts_in(node.state):
            if self.is_idle(act, node.state) or self.may_be_accepted(reading, act) == NO:
                continue
            after = self.after_at_once(reading, act)
            if after is None or after in seen:
                continue
            seen.add(after)
            for single in singled_out(after):
                if single not in singles:
                    singles.add(single)
                    for rest in self.rests(single):
                        yield act, rest

    def may_be_accepted(self, reading: Reading, act: Act) -> int:
        """Whether an act is accepted, by somebody who may report it."""
        selected = reading.holds(act.facts)
        if selected == NO or (act.row.otherwise and self._taken_by_another(reading, act)):
            return NO
        return min(selected, reading.admits(act.row, act.event.roles))

    def after_at_once(self, reading: Reading, act: Act) -> Node | None:
        """The one node that holds everything that may follow an act; None when it is not possible."""
        world = list(reading.world)
        for number in self._naming(act):
            values = world[number]
            if values is not None and not any(cast("Holdings", value)[0] for value in values):
                return None
        for number in self._touched_by(act):
            values = world[number] = self._changed(reading, act, number, self.views[number])
            if values is not None and not values:
                return None
        return Node(act.row.to or reading.state, tuple(world))

    def rests(self, node: Node) -> tuple[Node, ...]:
        """Where a case may come to rest, once nothing more happens by itself."""
        if node not in self._rests:
            self._rests[node] = tuple(here for here, stays in self._come_to_rest(node) if stays)
        return self._rests[node]

    def passed(self, node: Node) -> Iterator[Node]:
        """Every node a case may pass while something happens by itself, the first one included."""
        return (here for here, _ in self._come_to_rest(node))

    def _come_to_rest(self, node: Node) -> Iterator[tuple[Node, bool]]:
        """The nodes that are passed, each with whether a case may stay there."""
        waiting, seen = [node], {node}
        while waiting:
            here = waiting.pop()
            reading = self.reading(here)
            stays = True
            for act in self.automatic_in(here.state):
                answer = min(reading.holds(act.facts), reading.admits(act.row, ()))
                if answer == NO:
                    continue
                stays = stays and answer == MAYBE
                together = self.after_at_once(reading, act)
                for after in singled_out(together) if together else ():
                    if after not in seen:
                        seen.add(after)
                        waiting.append(after)
                if answer == YES:
                    break
            yield here, stays

    def is_idle(self, act: Act, state: str) -> bool:
        """Whether an act can change nothing that is looked at."""
        key = (id(act), state)
        if key not in self._idle:
            moves = bool(act.row.to) and act.row.to != state
            self._idle[key] = not moves and not self._touched_by(act)
        return self._idle[key]

    def _taken_by_another(self, reading: Reading, act: Act) -> bool:
        for row in self.definition.cell(reading.state, act.event.name):
            if not row.otherwise and all(
                act.choice.get(key) in allowed
                if key in act.event.fields
                else "." not in key and reading.is_one_of(key, allowed) == YES
                for key, allowed in row.select.items()
            ):
                return True
        return False

    def _changed(self, reading: Reading, act: Act, number: int, view: View) -> Values | None:
        values = reading.world[number]
        if values is None:
            return values
        if isinstance(view, AttributeView):
            return attribute_after(self.index, view, act, values=values, holds=reading.holds)  # type: ignore[arg-type]
        return after_passing(self.passing(reading, act, number), values)  # type: ignore[arg-type]

    def _naming(self, act: Act) -> tuple[int, ...]:
        """The views of collections of which an act has to name an item."""
        found = self._named.get(act.event.name)
        if found is None:
            needed = {f.collection for f in act.event.fields.values() if f.type == "item" and f.required}
            views = enumerate(self.views)
            found = tuple(number for number, view in views if isinstance(view, ItemsView) and view.name in needed)
            self._named[act.event.name] = found
        return found

    def _touched_by(self, act: Act) -> tuple[int, ...]:
        """The views that an act's event could change."""
        found = self._touched.get(act.event.name)
        if found is None:
            numbers = range(len(self.views))
            found = tuple(number for number in numbers if touches(self.views[number], act))
            self._touched[act.event.name] = found
        return found

    def touches_any(self, numbers: Iterable[int], act: Act) -> bool:
        """Whether an act's event could change what one of these views looks at."""
        return not set(numbers).isdisjoint(self._touched_by(act))

    def passing(self, reading: Reading, act: Act, number: int) -> Passing:
        """What an act does to the items of one collection, given what is known."""
        view = cast("ItemsView", self.views[number])
        conditions = [effect.when for effect in on_items(act.event) if effect.collection == view.name]
        asked = tuple(
            reading.is_one_of(key, allowed)
            for when in conditions
            for key, allowed in when.items()
            if "." not in key and key not in act.event.fields
        )
        key = (id(act), number, asked)
        found = self._passings.get(key)
        if found is None:
            change = ItemsChange(self.index, view, act, reading.holds)
            alike = (number, change.signature())
            found = self._alike.get(alike)
            if found is None:
                found = self._alike[alike] = Passing.of(change, self.kinds(number))
            self._passings[key] = found
        return found

    def kinds(self, number: int) -> tuple[Kind, ...]:
        """The kinds of item that can come to exist in a collection at all."""
        if number not in self._kinds:
            view = cast("ItemsView", self.views[number])
            self._kinds[number] = _kinds_that_exist(self.index, view, self.acts)
        return self._kinds[number]

    def _read_all(self, place: int, name: str, values: Values) -> frozenset[str]:
        view, fact = self.views[place], self.definition.facts[name]
        return frozenset(shown for value in values for shown in view.read(fact, value))  # type: ignore[arg-type]


def is_possible(world: World) -> bool:
    """Whether something is left of everything that is looked at."""
    return all(values is None or values for values in world)


def singled_out(node: Node) -> Iterator[Node]:
    """One node for each combination of the values a node holds."""
    for each in product(*(values or () for values in node.world)):
        yield Node(node.state, tuple(_ONE[value] if value in _ONE else _one(value) for value in each))


_ONE: dict[object, Values] = {}


def _one(value: object) -> Values:
    return _ONE.setdefault(value, frozenset({value}))  # type: ignore[arg-type]


def _depends(condition: Condition) -> int:
    """The answer to any condition on facts when no fact is looked at."""
    return MAYBE if condition else YES


def _kinds_that_exist(index: Index, view: ItemsView, acts: tuple[Act, ...]) -> tuple[Kind, ...]:
    """Follow single items from being added through everything that may happen to them."""
    changes = [ItemsChange(index, view, act, _depends) for act in acts if touches(view, act)]
    alike = {change.signature(): change for change in changes}
    changes = [change for change in alike.values() if not change.is_plain]
    found: dict[Kind, None] = {}
    waiting = [kind for change in alike.values() for kinds, _ in change.added() for kind in kinds]
    while waiting:
        kind = waiting.pop()
        if kind in found:
            continue
        found[kind] = None
        for change in changes:
            waiting.extend(each for each in (*change.named_after(kind), *change.others_after(kind)) if each is not None)
    return tuple(found)
