"""Shows one case: whose it is, where it stands, what is known, what is open, its clocks, and what may happen next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow.case.file import Case, Item
from workflow.definition.model import Collection, Definition
from workflow.interfaces.cli.clock_view import clock_values, clocks_table
from workflow.interfaces.cli.naming import (
    effective_says,
    item_says,
    prettified,
    state_says,
    value_says,
    zone_of,
)
from workflow.interfaces.cli.option_view import Offered, option_value, options_sheet
from workflow.interfaces.cli.person_view import person_says, person_value
from workflow.interfaces.cli.sheet import Block, Heading, Paragraph, Sheet, table
from workflow.interfaces.suggesting import listed

if TYPE_CHECKING:
    from workflow.engine import ClockReading
    from workflow.history.patients import Patient


_FEW = 3
"""So many items of a collection are shown whether they are over or not."""


@dataclass(frozen=True, slots=True)
class CaseShown:
    """Everything that `show` shows.

    Args:
        person: whom it is about; None when nobody asked, or it cannot be read.
        unreadable: the sentence why it cannot be read; "" otherwise.
        everything: items that are over are shown too.
        as_of: the moments looked back to, as a sentence each; then nothing is said of what comes next.
    """

    case: Case
    definition: Definition
    person: Patient | None = None
    unreadable: str = ""
    clocks: tuple[ClockReading, ...] = ()
    offered: tuple[Offered, ...] = ()
    everything: bool = False
    as_of: tuple[str, ...] = ()


def case_sheet(shown: CaseShown) -> Sheet:
    """The case on one page."""
    sheet = [*_where_it_stands(shown), *_known(shown)]
    for collection in shown.definition.collections.values():
        sheet += _items(shown, collection)
    if shown.clocks:
        sheet += [Heading("Clocks"), clocks_table(shown.clocks)]
    if shown.offered:
        sheet += options_sheet(shown.offered)
    return sheet


def case_value(shown: CaseShown) -> dict[str, Any]:
    """The case as plain values."""
    case, since = shown.case, shown.case.state_since
    return {
        "case": case.id,
        "pathway": shown.definition.name,
        "definition": case.definition,
        "state": case.state,
        "state_since": since.text if since else None,
        "seq": case.seq,
        "patient": person_value(shown.person),
        "owner": list(shown.definition.states[case.state].owner) if case.state else [],
        "attributes": {name: _plain(case.value(name)) for name in case.attributes},
        "collections": {
            name: [_item_value(item) for item in case.items(name)] for name in shown.definition.collections
        },
        "clocks": clock_values(shown.clocks),
        "options": [option_value(one) for one in shown.offered],
    }


def _where_it_stands(shown: CaseShown) -> Iterable[Block]:
    case, definition = shown.case, shown.definition
    yield Heading(f"Case {case.id}: {state_says(definition, case.state)}")
    if shown.person is not None:
        yield Paragraph(person_says(shown.person))
    elif shown.unreadable:
        yield Paragraph(shown.unreadable, "quiet")
    for sentence in shown.as_of:
        yield Paragraph(sentence, "strong")
    state = definition.states.get(case.state)
    if state is not None:
        yield Paragraph(state.says)
        if state.next_action and not shown.as_of:
            owner = f" ({listed(map(prettified, state.owner))})" if state.owner else ""
            yield Paragraph(f"Next: {state.next_action}{owner}", "strong")
    since = effective_says(case.state_since, zone_of(definition)) if case.state_since else ""
    standing = f"{definition.name}, entry {case.seq}"
    yield Paragraph(f"{standing}, in this state since {since}" if since else standing, "quiet")


def _known(shown: CaseShown) -> Iterable[Block]:
    attributes = shown.definition.attributes
    rows = [
        (prettified(name), value_says(shown.definition, attributes[name].field, shown.case.value(name)))
        for name in attributes
        if shown.case.value(name) is not None
    ]
    if rows:
        yield Heading("Known")
        yield table(("", ""), rows, flexible=("",))


def _items(shown: CaseShown, collection: Collection) -> Iterable[Block]:
    items = shown.case.standing(collection.name)
    everything = shown.everything or len(items) <= _FEW
    visible = [item for item in items if everything or _is_open(collection, item)]
    if not items:
        return
    yield Heading(prettified(collection.name).capitalize())
    if visible:
        rows = [
            (item.id, prettified(item.state), item_says(shown.definition, collection.name, item)) for item in visible
        ]
        yield table(("id", "state", "what"), rows, flexible=("what",))
    if over := len(items) - len(visible):
        more = f"{over} over: `casepath show {shown.case.id[:8]} --all` shows them"
        yield Paragraph(f"{'and' if visible else 'none open,'} {more}", "quiet")


def _is_open(collection: Collection, item: Item) -> bool:
    return collection.machine is None or collection.machine.states[item.state].open


def _item_value(item: Item) -> dict[str, Any]:
    fields = {name: _plain(value) for name, value in item.fields.items()}
    return {"id": item.id, "state": item.state, "seq": item.seq, "withdrawn": item.withdrawn, "fields": fields}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
