"""What is known of a case that is seen through a few of its facts: of every other fact any value is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.definition.model import Condition, Requirement, Row
from workflow.definition.proof.domain import STATE
from workflow.definition.proof.lens.truth import MAYBE, NO, YES, within

if TYPE_CHECKING:
    from workflow.definition.proof.lens.glass import Glass, World


class Reading:
    """Facts of one partly known case; every value that is possible is given."""

    def __init__(self, glass: Glass, state: str, world: World) -> None:
        self.glass = glass
        self.state = state
        self.world = world
        self._known: dict[str, frozenset[str]] = {STATE: frozenset({state})}
        self._answers: dict[tuple[str, tuple[str, ...]], int] = {}

    def values(self, fact: str) -> frozenset[str]:
        """The values a fact may have."""
        found = self._known.get(fact)
        if found is None:
            found = self._known[fact] = self._values(fact)
        return found

    def is_one_of(self, fact: str, allowed: tuple[str, ...]) -> int:
        """Whether a fact has one of these values."""
        key = (fact, allowed)
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = within(self.values(fact), allowed)
        return found

    def holds(self, condition: Condition) -> int:
        """Whether a condition on facts holds."""
        found = YES
        for fact, allowed in condition.items():
            answer = self.is_one_of(fact, allowed)
            if answer == NO:
                return NO
            if answer < found:
                found = answer
        return found

    def admits(self, row: Row, roles: tuple[str, ...]) -> int:
        """Whether the row's requirements let it pass, for somebody in one of these roles who may override some."""
        found = YES
        for name in row.requires:
            answer = self._met(self.glass.definition.requirements[name], roles)
            if answer == NO:
                return NO
            if answer < found:
                found = answer
        return found

    def unmet(self, row: Row) -> tuple[Requirement, ...]:
        """The requirements that surely are not met and that nobody may lift here."""
        needs = [self.glass.definition.requirements[name] for name in row.requires]
        return tuple(need for need in needs if self._met(need, ()) == NO)

    def _met(self, need: Requirement, roles: tuple[str, ...]) -> int:
        if need.kind in ("advice", "info"):
            return YES
        if need.kind == "default" and need.override and set(need.override.roles) & set(roles):
            return YES
        return self.is_one_of(need.fact, need.allows)

    def _values(self, name: str) -> frozenset[str]:
        fact = self.glass.definition.facts[name]
        if fact.kind == "derived":
            return self._derived(name)
        place = self.glass.place.get(name)
        known = None if place is None else self.world[place]
        if place is None or known is None:
            return frozenset(fact.values)
        return self.glass.read(place, fact, known)

    def _derived(self, name: str) -> frozenset[str]:
        fact = self.glass.definition.facts[name]
        found: set[str] = set()
        for row in fact.rows:
            answer = self.holds(row.when)
            if answer != NO:
                found.add(row.value)
            if answer == YES:
                break
        return frozenset(found)


__all__ = ["MAYBE", "NO", "YES", "Reading"]
