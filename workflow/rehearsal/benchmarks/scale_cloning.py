"""A history many times over: recorded cases copied under new ids, hashed and chained anew, so that they verify.

A copy is a person of their own with new look-ups. What is encrypted stays as it is: it opens under no key, and is seen
to be whole without one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random
from typing import Any

from sqlalchemy import Connection, select

from workflow.history.entry_bytes import genesis
from workflow.history.tables import wf_case, wf_definition, wf_entry, wf_identifier, wf_key, wf_opening, wf_receipt
from workflow.inspection.pages import StoredCase, case_pages
from workflow.rehearsal.benchmarks.scale_bulk import FILLED, Bulk

AT_ONCE = 500
"""Cases that are written together."""
_PREV, _HASH, _BODY, _KEY = (
    [column.name for column in wf_entry.c].index(name) for name in ("prev_hash", "hash", "body", "key_digest")
)
_HEAD = [column.name for column in wf_case.c].index("head_hash")


@dataclass(frozen=True, slots=True)
class Model:
    """A recorded case to be copied: its rows, and which of its look-ups lead to it.

    Args:
        openings: digest of a referral's key → the entry that records it.
        systems: of each identifier of the person.
        key: the rest of the row of the person's key; None for a person without one.
    """

    stored: StoredCase
    deployment: str
    openings: dict[str, int]
    systems: tuple[str, ...]
    key: tuple[Any, ...] | None

    @property
    def is_open(self) -> bool:
        """Whether the case is under way."""
        return bool(self.stored.row is not None and self.stored.row.is_open)


def models_of(connection: Connection, deployment: str) -> list[Model]:
    """Every case of a database, to be copied."""
    openings: dict[str, dict[str, int]] = {}
    for key, case_id, seq in connection.execute(select(wf_opening)):
        openings.setdefault(case_id, {})[key] = seq
    systems: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(select(wf_identifier)):
        systems[row.person_id] = (*systems.get(row.person_id, ()), row.system)
    keys = {row.person_id: (row.master, row.wrapped) for row in connection.execute(select(wf_key))}
    found = []
    for stored in itertools.chain.from_iterable(case_pages(connection)):
        person = stored.row.person_id if stored.row is not None else ""
        of_case = openings.get(stored.case_id, {})
        found.append(Model(stored, deployment, of_case, systems.get(person, ()), keys.get(person)))
    return found


def copy_definitions(source: Connection, target: Connection) -> None:
    """Keep in another database the definitions that a history rests on, with their receipts."""
    for table in (wf_definition, wf_receipt):
        known = {row[0] for row in target.execute(select(table))}
        rows = [dict(row._mapping) for row in source.execute(select(table)) if row[0] not in known]
        if rows:
            target.execute(table.insert(), rows)


def pour(bulk: Bulk, models: Sequence[Model], cases: int, *, whole: int = 10) -> int:
    """Copy cases of a history, one model after the other and over again, and return how many entries they have.

    Args:
        whole: so many of ten copies have their entries; the others have only the row that a worklist reads.
    """
    chance, entries = Random(1), 0
    turns = itertools.islice(enumerate(itertools.cycle(models)), cases)
    while chunk := list(itertools.islice(turns, AT_ONCE)):
        rows: dict[str, list[tuple[Any, ...]]] = {table.name: [] for table in FILLED}
        for number, model in chunk:
            for name, row in _copy(model, chance, whole=number % 10 < whole):
                rows[name].append(row)
        bulk.add(rows)
        entries += len(rows[wf_entry.name])
    return entries


def with_share_open(models: Sequence[Model], *, share: float) -> list[Model]:
    """Order models so that, of the copies, this share is under way: the open ones spread among the closed ones."""
    under_way = itertools.cycle([each for each in models if each.is_open])
    closed = itertools.cycle([each for each in models if not each.is_open])
    every = round(1 / share)
    length = every * len(models)
    return [next(under_way) if number % every == 0 else next(closed) for number in range(length)]


def _copy(model: Model, chance: Random, *, whole: bool) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The rows of one copy, each with the name of its table."""
    stored = model.stored if whole else replace(model.stored, entries=(), payloads=())
    person = stored.row.person_id if stored.row is not None else ""
    new_case, new_person = chance.randbytes(16).hex(), chance.randbytes(16).hex()
    keys = {key: chance.randbytes(32).hex() for key in model.openings}
    exchanged = {stored.case_id: new_case, person: new_person, **keys}
    prev = genesis(new_case, model.deployment)
    for row in stored.entries:
        values = _entry(row, prev, exchanged)
        prev = values[_HASH]
        yield "wf_entry", values
    for key, seq in model.openings.items() if whole else ():
        yield "wf_opening", (keys[key], new_case, seq)
    for row in stored.payloads:
        yield "wf_payload", (new_case, *row[1:])
    for system in model.systems:
        yield "wf_identifier", (chance.randbytes(32).hex(), new_person, system)
    if model.key is not None:
        yield "wf_key", (new_person, *model.key)
    if stored.row is not None:
        case = list(stored.row[: len(wf_case.c)])
        case[0], case[1], case[_HEAD] = new_case, new_person, prev
        yield "wf_case", tuple(case)


def _entry(row: Any, prev: str, exchanged: dict[str, str]) -> tuple[Any, ...]:
    """The row of a copied entry; what an earlier entry's hash was, `exchanged` learns from each."""
    body = row.body
    for old, new in exchanged.items():
        if old in body:
            body = body.replace(old, new)
    body = body.replace(f'"prev":"{row.prev_hash}"', f'"prev":"{prev}"')
    digest = sha256(b"\x00" + body.encode()).hexdigest()
    exchanged[row.hash] = digest
    values = list(row)
    values[0] = exchanged[row.case_id]
    values[_PREV], values[_HASH], values[_BODY] = prev, digest, body
    values[_KEY] = exchanged.get(row.key_digest, row.key_digest)
    return tuple(values)
