"""Judges what a crowd of writers and readers saw against the history that is left: nothing lost, doubled or forked.

It knows no database and no pathway, so that it can judge a careless history as well as ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

Outcome = Literal["acknowledged", "turned_away", "unknown"]


@dataclass(frozen=True, slots=True)
class Write:
    """One attempt to record something.

    Args:
        key: unique for what is to be recorded; repeated when the same is sent again.
        began: monotonic seconds when it was sent.
        ended: monotonic seconds when the answer was there.
        outcome: acknowledged after the commit; turned away (refused, conflict); unknown when no answer came.
        seq: the number it was told to have; 0 when it was not acknowledged.
    """

    case: str
    key: str
    began: float
    ended: float
    outcome: Outcome
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """One reading of a history: the hashes in order."""

    case: str
    began: float
    ended: float
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history that is left; `key` is "" for what followed by itself."""

    seq: int
    prev: str
    hash: str
    key: str


@dataclass(slots=True)
class Witnessed:
    """All that a crowd did and saw."""

    writes: list[Write] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)


History = Mapping[str, Sequence[Line]]


def judge(history: History, seen: Witnessed) -> list[str]:
    """Everything that is wrong, one sentence each; empty when the history is what the crowd was told.

    Source: Herlihy and Wing, "Linearizability" (1990), for the order in real time.
    """
    return [
        *_shape(history),
        *_once(history, seen.writes),
        *_order(history, seen.writes),
        *_prefixes(history, seen),
    ]


def _shape(history: History) -> Iterator[str]:
    for case, lines in history.items():
        if [line.seq for line in lines] != list(range(1, len(lines) + 1)):
            yield f"{case}: the numbers are {[line.seq for line in lines]}, with gaps or doubles"
        forks = [prev for prev, times in Counter(line.prev for line in lines).items() if times > 1]
        if forks:
            yield f"{case}: {len(forks)} entries are followed by two"
        if any(after.prev != before.hash for before, after in pairwise(lines)):
            yield f"{case}: an entry does not link to the one before it"


def _once(history: History, writes: Sequence[Write]) -> Iterator[str]:
    told: dict[tuple[str, str], set[Outcome]] = {}
    for write in writes:
        told.setdefault((write.case, write.key), set()).add(write.outcome)
    for (case, key), outcomes in told.items():
        times = sum(line.key == key for line in history.get(case, ()))
        if "acknowledged" in outcomes and times == 0:
            yield f"{case}: {key} was acknowledged and is lost"
        if times > 1:
            yield f"{case}: {key} was written {times} times"
        if outcomes == {"turned_away"} and times:
            yield f"{case}: {key} was turned away and is written"
    known = set(told)
    for case, lines in history.items():
        for line in lines:
            if line.key and (case, line.key) not in known:
                yield f"{case}: {line.key} was sent by nobody"


def _order(history: History, writes: Sequence[Write]) -> Iterator[str]:
    """What was acknowledged before another was sent comes before it; and each has the number it was told."""
    place = {(case, line.key): line.seq for case, lines in history.items() for line in lines if line.key}
    for case in history:
        first: dict[str, Write] = {}
        for write in sorted(writes, key=lambda each: each.ended):
            if write.case == case and write.outcome == "acknowledged":
                first.setdefault(write.key, write)
        told = [(write, place[case, key]) for key, write in first.items() if (case, key) in place]
        for write, seq in told:
            if write.seq != seq:
                yield f"{case}: {write.key} was told number {write.seq} and has {seq}"
        # A key sent twice was recorded by whichever came first, so that only its first answer bounds it.
        begun = {key: min(w.began for w in writes if (w.case, w.key) == (case, key)) for key in first}
        latest = 0
        for moment, is_end, seq in _moments(told, begun):
            if is_end:
                latest = max(latest, seq)
            elif seq < latest:
                yield f"{case}: what was sent at {moment:.6f} stands before what was acknowledged by then"


def _moments(told: Sequence[tuple[Write, int]], begun: Mapping[str, float]) -> list[tuple[float, bool, int]]:
    starts = [(begun[write.key], False, seq) for write, seq in told]
    return sorted([*starts, *((write.ended, True, seq) for write, seq in told)])


def _prefixes(history: History, seen: Witnessed) -> Iterator[str]:
    place = {(case, line.key): line.seq for case, lines in history.items() for line in lines if line.key}
    for look in seen.looks:
        left = tuple(line.hash for line in history.get(look.case, ()))
        if left[: len(look.hashes)] != look.hashes:
            yield f"{look.case}: somebody saw a history that is not the beginning of what is left"
        for write in seen.writes:
            due = write.case == look.case and write.outcome == "acknowledged" and write.ended < look.began
            if due and place.get((look.case, write.key), 0) > len(look.hashes):
                yield f"{look.case}: somebody looked after {write.key} was acknowledged and did not see it"
