"""A failure as a story: the shortest sequence of events that leads to it, in the definition's own sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workflow.case.file import NEW
from workflow.definition.describing.wording import plain, sentence, tell, value_words
from workflow.definition.domains import NOT_GIVEN
from workflow.definition.model import Condition, Definition, Event, Never, Source
from workflow.definition.proof.findings import NOT_RULED_OUT, Failure, Given, Situation, Told
from workflow.definition.proof.lens import Node, Reading
from workflow.definition.proof.lens.acts import Act
from workflow.definition.proof.lens.truth import NO
from workflow.definition.proof.lens.walking import Allowance
from workflow.definition.proof.seeking import Found, way_to, with_question
from workflow.definition.proof.worlds import OverBudget

UNSETTLED = "No way there was found within the budget, and it was not shown that there is none."
UNREACHABLE = "No case can come there."


@dataclass(frozen=True, slots=True)
class Lead:
    """What leads to a situation: the sentences of a way, the states passed, and what has to be known about it.

    Args:
        is_unreachable: whether it was shown that no case can come there.
        found: the way itself.
        sought: where it was to lead.
        last: what is reported at its end.
    """

    steps: tuple[str, ...] = ()
    way: tuple[str, ...] = ()
    remark: str = ""
    is_unreachable: bool = False
    found: Found | None = None
    sought: Situation | None = None
    last: str = ""

    @classmethod
    def at_the_start(cls) -> Lead:
        """A case that is not opened yet is where every case begins."""
        return cls(way=(NEW,))

    @classmethod
    def to_nowhere(cls) -> Lead:
        """No case can come there."""
        return cls(remark=UNREACHABLE, is_unreachable=True)

    @property
    def is_found(self) -> bool:
        """Whether a way is known."""
        return bool(self.way)

    def values(self, fact: str) -> frozenset[str]:
        """The values a fact may have at the end of the way; empty where that is not known."""
        if self.found is None or fact not in self.found.glass.definition.facts:
            return frozenset()
        return self.found.glass.reading(self.found.node).values(fact)

    @property
    def reports(self) -> tuple[Told, ...]:
        """What is reported on the way."""
        if self.found is None:
            return ()
        after = [step.node.state for step in self.found.way]
        last = [self.found.act.row.to or self.found.node.state] if self.found.act else []
        return tuple(
            Told(act.event.name, act.row.name, act.choice, act.items, state)
            for act, state in zip(self.found.acts, (*after, *last), strict=True)
        )

    def failure(
        self, where: str, says: str, example: tuple[Given, ...] = (), *, yet: str = "", onward: tuple[str, ...] = ()
    ) -> Failure:
        """A failure with this way to it.

        Args:
            yet: why it is one although no case can come there.
            onward: the states that are passed by itself at the end of the way.
        """
        remark = f"{self.remark} {yet}" if self.is_unreachable and yet else self.remark
        way = (*self.way, *onward) if self.is_found else ()
        sought = None if self.is_unreachable else self.sought
        return Failure(
            where, says, example, self.steps, way, remark, reports=self.reports, sought=sought, last=self.last
        )

    def ending(self, last: str) -> Lead:
        """The same way with what is reported at its end; nothing where no way is known."""
        return replace(self, steps=(*self.steps, last) if self.is_found else (), last=last)


def lead_to(
    definition: Definition, situation: Situation, *, passing: bool = False, allowance: Allowance | None = None
) -> Lead:
    """Look for the shortest way to a situation, from a case that is not opened yet.

    Args:
        passing: whether the case may also be on its way through, while something happens by itself.
        allowance: how many steps the search may take; None for as many as the proof itself may.
    """
    facts = dict(situation.facts)
    for number, (collection, where) in enumerate(situation.items):
        definition = with_question(definition, f"the item that is named {number}", collection, where)
        facts[f"the item that is named {number}"] = ("yes",)
    never = Never("sought", "", Source("proposal"), states=situation.states, when=facts)
    try:
        found = way_to(definition, never, {"nodes": 0, "steps": 0}, passing=passing, allowance=allowance)
    except OverBudget:
        return Lead(remark=UNSETTLED)
    return lead_of(found) if found else Lead.to_nowhere()


def lead_of(found: Found) -> Lead:
    """Tell a way that was found."""
    remark = "" if found.is_sure else NOT_RULED_OUT
    return Lead(tuple(_sentences(found)), tuple(_states(found)), remark, found=found)


def _sentences(found: Found) -> Iterator[str]:
    definition = found.glass.definition
    for step, here in zip(found.way, found.before, strict=False):
        reading = found.glass.reading(here)
        first, *others = _passed(step.act, here, step.node)
        onward = "".join(f", and by itself → {state}" for state in others)
        yield f"{told_act(definition, step.act, reading)} → {first}{onward}"
    if found.act is not None:
        reading = found.glass.reading(found.node)
        yield f"{told_act(definition, found.act, reading)} → {found.act.row.to or found.node.state}"


def _states(found: Found) -> Iterator[str]:
    yield NEW
    for step, here in zip(found.way, found.before, strict=False):
        yield from _passed(step.act, here, step.node)


def _passed(act: Act, here: Node, there: Node) -> tuple[str, ...]:
    """The states a step leads through, as far as they are surely known."""
    first = act.row.to or here.state
    return (first,) if first == there.state else (first, there.state)


def told_act(definition: Definition, act: Act, reading: Reading) -> str:
    """An act with the fields that matter, in their codes and in words.

    Returns:
        Such as `classify (classification = unclear): The images are classified. Classification: Unclear.`
    """
    given = dict(_given(act))
    codes = ", ".join(f"{name} = {' or '.join(values)}" for name, values in given.items())
    words = "".join(f" {sentence(tell(definition, act.event, name, values))}" for name, values in given.items())
    lifted = "".join(f" {each}" for each in _lifted(definition, act, reading))
    return f"{act.event.name}{f' ({codes})' if codes else ''}: {sentence(act.row.says)}{words}{lifted}"


def told_report(definition: Definition, event: Event, says: str, choice: Condition, *, role: str = "") -> str:
    """A report that ends a story, told in the same way.

    Args:
        says: what becomes of it.
        choice: the fields given in it.
        role: who reports it; "" where it may be anybody who is allowed to.
    """
    given = {name: values for name, values in choice.items() if values != (NOT_GIVEN,)}
    codes = ", ".join(f"{name} = {' or '.join(values)}" for name, values in given.items())
    words = "".join(f" {sentence(tell(definition, event, name, values))}" for name, values in given.items())
    by = f" (reported by the {role})" if role else ""
    return f"{event.name}{f' ({codes})' if codes else ''}: {sentence(event.says)}{words}{by} → {says}"


def _given(act: Act) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, value in act.choice.items():
        if value != NOT_GIVEN:
            yield name, (value,)
    yield from act.items.items()


def _lifted(definition: Definition, act: Act, reading: Reading) -> Iterator[str]:
    """What somebody has to override so that it is accepted."""
    for name in act.row.requires:
        need = definition.requirements[name]
        if need.kind == "default" and need.override and reading.is_one_of(need.fact, need.allows) == NO:
            roles = " or ".join(plain(role) for role in need.override.roles)
            now = " or ".join(value_words(definition, None, need.fact, each) for each in reading.values(need.fact))
            yield f"The {roles} overrides {name}, which is not met ({plain(need.fact)}: {now})."
