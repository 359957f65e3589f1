"""`casepath report` records what happened, shows the case move, and says every reason why it may not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import MECHANIC, CommandLine


def test_what_follows_by_itself_is_told_with_its_cause(casepath_on_both: CommandLine) -> None:
    case = casepath_on_both.opened()
    casepath_on_both("report", case, "order_check", "part=chain", "tool=gauge")
    casepath_on_both("report", case, "start", by=MECHANIC)
    ran = casepath_on_both("report", case, "measure", "check=C1", "wear=0.8", by=MECHANIC)
    assert "4  measure: A measurement is reported." in ran.out
    assert "5  all_in, to judging (because of 4): Every check is measured." in ran.out


def test_a_refusal_shows_each_requirement_with_its_ways_out(casepath_on_both: CommandLine) -> None:
    ran = casepath_on_both("report", casepath_on_both.opened(), "start", by=MECHANIC)
    assert (ran.status, ran.out) == (3, "")
    for line in (
        "- At least one check is ordered first. [required unless overridden]",
        "check_ordered is no; it would have to be yes",
        "can be supplied by: order_check (mechanic or clerk)",
        "may be overridden by mechanic because of in_a_hurry or seen_before: --override something_ordered=REASON:text",
    ):
        assert line in ran.err


def test_a_refusal_names_every_requirement(casepath: CommandLine) -> None:
    case = casepath.opened("frame:881", "remark=squeaks")
    ran = casepath("report", case, "start", by=MECHANIC)
    assert "Nothing is checked before a fault is named. [always required]" in ran.err
    assert "At least one check is ordered first." in ran.err
    assert "source: Bicycle Kitchen, Workshop manual, 2" in ran.err


def test_an_override_lifts_what_it_names(casepath: CommandLine) -> None:
    case = casepath.opened()
    ran = casepath("report", case, "start", "--override", "something_ordered=seen_before:I saw it: worn", by=MECHANIC)
    assert ran.status == 0
    assert "something ordered overridden: seen before" in casepath("history", case).out
    assert "override:something_ordered: I saw it: worn" in casepath("history", case, "--verbose").out


def test_an_override_without_an_explanation_asks_for_one(casepath: CommandLine) -> None:
    case = casepath.opened()
    ran = casepath("report", case, "start", "--override", "something_ordered=seen_before", by=MECHANIC)
    assert ran.status == 2
    assert "a sentence that says why" in ran.err


def test_a_role_that_may_not_report_is_told_who_may(casepath: CommandLine) -> None:
    ran = casepath("report", casepath.opened(), "start")
    assert ran.status == 3
    assert "It may be reported by: mechanic." in ran.err


def test_a_preview_records_nothing(casepath_on_both: CommandLine) -> None:
    case = casepath_on_both.opened()
    ran = casepath_on_both("report", case, "order_check", "part=chain", "tool=torch", "--preview")
    assert ran.status == 0
    assert "This would be recorded; nothing was." in ran.out
    assert "Advice that was not followed:" in ran.out
    assert casepath_on_both("show", case, "--json").json["seq"] == 1


def test_a_preview_that_is_refused_has_the_status_of_a_refusal(casepath: CommandLine) -> None:
    assert casepath("report", casepath.opened(), "start", "--preview", by=MECHANIC).status == 3


def test_a_stale_expected_seq_is_a_conflict(casepath_on_both: CommandLine) -> None:
    case = casepath_on_both.opened()
    casepath_on_both("report", case, "name_fault", "part=brake")
    ran = casepath_on_both("report", case, "name_fault", "part=frame", "--expected-seq", "1")
    assert ran.status == 4
    assert casepath_on_both("show", case, "--json").json["seq"] == 2


def test_the_same_key_writes_once(casepath_on_both: CommandLine) -> None:
    case = casepath_on_both.opened()
    words = ("report", case, "name_fault", "part=brake", "--key", "K1")
    assert not casepath_on_both(*words, "--json").json["repeated"]
    assert casepath_on_both(*words, "--json").json["repeated"]
    assert casepath_on_both("show", case, "--json").json["seq"] == 2


def test_without_an_event_the_possible_ones_are_listed(casepath: CommandLine) -> None:
    ran = casepath("report", casepath.opened())
    assert ran.status == 2
    assert "one of give_up" in ran.err


def test_missing_fields_are_listed_with_their_choices(casepath: CommandLine) -> None:
    ran = casepath("report", casepath.opened(), "order_check")
    assert ran.status == 2
    assert "part: found nothing, expected Part (one of brake, chain, frame)" in ran.err
    assert "tool: found nothing, expected Tool (one of gauge, eye, torch)" in ran.err


def test_a_field_that_another_one_requires_is_listed(casepath: CommandLine) -> None:
    case = casepath.measured()
    casepath("report", case, "read", "check=C1", "version=1", by=MECHANIC)
    ran = casepath("report", case, "judge", "verdict=worn", by=MECHANIC)
    assert ran.status == 2
    assert "order_part: found nothing" in ran.err


def test_a_text_may_come_from_a_file(casepath: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "why.txt").write_text("The rider moved to “Málaga”.\n", encoding="utf-8")
    case = casepath.opened()
    assert casepath("report", case, "give_up", f"why=@{tmp_path / 'why.txt'}").status == 0
    assert "why: The rider moved to “Málaga”." in casepath("history", case, "-v").out


def test_a_text_file_that_is_not_there_is_told(casepath: CommandLine) -> None:
    ran = casepath("report", casepath.opened(), "give_up", "why=@nowhere.txt")
    assert ran.status == 2
    assert "a file that could not be read" in ran.err


def test_an_earlier_entry_is_put_right(casepath: CommandLine) -> None:
    case = casepath.opened()
    ran = casepath("report", case, "amend", "entry=1", "corrections.received_on=1 March 2026")
    assert ran.status == 0, ran.err
    assert json.loads(casepath("show", case, "--json").out)["attributes"]["received_on"] == "2026-03-01"


@pytest.mark.parametrize("told", ["2026-03-01", "1 Mar 2026", "01/03/2026"])
def test_a_late_report_keeps_both_times(casepath: CommandLine, told: str) -> None:
    case = casepath.opened()
    casepath("report", case, "name_fault", "part=brake", "--occurred-at", told)
    assert "1 Mar 2026 (late)  5 Mar 2026 09:30" in casepath("history", case).out
