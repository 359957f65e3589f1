"""Would the same history be written again: every case is decided and composed anew, and its rows compared.

The quick way through a history that is sound. It tells nothing of what is wrong with one: whatever is not exactly as it
would be written again is looked at closely elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from workflow.case.entry import Entry
from workflow.case.file import Case
from workflow.engine import Accepted
from workflow.engine.carrying import MIGRATION
from workflow.engine.lawful import decide_again
from workflow.history.composing import Head, Sealing, case_row, chained
from workflow.history.entry_bytes import entry_of, genesis
from workflow.history.erasing import ERASURE
from workflow.history.payloads import Place
from workflow.history.reading import Stored
from workflow.inspection.pages import StoredCase
from workflow.inspection.protecting import Committed
from workflow.inspection.reliving import STUMBLES, DefinitionOf

_APART = (ERASURE, MIGRATION)
"""Entries that the pathway does not decide; a case that has one is looked at closely."""


@dataclass(frozen=True, slots=True)
class Home:
    """What holds for all cases of a verification.

    Args:
        deployment: the deployment all entries must name; None to take each case's first entry at its word.
        latest: no entry may have been recorded later.
    """

    deployment: str | None
    latest: str
    definition_of: DefinitionOf


def recomposed(stored: StoredCase, home: Home) -> tuple[Committed, ...] | None:
    """Decide and compose a case again.

    Returns:
        What its entries committed to, when every row of it is exactly as it would be written again; else None.
    """
    try:
        return _Recomposing(stored, home).commitments() if stored.row and stored.entries else None
    except STUMBLES:
        return None


class _Recomposing:
    """One case on its way from its first entry to its row."""

    def __init__(self, stored: StoredCase, home: Home) -> None:
        self._stored = stored
        self._rows = stored.entries
        self._row: Any = stored.row
        self._home = home
        self._case = Case(stored.case_id, "")

    def commitments(self) -> tuple[Committed, ...] | None:
        first = json.loads(self._rows[0].body)
        person, deployment = self._row.person_id, first["deployment"]
        if self._home.deployment not in (None, deployment):
            return None
        found: list[Committed] = []
        head, done = Head(person, genesis(self._stored.case_id, deployment), None), 0
        while done < len(self._rows):
            body = json.loads(self._rows[done].body)
            if body["kind"] in _APART or not self._is_in_time(done):
                return None
            payloads = {name: (pair[0], pair[1]) for name, pair in body["payloads"].items()}
            recorded = entry_of(body)
            referenced = self._referenced(recorded)
            refers = (referenced.seq, self._rows[referenced.seq - 1].hash) if referenced else None
            sealing = Sealing(deployment, {}, payloads, body["key"], body["content"], refers)
            entries = self._decided(recorded, referenced)
            if not entries or entries[0].protected != recorded.protected:
                return None
            zone = ZoneInfo(self._home.definition_of(body["definition"]).calendar.time_zone)
            composed, head = chained(entries, head, sealing=sealing, zone=zone)
            if not self._are_stored(composed, done):
                return None
            for name, (commitment, seal) in payloads.items():
                place = Place(self._stored.case_id, done + 1, name)
                found.append(Committed(place, commitment, seal, person, body["key"]))
            done += len(composed)
        return tuple(found) if self._is_projected(head) else None

    def _decided(self, first: Entry, referenced: Entry | None) -> tuple[Entry, ...]:
        definition = self._home.definition_of(first.definition)
        if first.caused_by is not None or (self._case.seq and first.definition != self._case.definition):
            return ()
        answer = decide_again(definition, self._case, first, referenced=referenced)
        if not isinstance(answer, Accepted):
            return ()
        self._case = answer.case
        return answer.entries

    def _referenced(self, first: Entry) -> Entry | None:
        event = self._home.definition_of(first.definition).events[first.event]
        named = first.fields.get("entry") if event.refers else None
        if not isinstance(named, int) or not 0 < named < first.seq:
            return None
        return entry_of(json.loads(self._rows[named - 1].body))

    def _are_stored(self, composed: list[dict[str, Any]], done: int) -> bool:
        rows = self._rows[done : done + len(composed)]
        return [tuple(row.values()) for row in composed] == [tuple(row) for row in rows]

    def _is_in_time(self, done: int) -> bool:
        recorded_at = self._rows[done].recorded_at
        before = self._rows[done - 1].recorded_at if done else ""
        return bool(before <= recorded_at <= self._home.latest)

    def _is_projected(self, head: Head) -> bool:
        case, row = self._case, self._row
        definition = self._home.definition_of(case.definition)
        is_open = not definition.states[case.state].final
        last = self._rows[-1].recorded_at
        expected = Stored(case, head.person, definition.pathway, is_open, head.hash, last, None)
        wanted = case_row(definition, expected)
        return row.pathway == definition.pathway and all(getattr(row, name) == value for name, value in wanted.items())
