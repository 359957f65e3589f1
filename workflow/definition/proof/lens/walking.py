"""Going from node to node: every node that can be reached through a glass, and the shortest way to each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from workflow.definition.proof.lens.acts import Act
from workflow.definition.proof.lens.glass import Glass, Node
from workflow.definition.proof.worlds import OverBudget

NODES = 100_000
"""The most nodes one question may take; more is a failure of the proof, never a reason to look at a sample."""

STEPS = 100_000
"""The most steps from node to node that one question may take."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way: what was reported, and where the case then rested."""

    act: Act
    node: Node


@dataclass(slots=True)
class Allowance:
    """How many steps several walks may take together.

    Args:
        left: all of them.
        first, closer: the most of them that the first walk for one question may take, and each further one.
    """

    left: int
    first: int
    closer: int

    def walk(self, glass: Glass, turn: int) -> Walk:
        """A walk that takes no more than it may."""
        return Walk(glass, min(self.left, self.closer if turn else self.first))

    def taken(self, walk: Walk) -> None:
        """Count what a walk took."""
        self.left -= walk.steps


@dataclass(slots=True)
class Walk:
    """What was reached from a new case, each node with the step that led to it first.

    Args:
        most: the most steps it may take.
    """

    glass: Glass
    most: int = STEPS
    came_by: dict[Node, tuple[Node, Act] | None] = field(default_factory=dict)
    steps: int = 0

    def nodes(self) -> Iterator[Node]:
        """Every node that can be reached, the nearest first.

        Raises:
            OverBudget: when there are more than `NODES`, or it took more than `most` steps.
        """
        start = self.glass.start()
        self.came_by[start] = None
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            yield here
            for act, there in self.glass.steps(here):
                self.steps += 1
                if self.steps > self.most:
                    raise OverBudget(f"More than {self.most:,} steps; too many facts have to be looked at together.")
                if there not in self.came_by:
                    if len(self.came_by) >= NODES:
                        raise OverBudget(f"More than {NODES:,} nodes; too many facts have to be looked at together.")
                    self.came_by[there] = (here, act)
                    waiting.append(there)

    def way(self, node: Node) -> tuple[Step, ...]:
        """The shortest way to a node that was reached."""
        found: list[Step] = []
        while came := self.came_by[node]:
            found.append(Step(came[1], node))
            node = came[0]
        return tuple(reversed(found))
