"""Files that are named on the command line: what is wrong with one is said with its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workflow.case.errors import BadInput
from workflow.interfaces.cli.files import parsed_file, write_file, write_files


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"There is no file lost\.json\."):
        parsed_file(tmp_path / "lost.json", json.loads, "JSON")


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 100_000], ids=["broken", "no text", "too deep"])
def test_a_file_that_cannot_be_parsed_is_said_to_be_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.json"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=r"odd\.json cannot be read as JSON"):
        parsed_file(file, json.loads, "JSON")


def test_texts_are_written_with_the_same_line_ends_everywhere(tmp_path: Path) -> None:
    write_files(tmp_path / "new" / "folder", {"a.txt": "one\ntwo\n"}, "The texts")
    assert (tmp_path / "new" / "folder" / "a.txt").read_bytes() == b"one\ntwo\n"


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="The texts could not be written to"):
        write_files(tmp_path / "taken", {"a.txt": ""}, "The texts")
    with pytest.raises(BadInput, match="The page could not be written to"):
        write_file(tmp_path / "taken" / "page.html", "", "The page")
