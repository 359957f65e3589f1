"""A moment to look back to, out of a word: a date means its end, a month the end of its last day."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from workflow.case.effective import ACCEPTED_FORMS, Effective
from workflow.case.errors import BadInput, Problem

_LAST_MOMENT = timedelta(microseconds=1)
_LONGER_THAN_A_MONTH = timedelta(days=32)


def end_of(told: str | None, option: str, zone: tzinfo) -> datetime | None:
    """The last instant that a word means; None when nothing was told.

    Args:
        option: the option's name, for the message.
        zone: the pathway's time zone, in which days end.

    Raises:
        BadInput: when it is no such time.
    """
    if told is None:
        return None
    try:
        found = Effective.of(told, zone=zone)
    except BadInput as error:
        problem = Problem(option, repr(told[:40]), ACCEPTED_FORMS)
        raise BadInput("The time was not understood.", [problem]) from error
    if found.precision == "instant":
        return found.first_instant(zone)
    first = found.first_date(zone)
    following = first + timedelta(days=1)
    if found.precision == "month":
        following = (first + _LONGER_THAN_A_MONTH).replace(day=1)
    return datetime.combine(following, time(), tzinfo=zone) - _LAST_MOMENT
