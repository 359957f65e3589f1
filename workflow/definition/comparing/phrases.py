"""Words for the parts of a definition: a value of any field, and a whole element that is new or gone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from workflow.case.file import NEW
from workflow.definition.comparing.differences import ABSENT, WORDS
from workflow.definition.describing.effects import field_words, recorded
from workflow.definition.describing.promises import forbidden
from workflow.definition.describing.wording import condition_words, one_of, plain, sentence
from workflow.definition.model import (
    Attribute,
    Definition,
    Event,
    Fact,
    Field,
    Never,
    OverrideRule,
    Requirement,
    Row,
    Source,
    State,
    TimeLimit,
)


def told(value: Any) -> str:
    """A value of any field in words; nothing is left out that could differ."""
    if value is None or value is ABSENT or value in ("", (), {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, TimeLimit):
        return value.in_words
    if isinstance(value, Source):
        return " ".join(part for part in (plain(value.kind), value.ref, value.at) if part)
    if dataclasses.is_dataclass(value):
        return _element(value)
    if isinstance(value, Mapping):
        return " and ".join(f"{plain(name)} {_alternatives(each)}" for name, each in value.items())
    if isinstance(value, frozenset):
        return ", ".join(told(each) for each in sorted(value, key=str))
    if isinstance(value, tuple):
        return one_of((told(each) for each in value), "and")
    return value.isoformat() if isinstance(value, date) else plain(str(value))


def _element(value: Any) -> str:
    given = ((each.name, getattr(value, each.name)) for each in dataclasses.fields(value) if each.name not in WORDS)
    return ", ".join(f"{plain(name)} {told(each)}" for name, each in given if each not in (None, "", (), {}, False))


def _alternatives(value: Any) -> str:
    """The value of one name: of several values, such as those of a condition, any will do."""
    return one_of(map(told, value)) if isinstance(value, tuple) else told(value)


def in_states(names: tuple[str, ...]) -> str:
    """Several states in words, the one before a case is opened among them."""
    return one_of((plain(name) if name != NEW else "before the case is opened" for name in names), "and")


def whole(definition: Definition, element: Any, event: Event | None = None) -> str:
    """A whole element in a sentence or two.

    Args:
        event: the event a row belongs to.
    """
    teller = _TELLERS.get(type(element).__name__)
    if teller is not None:
        return teller(definition, element, event)
    says = getattr(element, "says", "") or getattr(element, "title", "")
    return says if says else told(element)


def requirement_class(requirement: Requirement) -> str:
    """How binding a requirement is, and who may lift it with which reasons."""
    kinds = {"rule": "a rule", "default": "a default", "advice": "advice", "info": "for information"}
    return f"{kinds.get(requirement.kind, requirement.kind)}{override_words(requirement.override)}"


def override_words(override: OverrideRule | None) -> str:
    """Who may lift it and with which reasons, as the end of a phrase; "" for nobody."""
    if override is None:
        return ""
    roles = f" that {one_of(map(plain, override.roles))} may lift" if override.roles else ""
    return f"{roles} (reasons: {one_of(map(plain, override.reasons))})"


def _requirement(definition: Definition, element: Requirement, _: Event | None) -> str:
    holds = condition_words(definition, None, {element.fact: element.allows})[0]
    return f"holds when {holds}; otherwise: “{element.says}” It is {requirement_class(element)}."


def _row(definition: Definition, element: Row, event: Event | None) -> str:
    chosen = " and ".join(condition_words(definition, event, element.select))
    when = f"when {chosen}, " if chosen else "otherwise, " if element.otherwise else ""
    if element.refuses:
        return f"in {in_states(element.states)}: {when}it is refused: “{element.refuses}”"
    asked = one_of((plain(name) for name in element.requires), "and")
    only = f", only if {asked}" if asked else ""
    goes = f"the case goes to {plain(element.to)}" if element.to else "the case stays where it is"
    return f"in {in_states(element.states)}: {when}{goes}{only}. {sentence(element.says)}"


def _event(definition: Definition, element: Event, _: Event | None) -> str:
    states = tuple(name for name in definition.states if any(name in row.states for row in element.rows))
    who = "by itself" if element.kind in ("automatic", "ending") else f"by {one_of(map(plain, element.roles))}"
    where = f" in {in_states(states)}" if states else ""
    kept = "; ".join(recorded(definition, element))
    return f"{sentence(element.says)} Reported {who}{where}." + (f" Records: {kept}." if kept else "")


def _field(_: Definition, element: Field, __: Event | None) -> str:
    choices = f", one of {one_of(map(plain, element.choices))}" if element.choices else ""
    must = "must be given" if element.required else "may be given"
    return f"{field_words(element).replace('*', '')}: {element.says.rstrip('.')}; {must}{choices}."


def _attribute(_: Definition, element: Attribute, __: Event | None) -> str:
    field = element.field
    kept = f"one of {one_of(map(plain, field.choices))}" if field.choices else plain(field.type)
    initial = f"; {plain(element.initial)} until it is recorded" if element.initial else ""
    outdated = f"; {plain(element.when_outdated)} once its evidence is not current" if element.when_outdated else ""
    return f"{field.says.rstrip('.')}: {kept}{initial}{outdated}."


def _fact(_: Definition, element: Fact, __: Event | None) -> str:
    return f"{element.says.rstrip('.')}: {one_of(map(plain, element.values))}."


def _never(definition: Definition, element: Never, _: Event | None) -> str:
    return f"{sentence(element.says)} That is, when {'; '.join(forbidden(definition, element))}."


def _state(definition: Definition, element: State, _: Event | None) -> str:
    owner = f" {one_of(map(plain, element.owner)).capitalize()} owes the next step." if element.owner else ""
    target = f" Target: {element.target.in_words}." if element.target else ""
    events = [plain(e.name) for e in definition.events.values() if any(element.name in row.states for row in e.rows)]
    taking = f" In it there can be: {one_of(events, 'and')}." if events else ""
    return f"{sentence(element.says)}{owner}{target}{taking}"


_TELLERS: Mapping[str, Callable[[Definition, Any, Event | None], str]] = {
    "Requirement": _requirement,
    "Row": _row,
    "Event": _event,
    "Field": _field,
    "Attribute": _attribute,
    "Fact": _fact,
    "Never": _never,
    "State": _state,
}
