"""Chance for one simulated person: the same draws for the same seed, and a tally of what was asked and what came up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

from workflow.rehearsal.parameters import Parameters

Thing = TypeVar("Thing")


class Dice:
    """Draws from the parameters.

    Args:
        seed: text; the same text gives the same draws, on every machine.
        tally: counts, per parameter and answer, how often it came up; shared by a whole cohort.
    """

    def __init__(self, parameters: Parameters, *, seed: str, tally: Counter[tuple[str, str]]) -> None:
        self._parameters = parameters
        self._tally = tally
        self.random = Random(seed)

    def happens(self, rate: str) -> bool:
        """Whether something happens that happens at that rate."""
        happened = self.random.random() < self._parameters.rates[rate].share
        self._tally[rate, "yes" if happened else "no"] += 1
        return happened

    def which(self, shares: str) -> str:
        """Which of the things that share it comes up."""
        among = self._parameters.shares[shares].among
        drawn = self.random.choices(list(among), weights=list(among.values()))[0]
        self._tally[shares, drawn] += 1
        return drawn

    def wait(self, name: str) -> timedelta:
        """How long it takes this time."""
        wait = self._parameters.waits[name]
        return timedelta(days=self.random.triangular(wait.least, wait.most, wait.usual))

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """Any of several things, each as likely; for names and the like, about which nothing is claimed."""
        return self.random.choice(things)
