"""The sentences of a refusal: what was attempted, where the case stands, what is missing, what may be done instead."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.case.actor import Actor
from workflow.case.entry import Coded
from workflow.case.errors import Refused, Unmet
from workflow.case.file import NEW, Case, Item
from workflow.case.quoting import named
from workflow.definition.model import Definition, Event, Moves, Row
from workflow.engine.rows import combinations


def standing(case: Case) -> str:
    """Where the case stands, for the middle of a sentence."""
    return f"case {case.id} is in {case.state}" if case.state != NEW else f"case {case.id} is not open yet"


def by_role(definition: Definition, case: Case, event: Event, actor: Actor) -> Refused:
    """Nobody in this role may report the event."""
    role = actor.role
    if role not in definition.roles:
        role = f"{named(role, definition.roles)}; that is no role of this pathway"
    return Refused(
        f"{event.name} was not recorded: {standing(case)}, and it is not for the role {role}.",
        event=event.name,
        state=case.state,
        kind="role",
        instead=(f"It may be reported by: {', '.join(event.roles)}.",),
    )


def not_now(definition: Definition, case: Case, event: Event, actor: Actor) -> Refused:
    """The event does not belong to the state the case is in."""
    states = tuple(dict.fromkeys(state or "a new case" for row in event.rows for state in row.states))
    here = [
        each.name
        for each in definition.events.values()
        if each.kind == "case" and actor.role in each.roles and definition.cell(case.state, each.name)
    ]
    instead = [f"It belongs to: {', '.join(states)}."]
    if here:
        instead.append(f"From {case.state} the case can be moved by: {', '.join(here)}.")
    return Refused(
        f"{event.name} was not recorded: {standing(case)}, where it cannot be reported.",
        event=event.name,
        state=case.state,
        kind="not_now",
        instead=instead,
    )


def no_combination(case: Case, event: Event, cell: Iterable[Row]) -> Refused:
    """No row of the cell takes these fields."""
    return Refused(
        f"{event.name} was not recorded: {standing(case)}, and nothing is foreseen for these fields together.",
        event=event.name,
        state=case.state,
        kind="combination",
        instead=combinations(cell),
    )


def by_row(case: Case, event: Event, row: Row) -> Refused:
    """A row of the table refuses, with its sentence."""
    return Refused(
        f"{event.name} was not recorded: {standing(case)}. {row.refuses}",
        event=event.name,
        state=case.state,
        kind="rule",
    )


def by_requirements(case: Case, event: Event, row: Row, *, unmet: tuple[Unmet, ...], actor: Actor) -> Refused:
    """Requirements of the row are not met, or were lifted by somebody who may not."""
    told = " ".join(f"{each.says} ({each.fact} is {each.actual}, needed: {' or '.join(each.needed)})" for each in unmet)
    target = f" (to {row.to})" if row.to and row.to != case.state else ""
    return Refused(
        f"{event.name}{target} was not recorded: {standing(case)}. {told}",
        event=event.name,
        state=case.state,
        kind="requirements",
        unmet=unmet,
        instead=tuple(sentence for each in unmet for sentence in _remedies(each, actor)),
    )


def _remedies(unmet: Unmet, actor: Actor) -> Iterable[str]:
    for supplier in unmet.suppliers:
        yield f"Report {supplier.event} ({', '.join(supplier.roles)}) to meet {unmet.requirement}."
    if unmet.overridable_by:
        who = "You may" if actor.role in unmet.overridable_by else f"{' or '.join(unmet.overridable_by)} may"
        reasons = ", ".join(unmet.override_reasons)
        yield f"{who} override {unmet.requirement}, with an explanation and one of: {reasons}."


def by_item(definition: Definition, case: Case, event: Event, *, effect: Moves, item: Item) -> Refused:
    """The named item cannot make the move from where it stands."""
    machine = definition.collections[effect.collection].machine
    moves = machine.moves if machine else ()
    possible = sorted({move.by for move in moves if item.state in move.origins})
    origins = sorted({origin for move in moves if move.by == effect.by for origin in move.origins})
    return Refused(
        f"{event.name} was not recorded: {item.id} of case {case.id} is {item.state}; "
        f"{effect.by} is possible only when it is {' or '.join(origins)}.",
        event=event.name,
        state=case.state,
        kind="item",
        instead=(f"From {item.state} it can be moved by: {', '.join(possible)}.",) if possible else (),
    )


def superseded(case: Case, event: Event, field: str, *, item: Item, given: Coded, present: Coded | None) -> Refused:
    """A version was named that is no longer the current one."""
    return Refused(
        f"{event.name} was not recorded: {standing(case)}, and {field} {given} of {item.id} is not current; "
        f"it is now {present if present is not None else 'not there'}.",
        event=event.name,
        state=case.state,
        kind="superseded",
        instead=(f"Read {item.id} as it stands now, then report {event.name} with {field} {present}.",),
    )
