"""Obligation 6: what the pathway says must never happen cannot happen, whatever is reported in whatever order.

A rule is looked at through the facts it names. Where that leaves a way to what is forbidden, the facts on which that
way depends are looked at as well, and so on, until no way is left or one stands that nothing rules out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.case.file import NEW
from workflow.definition.model import Condition, Definition, Never, Source
from workflow.definition.proof.domain import STATE, Domain
from workflow.definition.proof.findings import Failure, Obligation, Progress
from workflow.definition.proof.lens import Glass, Node, Reading
from workflow.definition.proof.lens.acts import Act, Parts, agrees, taken_apart
from workflow.definition.proof.lens.effects import on_items
from workflow.definition.proof.lens.glass import singled_out
from workflow.definition.proof.lens.truth import MAYBE, NO
from workflow.definition.proof.lens.walking import Step, Walk
from workflow.definition.proof.story import told_way
from workflow.definition.proof.worlds import OverBudget

SAYS = "What the pathway says must never happen cannot happen, whatever is reported by whom and in whatever order."

ROUNDS = 12
"""How often more facts are looked at for one rule before its last way is told: it is not ruled out."""


@dataclass(frozen=True, slots=True)
class Found:
    """A way to something forbidden: the steps to where it can be done, and the act where it is one."""

    way: tuple[Step, ...]
    node: Node
    act: Act | None = None


def never_rules(definition: Definition, progress: Progress | None = None) -> Obligation:
    """Look for a way to everything that is forbidden.

    Args:
        progress: told after each rule.
    """
    counts = {"rules": len(definition.nevers), "nodes": 0, "steps": 0}
    failures: list[Failure] = []
    for done, never in enumerate(definition.nevers.values(), start=1):
        try:
            if failure := _failure(definition, never, counts):
                failures.append(failure)
        except OverBudget as error:
            failures.append(Failure(f"nevers.{never.name}", error.message))
        if progress:
            progress(6, done, len(definition.nevers))
    return Obligation(6, SAYS, counts["nodes"], tuple(failures), counts)


def _failure(definition: Definition, never: Never, counts: dict[str, int]) -> Failure | None:
    found = way_to(definition, never, counts)
    if found is None:
        return None
    return Failure(
        f"nevers.{never.name}",
        f"This can happen: {never.says}",
        steps=told_way(definition, found.way, found.act),
        way=(NEW, *(step.node.state for step in found.way)),
    )


def way_to(definition: Definition, never: Never, counts: dict[str, int]) -> Found | None:
    """A way to something forbidden that nothing looked at rules out; None when it is shown that there is none.

    Raises:
        OverBudget: when not even a first way is found within the budget.
    """
    sight = Sight(definition, _facts_named(definition, never))
    found: Found | None = None
    for turn in range(ROUNDS):
        glass = Glass(definition, sight.facts, _asked(definition, never), sight.apart)
        if never.is_act and turn == 0 and not any(True for _ in _anywhere(glass, never, counts)):
            return None
        try:
            nearer = _first(glass, never, counts)
        except OverBudget:
            if found is None:
                raise
            return found
        if nearer is None:
            return None
        found = nearer
        if not _sharpened(glass, sight, found):
            return found
    if found is None:
        raise OverBudget("The rule was not looked at.")
    return found


def led_to(definition: Definition, state: str, facts: Condition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The shortest sequence of events after which a case rests in a state with these facts, and the states passed.

    Returns:
        Its sentences and its states; both empty when no case can come there, or none was found within the budget.
    """
    never = Never("sought", "", Source("proposal"), states=(state,), when=facts)
    try:
        found = way_to(definition, never, {"nodes": 0, "steps": 0}) if state != NEW else None
    except OverBudget:
        found = None
    if found is None:
        return (), ()
    return told_way(definition, found.way), (NEW, *(step.node.state for step in found.way))


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


def _first(glass: Glass, never: Never, counts: dict[str, int]) -> Found | None:
    walk = Walk(glass)
    for node in walk.nodes():
        counts["nodes"] += 1
        reading = glass.reading(node)
        if never.is_act:
            for act in _acts(glass, node.state):
                if _is_meant(never, act, node.state) and _is_done(glass, never, act, reading):
                    return Found(walk.way(node), node, act)
        elif node.state != NEW and _stands(never, reading):
            return Found(walk.way(node), node)
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


def _sharpened(glass: Glass, sight: Sight, found: Found) -> bool:
    """Look more closely at what the last step of a way left open; else the step before, and so on.

    What a row selects on, what an effect depends on and what would have happened by itself come first; what a row
    requires comes after all of these, because most requirements can be met at any time.
    """
    for open_at in (_left_open, _automatic_left_open, _requirements_left_open):
        before = [glass.start(), *(step.node for step in found.way)]
        acts = [*(step.act for step in found.way), *((found.act,) if found.act else ())]
        after = [*(step.node for step in found.way), None]
        for act, here, there in reversed(list(zip(acts, before, after, strict=False))):
            if sight.add_all(open_at(glass, act, here, there)):
                return True
    return False


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


def _requirements_left_open(glass: Glass, act: Act, here: Node, _: Node | None) -> list[Condition]:
    reading = glass.reading(here)
    needs = [glass.definition.requirements[name] for name in act.row.requires]
    return [
        {need.fact: need.allows}
        for need in needs
        if need.kind in ("rule", "default") and reading.is_one_of(need.fact, need.allows) == MAYBE
    ]


class Sight:
    """The facts looked at so far, and which of their values are told apart."""

    def __init__(self, definition: Definition, condition: Condition) -> None:
        self._definition = definition
        self._domain = Domain(definition)
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

    def add(self, condition: Condition) -> bool:
        """Look at what a condition asks as well; False when nothing of it is new."""
        fresh = False
        for name, allowed in condition.items():
            fact = self._definition.facts.get(name)
            if fact is None or name == STATE or fact.kind == "provided":
                continue
            if fact.kind == "derived":
                fresh = self.add_all(row.when for row in fact.rows) or fresh
            elif allowed not in self._lists.setdefault(name, {}):
                self._lists[name][allowed] = None
                fresh = True
        return fresh
