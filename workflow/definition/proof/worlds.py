"""Going through every combination of values without writing each one down.

A question is put to a world in which each free name still has several possible values. Where the answer depends on
which of them it is, the world is split in two and both halves are looked at; where it does not, the whole half is
answered at once. So every combination is covered, and the figure of combinations covered is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Generic, TypeVar

from workflow.case.errors import WorkflowError
from workflow.definition.model import Condition
from workflow.definition.proof.domain import STATE, Domain

Found = TypeVar("Found")
World = Mapping[str, frozenset[str]]
"""For every free name the values it may still have."""

BUDGET = 400_000
"""The most paths that one question may take; more is a failure of the proof, never a reason to look at a sample."""


class OverBudget(WorkflowError):
    """More paths than the budget allows."""

    code = "over_budget"


class Undecided(Exception):
    """The answer depends on which of its possible values a name has."""

    def __init__(self, name: str, inside: frozenset[str]) -> None:
        super().__init__(name)
        self.name = name
        self.inside = inside


@dataclass(frozen=True, slots=True)
class Path(Generic[Found]):
    """One part of the combinations and the answer that all of them give.

    Args:
        combinations: how many combinations of free values lie in it.
    """

    world: World
    found: Found
    combinations: int


class Reader:
    """Reads conditions in one world; `state` has one value, which the reader's owner may change on the way."""

    def __init__(self, domain: Domain, world: World, state: str | None = None) -> None:
        self._domain = domain
        self._world = world
        self._state = state
        self._computed: dict[str, str] = {}

    def move_to(self, state: str) -> None:
        """Read on as if the case stood in this state, every free fact unchanged."""
        self._state = state
        self._computed.clear()

    def holds(self, condition: Condition) -> bool:
        """Whether every part of a condition holds.

        Raises:
            Undecided: when it holds for some of the possible values only.
        """
        return all(self.is_one_of(self._domain.name_of(key), allowed) for key, allowed in condition.items())

    def is_one_of(self, name: str, allowed: tuple[str, ...]) -> bool:
        """Whether a name has one of these values; raises `Undecided` like `holds`."""
        if name == STATE and self._state is not None:
            return self._state in allowed
        rows = self._domain.rows(name)
        if rows:
            return self.value_of(name) in allowed
        possible = self._world[name]
        inside = possible.intersection(allowed)
        if not inside:
            return False
        if inside == possible:
            return True
        raise Undecided(name, inside)

    def value_of(self, name: str) -> str:
        """The value a derived fact has; "" when no row of its table holds."""
        if name not in self._computed:
            index = self.first_row(name)
            self._computed[name] = "" if index is None else self._domain.rows(name)[index].value
        return self._computed[name]

    def first_row(self, name: str) -> int | None:
        """Which row of a derived fact's table holds first; None when none does."""
        for index, row in enumerate(self._domain.rows(name)):
            if all(self.is_one_of(key, allowed) for key, allowed in row.when.items()):
                return index
        return None


def every_path(
    domain: Domain,
    names: tuple[str, ...],
    question: Callable[[Reader], Found],
    *,
    state: str | None = None,
    within: World | None = None,
) -> Iterator[Path[Found]]:
    """Put a question to every combination of the free values beneath these names.

    Args:
        names: all names the question may ask about.
        state: the case's state, when it is known.
        within: narrower possible values for some free names.

    Raises:
        OverBudget: when the question splits the combinations into more than `BUDGET` paths.
    """
    whole: dict[str, frozenset[str]] = {
        name: frozenset(domain.values(name)) for name in domain.free_names(names) if state is None or name != STATE
    }
    waiting: list[World] = [{**whole, **(within or {})}]
    walked = 0
    while waiting:
        world = waiting.pop()
        try:
            found = question(Reader(domain, world, state))
        except Undecided as split:
            outside = world[split.name] - split.inside
            waiting.append({**world, split.name: outside})
            waiting.append({**world, split.name: split.inside})
            continue
        walked += 1
        if walked > BUDGET:
            raise OverBudget(f"More than {BUDGET:,} paths; the facts named here depend on too many others.")
        yield Path(world, found, prod(len(possible) for possible in world.values()))
