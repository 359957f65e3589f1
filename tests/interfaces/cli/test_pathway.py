"""`casepath pathway` proves a definition, tells it as a clinician's table, and draws it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CommandLine
from tests.support.bicycles import FILE


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    """A definition of one's own, under another name than the shipped ones."""
    text = FILE.read_text(encoding="utf-8").replace('variant = "workshop"', 'variant = "own"')
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    return tmp_path / "own.toml"


def test_a_sound_definition_holds_with_the_count_behind_each_obligation(casepath: CommandLine) -> None:
    ran = casepath("pathway", "check")
    assert ran.status == 0
    for number in range(1, 8):
        assert f"({number}) holds:" in ran.out
    assert "61 cells" in ran.out


def test_a_definition_with_a_gap_fails_with_an_example(casepath: CommandLine, definition: Path) -> None:
    text = definition.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("rows.gauge_measures_nothing_else")]
    definition.write_text("\n".join(lines), encoding="utf-8")
    ran = casepath("pathway", "check", str(definition))
    assert ran.status == 2
    assert "(1) FAILS:" in ran.out
    assert "tool = gauge" in ran.out


def test_the_way_to_a_failure_is_drawn_where_asked(casepath: CommandLine, definition: Path, tmp_path: Path) -> None:
    text = definition.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("rows.gauge_measures_nothing_else")]
    definition.write_text("\n".join(lines), encoding="utf-8")
    ran = casepath("pathway", "check", str(definition), "--pictures", str(tmp_path / "drawn"))
    assert "The shortest way there:" in ran.out
    assert {file.suffix for file in (tmp_path / "drawn").iterdir()} == {".svg"}


def test_a_file_that_does_not_load_names_table_key_and_what_was_meant(casepath: CommandLine, definition: Path) -> None:
    text = definition.read_text(encoding="utf-8").replace('to = "checking" }', 'to = "chekcing" }')
    definition.write_text(text, encoding="utf-8")
    ran = casepath("pathway", "check", str(definition))
    assert ran.status == 2
    assert "events.start.rows.started.to: found 'chekcing'" in ran.err
    assert "did you mean 'checking'?" in ran.err


def test_a_pathway_that_is_not_known_lists_those_that_are(casepath: CommandLine) -> None:
    ran = casepath("pathway", "describe", "no-such-pathway")
    assert ran.status == 2
    assert "bicycle-repair:workshop@2026-01-05" in ran.err


def test_the_description_is_the_clinicians_table(casepath: CommandLine) -> None:
    told = casepath("pathway", "describe", "bicycle-repair").out
    assert told.startswith("# Repair of a bicycle\n")
    assert "| event | who | when | only if | then | because | source |" in told


def test_the_drawing_is_mermaid_or_svg(casepath: CommandLine) -> None:
    assert "stateDiagram-v2" in casepath("pathway", "diagram").out
    assert casepath("pathway", "diagram", "--svg").out.startswith("<svg ")


def test_every_document_is_written_into_a_folder(casepath: CommandLine, tmp_path: Path) -> None:
    ran = casepath("pathway", "diagram", "--write", str(tmp_path / "drawn"))
    assert ran.status == 0
    written = {file.suffix for file in (tmp_path / "drawn").iterdir()}
    assert written == {".svg", ".mmd", ".md"}


def test_a_folder_that_cannot_be_written_is_told(casepath: CommandLine, definition: Path) -> None:
    ran = casepath("pathway", "diagram", "--write", str(definition))
    assert ran.status == 2
    assert "could not be written" in ran.err


def test_a_pathway_needs_no_database(casepath: CommandLine) -> None:
    assert casepath("pathway", "check").status == 0
    casepath.environment["CASEPATH_DATABASE_URL"] = "nowhere.db"
    assert casepath("pathway", "check").status == 0


def test_the_page_to_sign_carries_the_receipt_that_is_at_hand(casepath: CommandLine, tmp_path: Path) -> None:
    ran = casepath("pathway", "describe", "bicycle-repair", "--html", str(tmp_path / "page.html"), "--json")
    assert ran.json["proved"] is True
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "This definition is proved." in text
    assert "Page written on" in text


def test_the_page_of_ones_own_file_is_not_proved_unless_asked(
    casepath: CommandLine, definition: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    ran = casepath("pathway", "describe", str(definition), "--html", str(page))
    assert "--prove proves it first" in ran.out
    assert "This definition is not proved." in page.read_text(encoding="utf-8")
    casepath("pathway", "describe", str(definition), "--html", str(page), "--prove")
    assert "This definition is proved." in page.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_told(casepath: CommandLine, tmp_path: Path) -> None:
    ran = casepath("pathway", "describe", "bicycle-repair", "--html", str(tmp_path / "none" / "page.html"))
    assert (ran.status, "could not be written" in ran.err) == (2, True)
