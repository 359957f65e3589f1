"""Dates in every form that lists hold: understood, or said not to be a date."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.interfaces.tables.dates import DateRules, in_words, order_of, read_date

TODAY = date(2026, 11, 24)
EVENT = DateRules(TODAY)
BIRTH = DateRules(TODAY, birth=True)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04", "04/03/2026", "4/3/2026", "04.03.2026", "04-03-2026", "04/03/26", "04-Mar-26", "4 March 2026",
        "4th Mar 2026", "04/03/2026 14:09", "2026-03-04T09:30", "2026-03-04 09:30:00", "46085", "'04/03/2026",
        "04-MAR-2026", " 04/03/2026 ",
    ],
)  # fmt: skip
def test_one_day_is_understood_however_it_is_written(text: str) -> None:
    assert read_date(text, EVENT).day == date(2026, 3, 4)


def test_a_cell_that_is_a_date_is_taken_as_it_is() -> None:
    assert read_date(date(2026, 3, 4), EVENT).day == date(2026, 3, 4)
    assert read_date(datetime(2026, 3, 4, 23, 59), EVENT).day == date(2026, 3, 4)  # noqa: DTZ001


def test_a_date_that_fits_both_orders_is_read_day_first_and_said() -> None:
    read = read_date("03/04/2026", EVENT)
    assert (read.day, read.remark) == (date(2026, 4, 3), "was read day first")


def test_a_date_that_fits_one_order_only_is_not_remarked_on() -> None:
    assert read_date("28/04/2026", EVENT).remark == ""
    assert read_date("04/04/2026", EVENT).remark == ""


def test_a_month_first_date_is_not_turned_round_by_itself() -> None:
    assert read_date("04/28/2026", EVENT).problem == "is no day of the calendar"


def test_a_mapping_may_say_that_the_month_comes_first() -> None:
    assert read_date("04/28/2026", DateRules(TODAY, month_first=True)).day == date(2026, 4, 28)


def test_in_a_column_of_both_orders_an_ambiguous_date_is_not_read() -> None:
    contradicted = DateRules(TODAY, contradicted=True)
    assert "month first" in read_date("03/04/2026", contradicted).problem
    assert read_date("28/04/2026", contradicted).day == date(2026, 4, 28)


def test_the_order_of_a_column_is_counted() -> None:
    order = order_of(["28/04/2026", "04/28/2026", "03/04/2026", "04/04/2026", "46085", "2 days"])
    assert (order.day_first, order.month_first, order.either) == (1, 1, 1)


@pytest.mark.parametrize("text", ["31/02/2026", "2026-02-30", "31-Apr-26", "29/02/2025", "00/01/2026", "2026-13-01"])
def test_what_is_no_day_of_the_calendar_is_said_to_be_none(text: str) -> None:
    assert read_date(text, EVENT).problem == "is no day of the calendar"


@pytest.mark.parametrize(
    "text", ["2 days", "6 weeks", "3/12", "since August", "2026", "?", "soon", "1/2", "٠٣/٠٤/٢٠٢٦", "12345678"]
)
def test_what_is_no_date_is_said_to_be_none(text: str) -> None:
    assert read_date(text, EVENT).problem == "is not written as a date"


@pytest.mark.parametrize("text", ["08/2026", "2026-08", "Aug 2026", "Aug-26", "August 2026", "8/2026"])
def test_a_month_is_told_from_a_day(text: str) -> None:
    read = read_date(text, EVENT)
    assert (read.kind, read.month, read.day) == ("month", "2026-08", None)


def test_an_empty_cell_is_nothing_rather_than_a_mistake() -> None:
    assert read_date("  ", EVENT).kind == "nothing"


@pytest.mark.parametrize(("epoch", "day"), [(0, date(1978, 2, 8)), (1900, date(1978, 2, 8)), (1904, date(1982, 2, 9))])
def test_a_day_number_is_counted_from_the_workbooks_year(epoch: int, day: date) -> None:
    assert read_date(28529.0, DateRules(TODAY, birth=True, epoch=epoch)).day == day


def test_a_day_number_is_remarked_on_where_the_file_tells_no_year() -> None:
    assert "day number" in read_date("28529", BIRTH).remark
    assert read_date(28529.5, DateRules(TODAY, epoch=1900)).remark == ""


def test_a_birth_year_of_two_digits_is_read_where_one_century_fits() -> None:
    assert read_date("24-Dec-74", BIRTH).day == date(1974, 12, 24)


def test_a_birth_year_of_two_digits_that_fits_two_centuries_is_not_read() -> None:
    assert read_date("03/04/15", BIRTH).problem == "has a year of two digits that fits two centuries"


def test_a_year_beyond_reason_is_not_read() -> None:
    assert read_date("01/01/1066", EVENT).problem == "lies in a year that cannot be meant"


def test_a_day_is_said_in_words() -> None:
    assert in_words(date(2026, 3, 4)) == "4 March 2026"


@given(st.dates(date(1912, 1, 1), TODAY))
def test_every_day_written_day_first_is_read_back(day: date) -> None:
    assert read_date(f"{day.day:02}/{day.month:02}/{day.year}", BIRTH).day == day
    assert read_date(in_words(day), BIRTH).day == day


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.times() | st.datetimes())
def test_no_cell_whatever_stops_the_reading(cell: str | float) -> None:
    for rules in (EVENT, BIRTH, DateRules(TODAY, epoch=1904)):
        assert read_date(cell, rules).kind in ("day", "month", "nothing", "unread")
