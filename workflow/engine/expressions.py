"""What an effect writes: a literal, a reported field, a field of a named item, or something about the entry itself."""

from __future__ import annotations

from datetime import tzinfo

from workflow.case.entry import Coded, Entry
from workflow.engine.facts import Situation


def evaluate(expression: str, before: Situation, entry: Entry, *, previous: Coded | None, zone: tzinfo) -> Coded | None:
    """The value of an expression, or None when the field it reads was not given (then nothing is written).

    Args:
        expression: `$field`, `$field.item_field`, `@occurred_on`, `@occurred`, `@recorded_on`, `@actor`, `@role`,
            `@next`, `@seq`, or a literal.
        previous: what stood in this place before, for `@next`.
        zone: the pathway's time zone, for local dates.
    """
    if expression.startswith("$"):
        return _field(expression[1:], before)
    if not expression.startswith("@"):
        return expression
    if expression == "@next":
        return previous + 1 if isinstance(previous, int) else 1
    return _about(expression, entry, zone)


def _field(name: str, before: Situation) -> Coded | None:
    field, _, item_field = name.partition(".")
    if not item_field:
        return before.fields.get(field)
    item = before.named_item(field)
    return item.value(item_field) if item else None


def _about(expression: str, entry: Entry, zone: tzinfo) -> Coded:
    if expression == "@occurred_on":
        return entry.effective.first_date(zone).isoformat()
    if expression == "@recorded_on":
        return entry.recorded_at.astimezone(zone).date().isoformat()
    if expression == "@occurred":
        return entry.effective.text
    if expression == "@actor":
        return entry.actor.name
    if expression == "@role":
        return entry.actor.role
    return {"@seq": entry.seq}[expression]
