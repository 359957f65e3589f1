"""The judge of histories is judged: each thing that can go wrong is told, and a good history passes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.faults.judging import Line, Look, Witnessed, Write, judge

LINES = (Line(1, "g", "a", "k1"), Line(2, "a", "b", ""), Line(3, "b", "c", "k2"))
FIRST = Write("C", "k1", 1.0, 2.0, "acknowledged", 1)
SECOND = Write("C", "k2", 3.0, 4.0, "acknowledged", 3)


def told(*writes: Write, lines: tuple[Line, ...] = LINES, looks: tuple[Look, ...] = ()) -> list[str]:
    return judge({"C": lines}, Witnessed(list(writes or (FIRST, SECOND)), list(looks)))


def test_a_history_that_is_what_was_told_passes() -> None:
    assert told(looks=(Look("C", 2.5, 2.6, ("a", "b")), Look("C", 5, 6, ("a", "b", "c")))) == []


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (LINES[:2], "k2 was acknowledged and is lost"),
        ((*LINES, Line(4, "c", "d", "k2")), "k2 was written 2 times"),
        ((*LINES, Line(4, "c", "d", "k9")), "k9 was sent by nobody"),
        ((LINES[0], replace(LINES[2], prev="a")), "with gaps or doubles"),
        ((*LINES, Line(4, "b", "d", "")), "1 entries are followed by two"),
        ((*LINES[:2], replace(LINES[2], prev="x")), "does not link"),
    ],
)
def test_a_history_that_is_wrong_is_told(lines: tuple[Line, ...], says: str) -> None:
    assert any(says in each for each in told(lines=lines))


def test_what_was_turned_away_and_is_written_is_told() -> None:
    assert "C: k2 was turned away and is written" in told(FIRST, replace(SECOND, outcome="turned_away", seq=0))


@pytest.mark.parametrize("lines", [LINES, LINES[:2]])
def test_what_nobody_answered_may_be_there_or_not(lines: tuple[Line, ...]) -> None:
    assert told(FIRST, replace(SECOND, outcome="unknown", seq=0), lines=lines) == []


def test_what_was_sent_after_an_answer_and_stands_before_it_is_told() -> None:
    late = replace(FIRST, began=5.0, ended=6.0)
    assert any("stands before what was acknowledged" in each for each in told(late, SECOND))


def test_two_that_overlap_may_stand_either_way() -> None:
    assert told(replace(FIRST, began=3.5, ended=5.0), SECOND) == []


def test_a_number_that_was_not_the_one_told_is_told() -> None:
    assert "C: k2 was told number 2 and has 3" in told(FIRST, replace(SECOND, seq=2))


def test_a_look_at_something_that_went_away_is_told() -> None:
    assert any("not the beginning" in each for each in told(looks=(Look("C", 2.5, 2.6, ("a", "x")),)))


def test_a_look_that_misses_what_was_acknowledged_is_told() -> None:
    assert any("did not see it" in each for each in told(looks=(Look("C", 5.0, 5.1, ("a", "b")),)))
