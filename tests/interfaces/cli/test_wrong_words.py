"""A wrong word gets a suggestion; a wrong date hears the forms that are understood; nothing is recorded."""

from __future__ import annotations

import pytest

from tests.interfaces.cli.conftest import MECHANIC, CommandLine


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("repot",), "'report'"),
        (("audit", "verfy"), "'verify'"),
        (("worklist", "--onwer", "x"), "--owner"),
        (("worklist", "--state", "wating"), '"waiting"'),
        (("open", "bicycle-repare", "--patient-ref", "a:1"), "bicycle-repair"),
    ],
)
def test_a_wrong_word_gets_a_suggestion(casepath: CommandLine, words: tuple[str, ...], meant: str) -> None:
    ran = casepath(*words)
    assert (ran.status, ran.out) == (2, "")
    assert meant in ran.err


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("order_chek",), "order_check"),
        (("order_check", "pat=chain"), '"part"'),
        (("order_check", "part=chian", "tool=gauge"), "chain"),
        (("order_check", "chain"), '"part=chain"'),
        (("start", "--override", "somthing_ordered=seen_before:x"), '"something_ordered"'),
        (("start", "--override", "something_ordered=seen_befor:x"), '"seen_before"'),
    ],
)
def test_a_wrong_word_in_a_report_gets_a_suggestion(casepath: CommandLine, words: tuple[str, ...], meant: str) -> None:
    case = casepath.opened()
    ran = casepath("report", case, *words, by=MECHANIC)
    assert ran.status == 2
    assert meant in ran.err
    assert casepath("show", case, "--json").json["seq"] == 1


def test_several_mistakes_are_told_at_once(casepath: CommandLine) -> None:
    ran = casepath("open", "bicycle-repair", "received_on=31/11/2026", "part=chian", "--patient-ref", "a:1")
    assert ran.status == 2
    assert "received_on: found '31/11/2026'" in ran.err
    assert "part: found 'chian'" in ran.err


@pytest.mark.parametrize("when", ["2026-03-32", "last week", "03-04-26"])
def test_a_wrong_date_hears_the_accepted_forms(casepath: CommandLine, when: str) -> None:
    case = casepath.opened()
    ran = casepath("report", case, "name_fault", "part=brake", "--occurred-at", when)
    assert ran.status == 2
    assert "2026-05-12, 12/05/2026, 12 May 2026" in ran.err


def test_a_role_the_pathway_does_not_know_gets_a_suggestion(casepath: CommandLine) -> None:
    ran = casepath("show", casepath.opened(), by="c.lee:clark")
    assert ran.status == 2
    assert 'did you mean "clerk"?' in ran.err


def test_a_banned_word_is_answered_with_its_two_meanings(casepath: CommandLine) -> None:
    ran = casepath("report", casepath.measured(), "judge", "verdict=fine", by=MECHANIC)
    assert ran.status == 2
    assert "Fine may mean finely cut or in order" in ran.err


def test_an_event_of_another_state_says_where_it_belongs(casepath: CommandLine) -> None:
    ran = casepath("report", casepath.opened(), "collect")
    assert ran.status == 3
    assert "It belongs to: collecting." in ran.err


def test_nobody_reports_anything_anonymously(casepath: CommandLine) -> None:
    ran = casepath("report", casepath.opened(), "name_fault", "part=brake", by="")
    assert ran.status == 2
    assert "--by NAME --role ROLE, or CASEPATH_ACTOR=NAME:ROLE" in ran.err


def test_the_fields_of_a_report_come_after_its_event(casepath: CommandLine) -> None:
    ran = casepath("report", casepath.opened(), "part=brake")
    assert ran.status == 2
    assert "The event comes before its fields." in ran.err
