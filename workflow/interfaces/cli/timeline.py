"""Shows a case's history: each entry with when it happened, when it was recorded, by whom, from where to where, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from workflow.case.entry import Entry
from workflow.definition.model import Definition, Event
from workflow.interfaces.cli.naming import effective_says, event_says, instant_says, prettified, value_says, zone_of
from workflow.interfaces.cli.sheet import Block, Cell, Heading, Paragraph, Sheet, table

if TYPE_CHECKING:
    from workflow.history import RecordedEntry

Protected = Mapping[tuple[int, str], str]

_COLUMNS = ("", "happened", "recorded", "by", "event", "told", "moved", "why")
_SHOWN = ("choice", "choices", "item", "items", "date", "decimal")


def timeline_sheet(recorded: Sequence[RecordedEntry], definition_of: Mapping[str, Definition]) -> Sheet:
    """A row an entry, in the order recorded; what was entered out of order is marked `late`."""
    rows = []
    latest = date.min
    for one in recorded:
        definition = definition_of[one.entry.definition]
        happened = one.entry.effective.first_date(zone_of(definition))
        rows.append(_row(one.entry, definition, late=happened < latest))
        latest = max(latest, happened)
    return [table(_COLUMNS, rows, flexible=("by", "event", "told", "moved", "why"))]


def full_timeline_sheet(
    recorded: Sequence[RecordedEntry], definition_of: Mapping[str, Definition], protected: Protected
) -> Sheet:
    """Several lines an entry: also fields, free text, facts and evidence relied on, what was overridden, the hash."""
    sheet: list[Block] = []
    for one in recorded:
        entry = one.entry
        definition = definition_of[entry.definition]
        sheet.append(Heading(f"{entry.seq}  {entry.event}: {event_says(definition, entry.event)}"))
        sheet += [Paragraph(line, tone="", inset=1) for line in _lines(entry, definition, protected)]
        sheet.append(Paragraph(f"{one.definition_name}  hash {one.hash}", "quiet", inset=1))
    return sheet


def entry_value(one: RecordedEntry, protected: Protected) -> dict[str, Any]:
    """An entry as plain values."""
    entry = one.entry
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "event": entry.event,
        "from": entry.from_state,
        "to": entry.to_state,
        "actor": {"name": entry.actor.name, "role": entry.actor.role, "on_behalf_of": entry.actor.on_behalf_of},
        "effective": {"at": entry.effective.text, "precision": entry.effective.precision},
        "recorded_at": entry.recorded_at.isoformat(),
        "definition": one.definition_name,
        "digest": entry.definition,
        "fields": dict(entry.fields),
        "protected": {name: protected.get((entry.seq, name)) for name in entry.protected},
        "facts": dict(entry.facts),
        "evidence": [{"item": ref.item, "version": ref.version} for ref in entry.evidence],
        "lifted": [
            {"requirement": lifted.requirement, "kind": lifted.kind, "reason": lifted.reason} for lifted in entry.lifted
        ],
        "caused_by": entry.caused_by,
        "hash": _hex(one.hash),
        "prev_hash": _hex(one.prev_hash),
    }


def _row(entry: Entry, definition: Definition, *, late: bool) -> tuple[str | Cell, ...]:
    zone = zone_of(definition)
    moved = entry.from_state != entry.to_state
    happened = effective_says(entry.effective, zone)
    return (
        str(entry.seq),
        Cell(f"{happened} (late)", "warn") if late else happened,
        instant_says(entry.recorded_at, zone),
        actor_says(entry),
        Cell(entry.event, "strong" if moved else ""),
        ", ".join(_told(entry, definition)),
        Cell(f"→ {prettified(entry.to_state)}", "strong") if moved else "",
        "; ".join(_reasons(entry, definition)),
    )


def actor_says(entry: Entry) -> str:
    """Who reported an entry: `n.lee (navigator)`, with whom it was for, or which entry set it off."""
    if entry.caused_by is not None:
        return f"{entry.actor.name} (because of {entry.caused_by})"
    behalf = f" for {entry.actor.on_behalf_of}" if entry.actor.on_behalf_of else ""
    return f"{entry.actor.name} ({entry.actor.role}){behalf}"


def _told(entry: Entry, definition: Definition) -> Iterable[str]:
    """What was reported, in codes: no reason, which has a column of its own, and nothing that goes without saying."""
    event = definition.events.get(entry.event)
    for name, field in event.fields.items() if event else ():
        value = entry.fields.get(name)
        if value is None or field.type not in _SHOWN or _is_reason(name) or value == field.default:
            continue
        said = ", ".join(map(prettified, value)) if isinstance(value, tuple) else prettified(str(value))
        yield f"{prettified(name)}: {said}" if set(field.choices) == {"yes", "no"} else said


def _is_reason(name: str) -> bool:
    return name == "reason" or name.endswith("_reason")


def _reasons(entry: Entry, definition: Definition) -> Iterable[str]:
    event = definition.events.get(entry.event)
    for name, value in entry.fields.items():
        if _is_reason(name):
            yield value_says(definition, event.fields.get(name) if event else None, value)
    for lifted in entry.lifted:
        what = "overridden" if lifted.kind == "default" else "advice not followed"
        reason = f": {prettified(lifted.reason)}" if lifted.reason else ""
        yield f"{prettified(lifted.requirement)} {what}{reason}"


def _lines(entry: Entry, definition: Definition, protected: Protected) -> Iterable[str]:
    zone = zone_of(definition)
    event = definition.events.get(entry.event)
    yield f"happened {effective_says(entry.effective, zone)}, recorded {instant_says(entry.recorded_at, zone)}"
    yield f"by {actor_says(entry)}"
    if entry.from_state != entry.to_state:
        yield f"moved {prettified(entry.from_state) or 'new'} → {prettified(entry.to_state)}"
    for name, value in entry.fields.items():
        yield f"{name}: {_field_says(definition, event, name, value)}"
    for name in entry.protected:
        yield f"{name}: {protected.get((entry.seq, name), '(protected; the keys are not here, or it was erased)')}"
    if entry.facts:
        yield "relied on: " + ", ".join(f"{name} = {value}" for name, value in entry.facts.items())
    if entry.evidence:
        yield "evidence: " + ", ".join(f"{ref.item} version {ref.version}" for ref in entry.evidence)
    for lifted in entry.lifted:
        yield f"{lifted.kind} {lifted.requirement} not met: {lifted.reason or 'no reason given'}"


def _field_says(definition: Definition, event: Event | None, name: str, value: object) -> str:
    says = value_says(definition, event.fields.get(name) if event else None, value)
    return f"{value} ({says})" if isinstance(value, str) and says != value else says


def _hex(digest: object) -> str:
    return digest.hex() if isinstance(digest, bytes) else str(digest)
