"""The shipped pathways hold, and the proof notices when any single row of theirs is taken away or doubled."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from workflow.definition.model import Definition, Event, Row
from workflow.definition.proof import proof_report, prove
from workflow.definition.proof.cells import rows_of_cells
from workflow.pathways import Pathways


@cache
def shipped() -> tuple[Definition, ...]:
    pathways = Pathways.shipped()
    return tuple(pathways.newest(name) for name in pathways.names())


def with_rows(definition: Definition, event: Event, rows: tuple[Row, ...]) -> Definition:
    """The definition reduced to this event, with these rows."""
    return replace(definition, events={event.name: replace(event, rows=rows)})


def cells() -> list[tuple[Definition, Event, Row]]:
    return [
        (definition, event, row)
        for definition in shipped()
        for event in definition.events.values()
        if event.kind != "automatic"
        for row in event.rows
    ]


def test_there_is_a_shipped_pathway_to_prove() -> None:
    assert shipped()
    assert len(cells()) > 100


@pytest.mark.parametrize("definition", shipped(), ids=lambda found: found.name)
def test_the_shipped_pathway_holds(definition: Definition) -> None:
    proof = prove(definition)
    assert proof.holds, proof_report(proof)
    assert all(obligation.count > 400 for obligation in proof.obligations)


def test_no_row_of_a_shared_cell_can_be_taken_away_unnoticed() -> None:
    for definition, event, row in cells():
        shared = [other for other in event.rows if other is not row and set(other.states) & set(row.states)]
        if not shared or any(other.otherwise for other in shared):
            continue
        left = tuple(other for other in event.rows if other is not row)
        assert not rows_of_cells(with_rows(definition, event, left)).holds, f"{event.name}.{row.name}"


def test_no_row_can_be_doubled_unnoticed() -> None:
    for definition, event, row in cells():
        if not row.otherwise:
            twice = (*event.rows, replace(row, name=f"{row.name}_again"))
            assert not rows_of_cells(with_rows(definition, event, twice)).holds, f"{event.name}.{row.name}"
