"""The entries of a case with their place in the chain, as a history shows them."""

from __future__ import annotations

from workflow.history import statements
from workflow.history.driver import execute
from workflow.history.entry_bytes import entry_from
from workflow.history.outcomes import RecordedEntry
from workflow.history.turn import Desk


def recorded_entries(desk: Desk, case_id: str) -> tuple[RecordedEntry, ...]:
    """Return every entry of a case in recorded order."""
    found: list[RecordedEntry] = []
    for row in execute(desk.connection, statements.ENTRIES, {"wanted": case_id}).all():
        entry = entry_from(row.body)
        name = desk.definition(entry.definition).name
        found.append(RecordedEntry(entry, row.hash, row.prev_hash, row.key_digest, name, row.dwell_s))
    return tuple(found)
