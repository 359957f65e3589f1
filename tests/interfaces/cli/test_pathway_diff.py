"""`casepath pathway diff` tells what changed between two pathways, by name or file, in words, JSON and as a picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CommandLine
from tests.support.bicycles import FILE

NAME = "bicycle-repair"


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A later version that asks for less time."""
    text = FILE.read_text(encoding="utf-8").replace("2026-01-05", "2026-02-05").replace("amount = 2,", "amount = 1,")
    (tmp_path / "later.toml").write_text(text, encoding="utf-8")
    return tmp_path / "later.toml"


def test_a_name_and_a_file_are_compared_each_way(casepath: CommandLine, later: Path) -> None:
    assert "due 1 working day earlier" in casepath("pathway", "diff", NAME, str(later)).out
    assert "due 1 working day later" in casepath("pathway", "diff", str(later), NAME).out


def test_a_machine_is_told_the_kind_and_every_change(casepath: CommandLine, later: Path) -> None:
    told = casepath("pathway", "diff", NAME, str(later), "--json").json
    assert told["kind"] == "behaviour"
    assert [(change["part"], change["element"], change["kind"]) for change in told["changes"]] == [
        ("states", "waiting", "tightened")
    ]
    assert casepath("pathway", "diff", NAME, NAME, "--json").json["kind"] == "identical"


def test_wording_alone_is_recognised(casepath: CommandLine, later: Path) -> None:
    text = FILE.read_text(encoding="utf-8").replace("2026-01-05", "2026-02-05").replace("Brought in.", "It came in.")
    later.write_text(text, encoding="utf-8")
    ran = casepath("pathway", "diff", NAME, str(later))
    assert "**Wording only**" in ran.out
    assert casepath("pathway", "diff", NAME, str(later), "--json").json["kind"] == "wording_only"


def test_a_script_is_told_the_kind_by_the_exit_status_where_it_asks(casepath: CommandLine, later: Path) -> None:
    assert casepath("pathway", "diff", NAME, str(later)).status == 0
    assert casepath("pathway", "diff", NAME, str(later), "--exit-code").status == 11
    later.write_text(FILE.read_text(encoding="utf-8").replace("Brought in.", "It came in."), encoding="utf-8")
    assert casepath("pathway", "diff", NAME, str(later), "--exit-code").status == 10
    assert casepath("pathway", "diff", NAME, NAME, "--exit-code").status == 0


def test_the_picture_is_written_where_asked(casepath: CommandLine, later: Path, tmp_path: Path) -> None:
    ran = casepath("pathway", "diff", NAME, str(later), "--picture", str(tmp_path / "diff.svg"))
    assert ran.status == 0
    assert "What changed from bicycle-repair" in (tmp_path / "diff.svg").read_text(encoding="utf-8")
    refused = casepath("pathway", "diff", NAME, str(later), "--picture", str(tmp_path / "none" / "diff.svg"))
    assert (refused.status, "could not be written" in refused.err) == (2, True)


def test_a_draft_that_still_bears_the_released_name_and_date_can_be_compared(
    casepath: CommandLine, later: Path
) -> None:
    later.write_text(later.read_text(encoding="utf-8").replace("2026-02-05", "2026-01-05"), encoding="utf-8")
    ran = casepath("pathway", "diff", NAME, str(later))
    assert (ran.status, "due 1 working day earlier" in ran.out) == (0, True), ran.err
