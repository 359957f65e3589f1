"""Time limits are recomputed from what is recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.support.bicycles import CLERK, Bicycle, brought_in, judged, measured, workshop
from workflow.definition.model import TimeLimit
from workflow.engine import ClockReading, clocks, next_due, summary
from workflow.engine.calendar import due_date


def reading(bicycle: Bicycle, clock: str, now: datetime | None = None) -> ClockReading:
    return next(each for each in clocks(workshop(), bicycle.case, now=now or bicycle.now) if each.clock == clock)


def test_the_arithmetic_is_told() -> None:
    told = reading(brought_in(), "promise", datetime(2026, 3, 5, 12, tzinfo=UTC)).arithmetic
    assert told == "day 3 of 7, due 9 March 2026 (2 March 2026 + 7 calendar days = 9 March 2026)"


def test_a_clock_is_due_today_on_its_last_day() -> None:
    assert reading(brought_in(), "promise", datetime(2026, 3, 9, 23, tzinfo=UTC)).status == "due_today"


def test_a_clock_is_overdue_the_day_after() -> None:
    late = reading(brought_in(), "promise", datetime(2026, 3, 10, 0, 1, tzinfo=UTC))
    assert (late.status, late.days_left) == ("overdue", -1)


def test_a_clock_that_stopped_in_time_was_met() -> None:
    bicycle = judged()
    bicycle.report("collect", by=CLERK)
    assert reading(bicycle, "promise").status == "met"


def test_a_clock_that_stopped_too_late_was_missed() -> None:
    bicycle = judged()
    bicycle.now = datetime(2026, 3, 12, tzinfo=UTC)
    bicycle.report("collect", by=CLERK)
    assert reading(bicycle, "promise").status == "missed"


def test_an_adjustment_moves_the_due_date_and_is_shown() -> None:
    bicycle = brought_in()
    bicycle.report("agree_delay", {"clock": "promise", "days": 3}, by=CLERK)
    assert "+3 days adjusted = 12 March 2026" in reading(bicycle, "promise").arithmetic


def test_working_days_skip_weekends_and_holidays() -> None:
    calendar = workshop().calendar
    assert due_date(calendar, date(2026, 12, 24), TimeLimit(2, "working_days")) == date(2026, 12, 30)


def test_each_item_carries_its_own_clock() -> None:
    bicycle = brought_in()
    bicycle.report("order_check", {"part": "chain", "tool": "gauge"})
    bicycle.report("order_check", {"part": "brake", "tool": "eye"})
    bicycle.report("measure", {"check": "C2", "wear": "0.2"})
    assert [each.item for each in clocks(workshop(), bicycle.case, now=bicycle.now) if each.clock == "reading"] == [
        "C2"
    ]


def test_an_items_clock_stops_in_its_stop_states() -> None:
    assert reading(measured(), "reading").status == "met"


def test_days_are_local_days_over_the_change_to_summer_time() -> None:
    bicycle = Bicycle(now=datetime(2026, 3, 28, 9, tzinfo=UTC))
    bicycle.report("bring_in", {"received_on": "2026-03-28"}, by=CLERK)
    before_midnight_in_london = datetime(2026, 4, 4, 22, 59, tzinfo=UTC)
    after_midnight_in_london = datetime(2026, 4, 4, 23, 1, tzinfo=UTC)
    assert reading(bicycle, "promise", before_midnight_in_london).status == "due_today"
    assert reading(bicycle, "promise", after_midnight_in_london).status == "overdue"


def test_the_soonest_due_is_what_the_worklist_sorts_by() -> None:
    assert next_due(workshop(), brought_in().case) == ("state_target", date(2026, 3, 4))


def test_a_review_date_counts_among_what_is_due() -> None:
    bicycle = brought_in()
    bicycle.report("set_review", {"review_on": "2026-03-03", "mechanic": "m.ali"})
    found = summary(workshop(), bicycle.case)
    assert (found.next_due_clock, found.review_on, found.owner) == ("review", date(2026, 3, 3), "m.ali")


def test_a_case_that_is_over_has_nothing_due() -> None:
    bicycle = judged()
    bicycle.report("collect", by=CLERK)
    assert next_due(workshop(), bicycle.case) is None
