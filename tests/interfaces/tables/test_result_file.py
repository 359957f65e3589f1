"""The result: the list as it was, a verdict beside every row, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import stat
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.interfaces.tables.lists import GRACE, HEADINGS, JOAN, as_csv, intake, listed
from workflow.case.errors import BadInput
from workflow.interfaces.tables import (
    Reason,
    ReferralList,
    RowVerdict,
    guess_mapping,
    read_list,
    summarise,
    write_result,
)
from workflow.interfaces.tables.cells import FORMULA_MARKS, neutral, text_of
from workflow.interfaces.tables.reading import list_from

REMARK = Reason("no symptom", "The row names no symptom.")
OPENED = RowVerdict(2, "opened", "A case was opened.", "c1", (), (REMARK,), "born 14 February 1951")
ASIDE = RowVerdict(3, "needs_person", "Needs a person: why.", "", (Reason("why", "Why."),), (REMARK,))


def two() -> ReferralList:
    return listed(JOAN | {"Notes": "=1+1", "Symptom": "-pain"}, GRACE)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_result_has_the_list_and_the_verdicts(tmp_path: Path, ending: str) -> None:
    write_result(tmp_path / f"result{ending}", two(), (OPENED, ASIDE))
    rows = _rows(tmp_path / f"result{ending}")
    assert rows[0][: len(HEADINGS)] == list(HEADINGS)
    assert rows[0][len(HEADINGS) :] == [
        "casepath verdict", "casepath case", "casepath why", "casepath to know", "casepath read as", "casepath row",
    ]  # fmt: skip
    assert rows[1][-6:] == [
        "opened",
        "c1",
        "A case was opened.",
        "The row names no symptom.",
        "born 14 February 1951",
        "2",
    ]
    assert rows[2][-6:-3] == ["needs_person", "", "Needs a person: why."]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_no_cell_of_a_result_is_a_formula(tmp_path: Path, ending: str) -> None:
    write_result(tmp_path / f"result{ending}", two(), (OPENED, ASIDE))
    row = _rows(tmp_path / f"result{ending}")[1]
    assert (row[HEADINGS.index("Notes")], row[HEADINGS.index("Symptom")]) == ("'=1+1", "'-pain")


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_result_can_be_read_as_the_list_it_was(tmp_path: Path, ending: str) -> None:
    write_result(tmp_path / f"result{ending}", two(), (OPENED, ASIDE))
    again = read_list(tmp_path / f"result{ending}")
    assert again.headings == HEADINGS
    assert [[text_of(cell) for cell in row.cells] for row in again.rows] == [
        [text_of(cell) for cell in row.cells] for row in two().rows
    ]


def test_a_text_result_opens_in_a_spreadsheet_with_its_accents(tmp_path: Path) -> None:
    write_result(tmp_path / "result.csv", listed(JOAN | {"Surname": "Sørensen"}), (OPENED,))
    content = (tmp_path / "result.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Sørensen" in content.decode("utf-8-sig")


def test_a_date_of_a_workbook_stays_a_date_in_the_result(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Hospital No", "DOB"])
    sheet.append(["H1", "14/02/1951"])
    sheet["B2"] = date(1951, 2, 14)
    content = io.BytesIO()
    made.save(content)
    write_result(tmp_path / "result.xlsx", list_from(content.getvalue(), name="list.xlsx"), (OPENED,))
    found = openpyxl.load_workbook(tmp_path / "result.xlsx").worksheets[0]["B2"]
    assert found.is_date


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
def test_only_its_owner_may_read_a_result(tmp_path: Path) -> None:
    write_result(tmp_path / "result.csv", two(), (OPENED, ASIDE))
    assert stat.S_IMODE((tmp_path / "result.csv").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    path.write_text("somebody's work", encoding="utf-8")
    with pytest.raises(BadInput, match="already"):
        write_result(path, two(), (OPENED, ASIDE))
    assert path.read_text(encoding="utf-8") == "somebody's work"
    write_result(path, two(), (OPENED, ASIDE), overwrite=True)
    assert "opened" in path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(("name", "says"), [("result.pdf", r"\.csv or \.xlsx"), ("no/such/result.csv", "folder")])
def test_a_place_that_will_not_do_is_named(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        write_result(tmp_path / name, two(), (OPENED, ASIDE))


def test_nothing_is_left_behind_by_a_result(tmp_path: Path) -> None:
    write_result(tmp_path / "result.xlsx", two(), (OPENED, ASIDE))
    assert [path.name for path in tmp_path.iterdir()] == ["result.xlsx"]


@given(st.text())
def test_no_text_whatever_is_left_a_formula(text: str) -> None:
    assert not neutral(text).startswith((*FORMULA_MARKS, "\t", "\r"))
    assert text_of(neutral(text)) == text_of(text)


def test_a_summary_counts_every_verdict_and_the_most_frequent_reason_first() -> None:
    third = RowVerdict(4, "needs_person", "Needs a person.", "", (Reason("why", "W."), Reason("rarely", "R.")))
    summary = summarise(two(), (OPENED, ASIDE, third))
    assert summary.counts == {
        "opened": 1, "attached": 0, "already_imported": 0, "needs_person": 2, "refused": 0, "empty": 0,
    }  # fmt: skip
    assert list(summary.reasons.items()) == [("why", 2), ("rarely", 1)]
    assert summary.remarks == {"no symptom": 1}
    assert str(REMARK) == "The row names no symptom."
    assert summary.lines[0] == "list.csv, 3 rows: 1 opened, 2 for a person to look at."


def _rows(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_a_result_of_a_list_parted_by_semicolons_is_parted_the_same_way(tmp_path: Path) -> None:
    referrals = list_from(as_csv(JOAN).replace(b",", b";"), name="list.csv")
    assert guess_mapping(referrals, intake()).places["nhs_number"] == 0
    write_result(tmp_path / "result.csv", referrals, (OPENED,))
    assert read_list(tmp_path / "result.csv").delimiter == ";"
