"""`casepath import` says what would become of each row, opens cases only when told to, and never names a patient."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CommandLine
from workflow.definition import load

INTAKE = Path(__file__).parents[1] / "tables" / "intake.toml"
NURSE = "n.lee:navigator"

LIST = """\
NHS Number,Surname,Forename,DOB,Received,Source,Site
999 000 0018,RIDER,Ada,03/02/1961,02/03/2026,2WW,bone
999 000 0019,WRONG,Bea,04/05/1955,02/03/2026,2WW,bone
,,,,,,
"""


@pytest.fixture
def office(casepath: CommandLine) -> CommandLine:
    """The command line of an office that keeps a list of referrals."""
    casepath.definition = load(INTAKE.read_text(encoding="utf-8"), file=INTAKE.name)
    return casepath


@pytest.fixture
def referrals(tmp_path: Path) -> Path:
    """A list with one sound row, one whose number is wrong, and an empty one."""
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    return tmp_path / "list.csv"


def verdicts(office: CommandLine, *words: str) -> list[str]:
    """The verdict of each row."""
    ran = office("import", *words, "--json", by=NURSE)
    assert ran.status == 0, ran.err
    return [row["verdict"] for row in ran.json["rows"]]


def test_a_dry_run_opens_nothing(office: CommandLine, referrals: Path) -> None:
    ran = office("import", str(referrals), by=NURSE)
    assert ran.status == 0
    assert "Nothing was recorded. --apply opens the cases." in ran.out
    assert office("worklist", "--json").json == []


def test_the_mapping_is_shown(office: CommandLine, referrals: Path) -> None:
    told = office("import", str(referrals), by=NURSE).out
    assert "column" in told
    assert "NHS Number" in told
    assert "DOB" in told


def test_rows_that_need_a_person_are_named_by_their_number(office: CommandLine, referrals: Path) -> None:
    told = office("import", str(referrals), by=NURSE).out
    assert "needs person" in told
    assert not {"9990000019", "999 000 0019", "WRONG", "RIDER", "Ada"} & set(told.replace("\n", " ").split("  "))
    assert "WRONG" not in told


def test_applying_twice_opens_once(office: CommandLine, referrals: Path) -> None:
    assert verdicts(office, str(referrals), "--apply")[0] == "opened"
    assert verdicts(office, str(referrals), "--apply")[0] == "already_imported"
    assert len(office("worklist", "--json").json) == 1


def test_the_result_file_carries_the_verdicts(office: CommandLine, referrals: Path, tmp_path: Path) -> None:
    result = tmp_path / "result.csv"
    assert office("import", str(referrals), "--apply", "--result", str(result), by=NURSE).status == 0
    rows = list(csv.reader(result.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) >= 3
    assert "opened" in rows[1]


def test_a_result_file_is_not_overwritten_unasked(office: CommandLine, referrals: Path, tmp_path: Path) -> None:
    (tmp_path / "result.csv").write_text("hours of work", encoding="utf-8")
    words = ("import", str(referrals), "--apply", "--result", str(tmp_path / "result.csv"))
    assert office(*words, by=NURSE).status == 2
    assert office("worklist", "--json").json == []
    assert office(*words, "--overwrite", by=NURSE).status == 0


def test_the_mapping_may_be_written_out_and_read_again(office: CommandLine, referrals: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    first = verdicts(office, str(referrals), "--write-mapping", str(mapping))
    assert verdicts(office, str(referrals), "--mapping", str(mapping)) == first


@pytest.mark.parametrize("name", ["nowhere.csv", "folder", "list.doc"])
def test_a_list_that_cannot_be_read_is_bad_input(office: CommandLine, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    ran = office("import", str(tmp_path / name), by=NURSE)
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err


def test_without_keys_nothing_is_imported(office: CommandLine, referrals: Path, database: Path) -> None:
    database.with_name("shop.db.keys").unlink()
    ran = office("import", str(referrals), by=NURSE)
    assert ran.status == 2
    assert "there is no key file" in ran.err
