"""Text files: encodings, delimiters, quoted cells, rows of all lengths."""

from __future__ import annotations

import pytest

from tests.interfaces.tables.lists import JOAN, as_csv
from workflow.case.errors import BadInput
from workflow.interfaces.tables.reading import list_from
from workflow.interfaces.tables.referral_list import ReferralList

TEXT = "NHS No,Surname,Forename\r\n9991007008,Sørensen,Lucía\r\n"


def read(content: bytes | str) -> ReferralList:
    return list_from(content.encode("utf-8") if isinstance(content, str) else content, name="list.csv")


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_every_encoding_an_office_saves_in_gives_the_same_list(codec: str, name: str) -> None:
    found = read(TEXT.encode(codec))
    assert found.encoding == name
    assert found.rows[0].cells == ("9991007008", "Sørensen", "Lucía")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    found = read(TEXT.replace(",", delimiter))
    assert (found.delimiter, found.headings) == (delimiter, ("NHS No", "Surname", "Forename"))


def test_a_first_line_that_tells_the_delimiter_is_followed_and_counted() -> None:
    found = read("sep=;\r\n" + TEXT.replace(",", ";"))
    assert (found.delimiter, found.rows[0].number) == (";", 3)


def test_commas_within_cells_do_not_mislead() -> None:
    found = read("Surname;Notes\nA;x, y, z\nB;p, q, r\n")
    assert found.headings == ("Surname", "Notes")


def test_a_line_break_within_a_cell_belongs_to_the_cell_and_not_to_the_count() -> None:
    found = read('Surname,Notes\nA,"line one\nline two"\nB,x\n')
    assert found.rows[0].cells[1] == "line one\nline two"
    assert found.rows[1].number == 3


def test_an_empty_row_keeps_its_number() -> None:
    found = read("Surname,Notes\nA,x\n\n,\nB,y\n")
    assert [(row.number, row.empty) for row in found.rows] == [(2, False), (3, True), (4, True), (5, False)]


def test_a_short_row_is_filled_up_and_said() -> None:
    found = read("Surname,Forename,Notes\nA,B,x\nC\n")
    assert found.rows[1].cells == ("C", "", "")
    assert any("fewer cells" in remark for remark in found.remarks)


def test_filled_cells_beyond_the_headings_are_counted() -> None:
    found = read("Surname,Notes\nA,x,,\nB,x,y,z\n")
    assert [row.surplus for row in found.rows] == [0, 2]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows() -> None:
    with pytest.raises(BadInput, match="beyond row 2") as caught:
        read('Surname,Notes\nA,x\nB,"never closed\nC,y\nD,z\n')
    assert "never closed" not in str(caught.value)


def test_headings_below_a_title_are_found() -> None:
    found = read("Referrals of the week,,\n,,\nNHS No,Surname,Forename\n1,A,B\n")
    assert found.headings == ("NHS No", "Surname", "Forename")
    assert found.rows[0].number == 4


def test_two_columns_of_one_heading_are_told_apart() -> None:
    assert read("Notes,Surname,Notes,Notes (2),\nA,B,C,D,E\n").headings == (
        "Notes",
        "Surname",
        "Notes (2)",
        "Notes (2) (2)",
    )


def test_columns_of_an_earlier_result_are_left_out() -> None:
    assert read("Surname,casepath verdict,Notes\nA,opened,x\n").rows[0].cells == ("A", "x")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "nothing in its first rows"),
        (b"\n\n,,\n", "nothing in its first rows"),
        (b"PK\x03\x04 and more", "a workbook that is named .csv"),
        (b"a\x00b,c\n", "zero bytes"),
        (b"\xff\xfea", "not UTF-16"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read(content)


@pytest.mark.parametrize(("name", "says"), [("list.pdf", "ends in .pdf"), ("list", "ends in nothing")])
def test_another_kind_of_file_is_refused_with_what_is_taken(name: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        list_from(as_csv(JOAN), name=name)
