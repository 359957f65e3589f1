"""Whatever bytes or cells a list holds: it is read or refused in words, and every row gets its answer."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, time

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.interfaces.tables.lists import HEADINGS, JOAN, TODAY, as_csv, intake, planned
from workflow.case.errors import BadInput
from workflow.interfaces.tables import guess_mapping, mapping_text, plan
from workflow.interfaces.tables.mapping import mapping_from
from workflow.interfaces.tables.reading import list_from
from workflow.interfaces.tables.referral_list import ReferralList, arranged

DIRT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
    st.sampled_from([
        "", "0000000000", "9991007008", "9.99E+09", "31/02/2026", "03/04/26", "46085", "2 days", "3/12", "08/2026", "Y",
        "?", "bone; liver", "bone;", ";", "spine + neurology", "RIP", "2WW", "'9991007008", "=1+1", "line\nbreak",
        "n/a",
    ]),
)  # fmt: skip
CELLS = st.one_of(
    DIRT,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(timezones=st.none()),
    st.times(),
)
UNTIMED = settings(deadline=None)
"""How long one example takes says something about the machine, nothing about the list."""
ROWS = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(HEADINGS, DIRT)), max_size=6)


@given(ROWS)
@UNTIMED
def test_every_row_of_dirt_gets_an_answer(rows: list[dict[str, str]]) -> None:
    found = planned(*(JOAN | row for row in rows)) if rows else ()
    assert len(found) == len(rows)
    for row in found:
        assert row.empty or row.reasons or (row.fields["received_on"] and row.key_text)


@given(st.lists(st.lists(CELLS, max_size=16), max_size=6))
@UNTIMED
def test_every_cell_of_a_workbook_gets_an_answer(
    records: list[list[str | int | float | date | datetime | time]],
) -> None:
    headings, rows = arranged(0, [HEADINGS, *records])
    referrals = ReferralList("list.xlsx", "xlsx", headings, rows, epoch=1900)
    found = plan(referrals, guess_mapping(referrals, intake()), intake(), today=TODAY)
    assert len(found) == len(records)


@given(st.binary(max_size=300), st.sampled_from(["list.csv", "list.xlsx", "list.xls", "list.ods"]))
@UNTIMED
def test_no_bytes_whatever_stop_the_reading(content: bytes, name: str) -> None:
    with contextlib.suppress(BadInput):
        list_from(content, name=name)


@given(st.binary(max_size=60), st.integers(0, 300))
@UNTIMED
def test_damage_within_a_list_is_read_or_refused_in_words(damage: bytes, at: int) -> None:
    content = as_csv(JOAN, JOAN)
    with contextlib.suppress(BadInput):
        referrals = list_from(content[:at] + damage + content[at:], name="list.csv")
        plan(referrals, guess_mapping(referrals, intake()), intake(), today=TODAY)


@given(st.text(max_size=200))
@UNTIMED
def test_no_mapping_whatever_does_more_than_fail_in_words(text: str) -> None:
    referrals = list_from(as_csv(JOAN), name="list.csv")
    with contextlib.suppress(BadInput):
        mapping_from(text, referrals, intake(), file="mapping.toml")


@given(st.lists(st.text(max_size=12), min_size=1, max_size=8))
@UNTIMED
def test_a_mapping_of_any_headings_can_be_read_again(extra: list[str]) -> None:
    headings = (*HEADINGS, *extra)
    content = as_csv(JOAN, headings=headings)
    with contextlib.suppress(BadInput):
        referrals = list_from(content, name="list.csv")
        first = guess_mapping(referrals, intake())
        again = mapping_from(mapping_text(first), referrals, intake(), file="mapping.toml")
        assert again.places == first.places
