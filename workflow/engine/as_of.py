"""The case as it was: as it was known on one day, and as it was, by what is known now, on another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo

from workflow.case.effective import Effective
from workflow.case.entry import Entry
from workflow.case.file import Case
from workflow.engine.carrying import MIGRATION, renaming_from
from workflow.engine.correcting import OCCURRED_ON, PREFIX
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

    A correction that was known by then counts whenever it was made: it says how things had been.

    Args:
        entries: all entries of the case, in recorded order.
        known_at: aware instant; None for everything that is recorded.
        effective_at: aware instant; None for every effective time. Something known by its date alone had happened
            when that day began.
        zone: the pathway's time zone.

    Returns:
        The case; its state is that of the last move by (effective time, seq). A case that had not been opened is new.
    """
    known = [entry for entry in entries if known_at is None or entry.recorded_at <= known_at]
    # What says how earlier entries are to be read counts whenever it was made: corrections, and other versions' names.
    migrations = [entry for entry in known if entry.kind == MIGRATION]
    corrections = {entry.seq for entry in known if _refers(definition_of, entry)} | {each.seq for each in migrations}
    gone = {_named(entry) for entry in known if _refers(definition_of, entry) == "void"}
    times = _times(definition_of, known)
    happened = {
        entry.seq
        for entry in known
        if entry.seq not in gone
        and (effective_at is None or entry.seq in corrections or times[entry.seq].first_instant(zone) <= effective_at)
    }
    moves = [each for each in known if each.seq in happened and _moves(each)]
    if not moves:
        return Case(case_id, "")
    last = max(moves, key=lambda entry: (times[entry.seq].first_instant(zone), entry.seq))
    case = _folded(definition_of, case_id, known, happened)
    state = last.to_state
    for migration in migrations:
        if migration.seq > last.seq:
            state = renaming_from(migration.fields["mapping"]).states.get(state, state)
    return replace(case, state=state, state_since=times[last.seq])


def _moves(entry: Entry) -> bool:
    return entry.kind != MIGRATION and entry.from_state != entry.to_state


def _folded(definition_of: DefinitionOf, case_id: str, known: list[Entry], happened: set[int]) -> Case:
    """Fold what had happened, each item under the id it has in the whole history."""
    whole = case = Case(case_id, "")
    for entry in known:
        definition = definition_of(entry.definition)
        whole = evolve(definition, whole, entry)
        if entry.seq in happened:
            case = evolve(definition, case, entry)
        case = _with_places_kept(case, whole)
    return replace(case, collections={name: case.standing(name) for name in case.collections if case.standing(name)})


def _with_places_kept(case: Case, whole: Case) -> Case:
    """An item that is left out keeps its place while folding, because ids are given by counting."""
    for name, items in whole.collections.items():
        own = case.items(name)[: len(items)]
        if len(own) < len(items) or len(own) < len(case.items(name)):
            absent = tuple(replace(item, withdrawn=True) for item in items[len(own) :])
            case = case.with_items(name, (*own, *absent))
    return case


def _times(definition_of: DefinitionOf, known: list[Entry]) -> Mapping[int, Effective]:
    """When each entry happened, as corrected by then."""
    times = {entry.seq: entry.effective for entry in known}
    for entry in known:
        day = entry.fields.get(PREFIX + OCCURRED_ON)
        if isinstance(day, str) and _refers(definition_of, entry) == "amend":
            times[_named(entry)] = Effective(day, "date")
    return times


def _refers(definition_of: DefinitionOf, entry: Entry) -> str:
    event = definition_of(entry.definition).events.get(entry.event)
    return event.refers if event else ""


def _named(entry: Entry) -> int:
    named = entry.fields.get("entry")
    return named if isinstance(named, int) else 0
