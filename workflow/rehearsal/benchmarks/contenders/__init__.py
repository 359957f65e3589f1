"""What records the same workload: casepath, the bare driver it is measured by, and what somebody might use instead.

Each of them lays out cases and then walks them; none of them knows that it is timed.
"""

from __future__ import annotations

from typing import Protocol

from workflow.rehearsal.benchmarks.specimen import STEPS


class Contender(Protocol):
    """Something that can record a specimen's way."""

    def lay_out(self, cases: int) -> None:
        """Make so many new cases, each at the first state; unmeasured."""

    def walk(self) -> int:
        """Take every case that was laid out through all its steps, and tell how many transitions were recorded."""

    def close(self) -> None:
        """Give back what is held."""


def transitions_of(cases: int) -> int:
    """How many transitions the way of so many cases has."""
    return cases * len(STEPS)


__all__ = ["Contender", "transitions_of"]
