"""Values of every kind a program might hand in by mistake, and texts that hold what texts seldom hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from workflow.case.actor import Actor
from workflow.case.effective import Effective
from workflow.case.entry import Override


class Word(str):
    """A text of a kind of its own, as some libraries hand them out."""

    __slots__ = ()


class Number(int):
    """A number of a kind of its own."""


def nested(depth: int) -> list[Any]:
    """A list in a list in a list."""
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


def circular() -> list[Any]:
    """A list that holds itself."""
    found: list[Any] = []
    found.append(found)
    return found


def beyond_writing() -> int:
    """A whole number with more digits than Python writes."""
    return 10**5000


EDGES = (datetime.min, datetime.max)  # noqa: DTZ901 - both with a zone and without

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=12),
    st.text(max_size=12),
    st.sampled_from(["2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "2026-03", "2026-03-02T10:00:00+99:99"]),
    st.sampled_from(["9999-12-31T23:59:59.999999-14:00", "0001-01-01T00:00:00+14:00", "24:00", "NaN", "sNaN", "-0"]),
    st.sampled_from(
        ["1e400", "0x10", "1_000", "٣", "²", "ﬁ", "İ", "ß", "-Infinity", "None", "true", "case", "%s", "{0}"]
    ),
    st.sampled_from(["\x00", "\ud800", "a\x00b", "\u202e", "../..", "case", "{0}", "K1", "C1", "1"]),
    st.sampled_from(["", " ", "\n", "'; DROP TABLE wf_case; --"]),
    st.builds("x".__mul__, st.just(30_000)) | st.builds("1".__mul__, st.just(5_000)),
)
INSTANTS = st.one_of(
    st.datetimes(),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-14))])),
    st.sampled_from(
        [edge.replace(tzinfo=zone) for edge in EDGES for zone in (None, UTC, timezone(timedelta(hours=-23)))]
    ),
)
EFFECTIVES = st.builds(
    Effective,
    TEXTS | st.sampled_from(["2026-03-02T09:00:00.000000Z", "2026-03-02", "2026-02"]) | st.none(),
    st.sampled_from(["instant", "date", "month", "year", None, 3]),
)
NUMBERS = st.one_of(
    st.integers(-3, 9),
    st.integers(),
    st.sampled_from([2**53, -(2**53), 2**63, 2**64, True, False, Number(1), -1, 0]),
    st.builds(beyond_writing),
    st.floats(),
    st.decimals() | st.just(Decimal("sNaN")),
)
SCALARS = st.one_of(
    st.none(), TEXTS, NUMBERS, st.binary(max_size=6), st.dates() | st.just(date.min) | st.just(date.max), INSTANTS,
    EFFECTIVES, TEXTS.map(Word), st.builds(object), st.sampled_from([int, ..., range(3), memoryview(b"x"), print]),
)  # fmt: skip
KEYS = st.one_of(
    TEXTS, st.none(), st.integers(-1, 3), st.booleans(), st.tuples(), TEXTS.map(Word), st.binary(max_size=2)
)
ANYTHING: st.SearchStrategy[Any] = st.one_of(
    SCALARS,
    st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.lists(inner, max_size=3).map(tuple)
            | st.dictionaries(KEYS, inner, max_size=3)
            | st.frozensets(TEXTS | st.integers(0, 3) | st.none(), max_size=3)
        ),
        max_leaves=5,
    ),
    st.builds(nested, st.sampled_from([50, 5_000])),
    st.builds(circular),
    st.builds(iter, st.lists(TEXTS, max_size=2)),
)
ODD_ACTORS = st.one_of(st.builds(Actor, ANYTHING, ANYTHING, ANYTHING), ANYTHING, st.just(Actor))
ODD_OVERRIDES = st.one_of(
    ANYTHING,
    st.dictionaries(KEYS, st.one_of(st.builds(Override, ANYTHING, ANYTHING), ANYTHING), max_size=3),
)
