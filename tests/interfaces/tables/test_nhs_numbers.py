"""NHS numbers: spacing undone, a mistake said, nothing repaired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow import history
from workflow.interfaces.tables.nhs_numbers import LOCAL_ID, NHS_NUMBER, nhs_number


@pytest.mark.parametrize(
    "text", ["9991007008", "999 100 7008", "'9991007008", "999-100-7008", " 999\u00a0100\u00a07008 "]
)
def test_spacing_and_a_spreadsheets_apostrophe_are_undone(text: str) -> None:
    assert nhs_number(text).value == "9991007008"


def test_a_wrong_check_digit_is_said_and_not_repaired() -> None:
    read = nhs_number("9991007009")
    assert (read.value, read.state) == ("", "invalid")
    assert read.says == "The NHS number's check digit does not fit."


@pytest.mark.parametrize("digit", "0123456789")
def test_ten_equal_digits_are_a_placeholder_even_where_the_check_digit_fits(digit: str) -> None:
    assert nhs_number(digit * 10).state == "placeholder"


def test_a_missing_number_is_told_from_a_wrong_one() -> None:
    assert nhs_number("  ").state == "missing"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("999100700", "9 digits instead of 10"),
        ("9.991E+09", "rounded"),
        ("999100700X", "something other than digits"),
        ("٩٩٩١٠٠٧٠٠٨", "something other than digits"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(text: str, says: str) -> None:
    assert says in nhs_number(text).says


@given(st.text())
def test_no_sentence_ever_repeats_the_number(text: str) -> None:
    read = nhs_number(text)
    assert read.state in ("checked", "missing", "placeholder", "invalid")
    assert len(text.strip()) < 5 or text.strip() not in read.says


def test_the_list_and_the_history_name_the_systems_alike() -> None:
    assert (NHS_NUMBER, LOCAL_ID) == (history.NHS_NUMBER, history.LOCAL_ID)
