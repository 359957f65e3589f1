"""What an act does to an attribute and to the items of a collection, as far as they are looked at.

Where it cannot be told what happens, because it depends on something that is not looked at, everything that could
happen is kept. So the outcomes given here always include the real one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from workflow.definition.domains import GIVEN, NOT_GIVEN
from workflow.definition.model import Adds, Condition, Ends, Event, Moves
from workflow.definition.proof.lens.acts import Act, agrees
from workflow.definition.proof.lens.attributes import UNSET, AttributeValue, AttributeView
from workflow.definition.proof.lens.effects import on_items
from workflow.definition.proof.lens.index import Index
from workflow.definition.proof.lens.items import ItemsView, Kind
from workflow.definition.proof.lens.truth import MAYBE, NO, YES, both

Holds = Callable[[Condition], int]
"""Whether a condition on facts holds in the case before the act."""


def attribute_after(
    index: Index, view: AttributeView, act: Act, *, values: frozenset[AttributeValue], holds: Holds
) -> frozenset[AttributeValue]:
    """The values an attribute may have after an act."""
    found = values
    for effect in act.event.sets:
        if effect.attribute != view.name:
            continue
        parts = index.parts(act.event, effect.when)
        answer = both((agrees(act.choice, parts.fields), MAYBE if parts.items else YES, holds(parts.facts)))
        if answer == NO:
            continue
        new = {UNSET} if effect.withdraws else set(_set_to(view, act, effect.value, before=values))
        if view.evidence_bound and effect.evidence and _may_be_void(index, act, effect.evidence):
            new |= {(code, False) for code, _ in new if code}
        found = frozenset(new or found) if answer == YES else found | new
    if act.event.refers == "void" and view.name in index.voidable:
        found = view.whole()
    if act.event.refers == "amend" and view.name in index.rewritable:
        found |= view.whole() - {UNSET} if found != {UNSET} else frozenset()
    if view.evidence_bound and may_outdate(index, view, act.event):
        found |= {(code, False) for code, _ in found if code}
    return found


def _set_to(
    view: AttributeView, act: Act, expression: str, *, before: frozenset[AttributeValue]
) -> Iterator[AttributeValue]:
    """The values an expression may give; none when the field it reads surely is not given.

    Args:
        before: what the attribute keeps where nothing is given.
    """
    if expression.startswith("$") and "." not in expression:
        chosen = act.choice.get(expression[1:])
        if chosen is not None:
            if chosen != NOT_GIVEN:
                yield view.set_to(chosen)
            return
        yield from (view.set_to(code) for code in view.codes())
        yield from () if act.event.fields[expression[1:]].required else before
        return
    if expression.startswith(("$", "@")):
        yield from (view.set_to(code) for code in view.codes())
        yield from before if expression.startswith("$") else ()
        return
    yield view.set_to(expression)


def _may_be_void(index: Index, act: Act, evidence: str) -> bool:
    """Whether a report that a value is given on may be withdrawn already."""
    definition = index.definition
    if evidence.startswith("$"):
        field = act.event.fields[evidence[1:]]
        collection, asked = field.collection, act.items.get(f"{field.name}.state")
        moved = [effect.by for effect in act.event.moves if effect.item == field.name and effect.by and not effect.when]
        machine = definition.collections[collection].machine
        if asked is None and moved and machine:
            asked = tuple(origin for move in machine.moves if move.by in moved for origin in move.origins)
    else:
        collection = definition.evidence[evidence].collection
        asked = definition.evidence[evidence].where.get("state")
    void = {
        state for each in definition.evidence.values() if each.collection == collection for state in each.void_states
    }
    known = definition.collections[collection].machine
    return bool(void & set(asked if asked is not None else known.states if known else ()))


def may_outdate(index: Index, view: AttributeView, event: Event) -> bool:
    """Whether an event may move the version of a report on which the attribute rests, or withdraw it."""
    key = (view.name, event.name)
    if key not in index.outdating:
        index.outdating[key] = _may_outdate(index, view, event)
    return index.outdating[key]


def _may_outdate(index: Index, view: AttributeView, event: Event) -> bool:
    definition = index.definition
    for name in view.rests_on:
        collection = definition.collections[name]
        void = {state for each in definition.evidence.values() if each.collection == name for state in each.void_states}
        used = [each.where.get("state") for each in definition.evidence.values() if each.collection == name]
        machine = collection.machine
        for effect in (*event.moves, *(each for end in event.ends for each in definition.events[end.event].moves)):
            if effect.collection != name:
                continue
            triggered = [move for move in machine.moves if move.by == effect.by] if machine else []
            origins = {origin for move in triggered for origin in move.origins}
            touches = not effect.by or any(states is None or origins & set(states) for states in used)
            newer = bool(collection.version_field) and collection.version_field in effect.values
            if touches and (newer or any(move.to in void or set(move.origins) & void for move in triggered)):
                return True
        if event.refers and name in index.droppable:
            return True
    return False


class ItemsChange:
    """What an act does to the items of one collection, for given answers to its conditions on facts."""

    def __init__(self, index: Index, view: ItemsView, act: Act, holds: Holds) -> None:
        self.index = index
        self.view = view
        self.act = act
        self._holds = holds
        self.item_field = _item_field(act.event, view.name)
        self._effects = tuple(self._possible_effects())
        self._ends = tuple(end for end in act.event.ends if end.collection == view.name)
        self._moves_others = bool(self._ends) or any(not effect.item for effect, _, _ in self._effects)
        self._after_correction: dict[Kind, frozenset[Kind | None]] = {}
        self.is_plain = not (self._effects or self._ends or act.event.refers or (self.item_field and act.items))

    def added(self) -> Iterator[tuple[frozenset[Kind], int]]:
        """For each item that may be added: the kinds it may be of, and whether it surely is added."""
        for effect in self.act.event.adds:
            if effect.collection == self.view.name:
                parts = self.index.parts(self.act.event, effect.when)
                answer = both((agrees(self.act.choice, parts.fields), MAYBE if parts.items else YES))
                answer = both((answer, self._holds(parts.facts)))
                if answer != NO:
                    yield frozenset(self._new_kinds(effect)), answer

    def named_after(self, kind: Kind) -> frozenset[Kind | None]:
        """What the item that the act names may become; empty when the act is not possible with such an item.

        None stands for an item that is withdrawn.
        """
        if self.is_plain:
            return frozenset({kind})
        if self.act.event.refers:
            return self._corrected(kind)
        name = self.item_field
        if name and self.act.items and self._asks(name, self.act.items, kind) == NO:
            return frozenset()
        return frozenset(self._moved(kind, named=name))

    def others_after(self, kind: Kind) -> frozenset[Kind | None]:
        """What an item that the act does not name may become."""
        if self.act.event.refers:
            return self._corrected(kind)
        if not self._moves_others:
            return frozenset({kind})
        return frozenset(self._moved(kind, named=""))

    def signature(self) -> tuple[object, ...]:
        """The same for acts that do the same to every item."""
        effects = tuple((id(effect), answer) for effect, _, answer in self._effects)
        written = {
            (name, value): self._chosen(name, value)
            for effect in on_items(self.act.event)
            for name, value in effect.values.items()
            if effect.collection == self.view.name and name in self.view.fields and value.startswith("$")
        }
        asked = tuple(sorted(self.act.items.items()))
        added = tuple((kinds, sure) for kinds, sure in self.added())
        return (self.act.event.name, effects, tuple(sorted(written.items())), asked, added)

    def _chosen(self, field: str, expression: str) -> str:
        """What a reported field stands for in an item's field; "" when any of its values may be meant."""
        chosen = self.act.choice.get(expression[1:], "")
        return self.view.stand_in(field, chosen) if chosen else ""

    def _possible_effects(self) -> Iterator[tuple[Moves, Condition, int]]:
        """The effects on this collection that these fields leave possible, with what each asks of the named item."""
        for effect in self.act.event.moves:
            writes = bool(set(effect.values) & set(self.view.fields)) or (effect.by and "state" in self.view.fields)
            if effect.collection == self.view.name and writes:
                parts = self.index.parts(self.act.event, effect.when)
                answer = both((agrees(self.act.choice, parts.fields), self._holds(parts.facts)))
                if answer != NO:
                    yield effect, parts.items, answer

    def _corrected(self, kind: Kind) -> frozenset[Kind | None]:
        if kind not in self._after_correction:
            self._after_correction[kind] = self._correct(kind)
        return self._after_correction[kind]

    def _correct(self, kind: Kind) -> frozenset[Kind | None]:
        if self.act.event.refers == "void":
            return frozenset({kind, None} if self.view.name in self.index.droppable else {kind})
        found: set[Kind | None] = {kind}
        for field in self.index.rewritable_fields[self.view.name]:
            if field in self.view.fields:
                known = [each for each in found if each is not None]
                found |= {self.view.with_values(e, {field: v}) for e in known for v in self.view.values(field)}
        return frozenset(found)

    def _moved(self, kind: Kind, *, named: str) -> set[Kind]:
        found = {kind}
        for effect, items, sure in self._effects:
            if effect.item and effect.item != named:
                continue
            answer = self._applies(effect, kind, sure=sure, items=items)
            if answer == NO:
                continue
            new = {after for each in found for after in self._after_move(effect, kind, each, self.act.event)}
            if not new and effect.item and answer == YES:
                return set()
            found = new or found if answer == YES else found | new
        for end in self._ends:
            found = self._ended(end, kind, found)
        return found

    def _applies(self, effect: Moves, kind: Kind, *, sure: int, items: Condition) -> int:
        answer = min(sure, self.view.fits(kind, effect.where)) if effect.where else sure
        if items and answer != NO:
            answer = min(answer, self._asks(effect.item, items, kind) if effect.item else MAYBE)
        if not effect.item and effect.by:
            return min(answer, {"": NO, "?": MAYBE}.get(self._next(effect.by, kind), YES))
        return answer

    def _asks(self, named: str, items: Condition, kind: Kind) -> int:
        own = {key.partition(".")[2]: allowed for key, allowed in items.items() if key.partition(".")[0] == named}
        return self.view.weighed(kind, own)

    def _after_move(self, effect: Moves, before: Kind, now: Kind, event: Event) -> set[Kind]:
        """The item after one effect; empty when its machine does not know the trigger from where it stands."""
        found = {now}
        if effect.by and self.view.state(now) is not None:
            if self._next(effect.by, before) == "":
                return set()
            target = self._next(effect.by, now) or self.view.state(now) or ""
            found = {self.view.with_values(now, {"state": self.view.stand_in("state", target)})}
        for field, expression in effect.values.items():
            if field in self.view.fields:
                values: set[str | None] = set(self._written(field, expression, event)) or {None}
                found = {
                    each if value is None else self.view.with_values(each, {field: value})
                    for each in found
                    for value in values
                }
        return found

    def _next(self, by: str, kind: Kind) -> str:
        """The state a trigger leads to; "" when it leads nowhere, or states are not looked at but it may."""
        state = self.view.state(kind)
        machine = self.view.collection.machine
        if state is None or machine is None:
            return "?"
        return next((move.to for move in machine.moves if move.by == by and state in move.origins), "")

    def _ended(self, end: Ends, before: Kind, found: set[Kind]) -> set[Kind]:
        fits = self.view.fits(before, end.where)
        if fits == NO:
            return found
        event = self.index.definition.events[end.event]
        after = set(found)
        for effect in event.moves:
            if effect.collection == self.view.name:
                choice = {name: value for name, value in end.values.items() if name in event.fields}
                ended = {each for one in after for each in self._end_move(effect, one, event, choice)}
                after = ended or after
        return after if fits == YES else found | after

    def _end_move(self, effect: Moves, kind: Kind, event: Event, choice: Mapping[str, str]) -> set[Kind]:
        act = Act(event, event.rows[0], choice, {}, {})
        return ItemsChange(self.index, self.view, act, self._holds)._after_move(effect, kind, kind, event)

    def _new_kinds(self, effect: Adds) -> Iterable[Kind]:
        machine = self.view.collection.machine
        kinds: list[dict[str, str]] = [{}]
        for field in self.view.fields:
            if field == "state":
                initial = effect.state or (machine.initial if machine else "")
                values = {self.view.stand_in("state", initial)}
            elif field in effect.values:
                values = set(self._written(field, effect.values[field], self.act.event)) or {NOT_GIVEN}
            else:
                values = {NOT_GIVEN}
            kinds = [{**each, field: value} for each in kinds for value in values]
        return [tuple(each[field] for field in self.view.fields) for each in kinds]

    def _written(self, field: str, expression: str, event: Event) -> Iterator[str]:
        """The values an expression may write into an item's field; none when nothing is written."""
        if expression.startswith("$") and "." not in expression:
            chosen = self.act.choice.get(expression[1:])
            if chosen is None:
                yield from self.view.values(field)
            elif chosen != NOT_GIVEN:
                yield self.view.stand_in(field, chosen)
        elif expression == "@role":
            yield from {self.view.stand_in(field, role) for role in event.roles}
        elif expression.startswith("@"):
            known = self.view.values(field)
            yield from [value for value in known if value != NOT_GIVEN] or [GIVEN]
        elif expression.startswith("$"):
            yield from self.view.values(field)
        else:
            declared = self.view.collection.fields[field]
            yield self.view.stand_in(field, expression if declared.type == "choice" else GIVEN)


def _item_field(event: Event, collection: str) -> str:
    """The event's field that names an item of a collection; "" for none."""
    fields = event.fields.values()
    return next((each.name for each in fields if each.type == "item" and each.collection == collection), "")
