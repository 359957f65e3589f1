"""The benchmarks of the shipped pathway, of importing and of starting: each of their figures, from one small round."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workflow.rehearsal.benchmarks.figures import Bench
from workflow.rehearsal.benchmarks.importing import bench_importing, write_referrals
from workflow.rehearsal.benchmarks.scale_rooms import SQLITE
from workflow.rehearsal.benchmarks.shipped import Extent, bench_shipped
from workflow.rehearsal.benchmarks.starting import bench_starting

ON_BOTH = [pytest.param((SQLITE,), id=SQLITE), pytest.param((), id="both", marks=pytest.mark.slow)]


def figures(bench: Bench) -> dict[str, float]:
    return {figure.what: figure.median for chapter in bench.chapters for figure in chapter.figures}


@pytest.mark.slow
@pytest.mark.parametrize("titles", ON_BOTH)
def test_the_shipped_pathway_has_its_rates_and_the_cost_of_a_decision(titles: tuple[str, ...]) -> None:
    told = figures(bench_shipped(Extent(1, people=1, together=5, titles=titles)))
    assert told["journeys, one report in each transaction"] > 0
    assert told["decide, evolve and hash, an entry"] > 0
    assert told["reporting together"] > 0
    assert told["options of a case"] > 0


@pytest.mark.parametrize("titles", ON_BOTH)
def test_a_list_is_brought_in_whole(titles: tuple[str, ...]) -> None:
    assert figures(bench_importing(rounds=1, rows=20, titles=titles))["20 referrals"] > 0


def test_no_two_referrals_are_about_the_same_person(tmp_path: Path) -> None:
    path = write_referrals(tmp_path / "list.csv", 200, today=date(2026, 11, 24))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len({line.partition(",")[0] for line in lines[1:]}) == 200


@pytest.mark.slow
def test_the_library_starts_without_what_only_commands_need() -> None:
    told = figures(bench_starting(rounds=1))
    assert told["of alembic, fastapi, pydantic, typer: loaded with the library"] == 0
    assert told["casepath --help"] > told["the interpreter alone"] > 0
