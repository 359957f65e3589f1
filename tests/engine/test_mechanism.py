"""The `transitions` machine and our own table lead to the same state, everywhere."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.support.bicycles import workshop
from workflow.case.actor import Actor
from workflow.case.errors import Corrupt
from workflow.case.file import Case
from workflow.definition import Definition
from workflow.definition.domains import key_domain
from workflow.definition.model import Event, Row
from workflow.engine.compiled import compiled, requirements_of
from workflow.engine.evolving import next_state
from workflow.engine.facts import Situation
from workflow.engine.machine import move_case, move_item
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


def situations(definition: Definition, state: str, event: Event, cell: tuple[Row, ...]) -> Iterator[Imagined]:
    """Every combination of the keys that a cell's rows select on and of the facts they require."""
    keys = {key for row in cell for key in row.select} | {
        n.fact for row in cell for n in requirements_of(definition, row)
    }
    tables = [table for table in definition.recommendations.values() if table.event == event.name]
    keys |= {key for table in tables for key in (*table.when, table.field)}
    names = sorted(keys)
    domains = [key_domain(definition, event, name) or () for name in names]
    for values in itertools.product(*domains):
        yield Imagined(definition, Case("x", definition.digest, state), event, dict(zip(names, values, strict=True)))


def by_table(cell: tuple[Row, ...], situation: Situation, actor: Actor) -> str | None:
    row = next((row for row in cell if takes(row, cell, situation)), None)
    if row is None or row.refuses or judge(row, situation, actor=actor, overrides={}).unmet:
        return None
    return row.to or situation.case.state


def by_machine(definition: Definition, cell: tuple[Row, ...], situation: Situation, actor: Actor) -> str | None:
    def admits(row: Row) -> bool:
        return takes(row, cell, situation) and not judge(row, situation, actor=actor, overrides={}).unmet

    return move_case(definition, situation.case.state, cell[0].event, admits)


def compare(definition: Definition) -> int:
    seen = 0
    for (state, name), cell in compiled(definition).cells.items():
        event = definition.events[name]
        actor = Actor("x", event.roles[0])
        if event.kind == "automatic":
            continue
        for situation in situations(definition, state, event, cell):
            assert by_machine(definition, cell, situation, actor) == by_table(cell, situation, actor)
            seen += 1
    return seen


def test_they_agree_on_every_cell_of_the_workshop() -> None:
    assert compare(workshop()) > 100


@pytest.mark.parametrize("name", Pathways.shipped().names())
def test_they_agree_on_every_cell_of_a_shipped_pathway(name: str) -> None:
    assert compare(Pathways.shipped().newest(name)) > 1000


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

    monkeypatch.setattr(deciding, "move_case", lambda *_: "gone")
    with pytest.raises(Corrupt, match="'gone' by machine"):
        brought_in().try_to("name_fault", {"part": "chain"})
