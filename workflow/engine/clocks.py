"""Time limits, recomputed from what is recorded: when each started, when it is due and how that comes about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflow.case.entry import Coded
from workflow.case.file import Case, Item
from workflow.definition.model import Clock, Definition, TimeLimit
from workflow.engine.calendar import day_in_words, due_date, later, zone_of
from workflow.engine.facts import Situation, matches
from workflow.engine.results import ClockReading

STATE_TARGET = "state_target"
REVIEW = "review"
LONGEST_ADJUSTMENT = 3660
"""Ten years of days: no clock of a case runs longer, and a slip of the hand must not leave the calendar."""


@dataclass(frozen=True, slots=True)
class Term:
    """A limit with its days, before anybody asks what day it is today.

    `started` and `stopped` are ISO texts, dates or instants; `adjusted` is in calendar days.
    """

    clock: str
    item: str
    says: str
    standard: str
    limit: TimeLimit
    started: str
    stopped: str | None
    adjusted: int = 0

    def due(self, definition: Definition) -> date:
        """The local due date."""
        started = local_date(self.started, zone_of(definition.calendar))
        at = self.due_at(definition)
        if at is not None:
            return at.astimezone(zone_of(definition.calendar)).date()
        return later(due_date(definition.calendar, started, self.limit), self.adjusted)

    def due_at(self, definition: Definition) -> datetime | None:
        """The instant it ends, for limits in hours; a start known by its date alone counts from that midnight."""
        if self.limit.unit != "hours":
            return None
        zone = zone_of(definition.calendar)
        if len(self.started) > len("2026-05-12"):
            start = datetime.fromisoformat(self.started).astimezone(UTC)
        else:
            start = datetime.combine(local_date(self.started, zone), time(), tzinfo=zone).astimezone(UTC)
        try:
            return start + timedelta(hours=self.limit.amount, days=self.adjusted)
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


def clocks(definition: Definition, case: Case, *, now: datetime) -> tuple[ClockReading, ...]:
    """Every clock of a case, running or stopped, with the target of the state it is in.

    Args:
        now: aware instant; only `day`, `days_left` and `status` depend on it.

    Returns:
        Running ones first, the soonest due first among them.
    """
    readings = [_reading(definition, term, now) for term in terms(definition, case)]
    return tuple(sorted(readings, key=lambda each: (each.stopped_on is not None, each.due_on, each.clock, each.item)))


def next_due(definition: Definition, case: Case) -> tuple[str, date] | None:
    """The running clock (or target, or review) that is due first, with its local date; None when none runs."""
    running = [(term.due(definition), term.clock) for term in terms(definition, case) if term.stopped is None]
    review = _text(case.value(definition.worklist.review)) if definition.worklist.review else None
    if review and not _is_final(definition, case):
        running.append((date.fromisoformat(review), REVIEW))
    if not running:
        return None
    day, clock = min(running)
    return clock, day


def terms(definition: Definition, case: Case) -> Iterator[Term]:
    """Every limit of a case that has started."""
    situation = Situation(definition, case)
    for clock in definition.clocks.values():
        if clock.per:
            yield from _terms_of_items(definition, case, clock)
        elif situation.holds(clock.applies):
            yield from _term_of_case(definition, case, clock)
    yield from _target(definition, case)


def local_date(text: str, zone: ZoneInfo) -> date:
    """The local date of an ISO date, month or instant."""
    if len(text) > len("2026-05-12"):
        return datetime.fromisoformat(text).astimezone(zone).date()
    return date.fromisoformat(text if len(text) == len("2026-05-12") else f"{text}-01")


def _term_of_case(definition: Definition, case: Case, clock: Clock) -> Iterator[Term]:
    started = _text(case.value(clock.starts))
    if started is None:
        return
    stopped = _text(case.value(clock.stops)) if clock.stops else None
    if stopped is None and _is_final(definition, case) and case.state_since:
        stopped = case.state_since.text
    adjusted = _adjustment(definition, case, clock) if clock.adjustable else 0
    yield Term(clock.name, "", clock.says, clock.standard, clock.limit, started, stopped, adjusted)


def _terms_of_items(definition: Definition, case: Case, clock: Clock) -> Iterator[Term]:
    fields = definition.collections[clock.per].fields
    for item in case.standing(clock.per):
        started = _text(item.fields.get(clock.starts))
        if started is None or not matches(fields, item, clock.where):
            continue
        stopped = _stop_of_item(definition, case, clock, item)
        yield Term(clock.name, item.id, clock.says, clock.standard, clock.limit, started, stopped)


def _stop_of_item(definition: Definition, case: Case, clock: Clock, item: Item) -> str | None:
    stopped = _text(item.fields.get(clock.stops)) if clock.stops else None
    if stopped is not None:
        return stopped
    started = _text(item.fields.get(clock.starts))
    if ended := _ended_with_the_case(definition, case, started):
        return ended
    return started if item.state in clock.stop_states else None


def _ended_with_the_case(definition: Definition, case: Case, started: str | None) -> str | None:
    """When a closed case stopped what ran before; what starts after the closing, such as an amended report, runs."""
    if started is None or case.state_since is None or not _is_final(definition, case):
        return None
    zone = zone_of(definition.calendar)
    return case.state_since.text if local_date(started, zone) < case.state_since.first_date(zone) else None


def _target(definition: Definition, case: Case) -> Iterator[Term]:
    state = definition.states.get(case.state)
    if state is None or state.target is None or case.state_since is None or state.final:
        return
    yield Term(
        STATE_TARGET, "", f"Target of {case.state}: {state.next_action}", "", state.target, case.state_since.text, None
    )


def _adjustment(definition: Definition, case: Case, clock: Clock) -> int:
    """Calendar days added (or taken) by recorded adjustments of this clock."""
    collection = definition.worklist.adjustments
    found = (item for item in case.standing(collection) if item.fields.get("clock") == clock.name) if collection else ()
    days = (item.fields.get("days") for item in found)
    total = sum(each for each in days if isinstance(each, int))
    return max(-LONGEST_ADJUSTMENT, min(LONGEST_ADJUSTMENT, total))


def _is_final(definition: Definition, case: Case) -> bool:
    state = definition.states.get(case.state)
    return bool(state and state.final)


def _text(value: Coded | None) -> str | None:
    return value if isinstance(value, str) and value else None


def _reading(definition: Definition, term: Term, now: datetime) -> ClockReading:
    zone = zone_of(definition.calendar)
    today = now.astimezone(zone).date()
    started, due, due_at = local_date(term.started, zone), term.due(definition), term.due_at(definition)
    stopped = local_date(term.stopped, zone) if term.stopped else None
    until = stopped or today
    late = until > due
    if due_at is not None:
        late = late if stopped else now > due_at
    return ClockReading(
        term.clock,
        term.item,
        term.says,
        term.standard,
        started,
        due,
        due_at,
        stopped,
        (until - started).days,
        (due - until).days,
        _status(stopped=stopped is not None, late=late, is_today=due == today),
        _arithmetic(term, started=started, due=due, until=until, stopped=stopped),
    )


def _status(*, stopped: bool, late: bool, is_today: bool) -> str:
    if stopped:
        return "missed" if late else "met"
    if late:
        return "overdue"
    return "due_today" if is_today else "running"


def _arithmetic(term: Term, *, started: date, due: date, until: date, stopped: date | None) -> str:
    day = (until - started).days
    adjusted = f" {term.adjusted:+d} days adjusted" if term.adjusted else ""
    made = f"{day_in_words(started)} + {term.limit.in_words}{adjusted} = {day_in_words(due)}"
    count = f"day {day} of {term.limit.amount}" if term.limit.unit == "calendar_days" else f"day {day}"
    if stopped:
        return f"stopped on {count}, {day_in_words(stopped)}; was due {day_in_words(due)} ({made})"
    return f"{count}, due {day_in_words(due)} ({made})"
