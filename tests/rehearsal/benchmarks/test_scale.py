"""A history many times over is a history: it verifies, and what is measured on it has its figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workflow.history import CaseBook, snapshot
from workflow.inspection import verify
from workflow.pathways import Pathways
from workflow.rehearsal.benchmarks.figures import Bench
from workflow.rehearsal.benchmarks.reading import bench_reading
from workflow.rehearsal.benchmarks.scale import bench_scale
from workflow.rehearsal.benchmarks.scale_cohort import DEPLOYMENT, Cohort, fill, models_in
from workflow.rehearsal.benchmarks.scale_rooms import POSTGRESQL, SQLITE, Room, engine_at, rooms
from workflow.rehearsal.benchmarks.verifying import BYTES, MEANING, Extent, at_the_database, bench_verifying, verified

KINDS = (SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.slow))
ON_BOTH = [pytest.param((SQLITE,), id=SQLITE), pytest.param((), id="both", marks=pytest.mark.slow)]


@pytest.fixture(scope="module")
def file_room() -> Iterator[Room]:
    with rooms(SQLITE) as found:
        yield found[0]


@pytest.fixture(scope="module")
def cohort(file_room: Room, shipped: Pathways) -> Cohort:
    return models_in(file_room, shipped, 6)


@pytest.fixture(scope="module", params=KINDS)
def room(request: pytest.FixtureRequest) -> Iterator[Room]:
    with rooms(request.param) as found:
        if not found:
            pytest.skip("no PostgreSQL here")
        yield found[0]


def figures(bench: Bench) -> dict[str, float]:
    return {figure.what: figure.median for chapter in bench.chapters for figure in chapter.figures}


def test_copied_cases_verify_to_the_last_entry(room: Room, cohort: Cohort, shipped: Pathways) -> None:
    url = room.fresh("copied")
    entries = fill(url, cohort, 20)
    with engine_at(url) as engine, snapshot(engine) as connection:
        proof = verify(connection, shipped)
    assert (proof.faults, proof.cases, proof.entries) == ((), 20, entries)


def test_a_copy_that_was_altered_does_not_verify(room: Room, cohort: Cohort, shipped: Pathways) -> None:
    url = room.fresh("altered")
    fill(url, cohort, 3)
    with engine_at(url) as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE wf_case SET owner = 'nobody'")
        with snapshot(engine) as connection:
            assert verify(connection, shipped).faults


def test_so_many_of_the_copies_are_open_as_was_asked_for(file_room: Room, cohort: Cohort, shipped: Pathways) -> None:
    url = file_room.fresh("shares")
    fill(url, cohort, 40, share=0.2, whole=2)
    with engine_at(url) as engine, snapshot(engine) as connection:
        rows = CaseBook(connection, shipped, deployment=DEPLOYMENT).worklist(include_closed=True, limit=100)
    assert (len(rows), sum(row.is_open for row in rows)) == (40, 8)


@pytest.mark.parametrize("titles", ON_BOTH)
def test_reading_has_a_figure_for_each_question_and_for_the_growth(titles: tuple[str, ...]) -> None:
    told = figures(bench_reading((40, 80), rounds=1, asked=3, models=6, titles=titles))
    assert told["the worklist's first page"] > 0
    assert told["one history"] > 0
    assert told["a page of the worklist, 80 / 40 cases"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("titles", ON_BOTH)
def test_scale_holds_the_slowdown_beside_that_of_the_bare_driver(titles: tuple[str, ...]) -> None:
    told = figures(bench_scale(rounds=1, closed=30, walked=1, titles=titles))
    assert told["casepath's slowdown / the driver's"] > 0


@pytest.mark.parametrize("way", [BYTES, MEANING])
def test_what_a_process_of_its_own_verifies_is_everything(file_room: Room, cohort: Cohort, way: str) -> None:
    url = file_room.fresh("apart")
    entries = fill(url, cohort, 10)
    assert verified(at_the_database(url, way)) == {"entries": entries, "faults": []}


@pytest.mark.slow
def test_verifying_has_rates_and_the_growth_of_memory() -> None:
    told = figures(bench_verifying(Extent(1, entries=100, few=50, many=200, models=6)))
    assert told["stored bytes alone"] > told["every decision taken again"] > 0
    assert told["stored bytes alone, growth"] < 30
