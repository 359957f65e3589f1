"""What staff surely can do at a node, and everything that may come of it.

A deed is an event with chosen fields, where it names an item: some item that is surely there. It is offered here only
if it is accepted for sure, whatever is not known. A deed that takes an item out of a question is repeated until none is
left, which ends because there are finitely many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import cast

from workflow.definition.domains import NOT_GIVEN, item_domain
from workflow.definition.model import Condition, Event, Fact, Row, Sets
from workflow.definition.proof.domain import STATE
from workflow.definition.proof.lens.acts import Act, agrees
from workflow.definition.proof.lens.attributes import AttributeView
from workflow.definition.proof.lens.changes import ItemsChange, attribute_after
from workflow.definition.proof.lens.demands import demands, unequalled
from workflow.definition.proof.lens.effects import effects, on_items
from workflow.definition.proof.lens.glass import Glass, Node, Values, is_possible
from workflow.definition.proof.lens.holdings import Passing, after_passing
from workflow.definition.proof.lens.items import ItemsView, Kind
from workflow.definition.proof.lens.reading import Reading
from workflow.definition.proof.lens.truth import MAYBE, NO, YES

Split = tuple[str, tuple[str, ...]]
"""A fact, and some of its values: what has to be known to go on."""


@dataclass(frozen=True, eq=False, slots=True)
class Deed:
    """An event that staff report with chosen fields.

    Args:
        chosen: the question that the item it names answers with yes; None where it names none.
        item: the event's field that names the item.
        lacks: the states of that item in which it has nothing that a field could equal.
    """

    event: Event
    choice: Mapping[str, str]
    rows: tuple[Act, ...]
    chosen: Fact | None = None
    item: str = ""
    lacks: frozenset[str] = frozenset()


class Staff:
    """The deeds of one definition's staff, seen through a glass.

    Args:
        named: event → fields by which deeds are told apart even where nothing depends on them.
    """

    def __init__(self, glass: Glass, named: Mapping[str, Iterable[str]] | None = None) -> None:
        self.glass = glass
        self.named = named or {}
        self.definition = glass.definition
        self._deeds: dict[str, tuple[Deed, ...]] = {}
        self._passings: dict[object, Passing] = {}
        self._cases: dict[object, list[dict[str, str]]] = {}

    def deeds(self, state: str) -> tuple[Deed, ...]:
        """Every deed of a state, whether it is possible at a node or not; those that move the case first."""
        if state not in self._deeds:
            found = sorted(self._deeds_in(state), key=lambda deed: deed.event.kind != "case")
            self._deeds[state] = tuple(found)
        return self._deeds[state]

    def _deeds_in(self, state: str) -> Iterator[Deed]:
        groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Act]] = {}
        for act in self.glass.acts_in(state):
            if self.is_staffs(act.event):
                groups.setdefault((act.event.name, tuple(act.choice.items())), []).append(act)
        told_apart: set[tuple[object, ...]] = set()
        for acts in groups.values():
            does = self._does(acts)
            if does in told_apart or all(self.glass.is_idle(act, state) for act in acts):
                continue
            told_apart.add(does)
            event, choice = acts[0].event, acts[0].choice
            items = [field for field in event.fields.values() if field.type in ("item", "items") and field.required]
            if any(field.type == "items" for field in items):
                continue
            if not items:
                yield Deed(event, choice, tuple(acts))
            elif len(items) == 1:
                lacks = unequalled(self.definition, event, items[0].name)
                for fact in self._questions(items[0].collection):
                    if not self._suits(acts, items[0].name, fact):
                        continue
                    yield Deed(event, choice, tuple(acts), fact, items[0].name, lacks)

    def _does(self, acts: list[Act]) -> tuple[object, ...]:
        """The same for deeds that lead to the same rows and do the same to everything that is looked at."""
        event, choice = acts[0].event, acts[0].choice
        done: list[object] = []
        for effect in effects(event):
            answer = agrees(choice, self.glass.index.parts(event, effect.when).fields)
            expressions = [effect.value] if isinstance(effect, Sets) else list(effect.values.values())
            written = [choice.get(each[1:]) for each in expressions if each.startswith("$")] if answer != NO else []
            done.append((answer, tuple(written)))
        asked = tuple(
            (row.name, agrees(choice, self.glass.index.parts(event, row.select).fields)) for row in event.rows
        )
        named = tuple(choice[name] for name in self.named.get(event.name, ()) if name in choice)
        return (event.name, tuple(act.row.name for act in acts), tuple(done), asked, named)

    def _suits(self, acts: list[Act], item: str, fact: Fact) -> bool:
        """Whether an item that a question is about can be one that the rows and the machine take."""
        asked = [{key.partition(".")[2]: allowed for key, allowed in act.items.items()} for act in acts]
        if not any(
            all(set(fact.where.get(key, allowed)) & set(allowed) for key, allowed in each.items()) for each in asked
        ):
            return False
        states = fact.where.get("state")
        machine = self.definition.collections[fact.collection].machine
        for effect in acts[0].event.moves:
            if states and machine and effect.by and effect.item == item:
                origins = {origin for move in machine.moves if move.by == effect.by for origin in move.origins}
                parts = self.glass.index.parts(acts[0].event, effect.when)
                if agrees(acts[0].choice, parts.fields) == YES and not origins & set(states):
                    return False
        return True

    def is_staffs(self, event: Event) -> bool:
        """Whether a person may report it who needs no result, no patient's agreement and no administrative reason."""
        person = any(self.definition.roles[role].kind == "person" for role in event.roles)
        return person and not event.needs and not event.refers and event.kind in ("case", "record")

    def _questions(self, collection: str) -> Iterator[Fact]:
        for name in self.glass.facts:
            fact = self.definition.facts[name]
            if fact.kind == "counted" and fact.collection == collection and fact.count == "any":
                yield fact

    def persons(self, event: Event) -> tuple[str, ...]:
        """The persons who may report an event."""
        return tuple(role for role in event.roles if self.definition.roles[role].kind == "person")

    def possible(self, reading: Reading, deed: Deed) -> tuple[tuple[Act, ...], Split | None]:
        """The rows that may take a deed, when all of them surely accept it; else what had to be known."""
        if deed.chosen is not None:
            there = reading.is_one_of(deed.chosen.name, ("yes",))
            if there != YES:
                return (), ((deed.chosen.name, ("yes",)) if there == MAYBE else None)
        taken: dict[str, Act] = {}
        lacking: Split | None = None
        for case in self._item_cases(reading, deed):
            if not self._can_move(deed, case):
                return (), self._known_away(reading, deed, case)
            demanded = self._demanded(reading, deed, case)
            if demanded is not None:
                return (), self._undecided(reading, demanded, deed)
            for row in self._rows_for(reading, deed, case):
                act = next((act for act in deed.rows if act.row is row), None)
                if act is None:
                    known = self._undecided(reading, row.select, deed) or lacking
                    return (), known or self._known_away(reading, deed, case)
                answer, split = self._admitted(reading, act)
                if answer != YES:
                    return (), split
                if reading.holds(act.facts) == MAYBE:
                    lacking = lacking or self._undecided(reading, row.select, deed)
                taken[row.name] = act
        return tuple(taken.values()), lacking

    def _demanded(self, reading: Reading, deed: Deed, case: Mapping[str, str]) -> Condition | None:
        """The condition under which a field that is left out may be demanded; None where none is."""
        asked = demands(self.definition, deed.event, deed.choice, item=deed.item)
        return next((each for each in asked if self._selects(reading, deed, each, case) != NO), None)

    def _admitted(self, reading: Reading, act: Act) -> tuple[int, Split | None]:
        """Whether one person may report it and meets or lifts all it requires."""
        found: Split | None = None
        for role in self.persons(act.event):
            if reading.admits(act.row, (role,)) == YES:
                return YES, None
            found = found or self._open_need(reading, act, role)
        return NO, found

    def _open_need(self, reading: Reading, act: Act, role: str) -> Split | None:
        """What had to be known about the requirements; nothing when one surely is not met."""
        found: Split | None = None
        for name in act.row.requires:
            need = self.definition.requirements[name]
            lifted = need.kind == "default" and need.override and role in need.override.roles
            if lifted or need.kind not in ("rule", "default"):
                continue
            answer = reading.is_one_of(need.fact, need.allows)
            if answer == NO:
                return None
            if answer == MAYBE:
                found = found or undecided(reading, {need.fact: need.allows})
        return found

    def _rows_for(self, reading: Reading, deed: Deed, case: Mapping[str, str]) -> list[Row]:
        cell = self.definition.cell(reading.state, deed.event.name)
        found = []
        sure = False
        for row in cell:
            if row.otherwise:
                continue
            answer = self._selects(reading, deed, row.select, case)
            if answer != NO:
                found.append(row)
                sure = sure or answer == YES
        return found if sure else [*found, *(row for row in cell if row.otherwise)]

    def _selects(self, reading: Reading, deed: Deed, select: Condition, case: Mapping[str, str]) -> int:
        answer = YES
        for key, allowed in select.items():
            name, _, item_field = key.partition(".")
            if item_field and name in deed.event.fields:
                shown = case.get(item_field) if name == deed.item else NOT_GIVEN
                one = YES if shown in allowed else NO
            elif key in deed.event.fields:
                one = agrees(deed.choice, {key: allowed})
            else:
                one = reading.is_one_of(key, allowed)
            answer = min(answer, one)
        return answer

    def _item_cases(self, reading: Reading, deed: Deed) -> list[dict[str, str]]:
        """What the item that is named may look like, in the fields that rows and the question ask about."""
        if deed.chosen is None:
            return [{}]
        absent = self._absent(reading, deed.chosen.collection)
        key = (deed.event.name, reading.state, deed.chosen.name, tuple(fact.name for fact in absent))
        if key not in self._cases:
            collection = self.definition.collections[deed.chosen.collection]
            cell = self.definition.cell(reading.state, deed.event.name)
            asked = [k.partition(".")[2] for row in cell for k in row.select if k.startswith(f"{deed.item}.")]
            fields = tuple(dict.fromkeys((*deed.chosen.where, *asked, *(["state"] if collection.machine else []))))
            domains = [deed.chosen.where.get(field) or item_domain(collection, field) or () for field in fields]
            cases = (dict(zip(fields, values, strict=True)) for values in product(*domains))
            self._cases[key] = [case for case in cases if not any(_is(case, each) for each in absent)]
        return self._cases[key]

    def _can_move(self, deed: Deed, case: Mapping[str, str]) -> bool:
        """Whether an item like this has what must be equalled, and its machine knows every trigger the deed pulls."""
        if case.get("state", "") in deed.lacks:
            return False
        for effect in deed.event.moves:
            if not effect.by or effect.item != deed.item or "state" not in case:
                continue
            parts = self.glass.index.parts(deed.event, effect.when)
            asked = all(case.get(key.partition(".")[2]) in allowed for key, allowed in parts.items.items())
            machine = self.definition.collections[effect.collection].machine
            if agrees(deed.choice, parts.fields) == NO or not asked or machine is None:
                continue
            if not any(move.by == effect.by and case["state"] in move.origins for move in machine.moves):
                return False
        return True

    def _known_away(self, reading: Reading, deed: Deed, case: Mapping[str, str]) -> Split | None:
        """A question whose answer no would show that there is no item like this."""
        for fact in self._questions(deed.chosen.collection) if deed.chosen else ():
            if fact is not deed.chosen and _is(case, fact) and reading.is_one_of(fact.name, ("yes",)) == MAYBE:
                return fact.name, ("yes",)
        return None

    def _absent(self, reading: Reading, collection: str) -> list[Fact]:
        return [each for each in self._questions(collection) if reading.is_one_of(each.name, ("no",)) == YES]

    def unmet(self, reading: Reading, deed: Deed) -> list[Split]:
        """What the rows of a deed require and the case surely lacks."""
        found: dict[Split, None] = {}
        for act in deed.rows:
            for name in act.row.requires:
                need = self.definition.requirements[name]
                if need.kind in ("rule", "default") and reading.is_one_of(need.fact, need.allows) == NO:
                    found[need.fact, need.allows] = None
        return [*found, *self._in_the_way(reading, deed)]

    def _in_the_way(self, reading: Reading, deed: Deed) -> Iterator[Split]:
        """Questions that some item answers with yes, so that the one that is named may be refused."""
        if deed.chosen is None or reading.is_one_of(deed.chosen.name, ("yes",)) != YES:
            return
        for fact in self._questions(deed.chosen.collection):
            if fact is deed.chosen or reading.is_one_of(fact.name, ("yes",)) != YES:
                continue
            cases = (case for case in self._item_cases(reading, deed) if _is(case, fact))
            if any(not self._can_move(deed, case) or self._is_refused(reading, deed, case) for case in cases):
                yield fact.name, ("no",)

    def _is_refused(self, reading: Reading, deed: Deed, case: Mapping[str, str]) -> bool:
        rows = self._rows_for(reading, deed, case)
        return any(row.refuses for row in rows)

    def _undecided(self, reading: Reading, select: Condition, deed: Deed) -> Split | None:
        facts = {key: v for key, v in select.items() if "." not in key and key not in deed.event.fields}
        return undecided(reading, facts)

    def after(self, reading: Reading, deed: Deed, act: Act, *, only: frozenset[int] | None = None) -> Node | None:
        """Everything that may follow when this row takes a deed; None when an item could not make the move.

        Args:
            only: the views that are wanted; the others are left as they were.
        """
        worlds: list[Values | None] = []
        absent = self._absent(reading, deed.chosen.collection) if deed.chosen else []
        for number, view in enumerate(self.glass.views):
            values = reading.world[number]
            after: Values | None = values
            if only is not None and number not in only:
                worlds.append(after)
                continue
            if values is not None and isinstance(view, AttributeView):
                after = attribute_after(self.glass.index, view, act, values=values, holds=reading.holds)  # type: ignore[arg-type]
            elif values is not None:
                passing = self._passing(reading, deed, act, number=number, absent=absent)
                after = after_passing(passing, values)  # type: ignore[arg-type]
            worlds.append(after)
        return Node(act.row.to or reading.state, tuple(worlds)) if is_possible(tuple(worlds)) else None

    def _passing(self, reading: Reading, deed: Deed, act: Act, *, number: int, absent: list[Fact]) -> Passing:
        view = cast("ItemsView", self.glass.views[number])
        conditions = [each.when for each in on_items(act.event) if each.collection == view.name]
        asked = tuple(
            reading.is_one_of(key, allowed)
            for when in conditions
            for key, allowed in when.items()
            if "." not in key and key not in act.event.fields
        )
        chosen = deed.chosen if deed.chosen and deed.chosen.collection == view.name else None
        key = (id(act), number, asked, chosen.name if chosen else "", tuple(fact.name for fact in absent))
        found = self._passings.get(key)
        if found is None:
            change = ItemsChange(self.glass.index, view, act, reading.holds)
            alike = (number, change.signature(), *key[3:])
            found = self._passings.get(alike)
            if found is None:
                kinds = self.glass.kinds(number)
                named = [kind for kind in kinds if chosen and self._may_be(view, kind, chosen, absent)]
                found = self._passings[alike] = Passing.of(change, kinds, named if chosen else None)
            self._passings[key] = found
        return found

    def _may_be(self, view: ItemsView, kind: Kind, chosen: Fact, absent: list[Fact]) -> bool:
        if view.weighed(kind, chosen.where) == NO:
            return False
        return not any(view.weighed(kind, fact.where) == YES for fact in absent)

    def exhausts(self, reading: Reading, deed: Deed, acts: tuple[Act, ...]) -> bool:
        """Whether doing it again and again surely empties the question it was chosen by, in the same state."""
        if deed.chosen is None or any(act.row.to not in ("", reading.state) for act in acts):
            return False
        return all(self._only_empties(reading, deed, act, deed.chosen) for act in acts)

    def _only_empties(self, reading: Reading, deed: Deed, act: Act, fact: Fact) -> bool:
        number = self.glass.place[fact.name]
        view = self.glass.views[number]
        absent = self._absent(reading, fact.collection)
        passing = self._passing(reading, deed, act, number=number, absent=absent)
        return isinstance(view, ItemsView) and passing.only_empties(view.bit(fact))

    def counts_down(self, reading: Reading, deed: Deed, act: Act, fact: Fact) -> bool:
        """Whether at least one item surely leaves a question, and none enters it."""
        if not self.never_fills(reading, deed, act, fact):
            return False
        if deed.chosen is fact:
            return self._only_empties(reading, deed, act, fact)
        number = self.glass.place[fact.name]
        view = cast("ItemsView", self.glass.views[number])
        passing = self._passing(reading, deed, act, number=number, absent=[])
        return reading.is_one_of(fact.name, ("yes",)) == YES and passing.clears(view.bit(fact))

    def never_fills(self, reading: Reading, deed: Deed, act: Act, fact: Fact) -> bool:
        """Whether no item ever enters a question by this deed."""
        number = self.glass.place[fact.name]
        view = self.glass.views[number]
        absent = self._absent(reading, deed.chosen.collection) if deed.chosen else []
        passing = self._passing(reading, deed, act, number=number, absent=absent)
        return isinstance(view, ItemsView) and passing.never_fills(view.bit(fact))


def _is(case: Mapping[str, str], fact: Fact) -> bool:
    """Whether an item like this surely is one of those a question is about."""
    return all(case.get(field) in allowed for field, allowed in fact.where.items())


def undecided(reading: Reading, condition: Condition) -> Split | None:
    """A fact beneath a condition that has to be known to answer it; None when it is answered, or open for good."""
    for name, allowed in condition.items():
        if name == STATE or reading.is_one_of(name, allowed) != MAYBE:
            continue
        fact = reading.glass.definition.facts[name]
        if fact.kind != "derived":
            if name in reading.glass.place:
                return name, allowed
            continue
        for row in fact.rows:
            if reading.holds(row.when) == MAYBE and (found := undecided(reading, row.when)):
                return found
    return None
