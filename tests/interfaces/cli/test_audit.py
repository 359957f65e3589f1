"""`casepath audit` proves a history and looks back; a tampered one ends with the status of a corrupt history."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

from tests.interfaces.cli.conftest import MECHANIC, CommandLine
from tests.interfaces.cli.shop import THURSDAY


def tamper(database: Path, statement: str, *values: object) -> None:
    """Change the database as somebody could who owns the file: the triggers go first."""
    connection = sqlite3.connect(database)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def test_a_sound_history_is_told_with_its_figures(casepath_on_both: CommandLine) -> None:
    casepath_on_both.measured()
    ran = casepath_on_both("audit", "verify")
    assert ran.status == 0
    assert "1 case with 5 entries looked at" in ran.out
    assert "everything holds" in ran.out


def test_a_tampered_entry_is_named_with_its_case(casepath: CommandLine, database: Path) -> None:
    case = casepath.measured()
    tamper(database, "UPDATE wf_entry SET actor = 'somebody' WHERE case_id = ? AND seq = 3", case)
    ran = casepath("audit", "verify", "--json")
    assert ran.status == 5
    assert [(fault["kind"], fault["case"], fault["seq"]) for fault in ran.json["faults"]] == [("columns", case, 3)]


def test_every_kind_of_fault_has_a_line(casepath: CommandLine, database: Path) -> None:
    case = casepath.measured()
    tamper(database, "UPDATE wf_entry SET actor = 'somebody' WHERE case_id = ? AND seq = 3", case)
    tamper(database, "UPDATE wf_case SET state = 'gone' WHERE case_id = ?", case)
    ran = casepath("audit", "verify")
    assert ran.status == 5
    assert "the history does not hold" in ran.out
    assert "\ncolumns" in ran.out
    assert "\nprojection" in ran.out


def test_verification_without_keys_says_what_it_could_not_open(casepath: CommandLine, database: Path) -> None:
    casepath.opened()
    database.with_name("shop.db.keys").unlink()
    assert "Without the key file no protected text could be opened." in casepath("audit", "verify").out


def test_what_was_known_then_is_shown_as_it_was(casepath_on_both: CommandLine) -> None:
    case = casepath_on_both.opened()
    tomorrow = THURSDAY + timedelta(days=1)
    casepath_on_both("report", case, "name_fault", "part=brake", "--occurred-at", "2026-03-03", now=tomorrow)
    ran = casepath_on_both("audit", "as-of", case, "--known-at", "5 March 2026", now=tomorrow)
    assert ran.status == 0
    assert "By what had been recorded until 5 Mar 2026 23:59." in ran.out
    assert "Brake" not in ran.out


def test_what_had_happened_then_is_shown_whenever_it_was_recorded(casepath: CommandLine) -> None:
    case = casepath.opened()
    casepath("report", case, "order_check", "part=chain", "tool=gauge")
    casepath("report", case, "start", by=MECHANIC, now=THURSDAY + timedelta(days=2))
    ran = casepath("audit", "as-of", case, "--effective-at", "2026-03-06", "--json", now=THURSDAY + timedelta(days=2))
    assert (ran.json["state"], ran.json["effective_at"]) == ("waiting", "2026-03-06T23:59:59.999999+00:00")


def test_a_month_means_its_last_day(casepath: CommandLine) -> None:
    ran = casepath("audit", "as-of", casepath.opened(), "--known-at", "2026-03", "--json")
    assert ran.json["known_at"] == "2026-03-31T23:59:59.999999+01:00"


def test_a_time_before_the_case_says_that_it_was_not_there(casepath: CommandLine) -> None:
    ran = casepath("audit", "as-of", casepath.opened(), "--known-at", "2026-01-01")
    assert ran.status == 2
    assert "was not there yet" in ran.err


def test_a_time_that_is_none_hears_the_accepted_forms(casepath: CommandLine) -> None:
    ran = casepath("audit", "as-of", casepath.opened(), "--known-at", "yesterday")
    assert ran.status == 2
    assert "--known-at: found 'yesterday', expected 2026-05-12" in ran.err


def test_looking_back_needs_a_time(casepath: CommandLine) -> None:
    ran = casepath("audit", "as-of", casepath.opened())
    assert ran.status == 2
    assert "--known-at WHEN, --effective-at WHEN, or both" in ran.err
