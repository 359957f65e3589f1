"""`show`, `options`, `history` and `worklist`: one page each, on which nothing that matters is missing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import MECHANIC, CommandLine
from tests.interfaces.cli.shop import THURSDAY


def test_a_case_is_shown_with_everything_somebody_needs(casepath_on_both: CommandLine) -> None:
    told = casepath_on_both("show", casepath_on_both.measured(), by=MECHANIC).out
    assert ": judging\nframe 881\nThe checks are in." in told
    assert "Next: Say whether it is worn. (mechanic)" in told
    assert "C1  measured  Chain; Chain gauge; version 1; wear 0.8" in told
    assert "received on  2 Mar 2026" in told


def test_a_clock_is_shown_with_its_arithmetic(casepath: CommandLine) -> None:
    told = casepath("show", casepath.opened()).out
    assert "day 3 of 7, due 9 March 2026 (2 March 2026 + 7 calendar days = 9 March 2026)" in told
    assert "4 days left" in told
    assert "9 of 10" in told


def test_a_clock_that_ran_out_says_how_late_it_is(casepath: CommandLine) -> None:
    case = casepath.opened()
    told = casepath("show", case, now=THURSDAY + timedelta(days=6)).out
    assert "overdue  2 days late" in told


def test_what_may_happen_next_stands_beside_why_the_rest_may_not(casepath: CommandLine) -> None:
    told = casepath("show", casepath.opened(), by=MECHANIC).out
    opened, _, shut = told.partition("Not now")
    assert "name_fault" in opened
    assert "measure, remeasure, read, scrap  None of its checks can make this move." in shut


def test_without_a_role_every_role_is_looked_at(casepath: CommandLine) -> None:
    told = casepath("show", casepath.opened(), by="").out
    assert "A fault is named.                          clerk, mechanic" in told
    assert "It gets a place.                           clerk" in told


def test_of_many_items_those_that_are_over_are_shown_on_request(casepath: CommandLine) -> None:
    case = casepath.measured()
    casepath("report", case, "read", "check=C1", "version=1", by=MECHANIC)
    assert "C1  read" in casepath("show", case).out
    case = casepath.opened("frame:882")
    for part in ("brake", "brake", "frame", "brake"):
        casepath("report", case, "order_check", f"part={part}", "tool=eye")
    casepath("report", case, "scrap", "check=C3", by=MECHANIC)
    assert "and 1 over" in casepath("show", case).out
    assert "C3  void" in casepath("show", case, "--all").out


def test_an_event_is_shown_with_its_fields_and_open_values(casepath: CommandLine) -> None:
    told = casepath("options", casepath.measured(), "judge", by=MECHANIC).out
    assert "order_part  required when verdict is worn  brake | chain | frame  Part to order" in told
    assert "Not now" in told
    assert "Every measurement has been read." in told


def test_the_options_of_an_unknown_event_suggest_one(casepath: CommandLine) -> None:
    ran = casepath("options", casepath.opened(), "jugde")
    assert ran.status == 2
    assert "judge" in ran.err


def test_the_options_of_an_event_of_another_state_say_where_it_belongs(casepath: CommandLine) -> None:
    ran = casepath("options", casepath.opened(), "collect")
    assert ran.status == 3
    assert "It belongs to: collecting." in ran.err


def test_the_history_tells_both_times_the_actor_and_the_cause(casepath_on_both: CommandLine) -> None:
    case = casepath_on_both.opened()
    casepath_on_both("report", case, "order_check", "part=chain", "tool=gauge", "--occurred-at", "3 Mar 2026")
    casepath_on_both("report", case, "start", by=MECHANIC)
    casepath_on_both("report", case, "measure", "check=C1", "wear=0.8", by=MECHANIC)
    lines = casepath_on_both("history", case).out.splitlines()
    assert "3 Mar 2026 (late)  5 Mar 2026 09:30  c.lee (clerk)            order_check  chain, gauge" in lines[2]
    assert "casepath (because of 4)  all_in                          → judging" in lines[5]


def test_the_verbose_history_tells_fields_texts_facts_and_evidence(casepath: CommandLine) -> None:
    case = casepath.opened("frame:881", "part=chain", "remark=squeaks when it rains")
    casepath("report", case, "order_check", "part=chain", "tool=gauge")
    told = casepath("history", case, "--verbose").out
    assert "remark: squeaks when it rains" in told
    assert "tool: gauge (Chain gauge)" in told
    assert "relied on: fault = yes" in told


def test_an_evidence_version_is_named_in_the_history(casepath: CommandLine) -> None:
    case = casepath.measured()
    casepath("report", case, "read", "check=C1", "version=1", by=MECHANIC)
    assert "evidence: C1 version 1" in casepath("history", case, "-v").out


def test_the_worklist_puts_what_is_due_first_in_front(casepath_on_both: CommandLine) -> None:
    later = casepath_on_both.opened("frame:2")
    casepath_on_both("open", "bicycle-repair", "received_on=2026-02-20", "--patient-ref", "frame:1")
    told = casepath_on_both("worklist").out
    assert told.index("frame 1") < told.index("frame 2")
    assert "27 Feb, 6 d late" in told
    assert later[:8] in told


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--state", "judging"), {"frame:2"}),
        (("--overdue",), {"frame:1"}),
        (("--owner", "m.ali"), {"frame:2"}),
        (("--pathway", "bicycle-repair"), {"frame:1", "frame:2"}),
        (("--closed",), {"frame:1", "frame:2", "frame:3"}),
        (("--limit", "1"), {"frame:1"}),
        (("--team", "night"), set()),
    ],
)
def test_the_worklist_is_narrowed(casepath: CommandLine, words: tuple[str, ...], found: set[str]) -> None:
    casepath("open", "bicycle-repair", "received_on=2026-02-20", "--patient-ref", "frame:1")
    mine = casepath.measured("frame:2")
    casepath("report", mine, "set_review", "review_on=2026-03-09", "mechanic=m.ali")
    casepath("report", casepath.opened("frame:3"), "give_up", "why=too old")
    rows = casepath("worklist", *words, "--json").json
    assert {row["patient"].replace(" ", ":") for row in rows} == found


def test_a_page_that_is_not_the_last_says_so(casepath: CommandLine) -> None:
    casepath.opened("frame:1")
    casepath.opened("frame:2")
    assert "There are more: --after " in casepath("worklist", "--limit", "1").out
    assert "There are more" not in casepath("worklist", "--limit", "2").out


def test_an_empty_worklist_says_so(casepath: CommandLine) -> None:
    assert casepath("worklist").out == "No case matches.\n"


def test_names_are_listed_only_where_the_keys_are(casepath: CommandLine, database: Path) -> None:
    who = ("--nhs-number", "9990000018", "--name", "Ada Rider")
    casepath("open", "bicycle-repair", "received_on=2026-03-02", *who)
    assert "Ada Rider" in casepath("worklist").out
    database.with_name("shop.db.keys").unlink()
    ran = casepath("worklist")
    assert ran.status == 0
    assert "Ada" not in ran.out
