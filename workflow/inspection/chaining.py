"""Is the chain whole: every entry's text, hash, link, number, columns and time, without asking what it means.

The text is compared with the one that its own content writes; that those are the bytes of RFC 8785 is held by a
property test against another implementation, which is too slow to be asked about every entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from workflow.case.effective import instant_text
from workflow.case.entry import Entry
from workflow.history.composing import entry_row
from workflow.history.entry_bytes import Stamp, entry_hash, entry_of, entry_text, genesis
from workflow.inspection.faults import Fault
from workflow.inspection.pages import StoredCase

TOLERANCE = timedelta(minutes=5)
"""How far the clocks of two machines may differ."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry that can be read: its row, the parsed text, the entry it holds, and the hash its text really has."""

    row: Any
    body: dict[str, Any]
    entry: Entry
    stamp: Stamp
    digest: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What the next entry has to continue."""

    case_id: str
    seq: int
    prev: str | None
    recorded_at: str


UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a text that no entry has may make a reader stumble over."""


def read_links(stored: StoredCase) -> tuple[list[Link], list[Fault]]:
    """Parse the entries of a case; a text that is no entry is a fault, and the rest is read on."""
    links: list[Link] = []
    faults: list[Fault] = []
    for row in stored.entries:
        try:
            body = json.loads(row.body)
            entry, stamp, digest = entry_of(body), stamp_of(body), entry_hash(row.body)
            canonical = row.body == entry_text(entry, stamp)
        except UNREADABLE as error:
            says = f"the text of the entry cannot be read ({type(error).__name__})"
            faults.append(Fault("bytes", stored.case_id, row.seq, says))
            continue
        if not canonical:
            faults.append(Fault("bytes", stored.case_id, row.seq, "the text of the entry is not in canonical form"))
        links.append(Link(row, body, entry, stamp, digest))
    return links, faults


def stamp_of(body: dict[str, Any]) -> Stamp:
    """Return what the history added to an entry, as its text tells it."""
    return Stamp(
        body["deployment"],
        body["person"],
        body["prev"],
        key=body["key"],
        content=body["content"],
        payloads={name: (pair[0], pair[1]) for name, pair in body["payloads"].items()},
        refers=(body["refers"][0], body["refers"][1]) if body["refers"] else None,
    )


def check_chain(stored: StoredCase, links: list[Link], *, deployment: str | None, now: datetime) -> Iterator[Fault]:
    """Check every entry against the one before it.

    Args:
        deployment: the deployment all entries must name; None to take each case's first entry at its word.
        now: no entry may have been recorded later.
    """
    if not links:
        return
    home = deployment or links[0].body["deployment"]
    expected = Expected(stored.case_id, 1, genesis(stored.case_id, home), "")
    latest = instant_text(now + TOLERANCE)
    for link in links:
        yield from _check_link(link, expected, home=home, latest=latest)
        # After an edit that was not followed by the rest of the chain, either hash is where the chain goes on.
        prev = link.row.hash if link.row.hash == link.digest else None
        expected = Expected(stored.case_id, link.row.seq + 1, prev, max(expected.recorded_at, link.row.recorded_at))
    yield from _check_references(links)


def _check_link(link: Link, expected: Expected, *, home: str, latest: str) -> Iterator[Fault]:
    row, body, seq = link.row, link.body, link.row.seq
    case_id = expected.case_id
    if link.digest != row.hash:
        yield Fault("hash", case_id, seq, "the hash is not the hash of the entry's text: one of them was altered")
    if expected.prev is not None and body["prev"] != expected.prev:
        yield Fault("chain", case_id, seq, "the entry does not link to the one before it")
    if body["deployment"] != home:
        yield Fault("chain", case_id, seq, f"the entry names the deployment {body['deployment']}, not {home}")
    if seq != expected.seq:
        yield Fault("sequence", case_id, seq, f"entry {expected.seq} was to follow and is missing")
    if body["case"] != case_id or body["seq"] != seq:
        yield Fault("sequence", case_id, seq, f"the text is that of entry {body['seq']} of case {body['case']}")
    # The columns that follow from the case's history, and the hash, are checked apart.
    repeated = entry_row(link.entry, link.stamp, row.body, digest=row.hash, dwell_s=row.dwell_s)
    if tuple(repeated.values()) != tuple(row):
        claimed = row._asdict()
        for name in (name for name in repeated if claimed[name] != repeated[name]):
            yield Fault("columns", case_id, seq, f"the column {name} does not repeat what stands in the entry's text")
    if body["recorded_at"] < expected.recorded_at:
        yield Fault("time", case_id, seq, "the entry was recorded before the one it follows")
    if body["recorded_at"] > latest:
        yield Fault("time", case_id, seq, f"the entry says it was recorded at {body['recorded_at']}, which is to come")


def _check_references(links: list[Link]) -> Iterator[Fault]:
    """A correction names the entry it corrects by number and hash."""
    hashes = {link.row.seq: link.row.hash for link in links}
    for link in links:
        refers = link.body["refers"]
        if refers is not None and (refers[0] >= link.row.seq or hashes.get(refers[0]) != refers[1]):
            case_id = link.row.case_id
            yield Fault("chain", case_id, link.row.seq, f"what it corrects is not entry {refers[0]} as it stands")
