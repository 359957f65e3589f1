"""The one question of the engine: may this be reported now, and what follows from it? Pure; it writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from types import MappingProxyType
from zoneinfo import ZoneInfo

from workflow.case.actor import SYSTEM, Actor
from workflow.case.effective import Effective
from workflow.case.entry import Coded, Entry, EvidenceRef, Lifted, Override
from workflow.case.errors import BadInput, Problem, Refused, invariant
from workflow.case.file import Case, Item
from workflow.case.quoting import as_text, named
from workflow.definition.model import Definition, Event, Moves, Row
from workflow.engine import correcting, refusing
from workflow.engine.compiled import compiled
from workflow.engine.evolving import aimed_at, evolve, movable, next_state
from workflow.engine.facts import Situation, matches, members, reference
from workflow.engine.machine import move_by_row, move_item
from workflow.engine.results import Accepted
from workflow.engine.rows import Judged, check_overrides, judge, takes
from workflow.engine.understanding import Understood, missing, understand

CLOCK_TOLERANCE = timedelta(minutes=5)
LONGEST_CHAIN = 32
NO_OVERRIDES: Mapping[str, Override] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported, understood and judged, on its way to becoming an entry."""

    event: Event
    actor: Actor
    effective: Effective
    now: datetime
    understood: Understood
    overrides: Mapping[str, Override]


def decide(
    definition: Definition,
    case: Case,
    *,
    event: str,
    fields: Mapping[str, object],
    actor: Actor,
    now: datetime,
    occurred_at: Effective | datetime | date | str | None = None,
    overrides: Mapping[str, Override] = NO_OVERRIDES,
    referenced: Entry | None = None,
) -> Accepted | Refused:
    """Decide whether an event may be reported on a case, and what follows.

    Args:
        definition: the one the case runs on.
        case: the case as it stands; a fresh `Case(id, definition.digest)` for the opening event.
        event: the event's name.
        fields: its fields by name, as typed or sent; protected ones among them. The event that amends also takes
            `corrections`, a mapping.
        actor: who reports, in which role.
        now: aware instant, the recorded time.
        occurred_at: when it happened; `now` when it is not told.
        overrides: requirement → reason and explanation.
        referenced: for an event that corrects, the entry its field `entry` names.

    Returns:
        Accepted with the entries to write, or Refused with every reason.

    Raises:
        BadInput: when the event, a field, a date or an override is not understood.
    """
    found = named_event(definition, case, event)
    if not isinstance(fields, Mapping):
        raise BadInput(f"{event} was not understood: its fields are a mapping of names to values.")
    zone = ZoneInfo(definition.calendar.time_zone)
    today = now.astimezone(zone).date()
    effective = understand_time(occurred_at, now=now, zone=zone)
    if actor.role not in found.roles:
        return refusing.by_role(definition, case, found, actor)
    if not compiled(definition).cells.get((case.state, event)):
        return refusing.not_now(definition, case, found, actor)
    check_overrides(definition, overrides)
    understood = _understood(definition, case, found, fields, referenced=referenced, today=today)
    if isinstance(understood, Refused):
        return understood
    return _judged(definition, case, Reported(found, actor, effective, now, understood, overrides))


def _understood(
    definition: Definition,
    case: Case,
    event: Event,
    fields: Mapping[str, object],
    *,
    referenced: Entry | None,
    today: date,
) -> Understood | Refused:
    """The fields, and for an event that corrects also what is to be corrected."""
    plain = {name: value for name, value in fields.items() if not (event.refers == "amend" and name == "corrections")}
    understood = understand(definition, case, event, plain, today=today)
    if not event.refers:
        return understood
    correction = correcting.understand_correction(
        definition, case, event, referenced=referenced, corrections=fields.get("corrections"), today=today
    )
    if isinstance(correction, Refused):
        return correction
    return Understood({**understood.coded, **correction.coded}, understood.protected)


def named_event(definition: Definition, case: Case, name: str) -> Event:
    """The event of that name, one that somebody may report.

    Raises:
        BadInput: when there is none, with the nearest name as a suggestion.
    """
    found = definition.events.get(as_text(name))
    if found is not None and found.kind not in ("automatic", "ending"):
        return found
    reportable = [each.name for each in definition.events.values() if each.kind not in ("automatic", "ending")]
    near = get_close_matches(as_text(name), reportable, 1)
    expected = f"{near[0]} (did you mean that?)" if near else f"one of {', '.join(sorted(reportable))}"
    where = "which happens by itself" if found else f"no event of {definition.name}"
    told = name if found else named(name, reportable)
    raise BadInput(
        f"Nothing was recorded on case {case.id}: there is no such event to report.",
        [Problem("event", f"{told}, {where}", expected)],
    )


