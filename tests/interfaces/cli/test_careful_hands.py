"""What a slip of the hand must not destroy: keys, lists, who asked, and what was recorded already."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CLERK, REPOSITORY, CommandLine, python_command


def a_list(folder: Path) -> Path:
    found = folder / "list.csv"
    found.write_text("NHS Number,Surname\n9991007008,Example\n", encoding="utf-8")
    return found


def test_the_key_file_of_another_database_opens_nothing(casepath: CommandLine, tmp_path: Path) -> None:
    casepath.opened("frame:1", "remark=squeaks")
    other = tmp_path / "other.db"
    assert casepath("migrate", "--db", str(other)).status == 0
    ran = casepath("worklist", "--keys", f"{other}.keys")
    assert ran.status == 2
    assert "it belongs to another database" in ran.err


@pytest.mark.parametrize("option", ["--result", "--write-mapping"])
def test_an_import_never_writes_over_the_list_itself(casepath: CommandLine, tmp_path: Path, option: str) -> None:
    found = a_list(tmp_path)
    before = found.read_bytes()
    ran = casepath("import", str(found), option, str(found), "--overwrite")
    assert (ran.status, found.read_bytes()) == (2, before)


def test_a_mapping_that_is_there_is_not_written_over(casepath: CommandLine, tmp_path: Path) -> None:
    mapping = tmp_path / "own.toml"
    mapping.write_text("# corrected by hand\n", encoding="utf-8")
    ran = casepath("import", str(a_list(tmp_path)), "--write-mapping", str(mapping))
    assert (ran.status, "--overwrite" in ran.err) == (2, True)
    assert mapping.read_text(encoding="utf-8") == "# corrected by hand\n"


def test_a_field_given_twice_is_asked_about(casepath: CommandLine) -> None:
    ran = casepath("report", casepath.opened(), "name_fault", "part=chain", "part=brake")
    assert ran.status == 2
    assert "it was given twice" in ran.err


def test_an_empty_name_is_nobody(casepath: CommandLine) -> None:
    ran = casepath("report", casepath.opened(), "name_fault", "part=chain", "--by", "", "--role", "clerk")
    assert ran.status == 2
    assert "--by: found nothing" in ran.err


def test_nobody_is_born_after_today(casepath: CommandLine) -> None:
    person = ("--nhs-number", "9991007008", "--born-on", "2126-01-01")
    ran = casepath("open", "bicycle-repair", "received_on=2026-03-02", *person)
    assert ran.status == 2
    assert "a day that has not come" in ran.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_what_was_recorded_is_not_denied_when_the_answer_is_lost(casepath: CommandLine, tmp_path: Path) -> None:
    case = casepath.opened()
    environment = {**os.environ, **casepath.environment, "CASEPATH_ACTOR": CLERK, "PYTHONPATH": str(REPOSITORY)}
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run(
            [*python_command(), "report", case, "name_fault", "part=chain"],
            env=environment,
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert ran.returncode == 1
    assert "has been done, but the answer could not be written" in ran.stderr.decode()
    assert "name_fault" in casepath("history", case).out


def test_the_worklist_goes_on_after_the_last_case_shown(casepath: CommandLine) -> None:
    opened = {casepath.opened(f"frame:{number}") for number in range(3)}
    first = casepath("worklist", "--limit", "2")
    after = first.out.rpartition("--after ")[2].split(",")[0]
    rows = [
        *casepath("worklist", "--limit", "2", "--json").json,
        *casepath("worklist", "--after", after, "--json").json,
    ]
    assert {row["case"] for row in rows} == opened


def test_whom_a_report_is_for_is_kept(casepath: CommandLine) -> None:
    case = casepath.opened()
    casepath("report", case, "name_fault", "part=brake", "--on-behalf-of", "m.ali")
    assert casepath("history", case, "--json").json[-1]["actor"]["on_behalf_of"] == "m.ali"


def test_grants_are_printed_and_nothing_else_happens(casepath: CommandLine, tmp_path: Path) -> None:
    ran = casepath("migrate", "--grants", "app=shop_app", "--db", str(tmp_path / "none.db"))
    assert (ran.status, "GRANT SELECT ON" in ran.out) == (0, True)
    assert not (tmp_path / "none.db").exists()
