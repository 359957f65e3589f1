"""A case is named by its id, by the beginning of it, or by a number of its patient."""

from __future__ import annotations

import pytest

from tests.interfaces.cli.conftest import CommandLine


def test_an_unmistakable_beginning_is_enough(casepath: CommandLine) -> None:
    case = casepath.opened()
    assert casepath("show", case[:6], "--json").json["case"] == case


def test_an_unknown_case_is_told_where_the_cases_are_listed(casepath: CommandLine) -> None:
    ran = casepath("show", "zzz")
    assert ran.status == 2
    assert "has an id that begins so" in ran.err
    assert "`casepath worklist`" in ran.err


def test_a_beginning_that_several_cases_share_lists_them(casepath: CommandLine) -> None:
    cases = [casepath.opened(f"frame:{number}") for number in range(17)]
    shared = next(one[0] for one in cases if sum(other[0] == one[0] for other in cases) > 1)
    ran = casepath("show", shared)
    assert ran.status == 2
    assert all(one in ran.err for one in cases if one.startswith(shared))


def test_a_percent_sign_is_no_wildcard(casepath: CommandLine) -> None:
    casepath.opened()
    assert casepath("show", "%").status == 2
    assert casepath("show", "_").status == 2


def test_an_empty_word_names_no_case(casepath: CommandLine) -> None:
    casepath.opened()
    assert casepath("show", "").status == 2


def test_a_patient_reference_names_the_case(casepath: CommandLine) -> None:
    case = casepath.opened("frame:881")
    assert casepath("show", "frame:881", "--json").json["case"] == case


def test_an_nhs_number_names_the_case_in_any_spelling(casepath: CommandLine) -> None:
    ran = casepath("open", "bicycle-repair", "received_on=2026-03-02", "--nhs-number", "999 000 0018", "--json")
    assert casepath("show", "nhs-number:9990000018", "--json").json["case"] == ran.json["case"]


@pytest.mark.parametrize("word", ["nhs-number:9990000026", "9990000026", "999 000 0026"])
def test_an_unknown_number_is_not_repeated_in_the_error(casepath: CommandLine, word: str) -> None:
    ran = casepath("show", word)
    assert ran.status == 2
    assert "0026" not in ran.err
    assert "nhs-number:NUMBER" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("show", "abc", "Ada", "Rider"),
        ("open", "bicycle-repair", "--local-id", "B7", "--name", "Ada", "Rider"),
        ("report", "frame:881", "give_up", "Rider", "moved"),
        ("report", "frame:881", "start", "--override", "Rider waits"),
    ],
)
def test_words_that_were_not_quoted_are_not_repeated(casepath: CommandLine, words: tuple[str, ...]) -> None:
    casepath.opened()
    ran = casepath(*words)
    assert ran.status == 2
    assert "Rider" not in ran.err


def test_of_several_cases_of_one_patient_the_running_one_is_meant(casepath: CommandLine) -> None:
    first = casepath.opened("frame:881")
    casepath("report", first, "give_up", "why=too old")
    second = casepath.opened("frame:881")
    assert casepath("show", "frame:881", "--json").json["case"] == second
