"""Workbooks: real dates, day numbers of both calendars, numbers that are identifiers, the sheet that is meant."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.interfaces.tables.lists import HEADINGS, JOAN, TODAY, intake
from workflow.case.errors import BadInput
from workflow.interfaces.tables import guess_mapping, plan
from workflow.interfaces.tables.reading import list_from

Cells = dict[str, object]


def workbook(*rows: Cells, sheets: tuple[str, ...] = ("List",), mac: bool = False) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    if mac:
        made.epoch = CALENDAR_MAC_1904
    for name in sheets:
        sheet = made.create_sheet(name)
        sheet.append(list(HEADINGS))
        for row in rows:
            sheet.append([row.get(heading) for heading in HEADINGS])
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def born(content: bytes) -> date | None:
    referrals = list_from(content, name="list.xlsx")
    row = plan(referrals, guess_mapping(referrals, intake()), intake(), today=TODAY)[0]
    assert row.person is not None
    return row.person.born_on


@pytest.mark.parametrize("cell", [date(1951, 2, 14), datetime(1951, 2, 14, 9, 30), 18673, 18673.4, "14/02/1951"])  # noqa: DTZ001
def test_a_birth_date_is_understood_as_date_day_number_or_text(cell: object) -> None:
    assert born(workbook(JOAN | {"DOB": cell})) == date(1951, 2, 14)


@pytest.mark.parametrize("cell", [date(1951, 2, 14), 17211])
def test_a_workbook_that_counts_from_1904_is_believed(cell: object) -> None:
    assert born(workbook(JOAN | {"DOB": cell}, mac=True)) == date(1951, 2, 14)


def test_an_nhs_number_kept_as_a_number_keeps_its_digits() -> None:
    referrals = list_from(workbook(JOAN | {"NHS No": 9991007008}), name="list.xlsx")
    row = plan(referrals, guess_mapping(referrals, intake()), intake(), today=TODAY)[0]
    assert row.person is not None
    assert row.person.number("nhs-number") == "9991007008"


def test_the_only_filled_sheet_is_taken() -> None:
    made = openpyxl.load_workbook(io.BytesIO(workbook(dict(JOAN))))
    made.create_sheet("Sheet2")
    content = io.BytesIO()
    made.save(content)
    assert list_from(content.getvalue(), name="list.xlsx").sheet == "List"


def test_of_several_filled_sheets_one_has_to_be_named() -> None:
    content = workbook(dict(JOAN), sheets=("October", "November"))
    with pytest.raises(BadInput, match=r"'October', 'November'"):
        list_from(content, name="list.xlsx")
    assert list_from(content, name="list.xlsx", sheet="november").sheet == "November"


def test_a_sheet_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(BadInput, match="one of 'List'"):
        list_from(workbook(dict(JOAN)), name="list.xlsx", sheet="Lists")


def test_a_hidden_sheet_is_not_taken_by_itself() -> None:
    made = openpyxl.load_workbook(io.BytesIO(workbook(dict(JOAN), sheets=("List", "Old"))))
    made["Old"].sheet_state = "hidden"
    content = io.BytesIO()
    made.save(content)
    assert list_from(content.getvalue(), name="list.xlsx").sheet == "List"


def test_an_open_document_sheet_is_read() -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("Hospital No", "Surname")
    )
    body = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="List"><table:table-row>{cells}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", body)
        parts.writestr("META-INF/manifest.xml", "<manifest/>")
    assert list_from(content.getvalue(), name="list.ods").headings == ("Hospital No", "Surname")


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"PK\x03\x04broken"])
def test_a_damaged_workbook_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(BadInput, match="no workbook, or a damaged one"):
        list_from(content, name="list.xlsx")
