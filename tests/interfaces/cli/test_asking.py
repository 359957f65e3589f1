"""On a terminal missing fields are asked for, in the definition's words; elsewhere nobody is asked anything."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CLERK, MECHANIC, CommandLine, program
from tests.interfaces.cli.terminal import at_terminal, without_colour

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are those of POSIX")


def shop(database: Path, by: str = CLERK) -> dict[str, str]:
    """The environment of a clerk at the workshop's database."""
    return {"CASEPATH_DATABASE_URL": str(database), "CASEPATH_ACTOR": by}


def test_a_missing_field_is_asked_for_with_its_choices(casepath: CommandLine, database: Path) -> None:
    case = casepath.opened()
    ran = at_terminal("report", case, "name_fault", cwd=database.parent, answers=("brake",), environment=shop(database))
    assert ran.status == 0
    told = without_colour(ran.out)
    assert "part: Part" in told
    assert "1  brake  Brake" in told
    assert "Brake" in casepath("show", case).out


@pytest.mark.parametrize("answer", ["2", "CH"])
def test_a_choice_is_answered_by_number_word_or_beginning(casepath: CommandLine, database: Path, answer: str) -> None:
    case = casepath.opened("frame:881", "remark=squeaks")
    at_terminal("report", case, "name_fault", cwd=database.parent, answers=(answer,), environment=shop(database))
    assert casepath("show", case, "--json").json["collections"]["faults"][0]["fields"]["part"] == "chain"


def test_an_answer_that_is_not_understood_is_asked_again(casepath: CommandLine, database: Path) -> None:
    case = casepath.opened()
    answers = ("saddle", "31/11/2026", "frame")
    ran = at_terminal("report", case, "name_fault", cwd=database.parent, answers=answers, environment=shop(database))
    assert ran.status == 0
    assert without_colour(ran.out).count("one of brake, chain, frame") == 2


def test_a_field_that_an_answer_requires_is_asked_next(casepath: CommandLine, database: Path) -> None:
    case = casepath.measured()
    casepath("report", case, "read", "check=C1", "version=1", by=MECHANIC)
    here = shop(database, MECHANIC)
    ran = at_terminal("report", case, "judge", cwd=database.parent, answers=("worn", "chain"), environment=here)
    assert "order_part: Part to order" in without_colour(ran.out)
    assert casepath("show", case, "--json").json["state"] == "collecting"


def test_the_items_of_a_case_are_offered(casepath: CommandLine, database: Path) -> None:
    case = casepath.measured()
    here = shop(database, MECHANIC)
    ran = at_terminal("report", case, "read", "version=1", cwd=database.parent, answers=("c1",), environment=here)
    assert "1  C1  Chain; Chain gauge" in without_colour(ran.out)
    assert ran.status == 0


def test_the_event_itself_is_asked_for(casepath: CommandLine, database: Path) -> None:
    case = casepath.opened()
    ran = at_terminal("report", case, cwd=database.parent, answers=("put_on_shelf", "A7"), environment=shop(database))
    assert "What is reported?" in without_colour(ran.out)
    assert casepath("show", case, "--json").json["attributes"]["shelf"] == "A7"


def test_opening_asks_for_what_the_referral_lacks(casepath: CommandLine, database: Path) -> None:
    words = ("open", "bicycle-repair", "--patient-ref", "frame:881")
    ran = at_terminal(*words, cwd=database.parent, answers=("2 March 2026",), environment=shop(database))
    assert ran.status == 0
    assert casepath("show", "frame:881", "--json").json["attributes"]["received_on"] == "2026-03-02"


def test_ending_the_input_records_nothing(casepath: CommandLine, database: Path) -> None:
    case = casepath.opened()
    ran = at_terminal("report", case, "name_fault", cwd=database.parent, answers=("\x04",), environment=shop(database))
    assert ran.status == 130
    assert "nothing of this command was recorded" in without_colour(ran.out)
    assert casepath("show", case, "--json").json["seq"] == 1


def test_an_interrupt_records_nothing(casepath: CommandLine, database: Path) -> None:
    case = casepath.opened()
    ran = at_terminal("report", case, "name_fault", cwd=database.parent, answers=("\x03",), environment=shop(database))
    assert ran.status == 130
    assert "Traceback" not in ran.out
    assert casepath("show", case, "--json").json["seq"] == 1


def test_under_json_nobody_is_asked_even_at_a_terminal(casepath: CommandLine, database: Path) -> None:
    case = casepath.opened()
    ran = at_terminal("report", case, "name_fault", "--json", cwd=database.parent, environment=shop(database))
    assert ran.status == 2
    assert '"where": "part"' in ran.out


def test_in_a_pipe_the_missing_fields_are_listed(casepath: CommandLine, database: Path) -> None:
    ran = program("report", casepath.opened(), "name_fault", cwd=database.parent, environment=shop(database))
    assert ran.returncode == 2
    assert b"part: found nothing, expected Part (one of brake, chain, frame)" in ran.stderr
