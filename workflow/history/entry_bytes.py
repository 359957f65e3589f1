"""The bytes of an entry: the one canonical text that is hashed, stored and checked.

RFC 8785 in a restricted profile (ASCII keys; text, whole numbers, booleans, null; no floats), for which the standard
library writes the same bytes six times faster than a full implementation. It knows no database and no rule.
Source: RFC 8785; RFC 6962 section 2.1 for the leading zero byte, so that an entry's hash is also a log's leaf.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow.case.actor import Actor
from workflow.case.effective import Effective, Precision, instant_from, instant_text
from workflow.case.entry import Entry, EvidenceRef, Lifted
from workflow.case.errors import BadInput
from workflow.case.written import canonical, coded_from

VERSION = 1
_LEAF = b"\x00"
_GENESIS = b"\x02"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the history adds to an entry before it is hashed.

    Args:
        deployment: the name of the deployment that recorded it.
        person: the opaque id of the person the case is about.
        prev: the hash of the case's previous entry, or its genesis value.
        key: digest of the idempotency key; None when there was none.
        content: digest of what was reported under that key.
        payloads: for each protected field its commitment and the digest of what is stored.
        refers: seq and hash of the entry that this one corrects.
    """

    deployment: str
    person: str
    prev: str
    key: str | None = None
    content: str | None = None
    payloads: Mapping[str, tuple[str, str]] | None = None
    refers: tuple[int, str] | None = None


def entry_text(entry: Entry, stamp: Stamp) -> str:
    """Write an entry as the canonical text whose UTF-8 bytes are hashed."""
    return canonical(
        {
            "v": VERSION,
            "deployment": stamp.deployment,
            "case": entry.case_id,
            "person": stamp.person,
            "seq": entry.seq,
            "kind": entry.kind,
            "event": entry.event,
            "from": entry.from_state,
            "to": entry.to_state,
            "actor": entry.actor.name,
            "role": entry.actor.role,
            "on_behalf_of": entry.actor.on_behalf_of,
            "effective": entry.effective.text,
            "precision": entry.effective.precision,
            "recorded_at": instant_text(entry.recorded_at),
            "definition": entry.definition,
            "fields": entry.fields,
            "facts": entry.facts,
            "evidence": [[ref.item, ref.version] for ref in entry.evidence],
            "lifted": [[each.requirement, each.kind, each.reason] for each in entry.lifted],
            "caused_by": entry.caused_by,
            "payloads": {name: list(pair) for name, pair in (stamp.payloads or {}).items()},
            "refers": list(stamp.refers) if stamp.refers else None,
            "key": stamp.key,
            "content": stamp.content,
            "prev": stamp.prev,
        }
    )


def entry_hash(text: str) -> str:
    """Return the hash of an entry's text: link of the chain and leaf of a log, 64 hexadecimal digits.

    Raises:
        BadInput: when the text holds half a character (a lone surrogate), which has no UTF-8 form.
    """
    return hashlib.sha256(_LEAF + utf8(text)).hexdigest()


def genesis(case_id: str, deployment: str) -> str:
    """Return what the first entry of a case links to; binds the chain to its case and deployment."""
    text = canonical({"case": case_id, "casepath": "genesis", "deployment": deployment})
    return hashlib.sha256(_GENESIS + utf8(text)).hexdigest()


def utf8(text: str) -> bytes:
    """Return the UTF-8 bytes of a text.

    Raises:
        BadInput: when it holds a lone surrogate.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInput("Nothing was recorded: a text holds half a character (a lone surrogate).") from error


def entry_from(text: str) -> Entry:
    """Read an entry back from its text."""
    return entry_of(json.loads(text))


def entry_of(body: Mapping[str, Any]) -> Entry:
    """Return the entry that a parsed text holds."""
    precision: Precision = body["precision"]
    return Entry(
        case_id=body["case"],
        seq=body["seq"],
        kind=body["kind"],
        event=body["event"],
        from_state=body["from"],
        to_state=body["to"],
        actor=Actor(body["actor"], body["role"], body["on_behalf_of"]),
        effective=Effective(body["effective"], precision),
        recorded_at=instant_from(body["recorded_at"]),
        definition=body["definition"],
        fields={name: coded_from(value) for name, value in body["fields"].items()},
        facts=body["facts"],
        evidence=tuple(EvidenceRef(*each) for each in body["evidence"]),
        lifted=tuple(Lifted(*each) for each in body["lifted"]),
        caused_by=body["caused_by"],
        protected=tuple(sorted(name for name in body["payloads"] if name != "patient")),
    )
