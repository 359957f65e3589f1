"""What a benchmark found, as every benchmark shows it: the machine, the rounds, median and extremes."""

from __future__ import annotations

from workflow.interfaces.cli.plain import plain_text
from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure, shown
from workflow.rehearsal.benchmarks.machine import Machine, this_machine

MACHINE = Machine("A processor", 1, "Linux 6", "CPython 3.11.2", 0.25)


def bench(*figures: Figure) -> Bench:
    return Bench("proof", MACHINE, 3, (Chapter("A small pathway", figures, ("Each in a process of its own.",)),))


def test_a_figure_tells_its_middle_value_and_how_far_the_others_lie_apart() -> None:
    figure = Figure("a proof", "s", (1.0, 4.0, 2.0))
    assert figure.median == 2.0
    assert figure.spread == 1.5


def test_a_median_of_nothing_has_no_spread() -> None:
    assert Figure("faults", "", (0.0, 1.0, 0.0)).spread == 0.0


def test_the_sheet_begins_with_the_machine_and_how_often_was_measured() -> None:
    text = plain_text(bench(Figure("a proof", "s", (1.0, 4.0, 2.0))).sheet())
    first = text.splitlines()[0]
    assert first == "bench proof: A processor; 1 core; Linux 6; CPython 3.11.2; load 0.2 at the start; 3 rounds"
    assert "Each in a process of its own." in text


def test_what_repeats_exactly_has_neither_extremes_nor_spread() -> None:
    text = plain_text(bench(Figure("looked at", "nodes", (7.0,)), Figure("a proof", "s", (1.0, 4.0, 2.0))).sheet())
    row = next(line for line in text.splitlines() if line.strip().startswith("looked at"))
    assert row.split() == ["looked", "at", "7.00", "nodes"]


def test_json_gives_every_single_value() -> None:
    plain = bench(Figure("a proof", "s", (1.0, 4.0, 2.0))).plain()
    assert plain["machine"]["cores"] == 1
    assert plain["chapters"][0]["figures"][0]["values"] == [1.0, 4.0, 2.0]


def test_a_value_is_shown_with_the_digits_that_tell_something() -> None:
    assert [shown(each) for each in (12345.6, 12.345, 0.012345, 0.0)] == ["12,346", "12.35", "0.0123", "0"]


def test_this_machine_has_a_core_and_a_python() -> None:
    machine = this_machine()
    assert machine.cores >= 1
    assert machine.python in machine.line()
