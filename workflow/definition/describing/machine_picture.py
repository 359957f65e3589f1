"""The picture of the small machine that a collection's items run: one investigation, one alert, one symptom."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from workflow.definition.describing.labels import lines_of
from workflow.definition.describing.pathway_picture import places_in_words
from workflow.definition.describing.picture import MANY, Group, Picture, Place, Road
from workflow.definition.describing.roads import longest_way
from workflow.definition.describing.wording import one_of, plain, pretty
from workflow.definition.model import Collection, ItemMachine, Move

CAPTION = 34
"""A state's sentence of at most this many characters stands under its name."""


def machine_picture(collection: Collection) -> Picture | None:
    """What there is to draw of a collection's machine; None when its items have none."""
    machine = collection.machine
    if machine is None:
        return None
    main = _main_road(machine)
    roads = tuple(_roads(machine, main))
    on_roads = {name for road in roads for name in (road.origin, road.target)}
    beside = [name for name in machine.states if name not in main and name in on_roads]
    return Picture(
        id=f"machine-{collection.name.replace('_', '-')}",
        title=pretty(collection.name),
        subtitle=collection.says,
        places=tuple(_place(machine, name, name in main) for name in (*main, *beside)),
        roads=roads,
        groups=tuple(_groups(machine)),
        start="Added",
    )


def _place(machine: ItemMachine, name: str, main: bool) -> Place:
    state = machine.states[name]
    caption = state.says if len(state.says) <= CAPTION and state.says.lower() != plain(name) else ""
    return Place(name, pretty(name), caption, main, not state.open)


def _main_road(machine: ItemMachine) -> tuple[str, ...]:
    """The longest way onward that leaves out setbacks and the ends that can be reached from many places."""
    many_ends = {move.to for move in machine.moves if _from_many(move) and not machine.states[move.to].open}
    order = [name for name in machine.states if name not in many_ends and not _is_setback(machine, name)]
    steps = {(origin, move.to) for move in machine.moves for origin in move.origins}
    return longest_way(order, steps, start=machine.initial)


def _is_setback(machine: ItemMachine, name: str) -> bool:
    """Whether from an open state one can only go back or end, apart from what is possible from many places."""
    order = list(machine.states)
    onward = [move.to for move in machine.moves if name in move.origins and not _from_many(move) and move.to != name]
    back = [to for to in onward if order.index(to) < order.index(name)]
    ends = [to for to in onward if not machine.states[to].open]
    return machine.states[name].open and bool(back) and len(back) + len(set(ends) - set(back)) == len(onward)


def _from_many(move: Move) -> bool:
    return len(move.origins) >= MANY


def _roads(machine: ItemMachine, main: tuple[str, ...]) -> Iterator[Road]:
    merged: dict[tuple[str, str], list[str]] = {}
    for move in machine.moves:
        for origin in move.origins:
            if origin != move.to and (not _from_many(move) or (origin, move.to) in pairwise(main)):
                merged.setdefault((origin, move.to), []).append(plain(move.by))
    for (origin, target), words in merged.items():
        yield Road(origin, target, lines_of(words))


def _groups(machine: ItemMachine) -> Iterator[Group]:
    still_open = tuple(name for name, state in machine.states.items() if state.open)
    merged: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for move in filter(_from_many, machine.moves):
        origins = tuple(name for name in machine.states if name in move.origins)
        merged.setdefault((origins, move.to), []).append(plain(move.by))
    for (origins, target), labels in merged.items():
        every = set(origins) | {target} == set(machine.states)
        starting = "Any state" if every else places_in_words(still_open, origins, beside=(target,))
        yield Group((pretty(one_of(labels)),), origins, starting, (target,), pretty(target))