def understand_time(
    occurred_at: Effective | datetime | date | str | None, *, now: datetime, zone: ZoneInfo
) -> Effective:
    """When it happened, as precisely as told; never later than five minutes from now, or than the local today.

    Raises:
        BadInput: when it is not understood or lies ahead.
    """
    if occurred_at is None:
        return Effective.of(now)
    told = occurred_at if isinstance(occurred_at, Effective) else Effective.of(occurred_at, zone=zone)
    if not told.is_canonical:
        problem = Problem("occurred_at", "a time that was not made by Effective.of", "Effective.of(...), or a text")
        raise BadInput("The time was not understood.", [problem])
    today = now.astimezone(zone).date()
    ahead = told.first_date(zone) > today
    if told.precision == "instant":
        ahead = told.first_instant(zone) > now + CLOCK_TOLERANCE
    if ahead:
        problem = Problem("occurred_at", told.text, f"a time that has come; it is {today.isoformat()} in {zone.key}")
        raise BadInput("What has not happened yet cannot be recorded.", [problem])
    return told


def _judged(definition: Definition, case: Case, reported: Reported) -> Accepted | Refused:
    event, coded = reported.event, reported.understood.coded
    situation = Situation(definition, case, event, coded)
    _check_given(event, reported.understood, situation)
    if superseded := _superseded(event, situation):
        return superseded
    cell = compiled(definition).cells[case.state, event.name]
    row = next((row for row in cell if takes(row, cell, situation)), None)
    if row is None:
        return refusing.no_combination(case, event, cell)
    if row.refuses:
        return refusing.by_row(case, event, row)
    judged = judge(row, situation, actor=reported.actor, overrides=reported.overrides)
    if judged.unmet:
        return refusing.by_requirements(case, event, row, unmet=judged.unmet, actor=reported.actor)
    if stuck := _stuck_item(definition, event, situation):
        return refusing.by_item(definition, case, event, effect=stuck[0], item=stuck[1])
    return _accepted(definition, case, reported, row=row, judged=judged, situation=situation)


def _check_given(event: Event, understood: Understood, situation: Situation) -> None:
    lacking = [
        missing(field)
        for field in compiled(situation.definition).asked[event.name].needed
        if field.name not in understood.coded
        and field.name not in understood.protected
        and (field.required or (field.required_when is not None and situation.holds(field.required_when)))
    ]
    if lacking:
        raise BadInput(f"{event.name} needs more, nothing was recorded.", lacking)


def _superseded(event: Event, situation: Situation) -> Refused | None:
    for field in compiled(situation.definition).asked[event.name].bound:
        name, given = field.name, situation.fields.get(field.name)
        if given is None:
            continue
        item_name, _, item_field = field.must_equal.partition(".")
        item = situation.named_item(item_name)
        present = item.value(item_field) if item else None
        if item is not None and present != given:
            return refusing.superseded(situation.case, event, name, item=item, given=given, present=present)
    return None


def _stuck_item(definition: Definition, event: Event, situation: Situation) -> tuple[Moves, Item] | None:
    """The first named item that an effect cannot move from where it stands."""
    for effect in event.moves:
        if not effect.item or not effect.by or not situation.holds(effect.when):
            continue
        collection = definition.collections[effect.collection]
        for item in aimed_at(situation.case, effect, situation.fields):
            fits = effect.where is None or matches(collection.fields, item, effect.where)
            if fits and next_state(collection, item.state, effect.by) is None:
                return effect, item
    return None


def _accepted(
    definition: Definition, case: Case, reported: Reported, *, row: Row, judged: Judged, situation: Situation
) -> Accepted:
    event = reported.event
    to_state = move_by_row(definition, case.state, event.name, row)
    invariant(
        to_state == (row.to or case.state),
        f"case {case.id}: {event.name} from {case.state!r} leads to {to_state!r} by machine, {row.to!r} by table",
    )
    _check_items(definition, event, situation)
    entry = Entry(
        case.id,
        case.seq + 1,
        "transition" if row.to and row.to != case.state else "record",
        event.name,
        case.state,
        row.to or case.state,
        reported.actor,
        reported.effective,
        reported.now,
        definition.digest,
        fields=reported.understood.coded,
        facts=situation.facts(compiled(definition).cell_facts[case.state, event.name]),
        evidence=_evidence(definition, case, event, situation),
        lifted=judged.lifted,
        protected=_protected_names(reported, judged.lifted),
    )
    return _followed(definition, case, entry, reported=reported, judged=judged)


