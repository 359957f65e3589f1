"""The longest way onward through a machine: the main road of its picture."""

from __future__ import annotations

from collections.abc import Collection, Sequence

Step = tuple[str, str]


def longest_way(order: Sequence[str], steps: Collection[Step], *, start: str) -> tuple[str, ...]:
    """The longest way from a place along steps that go onward in an order; of equal ones that of the earlier places.

    Args:
        order: the places that may lie on the way, as the story tells them.
        steps: (from, to) of every possible step.
    """
    best: dict[str, tuple[str, ...]] = {}
    for at in range(len(order) - 1, -1, -1):
        onward = [best[name] for name in order[at + 1 :] if (order[at], name) in steps]
        best[order[at]] = (order[at], *max(onward, key=len, default=()))
    return best.get(start, ())
