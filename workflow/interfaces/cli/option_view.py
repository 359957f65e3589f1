"""Shows what may be reported now, and why the rest may not: a line an event, and every reason for one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow.case.errors import Refused
from workflow.interfaces.cli.refusal import refusal_sheet
from workflow.interfaces.cli.sheet import Block, Cell, Heading, Paragraph, Sheet, table
from workflow.interfaces.problems import problem_of

if TYPE_CHECKING:
    from workflow.definition.model import Definition, Field
    from workflow.engine import Option


@dataclass(frozen=True, slots=True)
class Offered:
    """An option, and the roles it is offered to."""

    option: Option
    roles: tuple[str, ...]


def options_sheet(offered: Sequence[Offered]) -> list[Block]:
    """Open events first, each with the items it may be reported on; then the others, each with its reasons."""
    opened = [
        (Cell(one.option.event, "strong"), ", ".join(one.option.items), one.option.says, ", ".join(one.roles))
        for one in offered
        if one.option.open
    ]
    shut: dict[tuple[str, str], list[str]] = {}
    for one in offered:
        if not one.option.open:
            shut.setdefault(("; ".join(reasons(one.option.refused)), ", ".join(one.roles)), []).append(one.option.event)
    sheet: list[Block] = [Heading("May be reported now")]
    sheet.append(
        table(("event", "on", "says", "who"), opened, flexible=("says", "on"))
        if opened
        else Paragraph("Nothing, in this role.", "quiet")
    )
    if shut:
        rows = [(", ".join(events), because, who) for (because, who), events in shut.items()]
        sheet += [Heading("Not now"), table(("event", "because", "who"), rows, flexible=("event", "because"))]
    return sheet


def reasons(refused: Refused | None) -> list[str]:
    """The sentences that say why not; where no requirement is unmet, what the message says beyond where the case is."""
    if refused is None:
        return []
    unmet = [one.says for one in refused.unmet if one.kind != "advice"]
    if unmet:
        return unmet
    first = refused.message.partition("\n")[0]
    rest = first.partition(f" is in {refused.state}")[2].lstrip(",. ").removeprefix("and ").removeprefix("where ")
    return [rest[:1].upper() + rest[1:] if rest else first]


def event_sheet(offered: Offered, definition: Definition) -> Sheet:
    """One event in full: who may report it, its fields with their choices, which values are blocked and why."""
    event = definition.events[offered.option.event]
    sheet: list[Block] = [Heading(f"{event.name}: {event.says}"), Paragraph(f"Reported by: {', '.join(event.roles)}")]
    if offered.option.items:
        sheet.append(Paragraph(f"On: {', '.join(offered.option.items)}"))
    if event.fields:
        sheet += [Heading("Fields"), fields_table(tuple(event.fields.values()))]
    sheet += _values(offered.option)
    if offered.option.refused:
        sheet += [Heading("Not now"), *refusal_sheet(offered.option.refused)]
    return sheet


def fields_table(fields: Sequence[Field]) -> Block:
    """Fields with what they take: a row each."""
    rows = [(one.name, needed_says(one), takes(one), one.says) for one in fields]
    return table(("field", "", "takes", "says"), rows, flexible=("takes", "says"))


def needed_says(declared: Field) -> str:
    """Whether a field must be given: `required`, `required when plan is interval`, or "" when it need not."""
    if declared.required:
        return "required"
    if declared.required_when is None:
        return ""
    terms = [f"{key} is {' or '.join(values)}" for key, values in declared.required_when.items()]
    return f"required when {' and '.join(terms)}"


def takes(declared: Field) -> str:
    """What a field takes, in a few words: its codes, or the kind of value."""
    if declared.choices:
        return (" | " if declared.type == "choice" else ", ").join(declared.choices)
    return {
        "item": "id of an item",
        "items": "ids, separated by commas",
        "entry": "number of an entry",
        "decimal": "number",
        "integer": "whole number",
    }.get(declared.type, declared.type)


def _values(option: Option) -> list[Block]:
    rows = [
        (
            one.field,
            Cell(one.value, "" if one.open else "quiet"),
            Cell("open", "good") if one.open else Cell("blocked", "warn"),
            one.says if one.open else "; ".join(reasons(one.refused)),
        )
        for one in option.fields
    ]
    if not rows:
        return []
    return [Heading("Values that decide the way"), table(("field", "value", "", "says"), rows, flexible=("says",))]


def option_value(offered: Offered) -> dict[str, Any]:
    """An option as plain values."""
    option = offered.option
    return {
        "event": option.event,
        "says": option.says,
        "open": option.open,
        "roles": list(offered.roles),
        "items": list(option.items),
        "refused": problem_of(option.refused) if option.refused else None,
        "fields": [
            {
                "field": one.field,
                "value": one.value,
                "says": one.says,
                "open": one.open,
                "refused": problem_of(one.refused) if one.refused else None,
            }
            for one in option.fields
        ],
    }
