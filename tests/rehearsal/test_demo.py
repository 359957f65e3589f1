"""The demonstration: made where one stands, the same from the same seed, and never over another."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rehearsal.conftest import NOON, all_rows
from workflow import Pathways
from workflow.case.errors import BadInput
from workflow.rehearsal import simulation
from workflow.rehearsal.demo import NAME, make_demonstration, opened
from workflow.rehearsal.simulation import Plan
from workflow.rehearsal.walking import RehearsalRefused
from workflow.serving.main import main

SMALL = Plan(12, 3, NOON)


def hashes(folder: Path, pathways: Pathways, plan: Plan) -> list[str]:
    """The hash of every entry, in the order of the cases' ids."""
    with opened(make_demonstration(folder, pathways, plan, fresh=True), pathways) as book:
        cases = sorted(row.case_id for row in all_rows(book))
        return [each.hash for case in cases for each in book.history(case)]


def test_the_same_plan_makes_the_same_history_to_the_byte(tmp_path: Path, shipped: Pathways) -> None:
    first = hashes(tmp_path, shipped, SMALL)
    assert len(first) > 100
    assert hashes(tmp_path, shipped, SMALL) == first


def test_another_seed_makes_other_cases(tmp_path: Path, shipped: Pathways) -> None:
    assert not set(hashes(tmp_path, shipped, SMALL)) & set(hashes(tmp_path, shipped, replace(SMALL, seed=4)))


def test_another_day_shares_no_key_with_this_one() -> None:
    yesterday = replace(SMALL, until=NOON.replace(day=29))
    assert simulation.demonstration_secret(SMALL) != simulation.demonstration_secret(yesterday)


def test_one_that_is_there_is_left_alone(tmp_path: Path, shipped: Pathways) -> None:
    made = make_demonstration(tmp_path, shipped, SMALL)
    before = made.database.read_bytes()
    with pytest.raises(BadInput, match="--fresh"):
        make_demonstration(tmp_path, shipped, replace(SMALL, seed=9))
    assert made.database.read_bytes() == before


def test_a_key_file_that_is_left_over_is_not_written_over(tmp_path: Path, shipped: Pathways) -> None:
    (tmp_path / f"{NAME}.keys").write_text("somebody's\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"casepath-demo\.db\.keys is here already"):
        make_demonstration(tmp_path, shipped, SMALL)
    assert (tmp_path / f"{NAME}.keys").read_text(encoding="utf-8") == "somebody's\n"


def test_its_files_are_its_owners_alone(tmp_path: Path, shipped: Pathways) -> None:
    made = make_demonstration(tmp_path, shipped, SMALL)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (made.database, made.keys)} == {0o600}


def test_nothing_stays_of_one_that_was_stopped(tmp_path: Path, shipped: Pathways) -> None:
    def stop(says: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demonstration(tmp_path, shipped, SMALL, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_nobody_meant_ends_the_rehearsal(
    tmp_path: Path, shipped: Pathways, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.rehearsal.journeys.reading.ANSWERS", {})
    monkeypatch.setattr("workflow.rehearsal.journeys.staging.SET", ("ct",))
    with pytest.raises(RehearsalRefused, match="complete_staging by consultant"):
        make_demonstration(tmp_path, shipped, Plan(80, 3, NOON))
    assert list(tmp_path.iterdir()) == []


def test_the_command_shows_worklist_history_and_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--cases", "30", "--seed", "2"]) == 0
    told = capsys.readouterr().out
    assert "casepath-demo.db holds 30 simulated cases" in told
    assert "The worklist" in told
    assert "→ referred" in told
    assert "every one holds" in told
    assert main(["demo"]) == 2
    assert "is here already" in capsys.readouterr().err
    assert main(["audit", "verify", "--db", NAME]) == 0
    assert main(["worklist", "--db", NAME]) == 0


def test_the_command_answers_in_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--cases", "12", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["cases"], told["verification"]["holds"]) == (12, True)
    assert told["example"]["history"][0]["event"] == "register"
    assert told["worklist"]


def test_whoever_goes_on_with_the_cases_finds_their_own_deployment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASEPATH_DEPLOYMENT", "trust.example")
    monkeypatch.setenv("CASEPATH_ACTOR", "n.lee:navigator")
    monkeypatch.setenv("CASEPATH_DATABASE_URL", NAME)
    assert main(["demo", "--cases", "12", "--json"]) == 0
    case = json.loads(capsys.readouterr().out)["worklist"][0]["case"]
    assert main(["report", case, "add_note", "text=Seen in clinic."]) == 0
    assert main(["audit", "verify"]) == 0
