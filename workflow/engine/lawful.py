"""Whether recorded entries are what the rules of their version allow: the decision is taken again and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields

from workflow.case.entry import Entry, Override
from workflow.case.errors import BadInput, Refused
from workflow.case.file import Case
from workflow.definition.model import Definition, Event
from workflow.engine.correcting import CORRECTED_EVENT, PREFIX
from workflow.engine.deciding import decide
from workflow.engine.results import Accepted

KEPT_ELSEWHERE = "kept elsewhere"
"""Stands in for a protected text: rules may ask that it was given, never what it says."""

COMPARED = tuple(field.name for field in dataclass_fields(Entry))


@dataclass(frozen=True, slots=True)
class Lawful:
    """What taking a recorded decision again came to.

    Args:
        says: where history and rules part; None when they agree.
        case: the case after the entries; None when they part, or the decision could not be taken again.
    """

    says: str | None
    case: Case | None = None


def relive(definition: Definition, case: Case, group: tuple[Entry, ...], *, referenced: Entry | None = None) -> Lawful:
    """Decide a recorded entry again and compare it, and what followed from it, with what was recorded.

    Args:
        definition: the version the entries were decided under.
        case: the case before them.
        group: the reported entry and all that it caused, in order.
        referenced: for a correction, the entry it corrects.

    Returns:
        The case they lead to when history and rules agree, else a sentence that says where they part.
    """
    first = group[0]
    event = definition.events.get(first.event)
    if event is None:
        return Lawful(f"entry {first.seq} reports {first.event}, which {definition.name} does not know")
    try:
        answer = decide_again(definition, case, first, referenced=referenced)
    except BadInput as error:
        return Lawful(f"entry {first.seq} ({first.event}) could not have been understood: {error.message}")
    if isinstance(answer, Refused):
        return Lawful(f"entry {first.seq} ({first.event}) was not allowed: {answer.message}")
    says = parted(group, answer.entries)
    return Lawful(says, None if says else answer.case)


def decide_again(
    definition: Definition, case: Case, entry: Entry, *, referenced: Entry | None = None
) -> Accepted | Refused:
    """Take the decision of a recorded entry again, on the case as it was before it.

    Args:
        definition: the version it was decided under, which knows its event.

    Raises:
        BadInput: when what was recorded could not have been understood.
    """
    return decide(
        definition,
        case,
        event=entry.event,
        fields=_as_reported(definition.events[entry.event], entry),
        actor=entry.actor,
        now=entry.recorded_at,
        occurred_at=entry.effective,
        overrides=_overrides(entry),
        referenced=referenced,
    )


def _as_reported(event: Event, entry: Entry) -> Mapping[str, object]:
    """The fields as they were handed in, protected ones by a stand-in."""
    fields: dict[str, object] = dict.fromkeys(
        (name for name in entry.protected if not name.startswith("override:")), KEPT_ELSEWHERE
    )
    corrections: dict[str, object] = {}
    for name, value in entry.fields.items():
        if event.refers and name.startswith(PREFIX):
            corrections[name[len(PREFIX) :]] = value
        elif not event.refers or name != CORRECTED_EVENT:
            fields[name] = value
    return {**fields, "corrections": corrections} if event.refers == "amend" else fields


def _overrides(entry: Entry) -> Mapping[str, Override]:
    return {
        each.requirement: Override(
            each.reason, KEPT_ELSEWHERE if f"override:{each.requirement}" in entry.protected else ""
        )
        for each in entry.lifted
        if each.reason is not None
    }


def parted(recorded: tuple[Entry, ...], expected: tuple[Entry, ...]) -> str | None:
    """Where recorded entries part from those that the rules produce, as a sentence; None when they do not."""
    for was, should in zip(recorded, expected, strict=False):
        if was == should:
            continue
        for name in COMPARED:
            if getattr(was, name) != getattr(should, name):
                return f"entry {was.seq} ({was.event}) has another {name} than the rules of its version produce"
    if len(recorded) < len(expected):
        lost = expected[len(recorded)]
        return f"entry {lost.seq} ({lost.event}) should have followed entry {recorded[0].seq} and is missing"
    if len(recorded) > len(expected):
        extra = recorded[len(expected)]
        return f"entry {extra.seq} ({extra.event}) does not follow from entry {recorded[0].seq}"
    return None
