"""Were the stored bytes touched: hashes and links alone, many times faster than asking what they mean.

It shows that no text of an entry was changed, exchanged or taken out since it was chained. Whether the rules lead to
what it says, and whether columns, protected texts and look-ups are right, is for the whole verification.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, select

from workflow.history.driver import all_rows
from workflow.history.entry_bytes import genesis
from workflow.history.tables import wf_case, wf_entry
from workflow.inspection.faults import Fault

PAGE = 400
"""Cases a page."""

# The first page has no lower bound and the rest no upper one: whatever an id holds, it is looked at.
_FIRST_HEADS = (
    select(wf_case.c.case_id, wf_case.c.seq, wf_case.c.head_hash).order_by(wf_case.c.case_id).limit(bindparam("page"))
)
_NEXT_HEADS = _FIRST_HEADS.where(wf_case.c.case_id > bindparam("after"))
_ALL_TEXTS = select(
    wf_entry.c.case_id, wf_entry.c.seq, wf_entry.c.prev_hash, wf_entry.c.hash, wf_entry.c.body
).order_by(wf_entry.c.case_id, wf_entry.c.seq)
_FIRST_TEXTS = _ALL_TEXTS.where(wf_entry.c.case_id <= bindparam("last"))
_NEXT_TEXTS = _FIRST_TEXTS.where(wf_entry.c.case_id > bindparam("after"))
_ALL_ENDS = select(wf_entry.c.case_id, wf_entry.c.seq)
_REST = _ALL_ENDS.where(wf_entry.c.case_id > bindparam("after"))


def byte_pages(connection: Connection, deployment: str | None) -> Iterator[tuple[int, int, list[Fault]]]:
    """Check a history page by page; gives the cases and entries of each page and what is wrong with them.

    Args:
        deployment: the deployment all chains must begin at; None to take each case's first entry at its word.
    """
    after: str | None = None
    while heads := _heads(connection, after):
        within = {"last": heads[-1][0]} | ({} if after is None else {"after": after})
        texts = all_rows(connection, _FIRST_TEXTS if after is None else _NEXT_TEXTS, within)
        yield len(heads), len(texts), list(_faults(heads, texts, deployment))
        after = heads[-1][0]
    rest = all_rows(connection, _ALL_ENDS, {}) if after is None else all_rows(connection, _REST, {"after": after})
    yield 0, len(rest), [_lost(case_id, seq) for case_id, seq in rest]


def _heads(connection: Connection, after: str | None) -> list[tuple[Any, ...]]:
    if after is None:
        return all_rows(connection, _FIRST_HEADS, {"page": PAGE})
    return all_rows(connection, _NEXT_HEADS, {"after": after, "page": PAGE})


def _faults(heads: list[Any], texts: list[Any], deployment: str | None) -> Iterator[Fault]:
    ends = {case_id: (seq, head) for case_id, seq, head in heads}
    case_id, seq, prev = "", 0, ""
    reached: dict[str, tuple[int, str]] = {}
    for found_case, found_seq, found_prev, found_hash, body in texts:
        if found_case != case_id:
            case_id, seq = found_case, 0
            prev = _beginning(case_id, body, deployment)
        seq += 1
        if found_seq != seq:
            yield Fault("sequence", case_id, found_seq, f"entry {seq} was to follow and is missing")
            seq = found_seq
        if not isinstance(body, str):
            yield Fault("bytes", case_id, seq, "the text of the entry is no text")
            body = ""
        if sha256(b"\x00" + body.encode("utf-8", "surrogatepass")).hexdigest() != found_hash:
            yield Fault("hash", case_id, seq, "the hash is not the hash of the entry's text: one of them was altered")
        if found_prev != prev or f'"prev":"{prev}"' not in body:
            yield Fault("chain", case_id, seq, "the entry does not link to the one before it")
        if not _is_named(body, case_id, seq):
            yield Fault("sequence", case_id, seq, "the text is that of another entry")
        prev = found_hash
        reached[case_id] = (seq, prev)
    yield from _check_ends(ends, reached)


def _is_named(body: str, case_id: str, seq: int) -> bool:
    return f'"seq":{seq},' in body and f'"case":"{case_id}"' in body


def _check_ends(ends: dict[str, tuple[int, str]], reached: dict[str, tuple[int, str]]) -> Iterator[Fault]:
    for case_id, end in ends.items():
        if case_id not in reached:
            yield Fault("projection", case_id, 0, "there is a row of the case, but no entry")
        elif reached[case_id] != end:
            says = "the row of the case does not end where its entries end"
            yield Fault("projection", case_id, reached[case_id][0], says)
    for case_id in reached.keys() - ends.keys():
        yield _lost(case_id, reached[case_id][0])


def _beginning(case_id: str, body: str, deployment: str | None) -> str:
    """The genesis value of a case; one that nothing can link to where its first text cannot be read."""
    if deployment is None:
        try:
            deployment = str(json.loads(body)["deployment"])
        except (ValueError, LookupError, TypeError, RecursionError):
            return "no text that can be read"
    return genesis(case_id, deployment)


def _lost(case_id: str, seq: int) -> Fault:
    return Fault("projection", case_id, seq, "there are entries, but the row of the case is missing")
