"""The `transitions` machine and our own table lead to the same state, everywhere."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.support.bicycles import workshop
from workflow.case.actor import Actor
from workflow.case.errors import Corrupt
from workflow.case.file import Case
from workflow.definition import Definition, from_body
from workflow.definition.domains import key_domain
from workflow.definition.model import Event, Row
from workflow.engine.compiled import compiled, requirements_of
from workflow.engine.evolving import next_state
from workflow.engine.facts import Situation
from workflow.engine.machine import move_by_row, move_case, move_item
from workflow.engine.rows import judge, takes
from workflow.pathways import Pathways


class Imagined(Situation):
    """A situation whose every value is imagined, so that each combination can be looked at."""

    __slots__ = ("imagined",)

    def __init__(self, definition: Definition, case: Case, event: Event, imagined: dict[str, str]) -> None:
        super().__init__(definition, case, event)
        self.imagined = imagined

    def value(self, key: str) -> str:
        return self.imagined[key]

    def fact(self, name: str) -> str:
        return self.imagined[name]


def situations(
    definition: Definition, state: str, event: Event, *, every: bool
) -> Iterator[tuple[Imagined, list[Row]]]:
    """Every combination of what a cell's rows select on, and with each of what the rows that take it require.

    What other rows require is never asked: a row that does not take the fields admits nothing. Without `every`, one
    combination stands for all that are taken by the same rows.
    """
    cell = compiled(definition).cells[state, event.name]
    seen: set[tuple[str, ...]] = set()
    case = Case("x", definition.digest, state)
    keys = sorted({key for row in cell for key in row.select} | recommended_keys(definition, event))
    for imagined in combinations(definition, event, keys, {"state": state}):
        taking = [row for row in cell if takes(row, cell, Imagined(definition, case, event, imagined))]
        names = tuple(row.name for row in taking)
        if not every and names in seen:
            continue
        seen.add(names)
        facts = sorted({need.fact for row in taking for need in requirements_of(definition, row)} - set(imagined))
        for required in combinations(definition, event, facts, {}):
            yield Imagined(definition, case, event, {**imagined, **required}), taking


def combinations(
    definition: Definition, event: Event, keys: list[str], known: dict[str, str]
) -> Iterator[dict[str, str]]:
    """Every combination of the values that keys can take; what is known keeps its value."""
    open_keys = [key for key in keys if key not in known]
    domains = [key_domain(definition, event, key) or () for key in open_keys]
    for values in itertools.product(*domains):
        yield {**known, **dict(zip(open_keys, values, strict=True))}


def recommended_keys(definition: Definition, event: Event) -> set[str]:
    tables = [table for table in definition.recommendations.values() if table.event == event.name]
    return {key for table in tables for key in (*table.when, table.field)}


def by_table(taking: list[Row], situation: Situation, actor: Actor) -> str | None:
    row = taking[0] if taking else None
    if row is None or row.refuses or judge(row, situation, actor=actor, overrides={}).unmet:
        return None
    return row.to or situation.case.state


def by_machine(event: str, taking: list[Row], situation: Situation, actor: Actor) -> str | None:
    def admits(row: Row) -> bool:
        return any(row is each for each in taking) and not judge(row, situation, actor=actor, overrides={}).unmet

    return move_case(situation.definition, situation.case.state, event, admits)


def compare(definition: Definition, *, every: bool) -> int:
    seen = 0
    for state, name in compiled(definition).cells:
        event = definition.events[name]
        actor = Actor("x", event.roles[0])
        if event.kind == "automatic":
            continue
        for situation, taking in situations(definition, state, event, every=every):
            assert by_machine(name, taking, situation, actor) == by_table(taking, situation, actor)
            seen += 1
    return seen


def test_they_agree_on_every_cell_of_the_workshop() -> None:
    assert compare(workshop(), every=True) > 100


OFFERED, *VARIANTS = Pathways.shipped().names()
OF_VARIANTS = [pytest.param(name, marks=pytest.mark.slow) for name in VARIANTS]


@pytest.mark.parametrize("name", [OFFERED, *OF_VARIANTS])
def test_they_agree_on_every_cell_of_a_shipped_pathway(name: str) -> None:
    assert compare(Pathways.shipped().newest(name), every=False) > 5000


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", Pathways.shipped().names())
def test_they_agree_on_every_combination_of_a_shipped_pathway(name: str) -> None:
    assert compare(Pathways.shipped().newest(name), every=True) > 100_000


@pytest.mark.parametrize("definition", [workshop(), *map(Pathways.shipped().newest, Pathways.shipped().names())])
def test_they_agree_on_every_move_of_an_item(definition: Definition) -> None:
    for name, collection in definition.collections.items():
        machine = collection.machine
        triggers = {move.by for move in machine.moves} if machine else set()
        for state, by in itertools.product(machine.states if machine else (), triggers):
            assert move_item(definition, name, state, by) == next_state(collection, state, by)


def test_a_case_moved_by_the_machine_alone_is_corrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.support.bicycles import brought_in
    from workflow.engine import deciding

    monkeypatch.setattr(deciding, "move_by_row", lambda *_: "gone")
    with pytest.raises(Corrupt, match="'gone' by machine"):
        brought_in().try_to("name_fault", {"part": "chain"})


def test_two_loads_of_one_definition_share_the_machines_answers() -> None:
    first, second = (from_body(workshop().body) for _ in range(2))
    cells = [(state, event, rows) for (state, event), rows in compiled(first).cells.items()]
    for state, event, rows in cells:
        for row in rows:
            other = next(each for each in second.events[event].rows if each.name == row.name)
            assert move_by_row(second, state, event, other) == move_by_row(first, state, event, row)


def test_all_threads_look_up_in_one_place() -> None:
    definition = replace(workshop(), digest="looked up by many at once")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: compiled(definition), range(64)))
    assert len({id(each) for each in found}) == 1
