"""The definition's own words for states, events, codes and items; a readable form of the name where it has none."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from workflow.case.effective import Effective, instant_from
from workflow.case.file import Item
from workflow.definition.model import Definition, Field


def prettified(name: str) -> str:
    """`imaging_review` as `imaging review`."""
    return name.replace("_", " ")


def state_says(definition: Definition, state: str) -> str:
    """A state's readable name; "not open" before a case is opened."""
    return prettified(state) if state else "not open"


def event_says(definition: Definition, event: str) -> str:
    """What an event means, in the definition's sentence."""
    found = definition.events.get(event)
    return found.says if found else prettified(event)


def choice_says(definition: Definition, declared: Field, code: str) -> str:
    """What a code of a field means; the code itself, prettified, where the definition says no more."""
    vocabulary = definition.vocabularies.get(declared.vocabulary)
    term = vocabulary.terms.get(code) if vocabulary else None
    return term.says if term else prettified(code)


def value_says(definition: Definition, declared: Field | None, value: object) -> str:
    """A recorded value for people: codes by their meaning, dates in words, several joined by commas."""
    if isinstance(value, tuple | list):
        return ", ".join(value_says(definition, declared, one) for one in value)
    if declared is None:
        return str(value)
    if declared.type in {"choice", "choices"}:
        return choice_says(definition, declared, str(value))
    if declared.type == "date":
        return date_says(str(value))
    return str(value)


def item_says(definition: Definition, collection: str, item: Item) -> str:
    """One item in a line: its fields in the order of the definition, codes by the first words of their meaning."""
    fields = definition.collections[collection].fields
    shown = []
    for name, declared in fields.items():
        if name not in item.fields or _told_by_its_date(name, item):
            continue
        says = value_says(definition, declared, item.fields[name])
        is_code = declared.type in {"choice", "choices"}
        is_plain_answer = set(declared.choices) == {"yes", "no"}
        shown.append(says.partition(": ")[0] if is_code and not is_plain_answer else f"{prettified(name)} {says}")
    return "; ".join(shown)


def _told_by_its_date(name: str, item: Item) -> bool:
    """An instant `ordered_at` is not repeated beside the date `ordered_on`."""
    return name.endswith("_at") and name.removesuffix("_at") + "_on" in item.fields


def date_says(told: str | date | None) -> str:
    """An ISO date (or month) as `12 May 2026` (or `May 2026`); "" for none; any other text as it is."""
    if told is None or told == "":
        return ""
    try:
        found = told if isinstance(told, date) else date.fromisoformat(told if len(told) > 7 else told + "-01")
    except ValueError:
        return str(told)
    day = "" if isinstance(told, str) and len(told) <= 7 else f"{found.day} "
    return f"{day}{found:%b %Y}"


def effective_says(effective: Effective, zone: tzinfo) -> str:
    """When something happened, as precisely as it was told: `12 May 2026 09:30`, `12 May 2026`, `May 2026`."""
    if effective.precision == "instant":
        return instant_says(instant_from(effective.text), zone)
    return date_says(effective.text)


def instant_says(at: datetime, zone: tzinfo) -> str:
    """An instant in local time, `12 May 2026 09:30`."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%b %Y %H:%M}"


def zone_of(definition: Definition) -> tzinfo:
    """The pathway's time zone."""
    return ZoneInfo(definition.calendar.time_zone) if definition.calendar.time_zone else UTC
