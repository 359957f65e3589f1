"""The bytes of an entry: canonical by an implementation that is not ours, and the same on every machine."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from workflow.case.actor import Actor
from workflow.case.effective import Effective
from workflow.case.entry import Entry, EvidenceRef, Lifted
from workflow.case.errors import BadInput
from workflow.case.written import canonical
from workflow.history.entry_bytes import Stamp, entry_from, entry_hash, entry_text, genesis

VECTORS = Path(__file__).parents[3] / "shared" / "vectors" / "rfc8785.json"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
integers = st.integers(-(2**53) + 1, 2**53 - 1)
plain = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
coded = texts | integers | st.lists(texts, max_size=3).map(tuple)
instants = st.datetimes(timezones=st.just(UTC)).filter(lambda instant: instant.year >= 1000)
entries = st.builds(
    Entry,
    case_id=names,
    seq=st.integers(1, 9999),
    kind=st.sampled_from(["transition", "record"]),
    event=names,
    from_state=names,
    to_state=names,
    actor=st.builds(Actor, texts, names, st.none() | texts),
    effective=st.sampled_from([Effective("2026-05-12", "date"), Effective("2026-05", "month")]),
    recorded_at=instants,
    definition=names,
    fields=st.dictionaries(names, coded, max_size=4),
    facts=st.dictionaries(names, names, max_size=4),
    evidence=st.lists(st.builds(EvidenceRef, names, st.integers(0, 9)), max_size=2).map(tuple),
    lifted=st.lists(st.builds(Lifted, names, names, st.none() | names), max_size=2).map(tuple),
    caused_by=st.none() | st.integers(1, 9),
)


@given(plain)
def test_the_fast_way_of_writing_gives_the_bytes_of_rfc_8785(value: object) -> None:
    assert canonical(value).encode() == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(entries, texts, names)
def test_an_entry_is_canonical_and_reads_back_as_itself(entry: Entry, deployment: str, prev: str) -> None:
    text = entry_text(entry, Stamp(deployment, "person", prev, key="k", content=None, refers=(1, "h")))
    assert text.encode() == rfc8785.dumps(json.loads(text))
    assert entry_from(text) == entry


@pytest.mark.skipif(not VECTORS.exists(), reason="the public vectors of RFC 8785 are not beside this checkout")
def test_the_public_vectors_within_our_profile_come_out_byte_for_byte() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    ours = [each for each in vectors if within_profile(json.loads(each["input"]))]
    assert {each["name"] for each in ours} == {"arrays", "unicode"}
    for each in vectors:
        expected = bytes.fromhex(each["output_hex"])
        assert rfc8785.dumps(json.loads(each["input"])) == expected
        if each in ours:
            assert canonical(json.loads(each["input"])).encode() == expected


def within_profile(value: object) -> bool:
    """Whether it holds ASCII keys, text, whole numbers, booleans and null only."""
    if isinstance(value, dict):
        return all(key.isascii() and within_profile(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(within_profile, value))
    return not isinstance(value, float)


def test_the_hash_is_that_of_a_leaf_of_rfc_6962() -> None:
    assert entry_hash("{}") == hashlib.sha256(b"\x00{}").hexdigest()


def test_an_instant_always_has_six_digits_whatever_its_zone() -> None:
    entry = Entry(
        "c", 1, "record", "e", "", "s", Actor("a", "r"), Effective.of(datetime(2026, 5, 12, 9, tzinfo=UTC)),
        datetime(2026, 5, 12, 10, 30, tzinfo=timezone(timedelta(hours=1))), "d",
    )  # fmt: skip
    body = json.loads(entry_text(entry, Stamp("x", "p", "g")))
    assert body["recorded_at"] == "2026-05-12T09:30:00.000000Z"
    assert body["effective"] == "2026-05-12T09:00:00.000000Z"


def test_a_chain_begins_with_its_case_and_its_deployment() -> None:
    begins = {genesis("c1", "a.example"), genesis("c2", "a.example"), genesis("c1", "b.example")}
    assert len(begins) == 3
    assert (
        genesis("c1", "a.example")
        == hashlib.sha256(b'\x02{"case":"c1","casepath":"genesis","deployment":"a.example"}').hexdigest()
    )


def test_half_a_character_is_refused_before_anything_is_hashed() -> None:
    with pytest.raises(BadInput, match="half a character"):
        entry_hash('"\ud800"')
