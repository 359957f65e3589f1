"""The case as it was: as it was known on one day, and as it was, by what is known now, on another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo

from workflow.case.entry import Entry
from workflow.case.file import Case
from workflow.definition.model import Definition
from workflow.engine.evolving import DefinitionOf, evolve


def as_of(
    definition_of: DefinitionOf,
    case_id: str,
    entries: Iterable[Entry],
    *,
    known_at: datetime | None = None,
    effective_at: datetime | None = None,
    zone: tzinfo,
) -> Case:
    """Fold only what was recorded by `known_at` and had happened by `effective_at`; nothing is decided anew.

    Args:
        entries: all entries of the case, in recorded order.
        known_at: aware instant; None for everything that is recorded.
        effective_at: aware instant; None for every effective time. Something known by its date alone had happened
            when that day began.
        zone: the pathway's time zone.

    Returns:
        The case; its state is that of the last move by (effective time, seq). A case nothing is known of is new.
    """
    known = [entry for entry in entries if known_at is None or entry.recorded_at <= known_at]
    gone = _withdrawn(definition_of, known)
    happened = [
        entry
        for entry in known
        if entry.seq not in gone and (effective_at is None or entry.effective.first_instant(zone) <= effective_at)
    ]
    case = Case(case_id, "")
    for entry in happened:
        case = evolve(definition_of(entry.definition), case, entry)
    return _at_last_move(case, happened, zone)


def _withdrawn(definition_of: DefinitionOf, entries: Iterable[Entry]) -> set[int]:
    """The entries that others, known by then, declared void."""
    found: set[int] = set()
    for entry in entries:
        definition: Definition = definition_of(entry.definition)
        event = definition.events.get(entry.event)
        named = entry.fields.get("entry")
        if event is not None and event.refers == "void" and isinstance(named, int):
            found.add(named)
    return found


def _at_last_move(case: Case, happened: list[Entry], zone: tzinfo) -> Case:
    moves = [entry for entry in happened if entry.from_state != entry.to_state]
    if not moves:
        return case
    last = max(moves, key=lambda entry: (entry.effective.first_instant(zone), entry.seq))
    return replace(case, state=last.to_state, state_since=last.effective)
