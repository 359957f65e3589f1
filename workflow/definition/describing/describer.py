"""From a definition to its description: the states, and the rows as when / only if / then / because."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from workflow.case.file import NEW
from workflow.definition.describing.description import Ask, Description, RowLine, Section, StateLine
from workflow.definition.describing.sections import sections
from workflow.definition.describing.spelling import speller
from workflow.definition.describing.wording import cited, condition_words, one_of, plain
from workflow.definition.model import Definition, Event, Row, State

AS_WRITTEN = frozenset({"code", "address", "reference", "word"})
"""Columns that hold codes or addresses, which are never respelled."""


def describe(definition: Definition) -> Description:
    """Put a whole definition into words."""
    spelled = speller(definition)
    rows = sorted(_rows(definition), key=lambda line: _place(definition, line))
    return Description(
        name=definition.name,
        title=definition.title,
        says=definition.says,
        digest=definition.digest,
        states=tuple(_respelled_state(_state(definition, state), spelled) for state in definition.states.values()),
        rows=tuple(_respelled_row(row, spelled) for row in rows),
        sections=tuple(_respelled_section(section, spelled) for section in sections(definition)),
    )


def _respelled_state(line: StateLine, spelled: Callable[[str], str]) -> StateLine:
    return replace(line, owner=spelled(line.owner))


def _respelled_row(line: RowLine, spelled: Callable[[str], str]) -> RowLine:
    asks = tuple(replace(ask, says=spelled(ask.says), condition=spelled(ask.condition)) for ask in line.only_if)
    return replace(line, when=tuple(map(spelled, line.when)), only_if=asks, then=spelled(line.then))


def _respelled_section(section: Section, spelled: Callable[[str], str]) -> Section:
    lines = tuple(
        tuple(
            cell if column in AS_WRITTEN else spelled(cell) for column, cell in zip(section.columns, line, strict=True)
        )
        for line in section.lines
    )
    return replace(section, lines=lines)


def _state(definition: Definition, state: State) -> StateLine:
    return StateLine(
        state.name,
        state.says,
        one_of(plain(role) for role in state.owner),
        state.next_action,
        state.target.in_words if state.target else "",
        cited(definition, state.source),
        state.final,
    )


def _rows(definition: Definition) -> Iterator[RowLine]:
    for event in definition.events.values():
        for row in event.rows:
            yield _row(definition, event, row)


def _row(definition: Definition, event: Event, row: Row) -> RowLine:
    when = condition_words(definition, event, row.select)
    return RowLine(
        states=tuple(name for name in (NEW, *definition.states) if name in row.states),
        event=event.name,
        row=row.name,
        kind=event.kind,
        roles=() if event.kind in ("automatic", "ending") else event.roles,
        when=when or (("otherwise",) if row.otherwise else ()),
        only_if=() if row.refuses else tuple(_ask(definition, name) for name in row.requires),
        then=_then(row),
        refusal=row.refuses,
        because=row.says,
        source=cited(definition, row.source),
    )


def _ask(definition: Definition, name: str) -> Ask:
    requirement = definition.requirements[name]
    words = condition_words(definition, None, {requirement.fact: requirement.allows})
    return Ask(name, plain(name), words[0], requirement.kind)


def _then(row: Row) -> str:
    if row.refuses:
        return "refused"
    return plain(row.to) if row.to else "stays"


def _place(definition: Definition, line: RowLine) -> tuple[int, int]:
    states = (NEW, *definition.states)
    first = min((states.index(name) for name in line.states), default=len(states))
    return (first if len(line.states) == 1 else len(states) + first), list(definition.events).index(line.event)
