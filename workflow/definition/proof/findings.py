"""What a proof found: per obligation how much was looked at, and every failure with the smallest example of it.

It holds results only; how they are found is the business of one module per obligation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workflow.definition.model import Condition

Progress = Callable[[int, int, int], None]
"""Told as the proof goes on: the obligation's number, how many of its subjects are done, how many there are."""

NOT_RULED_OUT = (
    "Nothing that was looked at rules this way out, but not every step of it was shown to be possible: it depends on "
    "more than could be looked at together."
)
"""The remark on a way of which a step stays open."""

UNTRIED = (
    "The engine was not brought there by exactly these reports; one of them may have to be made for more than one item."
)
"""The remark on a way that the engine did not go when it was tried."""


@dataclass(frozen=True, slots=True)
class Given:
    """One line of an example: a name has a value, and both in the definition's own words."""

    key: str
    value: str
    says: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a case would stand, and what would be the case there.

    Args:
        states: one of these; () for any.
        facts: what holds of the facts.
        items: collection → what one of its items is like, for each item that is meant.
    """

    states: tuple[str, ...]
    facts: Condition
    items: tuple[tuple[str, Condition], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One report of a story, as far as it matters.

    Args:
        choice: the fields that matter with their values.
        items: what the item it names is like, as `field.item_field`.
        state: where the case then stands.
    """

    event: str
    row: str
    choice: Mapping[str, str]
    items: Mapping[str, tuple[str, ...]]
    state: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that does not hold.

    Args:
        where: the place in the definition, by the names of its tables and rows.
        says: what is wrong there, as a sentence.
        example: the smallest combination that shows it; empty where none is needed.
        steps: the shortest sequence of events that leads there, in the definition's own sentences.
        way: the states passed on it, for a picture.
        remark: what has to be known about that way, or why there is none.
        is_nearest: whether the way leads only to the nearest place that was reached, and the remark says what is
            lacking there.
        reports: what is reported on the way, for whoever wants to try it.
        is_tried: whether the engine accepted every one of these reports and the case then was as it is told.
        sought: where a way was looked for; None where it is shown that there is none.
        last: what is reported at the end of it.
    """

    where: str
    says: str
    example: tuple[Given, ...] = ()
    steps: tuple[str, ...] = ()
    way: tuple[str, ...] = ()
    remark: str = ""
    is_nearest: bool = False
    reports: tuple[Told, ...] = ()
    is_tried: bool = False
    sought: Situation | None = None
    last: str = ""

    @property
    def heading(self) -> str:
        """What its steps are, as a heading."""
        if self.is_nearest:
            return "The nearest case that was reached"
        is_open = NOT_RULED_OUT in self.remark or UNTRIED in self.remark
        return "A way there that is not ruled out" if is_open else "The shortest way there"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing a definition owes, and what was looked at to see whether it holds.

    Args:
        number: its number among the seven.
        says: what is owed, as a sentence.
        count: how many combinations were covered, every one of them.
        counts: the figures behind it, such as cells, rows and the distinct paths through them.
    """

    number: int
    says: str
    count: int
    failures: tuple[Failure, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether nothing was found against it."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Proof:
    """The obligations that were checked for one definition.

    Args:
        definition: the definition's full name.
        digest: the digest of exactly what was proved.
        seconds: how long it took; 0.0 when no timer was given.
    """

    definition: str
    digest: str
    obligations: tuple[Obligation, ...]
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether every obligation holds."""
        return all(obligation.holds for obligation in self.obligations)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Every failure, in the order of the obligations."""
        return tuple(failure for obligation in self.obligations for failure in obligation.failures)
