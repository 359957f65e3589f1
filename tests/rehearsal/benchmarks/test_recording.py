"""The recording benchmark measures what it says: every contender records the whole way, and casepath's verifies."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflow.history import Keyring
from workflow.inspection import verify
from workflow.pathways import Pathways
from workflow.rehearsal.benchmarks.places import FLOOR, OWN, SECRET, Place, engine_on, make_contender
from workflow.rehearsal.benchmarks.recording import ALONE, CHAPTERS, COMPARED, JOURNALS, Extent, bench_recording
from workflow.rehearsal.benchmarks.specimen import STEPS, specimen_way


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    from workflow.history import upgrade

    folder: Path = tmp_path_factory.mktemp("bench")
    place = Place(f"sqlite:///{folder}/own.db", f"sqlite:///{folder}/peers.db", "WAL")
    engine = engine_on(place.url, "WAL")
    upgrade(engine)
    engine.dispose()
    return place


@pytest.mark.parametrize("name", ALONE)
def test_every_contender_takes_each_case_through_all_steps(name: str, place: Place) -> None:
    contender = make_contender(name, place)
    contender.lay_out(3)
    assert contender.walk() == 3 * len(STEPS)
    contender.close()


def test_what_casepath_recorded_there_verifies(place: Place) -> None:
    contender = make_contender(OWN, Place(place.url.replace("own", "alone"), place.beside, "WAL"))
    engine = engine_on(place.url.replace("own", "alone"), "WAL")
    from workflow.history import upgrade

    upgrade(engine)
    contender.lay_out(2)
    contender.walk()
    with engine.connect() as connection:
        found = verify(connection, Pathways.of(specimen_way()), keys=Keyring.from_hex(SECRET))
    assert (found.faults, found.entries) == ((), 2 * (1 + len(STEPS)))
    engine.dispose()
    contender.close()


def test_the_floor_leaves_as_many_rows_as_casepath(place: Place) -> None:
    contender = make_contender(FLOOR, place)
    contender.lay_out(1)
    engine = engine_on(place.url, "WAL")
    counted = (
        "SELECT (SELECT count(*) FROM wf_entry), (SELECT count(*) FROM wf_payload), (SELECT count(*) FROM wf_pending)"
    )
    with engine.connect() as connection:
        before = connection.exec_driver_sql(counted).one()
    contender.walk()
    with engine.connect() as connection:
        after = connection.exec_driver_sql(counted).one()
    assert [now - was for now, was in zip(after, before, strict=True)] == [len(STEPS)] * 3
    engine.dispose()
    contender.close()


@pytest.mark.slow
def test_a_run_tells_figures_and_ratios_of_every_chapter() -> None:
    heard: list[int] = []
    found = bench_recording(Extent(rounds=1, cases=1, workers=2, in_memory=True), heard.append)
    sqlite = found.chapters[: len(JOURNALS)]
    assert heard[-1] in (len(JOURNALS), CHAPTERS)
    for chapter in sqlite:
        told = {figure.what for figure in chapter.figures}
        assert {f"{one} / {other}" for one, other in COMPARED if one in told} <= told
        assert all(value > 0 for figure in chapter.figures for value in figure.values)
