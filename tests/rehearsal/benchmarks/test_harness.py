"""The benchmarks' harness: measured in turns, each value once a round, memory in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from workflow.case.errors import WorkflowError
from workflow.rehearsal.benchmarks.harness import alternate, measured_apart, peak_memory, ratios

MEGABYTE = 1024 * 1024


def hold(megabytes: int) -> int:
    """Hold so much memory for a moment."""
    return len(bytearray(megabytes * MEGABYTE)) // MEGABYTE


def laid_out(megabytes: int) -> bytearray:
    return bytearray(megabytes * MEGABYTE)


def weigh(held: bytearray) -> int:
    return len(held) // MEGABYTE


def fail_at(place: str) -> None:
    raise ValueError(place)


def test_contenders_take_turns_and_each_begins_a_round() -> None:
    met: list[str] = []
    alternate({"own": lambda: met.append("own"), "floor": lambda: met.append("floor")}, rounds=2, warm_up=0)
    assert met == ["own", "floor", "floor", "own"]


def test_a_contender_has_one_value_for_each_round_and_none_for_the_warm_up() -> None:
    met: list[str] = []
    seconds = alternate({"own": lambda: met.append("own")}, rounds=3, warm_up=2)
    assert len(met) == 5
    assert len(seconds["own"]) == 3


def test_what_is_laid_out_before_a_measurement_is_not_measured() -> None:
    ticks: Iterator[int] = count()
    seconds = alternate(
        {"own": lambda: None}, rounds=1, before=lambda name: next(ticks), timer=lambda: float(next(ticks))
    )
    assert seconds == {"own": [1.0]}


def test_ratios_compare_values_of_the_same_round_only() -> None:
    assert ratios({"own": [2.0, 9.0], "floor": [1.0, 3.0]}, of="own", to="floor") == (2.0, 3.0)


def test_the_peak_of_a_process_is_its_own_and_not_that_of_whoever_started_it() -> None:
    mine = bytearray(200 * MEGABYTE)
    measured = measured_apart(hold, 40)
    assert measured.value == 40
    assert 30 * MEGABYTE < measured.peak - measured.resting < 80 * MEGABYTE
    assert measured.peak < len(mine) <= peak_memory()


def test_what_is_prepared_counts_as_held_at_rest() -> None:
    measured = measured_apart(weigh, 60, prepare=laid_out)
    assert measured.value == 60
    assert measured.resting >= 60 * MEGABYTE
    assert measured.peak - measured.resting < 10 * MEGABYTE


def test_a_measured_function_that_fails_is_told_with_its_last_line() -> None:
    with pytest.raises(WorkflowError, match=r"fail_at could not be measured .*ValueError: the third row"):
        measured_apart(fail_at, "the third row")
