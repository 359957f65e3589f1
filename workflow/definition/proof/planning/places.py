"""Parts of what may be known in a state, and the deeds that lead from one to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from workflow.definition.proof.lens import Node, Reading
from workflow.definition.proof.lens.acts import Act
from workflow.definition.proof.lens.glass import Values
from workflow.definition.proof.lens.staff import Deed

Known = Mapping[str, frozenset[str]]
"""What something was narrowed to: fact → values."""


@dataclass(eq=False, slots=True)
class Edge:
    """A deed that surely is accepted, with every node to which it may lead.

    Args:
        leaves: the leaves in which those nodes lie, as they were when `version` was counted.
        steps: question → whether it surely takes an item out of it.
        fills: question → whether it may put an item into it.
    """

    deed: Deed
    acts: tuple[Act, ...]
    outcomes: tuple[Node, ...]
    leaves: tuple[Place, ...] = ()
    version: int = -1
    steps: dict[str, bool] = field(default_factory=dict)
    fills: dict[str, bool] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Place:
    """A part of what may be known in a state, with what staff can do there.

    Args:
        known: what it was narrowed to, on its way from everything: fact → values.
        parts: the places it was split into; a place without parts is a leaf.
        ideas: what may still be tried; None when it was never looked at.
    """

    node: Node
    known: Known
    edges: list[Edge] = field(default_factory=list)
    parts: tuple[Place, ...] = ()
    ideas: Iterator[bool] | None = None
    is_done: bool = False
    reading: Reading | None = None


def meet(one: Node, other: Node) -> bool:
    """Whether two nodes may be the same case."""
    if one.state != other.state:
        return False
    for a, b in zip(one.world, other.world, strict=True):
        if a is not b and a is not None and b is not None and a.isdisjoint(b):
            return False
    return True


def together(one: Node, other: Node) -> Node:
    """The node that holds what both hold."""
    return Node(one.state, tuple(_either(a, b) for a, b in zip(one.world, other.world, strict=True)))


def _either(one: Values | None, other: Values | None) -> Values | None:
    return None if one is None or other is None else cast("Values", frozenset((*one, *other)))
