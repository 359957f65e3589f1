"""A suggestion may guess, because a person reads it; an answer that is acted upon never does."""

from __future__ import annotations

import pytest

from workflow.interfaces.suggesting import did_you_mean, listed, nearest, unmistakable

CODES = ("secondary_identified", "unclear", "no_secondary_seen", "non_diagnostic", "other_explanation")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("unclaer", "unclear"), ("no secondary seen", "no_secondary_seen"), ("NON-DIAGNOSTIC", "non_diagnostic")],
)
def test_the_nearest_word_is_found(word: str, meant: str) -> None:
    assert nearest(word, CODES) == meant


def test_nothing_near_gives_no_suggestion() -> None:
    assert nearest("kangaroo", CODES) is None
    assert did_you_mean("kangaroo", CODES) == ""


@pytest.mark.parametrize("word", ["secondary_identified", "Secondary Identified", "sec", "se"])
def test_a_spelling_or_a_beginning_that_only_one_has_is_unmistakable(word: str) -> None:
    assert unmistakable(word, CODES) == "secondary_identified"


@pytest.mark.parametrize("word", ["no", "s", "", "clear", "secundary_identified"])
def test_what_could_mean_several_or_is_only_similar_is_no_answer(word: str) -> None:
    assert unmistakable(word, CODES) is None


def test_words_are_listed_as_in_a_sentence() -> None:
    assert (listed(["a", "b", "c"]), listed(["a"]), listed([])) == ("a, b or c", "a", "")
