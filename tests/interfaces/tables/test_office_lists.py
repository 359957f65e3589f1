"""Whole lists: the office's own, in both encodings and as a workbook, and the sample that is shipped.

What is expected was read off the lists by eye, row by row, before the import was written.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from importlib import resources

import openpyxl
import pytest

from tests.interfaces.tables.lists import OFFICE, TODAY, intake, kinds, needs_office_lists
from workflow.interfaces.tables import PlannedRow, ReferralList, guess_mapping, plan, read_list
from workflow.interfaces.tables.reading import list_from

SOURCE = "source of the referral: empty"
RECEIVED = "date the referral was received "
MONTH_OF_BIRTH = {35, 84, 120, 121, 122}
MONTH_OF_RECEIPT = {11, 32, 68, 71, 113, 137, 218}
TRICKY = {
    12: ["surname and forename look swapped"],
    15: [SOURCE, "same hospital number, another NHS number"],
    16: ["same hospital number, another NHS number", "a death is noted in another row"],
    73: ["NHS number not valid"],
    131: ["NHS number not valid"],
    244: ["surname and forename look swapped"],
    245: [RECEIVED + "is no day of the calendar"],
    246: [RECEIVED + "in the future", SOURCE, "same hospital number, another NHS number"],
    247: ["a death is noted", "same hospital number, another NHS number"],
}


def office(name: str) -> dict[int, PlannedRow]:
    return _planned(read_list(OFFICE / name))


def _planned(referrals: ReferralList) -> dict[int, PlannedRow]:
    rows = plan(referrals, guess_mapping(referrals, intake()), intake(), today=TODAY)
    return {row.number: row for row in rows}


@needs_office_lists
def test_every_row_of_the_office_list_that_needs_a_person_is_named_with_its_reasons() -> None:
    text = (OFFICE / "referrals.csv").read_text(encoding="utf-8-sig")
    cells = list(csv.DictReader(io.StringIO(text, newline="")))
    expected = {number: [SOURCE] for number, row in enumerate(cells, start=2) if not row["Source"] and row["Surname"]}
    for number in MONTH_OF_BIRTH:
        expected[number] = ["birth date is known only to the month", *expected.get(number, [])]
    for number in MONTH_OF_RECEIPT:
        expected[number] = [RECEIVED + "is known only to the month", *expected.get(number, [])]
    expected |= TRICKY
    found = {number: kinds(row) for number, row in office("referrals.csv").items() if row.reasons}
    assert found == expected
    assert len(found) == 58


@needs_office_lists
def test_the_rest_of_the_office_list_comes_in() -> None:
    rows = office("referrals.csv")
    assert len(rows) == 247
    assert [number for number, row in rows.items() if row.empty] == [248]
    assert {number: row.same_as for number, row in rows.items() if row.same_as} == {242: 5}
    assert rows[243].person == rows[9].person
    assert (rows[9].fields["site"], rows[243].fields["site"]) == ("svco", "brain")


@needs_office_lists
@pytest.mark.parametrize(
    ("number", "born", "received"),
    [
        (2, date(1968, 4, 28), date(2026, 9, 11)),
        (3, date(1974, 6, 13), date(2026, 10, 19)),
        (5, date(1978, 2, 8), date(2026, 8, 25)),
        (6, date(1949, 9, 24), date(2026, 7, 15)),
        (8, date(1974, 12, 24), date(2026, 9, 11)),
        (14, date(1949, 8, 20), date(2026, 9, 1)),
        (104, date(1940, 4, 3), date(2026, 10, 10)),
        (178 + 1, date(1959, 9, 21), date(2026, 10, 18)),
    ],
)
def test_dates_of_the_office_list_are_the_days_they_mean(number: int, born: date, received: date) -> None:
    row = office("referrals.csv")[number]
    assert row.person is not None
    assert (row.person.born_on, row.fields["received_on"]) == (born, received)


@needs_office_lists
def test_nothing_is_guessed_about_earlier_cancer_in_the_office_list() -> None:
    text = (OFFICE / "referrals.csv").read_text(encoding="utf-8-sig")
    told = dict(enumerate(csv.DictReader(io.StringIO(text, newline="")), start=2))
    codes = {
        (told[number]["Previous breast ca"], row.fields["prior_history"])
        for number, row in office("referrals.csv").items()
        if not row.empty
    }
    assert dict(codes) == {
        "": "unknown", "?": "unknown", "unknown": "unknown", "Y": "unknown", "Yes - 2024": "unknown",
        "DCIS 2020": "unknown", "2011 (L) WLE": "unknown", "None": "none", "no prev ca": "none",
        "recent": "recent", "remote": "remote",
    }  # fmt: skip


@needs_office_lists
def test_both_encodings_of_the_office_list_ask_for_the_same() -> None:
    assert office("referrals.csv") == office("referrals_windows.csv")


@needs_office_lists
def test_the_office_list_saved_as_a_workbook_asks_for_the_same_referrals() -> None:
    rows = office("referrals.csv")
    as_workbook = _planned(list_from(_saved_as_workbook(read_list(OFFICE / "referrals.csv")), name="list.xlsx"))
    assert {number: (row.key_text, kinds(row)) for number, row in as_workbook.items()} == {
        number: (row.key_text, kinds(row)) for number, row in rows.items() if not row.empty
    }


def _saved_as_workbook(referrals: ReferralList) -> bytes:
    """The list with its day numbers as numbers, as a spreadsheet keeps them."""
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("List")
    sheet.append(list(referrals.headings))
    for row in referrals.rows:
        cells = [str(cell) for cell in row.cells]
        sheet.append([int(cell) if cell.isdigit() and len(cell) == 5 else cell for cell in cells])
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def test_the_shipped_sample_shows_every_kind_of_row() -> None:
    content = (resources.files("workflow.interfaces.tables") / "sample" / "referrals.csv").read_bytes()
    rows = _planned(list_from(content, name="referrals.csv"))
    assert {number: kinds(row) for number, row in rows.items() if row.reasons} == {
        6: ["NHS number not valid"],
        7: [RECEIVED + "is known only to the month"],
        8: ["site: phrase not known"],
        9: [SOURCE],
        12: ["surname and forename look swapped"],
        13: ["surname and forename look swapped"],
        14: [RECEIVED + "in the future"],
        15: ["a death is noted"],
    }
    assert [number for number, row in rows.items() if row.same_as] == [10]
    assert [number for number, row in rows.items() if row.empty] == [17]
    assert [number for number, row in rows.items() if row.further] == [4]
