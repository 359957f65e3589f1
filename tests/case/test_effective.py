"""When something happened is kept as precisely as it was told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.case.effective import Effective, instant_from, instant_text
from workflow.case.errors import BadInput

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("told", "text", "precision"),
    [
        ("2026-05-12", "2026-05-12", "date"),
        ("12/05/2026", "2026-05-12", "date"),
        ("12 May 2026", "2026-05-12", "date"),
        ("2026-05", "2026-05", "month"),
        ("2026-05-12T09:30+01:00", "2026-05-12T08:30:00.000000Z", "instant"),
        ("2026-05-12T09:30", "2026-05-12T08:30:00.000000Z", "instant"),
        (date(2026, 5, 12), "2026-05-12", "date"),
        (datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01T00:00:00.000000Z", "instant"),
    ],
)
def test_each_accepted_form_keeps_its_precision(told: str | date, text: str, precision: str) -> None:
    effective = Effective.of(told, zone=LONDON)
    assert (effective.text, effective.precision) == (text, precision)


@pytest.mark.parametrize("told", ["", "yesterday", "2026-02-30", "99/99/2026", "2026-00", "12 Mai 2026", "9999999999"])
def test_what_is_no_time_is_refused_with_the_forms(told: str) -> None:
    with pytest.raises(BadInput, match="12 May 2026"):
        Effective.of(told)


def test_a_date_begins_at_local_midnight() -> None:
    assert Effective.of("2026-07-01").first_instant(LONDON) == datetime(2026, 6, 30, 23, tzinfo=UTC)


def test_an_instant_falls_on_its_local_day() -> None:
    assert Effective.of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)).first_date(LONDON) == date(2026, 7, 1)


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_instants_survive_being_written_with_six_digits(at: datetime) -> None:
    text = instant_text(at)
    assert instant_from(text) == at.astimezone(UTC)  # an hour that a change of clocks skipped equals nothing itself
    assert len(text) == len("2026-05-12T08:30:00.000000Z")


def test_early_years_are_written_with_four_digits() -> None:
    assert instant_text(datetime(900, 1, 1, tzinfo=UTC)) == "0900-01-01T00:00:00.000000Z"


def test_an_instant_before_the_calendar_is_refused() -> None:
    with pytest.raises(BadInput):
        Effective.of("0001-01-01T00:00+05:00")
