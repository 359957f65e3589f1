"""The mechanism: one shared `transitions` Machine per definition for cases, one per collection for its items.

The only module that imports `transitions`. Each is driven on throw-away tokens and carries conditions only: they return
real booleans, no callback runs, nothing is queued. The state written to history is the one the machine produced; that
it equals the reading of our own table is checked at every step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from transitions import Machine, State

from workflow.case.errors import invariant
from workflow.case.file import NEW
from workflow.definition.model import Definition, ItemMachine, Row
from workflow.engine.compiled import compiled

Admits = Callable[[Row], bool]
"""Whether a row's selectors hold and each of its requirements is met or lifted, for the event being reported."""

_UNBORN = "unborn"
_CASES: dict[str, Machine] = {}
_ITEMS: dict[tuple[str, str], Machine] = {}
_BY_ROW: dict[tuple[str, str, str, str], str] = {}
_BY_TRIGGER: dict[tuple[str, str, str, str], str | None] = {}
"""What the machines answered: the same question has the same answer, and is asked with every entry."""


class Token:
    """A thing that only has a state, for the machine to move."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def move_case(definition: Definition, state: str, event: str, admits: Admits) -> str | None:
    """The state the machine produces for an event, or None when no row admits it.

    Args:
        state: where the case stands; "" before it is opened.
        admits: asked for every row of the cell, in the order of the file, until one admits.
    """
    machine = _CASES.get(definition.digest)
    if machine is None:
        machine = _CASES.setdefault(definition.digest, _case_machine(definition))
    token = Token(state or _UNBORN)
    moved = machine.events[event].trigger(token, admits=admits)
    return (NEW if token.state == _UNBORN else token.state) if moved else None


def move_by_row(definition: Definition, state: str, event: str, row: Row) -> str | None:
    """The state the machine produces for an event when this row of its cell alone admits it."""
    key = (definition.digest, state, event, row.name)
    found = _BY_ROW.get(key)
    if found is None:
        # By name: two loads of one definition have the same rows, and are not the same objects.
        found = move_case(definition, state, event, lambda each: each.name == row.name)
        if found is not None:
            _BY_ROW[key] = found
    return found


def move_item(definition: Definition, collection: str, state: str, by: str) -> str | None:
    """The item state the machine produces for a trigger, or None when it cannot be triggered from there."""
    key = (definition.digest, collection, state, by)
    if key not in _BY_TRIGGER:
        _BY_TRIGGER[key] = _moved_item(definition, collection, state, by)
    return _BY_TRIGGER[key]


def _moved_item(definition: Definition, collection: str, state: str, by: str) -> str | None:
    key = (definition.digest, collection)
    machine = _ITEMS.get(key)
    declared = definition.collections[collection].machine
    invariant(declared is not None, f"{collection} has no machine, so nothing in it can move")
    if declared is None or not any(move.by == by and state in move.origins for move in declared.moves):
        return None
    if machine is None:
        machine = _ITEMS.setdefault(key, _item_machine(declared))
    token = Token(state)
    machine.events[by].trigger(token)
    return token.state


def _case_machine(definition: Definition) -> Machine:
    machine = _machine((_UNBORN, *definition.states), _UNBORN)
    for (state, event), rows in compiled(definition).cells.items():
        for row in rows:
            if not row.refuses:
                machine.add_transition(event, state or _UNBORN, row.to or None, conditions=[_condition(row)])
    return machine


def _item_machine(declared: ItemMachine) -> Machine:
    machine = _machine(tuple(declared.states), declared.initial)
    for move in declared.moves:
        machine.add_transition(move.by, list(move.origins), move.to)
    return machine


def _machine(states: tuple[str, ...], initial: str) -> Machine:
    return Machine(
        model=None,
        states=[State(name) for name in states],
        initial=initial,
        auto_transitions=False,
        queued=False,
        send_event=True,
        ignore_invalid_triggers=False,
    )


def _condition(row: Row) -> Callable[[Any], bool]:
    def admitted(event: Any) -> bool:
        return event.kwargs["admits"](row) is True

    return admitted
