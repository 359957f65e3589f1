"""The full matrix of a definition: which event can be reported in which state, by which role."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.case.file import NEW
from workflow.definition.describing.markdown import table
from workflow.definition.describing.spelling import speller
from workflow.definition.describing.wording import one_of, plain
from workflow.definition.model import Definition, Event, Row


def matrix(definition: Definition) -> str:
    """The matrix as Markdown: a line per event, a column per state, and beneath it who may report each event."""
    return "\n".join(_document(definition)) + "\n"


def _document(definition: Definition) -> Iterator[str]:
    yield f"# Which event in which state: {definition.name}"
    yield ""
    yield "Empty: cannot be reported there. **→ state**: moves the case there if its requirements are met. **stays**:"
    yield "recorded, nothing moves. **✗**: a row that refuses with its own sentence. **auto**: happens by itself."
    states = ("", *definition.states) if definition.opening else tuple(definition.states)
    yield ""
    spelled = speller(definition)
    lines = (
        (f"**{plain(event.name)}**", _who(event), *_cells(definition, event, states)) for event in _events(definition)
    )
    heads = ("event", "who", *(plain(state) or "before opening" for state in states))
    yield from map(spelled, table(heads, lines))
    yield ""
    yield from _figures(definition)


def _events(definition: Definition) -> Iterator[Event]:
    order = ("opening", "case", "automatic", "record", "ending")
    yield from sorted(definition.events.values(), key=lambda event: order.index(event.kind))


def _who(event: Event) -> str:
    return "*by itself*" if event.kind in ("automatic", "ending") else one_of(map(plain, event.roles), "or")


def _cells(definition: Definition, event: Event, states: tuple[str, ...]) -> Iterator[str]:
    for state in states:
        rows = definition.cell(state, event.name)
        words = dict.fromkeys(_answer(event, row, state) for row in rows)
        yield ", ".join(words)


def _answer(event: Event, row: Row, state: str) -> str:
    if row.refuses:
        return "✗"
    target = f"→ {plain(row.to)}" if row.to and row.to != state else "stays"
    return f"auto {target}" if event.kind == "automatic" else target


def _figures(definition: Definition) -> Iterator[str]:
    cells = [(state, event) for state in (NEW, *definition.states) for event in definition.events.values()]
    filled = [definition.cell(state, event.name) for state, event in cells]
    used = sum(1 for rows in filled if rows)
    refusals = sum(1 for rows in filled for row in rows if row.refuses)
    yield f"{len(definition.events)} events, {len(definition.states)} states, {used} cells in use, {refusals} refusals."
