"""The picture of the small machine that a collection's items run: one investigation, one alert, one symptom."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.describing.lettering import broken
from workflow.definition.describing.pathway_picture import LONGEST_LABEL, starting_words
from workflow.definition.describing.picture import MANY, Group, Picture, Place, Road
from workflow.definition.describing.wording import plain, pretty
from workflow.definition.model import Collection, ItemMachine, Move


def machine_picture(collection: Collection) -> Picture | None:
    """What there is to draw of a collection's machine; None when its items have none."""
    machine = collection.machine
    if machine is None:
        return None
    single = tuple(move for move in machine.moves if len(move.origins) < MANY)
    main = _main_road(machine, single)
    ordered = sorted(machine.states, key=lambda name: main.index(name) if name in main else len(main))
    return Picture(
        id=f"machine-{collection.name.replace('_', '-')}",
        title=pretty(collection.name),
        subtitle=collection.says,
        places=tuple(_place(machine, name, name in main) for name in ordered),
        roads=tuple(_roads(single)),
        groups=tuple(_groups(machine)),
        start="Added",
    )


def _place(machine: ItemMachine, name: str, main: bool) -> Place:
    state = machine.states[name]
    return Place(name, pretty(name), "" if state.open else "nothing more is owed", main, not state.open)


def _main_road(machine: ItemMachine, moves: tuple[Move, ...]) -> tuple[str, ...]:
    """The longest way from the first state that never turns back in the order of the file."""
    order = list(machine.states)
    best: dict[str, tuple[str, ...]] = {}
    for name in reversed(order):
        onward = [
            best[move.to]
            for move in moves
            if name in move.origins and order.index(move.to) > order.index(name) and move.to in best
        ]
        best[name] = (name, *max(onward, key=len, default=()))
    return best[machine.initial]


def _roads(moves: tuple[Move, ...]) -> Iterator[Road]:
    merged: dict[tuple[str, str], list[str]] = {}
    for move in moves:
        for origin in move.origins:
            if origin != move.to:
                merged.setdefault((origin, move.to), []).append(plain(move.by))
    for (origin, target), words in merged.items():
        yield Road(origin, target, tuple(line for label in words for line in broken(label, LONGEST_LABEL)))


def _groups(machine: ItemMachine) -> Iterator[Group]:
    still_open = tuple(name for name, state in machine.states.items() if state.open)
    merged: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for move in machine.moves:
        if len(move.origins) >= MANY:
            origins = tuple(name for name in machine.states if name in move.origins)
            merged.setdefault((origins, move.to), []).append(pretty(move.by))
    for (origins, target), labels in merged.items():
        every = set(origins) | {target} == set(machine.states)
        starting = "Any state" if every else starting_words(still_open, origins, target)
        yield Group(tuple(labels), origins, starting, target)
