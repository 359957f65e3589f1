"""`casepath bench proof`: the proofs of pathways of several sizes, measured in the shape that all benchmarks share."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.house.source import ROOT
from workflow.definition import Definition
from workflow.definition.loading.checking import check
from workflow.definition.proof import Obligation
from workflow.definition.proof.automatic import automatic_transitions
from workflow.definition.proof.cells import rows_of_cells
from workflow.definition.proof.tables import derived_tables
from workflow.rehearsal.benchmarks.figures import Bench, Chapter
from workflow.rehearsal.benchmarks.proving import SHIPPED, SMALL, Size, bench_proof, laid_out

MAIN = "import sys; from workflow.serving.main import main; status = main(sys.argv[1:])"


def casepath(*words: str, further: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", f"{MAIN}\n{further}\nsys.exit(status)", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def measured() -> Bench:
    return bench_proof(rounds=1, sizes=(Size(SMALL, 1), Size(SMALL, 2)), advance=lambda done, total: None)


def values(chapter: Chapter) -> dict[str, float]:
    return {figure.what: figure.median for figure in chapter.figures}


def test_each_size_has_its_nodes_its_speed_and_its_memory(measured: Bench) -> None:
    once, twice, _ = measured.chapters
    assert values(twice)["looked at"] == 2 * values(once)["looked at"]
    assert values(once)["speed"] > 0
    assert values(once)["memory at its peak"] >= values(once)["memory before the proof"] > 0


def test_every_obligation_has_a_figure_of_its_own(measured: Bench) -> None:
    told = [figure.what for figure in measured.chapters[0].figures if figure.what.startswith("(")]
    assert [what[:3] for what in told] == [f"({number})" for number in range(1, 8)]


def test_growth_is_told_from_one_size_to_the_next(measured: Bench) -> None:
    growth = values(measured.chapters[-1])
    assert growth[f"{SMALL}, from 1 to 2: nodes"] == 2
    assert growth[f"{SMALL}, from 1 to 2: time"] > 1


def test_the_shipped_pathway_is_doubled_with_its_journeys() -> None:
    once, twice = laid_out(SHIPPED, 1), laid_out(SHIPPED, 2)
    assert len(twice.journeys) == 2 * len(once.journeys) > 0
    assert check(twice.definition) == ()
    on_the_state = [one for one in twice.definition.requirements.values() if one.fact == "state"]
    assert {one.name.endswith("_x") for one in on_the_state} == {True, False}
    for need in on_the_state:
        assert {state.endswith("_x") for state in need.allows} == {need.name.endswith("_x")}


@pytest.mark.parametrize("obligation", [rows_of_cells, derived_tables, automatic_transitions])
def test_exactly_twice_as_much_is_looked_at_on_the_doubled_shipped_pathway(
    obligation: Callable[[Definition], Obligation],
) -> None:
    once, twice = (obligation(laid_out(SHIPPED, times).definition) for times in (1, 2))
    assert (twice.holds, twice.count) == (True, 2 * once.count)


def test_the_command_answers_in_json() -> None:
    ran = casepath("bench", "proof", "--quick", "--rounds", "1", "--json")
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    assert (found["bench"], found["rounds"], len(found["chapters"])) == ("proof", 1, 4)


@pytest.mark.parametrize("words", [("--help",), ("bench", "--help"), ("bench", "proof", "--help")])
def test_asking_for_help_loads_no_benchmark(words: tuple[str, ...]) -> None:
    ran = casepath(*words, further="print(*sys.modules, file=sys.stderr)")
    loaded = set(ran.stderr.split())
    assert not {"workflow.rehearsal.benchmarks.proving", "workflow.rehearsal.benchmarks.harness"} & loaded
