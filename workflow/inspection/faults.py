"""What can be wrong with a history, and what a verification found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

KINDS = {
    "bytes": "the stored text of an entry is not the canonical form that is hashed",
    "hash": "an entry's hash is not the hash of its text",
    "chain": "an entry does not link to the one before it, or a correction to the entry it corrects",
    "sequence": "an entry is missing, doubled, or stands with another case",
    "columns": "a column of an entry does not repeat what stands in its text",
    "time": "an entry was recorded before the one it follows, or in time to come",
    "definition": "a definition is missing, or its kept body has another digest",
    "receipt": "a kept definition has no receipt of its proof, or a receipt is not what it says",
    "unlawful": "the rules of its version do not lead to what an entry records",
    "projection": "the case row is not what the entries add up to",
    "payload": "a protected text is missing without an erasure, altered, or was never committed to",
    "index": "the look-up of persons or referrals does not lead where the entries say",
}
"""Every kind of fault, in the order in which a reader should care."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Args:
        kind: one of KINDS.
        case_id: the case; "" when it belongs to none.
        seq: the entry; 0 when it belongs to none.
        says: what was found and what it should be; never a protected text.
    """

    kind: str
    case_id: str
    seq: int
    says: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification looked at and found.

    Args:
        faults: the first fault of each kind, in the order of KINDS.
        counts: how many faults of each kind there are.
        keyed: whether keys were there to open protected texts.
        seconds: how long it took.
        bytes_only: whether only hashes and links were looked at.
        unproved: definitions that an earlier release kept without a receipt and that were not proved since; no fault.
    """

    cases: int
    entries: int
    faults: tuple[Fault, ...]
    counts: dict[str, int]
    keyed: bool
    seconds: float
    unproved: tuple[str, ...] = ()
    bytes_only: bool = False

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


class Findings:
    """Collects faults: the first of each kind and how many there are, whatever the size of the history."""

    def __init__(self) -> None:
        self._first: dict[str, Fault] = {}
        self.counts: dict[str, int] = {}

    def add(self, fault: Fault) -> None:
        """Count a fault, and keep it when it is the first of its kind."""
        self._first.setdefault(fault.kind, fault)
        self.counts[fault.kind] = self.counts.get(fault.kind, 0) + 1

    def add_all(self, faults: Iterator[Fault]) -> None:
        """Count several faults."""
        for fault in faults:
            self.add(fault)

    def in_order(self) -> tuple[Fault, ...]:
        """Return the first fault of each kind."""
        return tuple(self._first[kind] for kind in KINDS if kind in self._first)
