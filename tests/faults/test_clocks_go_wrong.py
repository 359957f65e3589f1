"""Clocks that jump by a day, nights with an hour too many or too few, zones at the ends of the map, leap days.

Recorded time never runs backwards within a case, limits stay the calendar's, and what was known when stays told.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.faults.crowd import NOTE
from tests.support import lending as lending_module
from tests.support.bicycles import workshop
from tests.support.lending import LIBRARIAN, MONDAY, Library
from tests.support.receipts import pathways_of
from workflow.case.errors import BadInput
from workflow.definition import Definition, load
from workflow.engine import ClockReading
from workflow.history import PatientRef, snapshot, unit_of_work
from workflow.inspection import verify
from workflow.interfaces.cli.desk import Desk
from workflow.interfaces.cli.screen import Screen
from workflow.interfaces.cli.toolbox import Toolbox
from workflow.interfaces.settings import Named, read_settings
from workflow.pathways import Pathways
from workflow.serving.lazily import LazyDatabases

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
JUMPS = (DAY, -DAY, -DAY, -DAY, 3 * DAY, -2 * DAY)
LONDON = ZoneInfo("Europe/London")
SPRING, AUTUMN = datetime(2025, 3, 30, tzinfo=UTC), datetime(2025, 10, 26, tzinfo=UTC)
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
"""UTC+14 and UTC-11: there is an hour in which three dates are in use, and these are two of them."""


def faults(library: Library) -> tuple[str, ...]:
    with snapshot(library.engine) as connection:
        return tuple(each.kind for each in verify(connection, library.pathways, keys=library.keys).faults)


def backwards(stamps: list[datetime]) -> int:
    """How often a time is before the one it follows."""
    return sum(after < before for before, after in pairwise(stamps))


def note(library: Library, case: str, **how: object) -> None:
    with library.at_work() as book:
        book.report(case, "note", NOTE, by=LIBRARIAN, **how)  # type: ignore[arg-type]


def recorded(library: Library, case: str) -> list[datetime]:
    with library.at_work() as book:
        return [each.entry.recorded_at for each in book.history(case)]


def loan(library: Library, case: str) -> ClockReading:
    """The four weeks of a loan."""
    with library.at_work() as book:
        return next(each for each in book.clocks(case) if each.clock == "loan")


# a clock that jumps


def test_recorded_time_never_runs_backwards(library: Library) -> None:
    case = library.lent()
    told: list[datetime] = []
    for jump in JUMPS:
        library.now += jump
        note(library, case)
        told.append(library.now)
    assert backwards(recorded(library, case)) == 0
    assert backwards(told) == 4, "carelessly, what the clock told would have been recorded"
    assert faults(library) == ()


def test_two_hosts_whose_clocks_are_a_day_apart_keep_one_order(library: Library) -> None:
    case = library.lent()
    ahead = replace(library, now=library.now + DAY)
    for turn in range(6):
        note(ahead if turn % 2 else library, case)
    assert backwards(recorded(library, case)) == 0
    assert faults(library) == ()


def test_limits_do_not_move_with_the_clock(library: Library) -> None:
    case = library.lent()
    before = loan(library, case)
    for jump in (DAY, -2 * DAY):
        library.now += jump
        note(library, case)
        after = loan(library, case)
        assert (
            (after.started_on, after.due_on) == (before.started_on, before.due_on) == (MONDAY.date(), date(2026, 3, 30))
        )
        assert after.day == (library.now.date() - MONDAY.date()).days


def test_what_was_known_when_is_told_as_it_was_recorded(library: Library) -> None:
    case = library.lent()
    for jump in JUMPS:
        library.now += jump
        note(library, case)
    with library.at_work() as book:
        entries = [each.entry for each in book.history(case)]
        for entry in entries:
            known = book.case(case, known_at=entry.recorded_at)
            assert known.seq == max(each.seq for each in entries if each.recorded_at <= entry.recorded_at)
        assert book.case(case, known_at=entries[-1].recorded_at) == book.case(case)


def test_a_clock_that_was_ahead_does_not_stop_the_work(library: Library) -> None:
    """What was recorded in the future stays first; what happened today is still not in the future."""
    case = library.lent()
    library.now += DAY
    note(library, case)
    library.now -= DAY
    note(library, case, occurred_at=library.now)
    with library.at_work() as book:
        first, second = (each.entry for each in book.history(case)[-2:])
    assert second.recorded_at == first.recorded_at
    assert second.effective.first_instant(UTC) < first.effective.first_instant(UTC)


# nights in which an hour is missing, or comes twice


@pytest.mark.parametrize("night", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_a_night_in_which_the_clocks_change_is_recorded_in_order(library: Library, night: datetime) -> None:
    library.now = night - 3 * HOUR
    with library.at_work() as book:
        case = library.request(book, fields={"received_on": library.now.date().isoformat()}).case.id
    walls = []
    for quarter in range(24):
        library.now = night - HOUR + quarter * HOUR / 4
        note(library, case)
        walls.append(library.now.astimezone(LONDON).replace(tzinfo=None))
    stamps = recorded(library, case)
    assert stamps == sorted(set(stamps))
    assert backwards(walls) == (night is AUTUMN), "carelessly, the clock on the wall would have been recorded"
    assert faults(library) == ()


def test_the_hour_that_comes_twice_is_told_apart(library: Library) -> None:
    first = datetime(2025, 10, 26, 1, 30, tzinfo=LONDON)
    library.now = AUTUMN + 9 * HOUR
    with library.at_work() as book:
        case = library.request(book, fields={"received_on": "2025-10-01"}, occurred_at="2025-10-01").case.id
        book.report(case, "note", NOTE, by=LIBRARIAN, occurred_at=first.replace(fold=1))
        book.report(case, "note", NOTE, by=LIBRARIAN, occurred_at=first)
        later, earlier = (each.entry.effective.first_instant(LONDON) for each in book.history(case)[-2:])
        assert later - earlier == HOUR
        assert first.replace(fold=1) == first, "carelessly, two such times are compared as equal"
        assert len(book.case(case, effective_at=earlier).items("notes")) == 1
        assert len(book.case(case, effective_at=later).items("notes")) == 2


@pytest.mark.parametrize(("night", "hours"), [(SPRING, 23), (AUTUMN, 25)], ids=["spring", "autumn"])
def test_a_day_in_which_the_clocks_change_has_its_hours(library: Library, night: datetime, hours: int) -> None:
    """How long a book was lent: from one local noon to the next."""
    lent, back = (datetime(night.year, night.month, night.day + days, 12, tzinfo=LONDON) for days in (-1, 0))
    library.now = lent.astimezone(UTC) - HOUR
    case = library.lent(fields={"received_on": lent.date().isoformat()})
    library.now = back.astimezone(UTC)
    with library.at_work() as book:
        since = book.history(case)[-1].entry.effective.first_instant(LONDON)
        walls = since.astimezone(LONDON).replace(tzinfo=None) + DAY
        book.report(case, "take_back", by=LIBRARIAN, occurred_at=walls)
        dwelt = [each.dwell_s for each in book.history(case)][6:]
    assert dwelt[1] == hours * 3600
    assert back - lent == DAY, "carelessly, the clock on the wall says that it was a day"


# zones at the ends of the map


@cache
def lending_in(zone: str) -> Definition:
    """The lending library in another time zone."""
    path = Path(lending_module.__file__).parent / "pathways" / "lending_library.toml"
    text = path.read_text(encoding="utf-8").replace('time_zone = "Europe/London"', f'time_zone = "{zone}"')
    return load(text, file="elsewhere.toml")


@pytest.mark.parametrize(("zone", "here"), [(EAST, date(2026, 3, 3)), (WEST, date(2026, 3, 1))])
def test_today_is_the_pathways_own_day(library: Library, zone: str, here: date) -> None:
    """Half past ten in London: just after midnight on the third in the east, late on the first in the west."""
    away = replace(library, pathways=pathways_of(lending_in(zone)), now=datetime(2026, 3, 2, 10, 30, tzinfo=UTC))
    with away.at_work() as book, pytest.raises(BadInput):
        away.request(book, fields={"received_on": (here + DAY).isoformat()})
    case = away.lent(fields={"received_on": here.isoformat()})
    assert (loan(away, case).started_on, loan(away, case).due_on) == (here, here + 28 * DAY)
    assert here != away.now.date(), "carelessly, the day in UTC would have been taken"
    assert faults(away) == ()


@pytest.mark.parametrize("zone", [EAST, WEST, "Europe/London"])
def test_a_limit_ends_at_the_pathways_own_midnight(library: Library, zone: str) -> None:
    away = replace(library, pathways=pathways_of(lending_in(zone)), now=datetime(2026, 3, 2, 10, 30, tzinfo=UTC))
    case = away.lent(fields={"received_on": "2026-03-01"})
    ends = datetime.combine(loan(away, case).due_on + DAY, datetime.min.time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    told = []
    for around in (-2, 2):
        away.now = ends + timedelta(minutes=around)
        told.append(loan(away, case).status)
    assert told == ["due_today", "overdue"]


@contextmanager
def computer_in(zone: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the process, and PostgreSQL's sessions, live in a time zone."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        patch.setenv("PGTZ", zone)
        time.tzset()
        yield
    time.tzset()


NO_TZSET = pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change a process's time zone")


@NO_TZSET
@pytest.mark.parametrize("zone", [EAST, WEST])
def test_where_the_computer_thinks_it_is_changes_nothing(
    library: Library, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, hours = [], set()
    for place in ("UTC", zone):
        library.engine.dispose()  # sessions keep the zone they began with
        library.now = MONDAY
        with computer_in(place, monkeypatch):
            hours.add(time.localtime(MONDAY.timestamp()).tm_hour)
            case = library.lent(place, patient=PatientRef("lib", place))
            with library.at_work() as book:
                told = [(each.entry, each.dwell_s) for each in book.history(case)]
            written.append([(e.event, e.effective, e.recorded_at, e.fields, dwelt) for e, dwelt in told])
    assert written[0] == written[1]
    assert len(hours) == 2, "carelessly, the computer's own time would have been recorded"
    assert faults(library) == ()


@NO_TZSET
@pytest.mark.parametrize("zone", [EAST, WEST])
def test_the_databases_own_clock_is_read_in_utc(library: Library, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    library.engine.dispose()
    settings = library.settings | {"clock": None}
    with computer_in(zone, monkeypatch), unit_of_work(library.engine, library.pathways, **settings) as book:
        case = library.request(book).case.id
        (entry,) = book.history(case)
    assert abs(entry.entry.recorded_at - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("at", "today"), [("07-01T22:30", "07-01"), ("07-01T23:30", "07-02"), ("12-31T23:30", "12-31")]
)
def test_the_command_lines_today_is_the_pathways(at: str, today: str) -> None:
    tools = Toolbox(pathways=lambda: pathways_of(workshop()), databases=LazyDatabases(Pathways), environment={})
    now = datetime.fromisoformat(f"2026-{at}+00:00")
    with ExitStack() as closing, time_machine.travel(now, tick=False):
        desk = Desk(tools, read_settings(Named(), {}), Screen(as_json=True), closing)
        assert desk.today() == desk.today(workshop()) == date.fromisoformat(f"2026-{today}")


# leap days and the turn of the year


@pytest.mark.parametrize(
    ("lent_on", "due_on"),
    [
        ("2024-02-01", "2024-02-29"),
        ("2024-02-29", "2024-03-28"),
        ("2025-02-01", "2025-03-01"),
        ("2025-12-31", "2026-01-28"),
        ("2024-12-10", "2025-01-07"),
        ("2028-02-29", "2028-03-28"),
        ("2099-12-31", "2100-01-28"),
        ("2100-02-01", "2100-03-01"),
    ],
)
def test_four_weeks_are_four_weeks(library: Library, lent_on: str, due_on: str) -> None:
    library.now = datetime.fromisoformat(f"{lent_on}T23:40+00:00")
    case = library.lent(fields={"received_on": lent_on})
    assert loan(library, case).due_on == date.fromisoformat(due_on)
    with library.at_work() as book:
        assert book.case(case, known_at=library.now) == book.case(case)
    # What is still to come is told as such by the proof, and nothing else is.
    assert set(faults(library)) <= ({"time"} if library.now > datetime.now(UTC) else set())


def test_a_leap_day_is_a_day_only_in_a_leap_year(library: Library) -> None:
    library.now = datetime(2028, 2, 29, 12, tzinfo=UTC)
    with library.at_work() as book:
        assert library.request(book, fields={"received_on": "2028-02-29"}).case.seq == 1
    library.now = datetime(2029, 3, 1, 12, tzinfo=UTC)
    with library.at_work() as book, pytest.raises(BadInput, match="received_on"):
        library.request(book, "R2", fields={"received_on": "2029-02-29"})


def test_a_report_at_midnight_on_new_years_eve_keeps_its_year(library: Library) -> None:
    library.now = datetime(2025, 12, 31, 23, 58, tzinfo=UTC)
    with library.at_work() as book:
        case = library.request(book, fields={"received_on": "2025-12-31"}).case.id
    note(library, case)
    note(library, case)
    stamps = recorded(library, case)
    assert [stamp.year for stamp in stamps] == [2025, 2026, 2026]
    with library.at_work() as book:
        told = [each.value("made_on") for each in book.case(case).items("notes")]
    assert told == ["2026-01-01", "2026-01-01"]
    assert faults(library) == ()
