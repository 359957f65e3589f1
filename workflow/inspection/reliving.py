"""Does history follow from the rules: every recorded decision is taken again, and the entries are added up anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from workflow.case.effective import instant_text
from workflow.case.entry import Entry
from workflow.case.errors import WorkflowError
from workflow.case.file import Case
from workflow.definition import Definition
from workflow.engine import Lawful, evolve, relive
from workflow.engine.carrying import MIGRATION, renaming_from
from workflow.engine.migrating import relive_migration
from workflow.history.composing import case_row, dwelt
from workflow.history.erasing import ERASURE
from workflow.history.reading import Stored
from workflow.inspection.chaining import Link
from workflow.inspection.faults import Fault
from workflow.inspection.pages import StoredCase

DefinitionOf = Callable[[str], Definition]
# What a forged history can make the rules stumble over; a fault like any other.
STUMBLES = (WorkflowError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True, slots=True)
class Relived:
    """A case added up from its entries, and everything that does not follow from the rules."""

    case: Case
    faults: tuple[Fault, ...]


def relive_case(case_id: str, links: list[Link], definition_of: DefinitionOf) -> Relived:
    """Take every decision of a case again, in order, and add its entries up."""
    case = Case(case_id, "")
    faults: list[Fault] = []
    entries = [link.entry for link in links]
    for group in _groups(entries):
        try:
            definition = definition_of(group[0].definition)
            if case.seq and MIGRATION in (group[0].kind, group[0].event):
                relived = _migrated(definition_of(case.definition), definition, case, group)
            else:
                relived = _relived(definition, case, group, entries)
            says = relived.says
            case = relived.case or _folded(definition, case, group)
        except STUMBLES as error:
            says = f"the rules cannot be applied to it ({type(error).__name__})"
            case = _carried(case, group[-1])
        if says:
            faults.append(Fault("unlawful", case_id, group[0].seq, says))
    faults += _check_dwell(case_id, links, definition_of)
    faults += _check_corrected(case_id, links, definition_of)
    return Relived(case, tuple(faults))


def check_projection(
    stored: StoredCase, links: list[Link], relived: Case, definition_of: DefinitionOf
) -> Iterator[Fault]:
    """Compare the row of a case with what its entries add up to."""
    row, case_id = stored.row, stored.case_id
    if row is None:
        yield Fault("projection", case_id, 0, "there are entries, but the row of the case is missing")
        return
    if not links:
        yield Fault("projection", case_id, 0, "there is a row of the case, but no entry")
        return
    last = links[-1]
    definition = definition_of(last.entry.definition)
    final = relived.state in definition.states and definition.states[relived.state].final
    is_open = not final
    expected = Stored(
        relived,
        last.body["person"],
        definition.pathway,
        is_open,
        last.row.hash,
        instant_text(last.entry.recorded_at),
        None,
    )
    claimed = row._asdict()
    wanted = {**case_row(definition, expected), "person_id": expected.person_id, "pathway": expected.pathway}
    for name, value in wanted.items():
        if claimed[name] != value:
            yield Fault("projection", case_id, relived.seq, f"the column {name} is not what the entries add up to")


def _relived(definition: Definition, case: Case, group: tuple[Entry, ...], entries: list[Entry]) -> Lawful:
    first = group[0]
    if first.caused_by is not None:
        return Lawful(
            f"entry {first.seq} ({first.event}) says that it follows from entry {first.caused_by}, and does not"
        )
    if case.seq and first.definition != case.definition:
        return Lawful(f"entry {first.seq} ({first.event}) was decided under another definition than the case runs on")
    if ERASURE in (first.kind, first.event):
        return Lawful(_unlawful_erasure(case, group))
    event = definition.events.get(first.event)
    named = first.fields.get("entry") if event and event.refers else None
    referenced = next((entry for entry in entries if entry.seq == named and entry.seq < first.seq), None)
    return relive(definition, case, group, referenced=referenced)


def _migrated(old: Definition, new: Definition, case: Case, group: tuple[Entry, ...]) -> Lawful:
    """A migration is decided again under both versions, by the mapping it carries."""
    first = group[0]
    if first.caused_by is not None:
        return Lawful(f"entry {first.seq} ({first.event}) says that it follows by itself, and a move never does")
    return relive_migration(old, new, case, group=group, mapping=renaming_from(first.fields["mapping"]))


def _folded(definition: Definition, case: Case, group: tuple[Entry, ...]) -> Case:
    """The case as the entries say it went on, whether they should have been or not."""
    for entry in group:
        case = evolve(definition, case, entry)
    return case


def _unlawful_erasure(case: Case, group: tuple[Entry, ...]) -> str | None:
    entry = group[0]
    still = (entry.kind, entry.event, entry.from_state, entry.to_state) == (ERASURE, ERASURE, case.state, case.state)
    if still and case.seq and len(group) == 1 and set(entry.fields) == {"reason"}:
        return None
    return f"entry {entry.seq} erases and does something beside it"


def _groups(entries: list[Entry]) -> Iterator[tuple[Entry, ...]]:
    """Each reported entry with those that it caused."""
    group: list[Entry] = []
    for entry in entries:
        if group and entry.caused_by == group[0].seq:
            group.append(entry)
            continue
        if group:
            yield tuple(group)
        group = [entry]
    if group:
        yield tuple(group)


def _carried(case: Case, last: Entry) -> Case:
    """The case as far as it can be told after entries that cannot be added up."""
    return replace(case, definition=last.definition, state=last.to_state, seq=last.seq)


def _check_corrected(case_id: str, links: list[Link], definition_of: DefinitionOf) -> Iterator[Fault]:
    """A correction links to the entry that its field names, and nothing else links to any."""
    for link in links:
        entry, refers = link.entry, link.body["refers"]
        event = definition_of(entry.definition).events.get(entry.event)
        named = entry.fields.get("entry") if event and event.refers else None
        linked = refers[0] if refers else None
        if linked != named or isinstance(linked, bool):
            yield Fault("chain", case_id, entry.seq, "it does not link to the entry that it corrects")


def _check_dwell(case_id: str, links: list[Link], definition_of: DefinitionOf) -> Iterator[Fault]:
    since = None
    for link in links:
        zone = ZoneInfo(definition_of(link.entry.definition).calendar.time_zone)
        dwell_s, since = dwelt(link.entry, since, zone)
        if link.row.dwell_s != dwell_s:
            yield Fault("columns", case_id, link.entry.seq, "the column dwell_s is not the time since the last move")
