"""From what was decided to the rows to write: hashes, links, protected texts, the projection. Pure; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from workflow.case.effective import Effective, instant_text
from workflow.case.entry import Entry
from workflow.case.file import Case
from workflow.case.written import canonical, case_text
from workflow.definition import Definition
from workflow.engine import summary
from workflow.engine.carrying import MIGRATION
from workflow.history.entry_bytes import Stamp, entry_hash, entry_text, genesis
from workflow.history.payloads import Payload
from workflow.history.reading import Stored

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sealing:
    """What goes into the bytes beside the entries themselves.

    Args:
        payloads: the first entry's protected texts as stored.
        commitments: for each of them what the entry commits to, and the digest of what is stored.
        key: digest of the idempotency key of the first entry.
        content: digest of what was reported under it.
        refers: seq and hash of the entry that the first one corrects.
    """

    deployment: str
    payloads: Mapping[str, Payload]
    commitments: Mapping[str, tuple[str, str]]
    key: str | None = None
    content: str | None = None
    refers: tuple[int, str] | None = None

    @classmethod
    def of(
        cls,
        deployment: str,
        payloads: Mapping[str, tuple[Payload, str]],
        *,
        key: str | None = None,
        content: str | None = None,
        refers: tuple[int, str] | None = None,
    ) -> Sealing:
        """Seal with payloads, each given with its commitment."""
        texts = {name: payload for name, (payload, _) in payloads.items()}
        commitments = {name: (commitment, payload.seal) for name, (payload, commitment) in payloads.items()}
        return cls(deployment, texts, commitments, key, content, refers)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain of a case goes on.

    Args:
        person: the opaque id of the person it is about.
        hash: of its last entry, or its genesis value.
        since: when it came to the state it is in.
    """

    person: str
    hash: str
    since: Effective | None


@dataclass(frozen=True, slots=True)
class Composition:
    """The rows of one write, of the same shape whatever was decided.

    Args:
        stored: the case as it will be stored.
        case: the values of its row.
    """

    stored: Stored
    case: Row
    entries: tuple[Row, ...]
    payloads: tuple[Row, ...]
    pending: Row


def compose(
    definition: Definition, before: Stored, entries: Sequence[Entry], after: Case, *, sealing: Sealing
) -> Composition:
    """Chain entries to a case's head and project the case after them.

    Args:
        definition: the one the case runs on.
        before: the case as stored; for a new one with seq 0 and its genesis value as head.
    """
    zone = ZoneInfo(definition.calendar.time_zone)
    start = Head(before.person_id, before.head, before.case.state_since)
    rows, head = chained(entries, start, sealing=sealing, zone=zone)
    stored = replace(
        before,
        case=after,
        head=head.hash,
        recorded_at=rows[-1]["recorded_at"],
        is_open=not definition.states[after.state].final,
    )
    pending = {
        "case_id": after.id,
        "first_seq": entries[0].seq,
        "last_seq": entries[-1].seq,
        "recorded_at": stored.recorded_at,
    }
    payloads = tuple(_payload_row(entries[0], name, payload) for name, payload in sealing.payloads.items())
    return Composition(stored, case_row(definition, stored), tuple(rows), payloads, pending)


def chained(entries: Sequence[Entry], head: Head, *, sealing: Sealing, zone: ZoneInfo) -> tuple[list[Row], Head]:
    """Chain entries to a head: the row of each, and the head after them."""
    rows: list[Row] = []
    for entry in entries:
        stamp = _stamp(head, sealing, first=not rows)
        text = entry_text(entry, stamp)
        digest = entry_hash(text)
        dwell_s, since = dwelt(entry, head.since, zone)
        rows.append(entry_row(entry, stamp, text, digest=digest, dwell_s=dwell_s))
        head = Head(head.person, digest, since)
    return rows, head


def dwelt(entry: Entry, since: Effective | None, zone: ZoneInfo) -> tuple[int | None, Effective | None]:
    """Return how many seconds the case was in the state that an entry ends, and since when it is in its new one.

    Args:
        since: when it came to the state before; None before its first one.

    Returns:
        None and `since` where the entry ends no state.
    """
    if entry.kind == MIGRATION or entry.from_state == entry.to_state:
        return None, since
    if since is None:
        return None, entry.effective
    dwell = entry.effective.first_instant(zone) - since.first_instant(zone)
    return max(0, int(dwell.total_seconds())), entry.effective


def new_case(case_id: str, definition: Definition, *, person_id: str, deployment: str) -> Stored:
    """Return a case before its first entry."""
    case = Case(case_id, definition.digest)
    return Stored(case, person_id, definition.pathway, True, genesis(case_id, deployment), "", None)


def case_row(definition: Definition, stored: Stored) -> Row:
    """Return the projection of a case: every column but those that never change."""
    case = stored.case
    seen = summary(definition, case)
    alerts = seen.counts.get("alerts", 0)
    return {
        "definition": case.definition,
        "state": case.state,
        "is_open": int(stored.is_open),
        "seq": case.seq,
        "head_hash": stored.head,
        "recorded_at": stored.recorded_at,
        "urgency": 0 if alerts else 1,
        "next_due_on": seen.next_due_on.isoformat() if seen.next_due_on else "",
        "next_due_clock": seen.next_due_clock,
        "received_on": seen.received_on.isoformat() if seen.received_on else "",
        "review_on": seen.review_on.isoformat() if seen.review_on else "",
        "owner": seen.owner,
        "team": seen.team,
        "outcome": seen.outcome,
        "alerts": alerts,
        "unacknowledged": seen.counts.get("unacknowledged", 0),
        "counts": canonical(dict(seen.counts)),
        "file": case_text(case),
    }


def entry_row(entry: Entry, stamp: Stamp, text: str, *, digest: str, dwell_s: int | None) -> Row:
    """Return the row of an entry: its text, and the columns that repeat what stands in it, in the table's order."""
    return {
        "case_id": entry.case_id,
        "seq": entry.seq,
        "kind": entry.kind,
        "event": entry.event,
        "from_state": entry.from_state,
        "to_state": entry.to_state,
        "actor": entry.actor.name,
        "role": entry.actor.role,
        "on_behalf_of": entry.actor.on_behalf_of,
        "effective": entry.effective.text,
        "precision": entry.effective.precision,
        "recorded_at": instant_text(entry.recorded_at),
        "definition": entry.definition,
        "caused_by": entry.caused_by,
        "dwell_s": dwell_s,
        "key_digest": stamp.key,
        "content_digest": stamp.content,
        "prev_hash": stamp.prev,
        "hash": digest,
        "body": text,
    }


def _stamp(head: Head, sealing: Sealing, *, first: bool) -> Stamp:
    if not first:
        return Stamp(sealing.deployment, head.person, head.hash)
    return Stamp(
        sealing.deployment,
        head.person,
        head.hash,
        key=sealing.key,
        content=sealing.content,
        payloads=sealing.commitments,
        refers=sealing.refers,
    )


def _payload_row(entry: Entry, field: str, payload: Payload) -> Row:
    return {
        "case_id": entry.case_id,
        "seq": entry.seq,
        "field": field,
        "scheme": payload.scheme,
        "nonce": payload.nonce,
        "sealed": payload.sealed,
    }
