"""Shows what was just recorded: each entry in a line, where the case stands now, and advice not followed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from workflow.case.entry import Entry
from workflow.case.errors import Unmet
from workflow.case.file import Case
from workflow.definition.model import Definition
from workflow.interfaces.cli.naming import event_says, prettified
from workflow.interfaces.cli.refusal import unmet_sheet
from workflow.interfaces.cli.sheet import Block, Paragraph
from workflow.interfaces.problems import unmet_values
from workflow.interfaces.suggesting import listed


def recorded_value(case: Case, entries: Iterable[Entry], *, advice: Sequence[Unmet] = ()) -> dict[str, Any]:
    """What was recorded as plain values."""
    return {
        "case": case.id,
        "state": case.state,
        "seq": case.seq,
        "entries": [
            {
                "seq": entry.seq,
                "event": entry.event,
                "from": entry.from_state,
                "to": entry.to_state,
                "caused_by": entry.caused_by,
            }
            for entry in entries
        ],
        "advice": unmet_values(advice),
    }


def entries_sheet(definition: Definition, entries: Iterable[Entry]) -> list[Block]:
    """A line an entry; what followed by itself is set in."""
    return [_line(definition, entry) for entry in entries]


def standing_sheet(definition: Definition, case: Case, entries: Iterable[Entry]) -> list[Block]:
    """Where the case stands after these entries, and who owes what next."""
    state = definition.states[case.state]
    moved = any(entry.from_state != entry.to_state for entry in entries)
    stands = "is now in" if moved else "is still in"
    owner = f" ({listed(map(prettified, state.owner))})" if state.owner else ""
    sheet: list[Block] = [Paragraph(f"Case {case.id} {stands} {prettified(case.state)}: {state.says}", "strong")]
    return [*sheet, Paragraph(f"Next: {state.next_action}{owner}")] if state.next_action else sheet


def advice_sheet(advice: Sequence[Unmet]) -> list[Block]:
    """Advice that was not followed."""
    return [Paragraph("Advice that was not followed:", "warn"), *unmet_sheet(advice)] if advice else []


def _line(definition: Definition, entry: Entry) -> Paragraph:
    moved = f", to {prettified(entry.to_state)}" if entry.from_state != entry.to_state else ""
    by_itself = f" (because of {entry.caused_by})" if entry.caused_by is not None else ""
    text = f"{entry.seq}  {entry.event}{moved}{by_itself}: {event_says(definition, entry.event)}"
    return Paragraph(text, "" if entry.caused_by is None else "quiet", inset=1 if entry.caused_by is not None else 0)
