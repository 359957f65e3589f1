"""The way one case or item took, to be drawn over a picture."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Journey:
    """States in the order they were visited, and where it stands now."""

    way: tuple[str, ...]
    here: str

    def visits(self, place: str) -> tuple[int, ...]:
        """At which steps of the way a place was visited, counted from 1."""
        return tuple(number for number, name in enumerate(self.way, start=1) if name == place)

    def walked(self, origin: str, target: str) -> bool:
        """Whether the way leads straight from one place to the other at any time."""
        return (origin, target) in pairwise(self.way)