def _followed(definition: Definition, case: Case, entry: Entry, *, reported: Reported, judged: Judged) -> Accepted:
    """The entry and everything that follows from it by itself."""
    before, case = case, evolve(definition, case, entry)
    entries = [entry]
    for ended in _ended(definition, before, case, entry):
        case = evolve(definition, case, ended)
        entries.append(ended)
    automatic, case = followed(definition, case, entry)
    protected = dict(reported.understood.protected)
    for each in judged.lifted:
        answer = reported.overrides.get(each.requirement)
        if answer and answer.text.strip():
            protected[f"override:{each.requirement}"] = answer.text.strip()
    return Accepted((*entries, *automatic), case, protected, judged.advice)


def followed(definition: Definition, case: Case, cause: Entry) -> tuple[tuple[Entry, ...], Case]:
    """The automatic transitions that are enabled one after the other, and the case after them.

    Args:
        cause: the entry that set them off, already folded into the case.
    """
    entries: list[Entry] = []
    while automatic := _automatic(definition, case, cause):
        case = evolve(definition, case, automatic)
        entries.append(automatic)
        invariant(len(entries) <= LONGEST_CHAIN + len(case.collections), f"case {case.id}: automatic moves never end")
    return tuple(entries), case


def _protected_names(reported: Reported, lifted: tuple[Lifted, ...]) -> tuple[str, ...]:
    names = set(reported.understood.protected)
    for each in lifted:
        answer = reported.overrides.get(each.requirement)
        if answer and answer.text.strip():
            names.add(f"override:{each.requirement}")
    return tuple(sorted(names))


def _check_items(definition: Definition, event: Event, situation: Situation) -> None:
    """The machine of each moved item must lead where our own table says."""
    for effect in event.moves:
        if not effect.by or not situation.holds(effect.when):
            continue
        collection = definition.collections[effect.collection]
        for item in aimed_at(situation.case, effect, situation.fields):
            if movable(definition, situation.case, effect, item):
                by_table = next_state(collection, item.state, effect.by)
                by_machine = move_item(definition, effect.collection, item.state, effect.by)
                invariant(by_table == by_machine, f"{item.id}: the machine and the table disagree on {effect.by}")


def _evidence(definition: Definition, case: Case, event: Event, situation: Situation) -> tuple[EvidenceRef, ...]:
    found = [ref for name in event.relies_on for ref in members(definition, case, name)]
    items = (situation.named_item(name) for name in event.relies_on_items)
    found += [reference(definition, item) for item in items if item]
    return tuple(dict.fromkeys(found))


def _ended(definition: Definition, before: Case, after: Case, cause: Entry) -> Iterator[Entry]:
    """One entry for each item that the event ends; chosen by how the items stood before it."""
    seq = after.seq
    for effect in definition.events[cause.event].ends:
        fields = definition.collections[effect.collection].fields
        for item in before.standing(effect.collection):
            if matches(fields, item, effect.where):
                seq += 1
                given: dict[str, Coded] = {effect.field: item.id, **effect.values}
                yield _by_itself(definition, replace(after, seq=seq - 1), effect.event, cause=cause, fields=given)


def _automatic(definition: Definition, case: Case, cause: Entry) -> Entry | None:
    """The automatic transition that is enabled now, if any; the proof shows that there is at most one."""
    situation = Situation(definition, case)
    for event, row in compiled(definition).automatic.get(case.state, ()):
        if not situation.holds(row.select) or judge(row, situation, actor=SYSTEM, overrides={}).unmet:
            continue
        to_state = move_by_row(definition, case.state, event.name, row)
        invariant(to_state == (row.to or case.state), f"case {case.id}: machine and table disagree on {event.name}")
        entry = _by_itself(definition, case, event.name, cause=cause, fields={}, to=row.to)
        facts = situation.facts(compiled(definition).cell_facts[case.state, event.name])
        return replace(entry, facts=facts, evidence=_evidence(definition, case, event, situation))
    return None


def _by_itself(
    definition: Definition, case: Case, event: str, *, cause: Entry, fields: Mapping[str, Coded], to: str = ""
) -> Entry:
    return Entry(
        case.id,
        case.seq + 1,
        "transition" if to and to != case.state else "record",
        event,
        case.state,
        to or case.state,
        SYSTEM,
        cause.effective,
        cause.recorded_at,
        definition.digest,
        fields=fields,
        caused_by=cause.seq,
    )
