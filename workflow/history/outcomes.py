"""What a CaseBook takes and answers, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from workflow.case.actor import Actor
from workflow.case.effective import Effective
from workflow.case.entry import Entry, Override
from workflow.case.errors import Unmet
from workflow.case.file import Case
from workflow.history.patients import Patient

Occurred = Effective | datetime | date | str | None
"""When something happened, as told; None for now."""


@dataclass(frozen=True, slots=True)
class Report:
    """One event to be reported on a case; the arguments of `CaseBook.report`."""

    case_id: str
    event: str
    fields: Mapping[str, object]
    by: Actor
    occurred_at: Occurred = None
    key: str | None = None
    expected_seq: int | None = None
    overrides: Mapping[str, Override] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Referral:
    """A case to be opened; the arguments of `CaseBook.open`."""

    pathway: str
    patient: Patient
    fields: Mapping[str, object]
    by: Actor
    key: str
    occurred_at: Occurred = None
    source: str = ""
    overrides: Mapping[str, Override] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reported:
    """What was recorded.

    Args:
        case: the case as it stands now.
        entries: the reported entry, then those that followed from it by themselves.
        repeated: this key had been used before with the same content; nothing was written.
        advice: advice that was not followed; empty for a repeated report.
    """

    case: Case
    entries: tuple[Entry, ...]
    repeated: bool = False
    advice: tuple[Unmet, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was opened, or the open case that the referral was attached to."""

    case: Case
    attached: bool
    entries: tuple[Entry, ...]
    repeated: bool = False
    advice: tuple[Unmet, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedEntry:
    """An entry with its place in the chain.

    Args:
        hash: of its bytes; the next entry's `prev_hash`.
        key_digest: digest of the idempotency key; None when it had none.
        definition_name: the full name of the definition it was decided under.
        dwell_s: for a transition, the seconds since the case came to the state it left.
    """

    entry: Entry
    hash: str
    prev_hash: str
    key_digest: str | None
    definition_name: str
    dwell_s: int | None


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure removed: the person's cases, each with its erasure entry, and how many texts are gone."""

    entries: tuple[Entry, ...]
    payloads: int


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One case as the worklist shows it.

    Args:
        local_id: the value of the host's opaque reference; "" for a person known by numbers.
        pathway: the pathway's name without variant and date.
        definition: digest of the definition it runs on.
        counts: every counter the definition's worklist declares; `alerts` and `unacknowledged` also by themselves.
    """

    case_id: str
    local_id: str
    pathway: str
    definition: str
    state: str
    is_open: bool
    seq: int
    next_due_on: date | None
    next_due_clock: str
    received_on: date | None
    review_on: date | None
    owner: str
    team: str
    outcome: str
    alerts: int
    unacknowledged: int
    counts: Mapping[str, int]
