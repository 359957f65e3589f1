"""Corrections: `amend` gives a field of an earlier entry another value, `void` withdraws what an entry recorded.

They change data and never un-happen a transition; facts are computed anew, and only automatic transitions may follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from workflow.case.effective import Effective
from workflow.case.entry import Coded, Entry
from workflow.case.errors import BadInput, Problem, Refused
from workflow.case.file import Case, Item, Setting
from workflow.definition.model import Definition, Event
from workflow.engine.compiled import compiled
from workflow.engine.understanding import understand

OCCURRED_ON = "occurred_on"
CORRECTED_EVENT = "corrected_event"
PREFIX = "corrected."


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction that was understood: the coded fields to record beside those of the correcting event."""

    coded: Mapping[str, Coded]


def understand_correction(
    definition: Definition, case: Case, event: Event, *, referenced: Entry | None, corrections: object, today: date
) -> Correction | Refused:
    """Read what is to be corrected.

    Args:
        event: the correcting event; `refers` says whether it amends or voids.
        referenced: the entry to be corrected.
        corrections: for `amend`: field of the original entry, or `occurred_on`, → new value.

    Raises:
        BadInput: when there is no such entry, or a new value is not understood.
    """
    original = definition.events.get(referenced.event) if referenced else None
    if referenced is not None and original is None and referenced.definition != definition.digest:
        told = f"{referenced.event}, which {definition.name} does not know: it was reported under another version"
        raise BadInput(
            f"{event.name} was not understood, nothing was recorded.",
            [Problem("entry", told, "an entry of an event that this version has; report what is right anew")],
        )
    if referenced is None or original is None:
        raise BadInput(
            f"{event.name} was not understood, nothing was recorded.",
            [Problem("entry", "no entry that was reported", f"the number of an entry of this case, 1 to {case.seq}")],
        )
    if event.refers == "void":
        return _understand_void(case, event, original, referenced)
    return _understand_amend(definition, case, event, original=original, corrections=corrections, today=today)


def corrected(definition: Definition, case: Case, event: Event, entry: Entry) -> Case:
    """The case with the correction that an entry records carried out."""
    seq = entry.fields["entry"]
    original = definition.events.get(str(entry.fields.get(CORRECTED_EVENT)))
    if not isinstance(seq, int) or original is None:
        return case
    if event.refers == "void":
        return _withdrawn(case, seq)
    given = {name[len(PREFIX) :]: value for name, value in entry.fields.items() if name.startswith(PREFIX)}
    return _amended(definition, case, original, seq=seq, given=given)


def _understand_void(case: Case, event: Event, original: Event, referenced: Entry) -> Correction | Refused:
    seq = referenced.seq
    if original.kind == "record" and not original.moves and not original.ends and not original.refers:
        return Correction({CORRECTED_EVENT: original.name})
    return Refused(
        f"{event.name} cannot withdraw entry {seq} ({original.name}): it moved the case or an item of it, and what "
        "moved is never un-happened.",
        event=event.name,
        state=case.state,
        kind="correction",
        instead=("Amend a field of it, or report what puts the matter right from where it stands now.",),
    )


def _understand_amend(
    definition: Definition, case: Case, event: Event, *, original: Event, corrections: object, today: date
) -> Correction | Refused:
    if not isinstance(corrections, Mapping) or not corrections:
        raise BadInput(
            f"{event.name} was not understood, nothing was recorded.",
            [Problem("corrections", "nothing", "the fields of the original entry with their right values")],
        )
    given = {str(name): value for name, value in corrections.items()}
    fixed = sorted(set(given) & set(original.fields) - compiled(definition).amendable[original.name])
    if fixed:
        return Refused(
            f"{event.name} cannot change {', '.join(fixed)} of {original.name}: the pathway decided on it.",
            event=event.name,
            state=case.state,
            kind="correction",
            instead=("Withdraw the entry where that is possible, and report it again as it should have been.",),
        )
    occurred = given.pop(OCCURRED_ON, None)
    read = understand(definition, case, original, given, today=today).coded
    coded: dict[str, Coded] = {PREFIX + name: read[name] for name in given if name in read}
    lacking = [Problem(name, "nothing", "the right value") for name in given if name not in read]
    if lacking:
        raise BadInput(f"{event.name} was not understood, nothing was recorded.", lacking)
    if occurred is not None:
        coded[PREFIX + OCCURRED_ON] = _day(definition, event, occurred, today)
    return Correction({CORRECTED_EVENT: original.name, **coded})


def _day(definition: Definition, event: Event, occurred: object, today: date) -> str:
    zone = ZoneInfo(definition.calendar.time_zone)
    day = Effective.of(str(occurred), zone=zone).first_date(zone)
    if day > today:
        raise BadInput(
            f"{event.name} was not understood, nothing was recorded.",
            [Problem(OCCURRED_ON, day.isoformat(), f"a date not after today, {today.isoformat()}")],
        )
    return day.isoformat()


def _withdrawn(case: Case, seq: int) -> Case:
    attributes = {name: tuple(s for s in found if s.seq != seq) for name, found in case.attributes.items()}
    collections = {
        name: tuple(replace(item, withdrawn=True) if item.seq == seq else item for item in found)
        for name, found in case.collections.items()
    }
    kept = {name: found for name, found in attributes.items() if found}
    return replace(case, attributes=kept, collections=collections)


def _amended(definition: Definition, case: Case, original: Event, *, seq: int, given: Mapping[str, Coded]) -> Case:
    attributes = dict(case.attributes)
    for sets in original.sets:
        value = _new_value(sets.value, given)
        settings = attributes.get(sets.attribute, ())
        if value is not None and settings:
            attributes[sets.attribute] = tuple(_reset(setting, seq, value) for setting in settings)
    case = replace(case, attributes=attributes)
    written = [(adds.collection, adds.values) for adds in original.adds]
    written += [(moves.collection, moves.values) for moves in original.moves]
    for name, values in written:
        items = tuple(_rewritten(item, seq, values, given=given) for item in case.items(name))
        case = case.with_items(name, items) if items else case
    return case


def _reset(setting: Setting, seq: int, value: Coded) -> Setting:
    return replace(setting, value=value) if setting.seq == seq else setting


def _rewritten(item: Item, seq: int, values: Mapping[str, str], *, given: Mapping[str, Coded]) -> Item:
    new = {name: _new_value(expression, given) for name, expression in values.items()}
    changed = {n: value for n, value in new.items() if value is not None and item.written.get(n, seq) == seq}
    touched = item.seq == seq or seq in item.written.values()
    if not changed or not touched:
        return item
    return replace(
        item,
        fields={**item.fields, **changed},
        written={**item.written, **dict.fromkeys(changed, seq)},
    )


def _new_value(expression: str, given: Mapping[str, Coded]) -> Coded | None:
    if expression in ("@occurred_on", "@occurred"):
        return given.get(OCCURRED_ON)
    return given.get(expression[1:]) if expression.startswith("$") else None
