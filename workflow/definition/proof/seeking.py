"""The search for a way from a new case to a situation, or for the certainty that there is none.

A situation is looked at through the facts it names. Where that leaves a way to it, the facts on which that way depends
are looked at as well, and so on, until no way is left or one stands that nothing rules out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from workflow.case.file import NEW
from workflow.definition.model import Condition, Definition, Event, Fact, Field, Never
from workflow.definition.proof.domain import STATE
from workflow.definition.proof.lens import Glass, Node, Reading
from workflow.definition.proof.lens.acts import Act, Parts, agrees, taken_apart
from workflow.definition.proof.lens.effects import on_items
from workflow.definition.proof.lens.glass import singled_out
from workflow.definition.proof.lens.truth import MAYBE, NO, YES
from workflow.definition.proof.lens.walking import Allowance, Step, Walk
from workflow.definition.proof.worlds import OverBudget

THERE_IS = "there is an item of "
"""Begins the name of a question that is put besides those of the definition."""

ROUNDS = 12
"""How often more facts are looked at for one question before its last way is told: it is not ruled out."""


@dataclass(frozen=True, slots=True)
class Found:
    """A way to a situation: the steps to where it is, and the act where it is one.

    Args:
        glass: what the way was looked at through.
        is_sure: whether nothing that its steps depend on was left open.
    """

    glass: Glass
    way: tuple[Step, ...]
    node: Node
    act: Act | None = None
    is_sure: bool = False

    @property
    def before(self) -> tuple[Node, ...]:
        """Where the case stood before each step, and before the act."""
        return (self.glass.start(), *(step.node for step in self.way))

    @property
    def acts(self) -> tuple[Act, ...]:
        """Everything that is reported on the way, the act included."""
        return (*(step.act for step in self.way), *((self.act,) if self.act else ()))


def way_to(
    definition: Definition,
    never: Never,
    counts: dict[str, int],
    *,
    passing: bool = False,
    allowance: Allowance | None = None,
) -> Found | None:
    """A way to something forbidden that nothing looked at rules out; None when it is shown that there is none.

    Args:
        passing: whether the case may also be on its way through, while something happens by itself.
        allowance: how many steps it may take; None for as many as every walk may take by itself.

    Raises:
        OverBudget: when not even a first way is found within the budget.
    """
    sight = Sight(definition, _facts_named(definition, never))
    found: Found | None = None
    for turn in range(ROUNDS):
        glass = Glass(sight.definition, sight.facts, _asked(definition, never), sight.apart)
        if never.is_act and turn == 0 and not any(True for _ in _anywhere(glass, never, counts)):
            return None
        walk = allowance.walk(glass, turn) if allowance else Walk(glass)
        try:
            nearer = _first_passed(walk, never, counts) if passing else _first(walk, never, counts)
        except OverBudget:
            if found is None:
                raise
            return found
        finally:
            if allowance:
                allowance.taken(walk)
        if nearer is None:
            return None
        found = nearer
        if not _sharpened(sight, found):
            return replace(found, is_sure=_is_sure(found, never))
    if found is None:
        raise OverBudget("The rule was not looked at.")
    return found


def _is_sure(found: Found, never: Never) -> bool:
    """Whether every step of a way is possible whatever is not looked at, and what was sought then is the case."""
    readings = [found.glass.reading(node) for node in found.before]
    if not all(_surely_taken(found.glass, act, reading) for act, reading in zip(found.acts, readings, strict=False)):
        return False
    steps = zip(found.way, found.before, strict=False)
    if any(_by_itself_left_open(found.glass, step.act, here, step.node) for step, here in steps):
        return False
    asked = taken_apart(found.act.event, never.when).facts if found.act else never.when
    return readings[-1].holds(asked) == YES


def _surely_taken(glass: Glass, act: Act, reading: Reading) -> bool:
    roles = () if act.event.kind == "automatic" else act.event.roles
    others = glass.definition.cell(reading.state, act.event.name) if act.row.otherwise else ()
    rivals = (row for row in others if not row.otherwise)
    facts = (taken_apart(act.event, row.select) for row in rivals)
    open_to_others = any(
        min(agrees(act.choice, each.fields), MAYBE if each.items else YES, reading.holds(each.facts)) != NO
        for each in facts
    )
    return not open_to_others and reading.holds(act.facts) == YES == reading.admits(act.row, roles)


def _anywhere(glass: Glass, never: Never, counts: dict[str, int]) -> Iterator[Act]:
    """The forbidden acts that some combination of what is looked at allows, whether a case can come to it or not."""
    for state in (NEW, *glass.definition.states):
        acts = [act for act in _acts(glass, state) if _is_meant(never, act, state)]
        if not acts:
            continue
        for node in singled_out(glass.whole(state)):
            counts["nodes"] += 1
            reading = glass.reading(node)
            yield from (act for act in acts if _is_done(glass, never, act, reading))


def _first(walk: Walk, never: Never, counts: dict[str, int]) -> Found | None:
    glass = walk.glass
    for node in walk.nodes():
        counts["nodes"] += 1
        reading = glass.reading(node)
        if never.is_act:
            for act in _acts(glass, node.state):
                if _is_meant(never, act, node.state) and _is_done(glass, never, act, reading):
                    return Found(glass, walk.way(node), node, act)
        elif node.state != NEW and _stands(never, reading):
            return Found(glass, walk.way(node), node)
    counts["steps"] += walk.steps
    return None


def _first_passed(walk: Walk, never: Never, counts: dict[str, int]) -> Found | None:
    """The nearest place that a case passes, whether it rests there or not."""
    glass = walk.glass
    for here in walk.nodes():
        counts["nodes"] += 1
        reading = glass.reading(here)
        for act in glass.acts_in(here.state):
            if glass.may_be_accepted(reading, act) == NO:
                continue
            after = glass.after_at_once(reading, act)
            for first in singled_out(after) if after else ():
                for node in glass.passed(first):
                    if _stands(never, glass.reading(node)):
                        return Found(glass, (*walk.way(here), Step(act, node)), node)
    counts["steps"] += walk.steps
    return None


def _acts(glass: Glass, state: str) -> tuple[Act, ...]:
    return (*glass.acts_in(state), *glass.automatic_in(state))


def _stands(never: Never, reading: Reading) -> bool:
    return (not never.states or reading.state in never.states) and reading.holds(never.when) != NO


def _is_meant(never: Never, act: Act, state: str) -> bool:
    """Whether a rule forbids this act there, by its event, its roles and its target."""
    event = act.event
    if never.states and state not in never.states:
        return False
    if never.events and event.name not in never.events:
        return False
    if not never.events and event.kind not in ("opening", "case", "automatic"):
        return False
    if never.roles and not set(never.roles) & set(event.roles):
        return False
    return not never.to or (act.row.to or state) in never.to


def _is_done(glass: Glass, never: Never, act: Act, reading: Reading) -> bool:
    parts = taken_apart(act.event, never.when)
    if agrees(act.choice, parts.fields) == NO or not _items_agree(act, parts) or reading.holds(parts.facts) == NO:
        return False
    if act.event.kind == "automatic":
        return min(reading.holds(act.facts), reading.admits(act.row, ())) != NO
    return glass.may_be_accepted(reading, act) != NO


def _items_agree(act: Act, parts: Parts) -> bool:
    return all(set(allowed) & set(act.items.get(key, allowed)) for key, allowed in parts.items.items())


def _facts_named(definition: Definition, never: Never) -> Condition:
    """What a rule asks of the facts."""
    events = [definition.events[name] for name in never.events]
    fields = {name for event in events for name in event.fields}
    return {key: allowed for key, allowed in never.when.items() if key.partition(".")[0] not in fields}


def _asked(definition: Definition, never: Never) -> dict[str, Condition]:
    return {name: taken_apart(definition.events[name], never.when).fields for name in never.events}


def _sharpened(sight: Sight, found: Found) -> bool:
    """Look more closely at what the last step of a way left open; else the step before, and so on.

    What a row selects on, what an effect depends on and what would have happened by itself come first; what a row
    requires comes after all of these, because most requirements can be met at any time, and then the items it names.
    """
    glass = found.glass
    after = [*(step.node for step in found.way), None]
    steps = list(zip(found.acts, found.before, after, strict=False))[::-1]
    for open_at in (_left_open, _automatic_left_open, _requirements_left_open):
        for act, here, there in steps:
            if sight.add_all(open_at(glass, act, here, there)):
                return True
    if any(sight.add_all(_by_itself_left_open(glass, act, here, there)) for act, here, there in steps if there):
        return True
    return any(sight.add_item_named(act) for act, _, _ in steps)


def _left_open(glass: Glass, act: Act, here: Node, _: Node | None) -> list[Condition]:
    reading = glass.reading(here)
    looked_at = {view.name for view in glass.views}
    whens = [effect.when for effect in act.event.sets if effect.attribute in looked_at]
    whens += [effect.when for effect in on_items(act.event) if effect.collection in looked_at]
    conditions = [act.facts, *(taken_apart(act.event, when).facts for when in whens)]
    return [condition for condition in conditions if reading.holds(condition) == MAYBE]


def _automatic_left_open(glass: Glass, _: Act, __: Node, there: Node | None) -> list[Condition]:
    if there is None:
        return []
    rested = glass.reading(there)
    return [each.facts for each in glass.automatic_in(there.state) if rested.holds(each.facts) == MAYBE]


def _by_itself_left_open(glass: Glass, act: Act, here: Node, there: Node) -> list[Condition]:
    """What decides whether a case that passes from one place to another really does so by itself."""
    found: list[Condition] = []
    for node in _passed(glass, act, here, there):
        reading = glass.reading(node)
        for each in glass.automatic_in(node.state):
            needs = [glass.definition.requirements[name] for name in each.row.requires]
            asked = [each.facts, *({need.fact: need.allows} for need in needs if need.kind in ("rule", "default"))]
            found += [condition for condition in asked if reading.holds(condition) == MAYBE]
    return found


def _passed(glass: Glass, act: Act, here: Node, there: Node) -> tuple[Node, ...]:
    """The places that a case may pass on one step, from where the report leaves it to where it is next told of."""
    after = glass.after_at_once(glass.reading(here), act)
    for first in singled_out(after) if after else ():
        passed = tuple(glass.passed(first))
        if there in passed:
            return passed
    return ()


def _requirements_left_open(glass: Glass, act: Act, here: Node, _: Node | None) -> list[Condition]:
    reading = glass.reading(here)
    needs = [glass.definition.requirements[name] for name in act.row.requires]
    return [
        {need.fact: need.allows}
        for need in needs
        if need.kind in ("rule", "default") and reading.is_one_of(need.fact, need.allows) == MAYBE
    ]


def with_question(definition: Definition, name: str, collection: str, where: Condition) -> Definition:
    """The definition with one more question: whether there is an item like this."""
    source = definition.collections[collection].source
    values = ("yes", "no")
    fact = Fact(name, "counted", "", source, values, collection=collection, where=where, count="any")
    return replace(definition, facts={**definition.facts, name: fact})


def named_like(
    definition: Definition, event: Event, field: Field, own: Condition, *, choice: Mapping[str, str]
) -> Condition:
    """What an item has to be like so that a report may name it.

    Args:
        own: what is asked of it already.
        choice: the fields of the report, as far as they are known.
    """
    asked = dict(own)
    machine = definition.collections[field.collection].machine
    for effect in event.moves:
        parts = taken_apart(event, effect.when)
        surely = agrees(choice, parts.fields) == YES and not parts.items and not parts.facts
        if machine and effect.by and effect.item == field.name and surely and effect.where is None:
            origins = {origin for move in machine.moves if move.by == effect.by for origin in move.origins}
            states = asked.get("state", tuple(machine.states))
            asked["state"] = tuple(state for state in states if state in origins)
    return asked


class Sight:
    """The facts looked at so far, and which of their values are told apart.

    Args:
        definition: the pathway; `definition` also has the questions that were put besides its own.
    """

    def __init__(self, definition: Definition, condition: Condition) -> None:
        self.definition = definition
        self._lists: dict[str, dict[tuple[str, ...], None]] = {}
        self.add(condition)

    @property
    def facts(self) -> tuple[str, ...]:
        """The free facts looked at."""
        return tuple(self._lists)

    @property
    def apart(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """For each of them the lists of values told apart."""
        return {fact: tuple(lists) for fact, lists in self._lists.items()}

    def add_all(self, conditions: Iterable[Condition]) -> bool:
        """Look at everything that these conditions ask; False when nothing of it is new."""
        fresh = False
        for condition in conditions:
            fresh = self.add(condition) or fresh
        return fresh

    def add_item_named(self, act: Act) -> bool:
        """Look at whether there is an item such as an act has to name; False when that is looked at already."""
        fresh = False
        for field in act.event.fields.values():
            if field.type == "item" and field.required:
                own = {k.partition(".")[2]: v for k, v in act.items.items() if k.partition(".")[0] == field.name}
                where = named_like(self.definition, act.event, field, own, choice=act.choice)
                name = f"{THERE_IS}{field.collection}:{sorted(where.items())}"
                if name not in self.definition.facts:
                    self.definition = with_question(self.definition, name, field.collection, where)
                    fresh = self.add({name: ("yes",)}) or fresh
        return fresh

    def add(self, condition: Condition) -> bool:
        """Look at what a condition asks as well; False when nothing of it is new."""
        fresh = False
        for name, allowed in condition.items():
            fact = self.definition.facts.get(name)
            if fact is None or name == STATE or fact.kind == "provided":
                continue
            if fact.kind == "derived":
                fresh = self.add_all(row.when for row in fact.rows) or fresh
            elif allowed not in self._lists.setdefault(name, {}):
                self._lists[name][allowed] = None
                fresh = True
        return fresh
