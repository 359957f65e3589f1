"""Passwords: length and common ones decide, nothing else; what is kept is argon2id with today's parameters."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from workflow.case.errors import BadInput
from workflow.identity.common_passwords import COMMON, ROWS
from workflow.identity.passwords import generated, hashed, is_outdated, matches, refuse_weak

GOOD = "seven quiet herons"


@pytest.mark.parametrize(
    "password", [GOOD, "aaaa bbbb cccc", "x" * 11 + "y", "пароль пароль два", "z" * 100 + "q" * 28]
)
def test_there_are_no_rules_but_length_and_commonness(password: str) -> None:
    refuse_weak(password, name="n.lee")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("", "found 0 characters"),
        ("eleven char", "found 11 characters, expected at least 12"),
        ("ab" * 64 + "c", "found 129 characters, expected at most 128"),
        ("Password1234", "tried first"),
        ("ILOVEYOUFOREVER", "tried first"),
        ("234567890123", "tried first"),
        ("lkjihgfedcba", "tried first"),
        ("abcabcabcabca", "one short piece"),
        ("aaaaaaaaaaaa", "one short piece"),
        ("n.lee-n.lee-2026", "the account's own name"),
    ],
)
def test_what_is_guessed_first_is_refused_and_never_repeated(password: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as told:
        refuse_weak(password, name="n.lee")
    assert not password or password not in str(told.value)


def test_the_common_ones_are_as_long_as_a_password_has_to_be() -> None:
    assert len(COMMON) > 90
    assert [one for one in COMMON if len(one) < 12 or one != one.casefold()] == []
    assert all(len(row) >= 12 for row in ROWS)


def test_a_password_matches_itself_alone() -> None:
    kept = hashed(GOOD)
    assert matches(kept, GOOD)
    assert not matches(kept, GOOD.upper())
    assert not matches(kept, GOOD + " ")
    assert hashed(GOOD) != kept


def test_letters_are_the_same_however_they_are_put_together() -> None:
    assert matches(hashed("caf\u00e9 au lait matin"), "cafe\u0301 au lait matin")


def test_nothing_matches_where_nothing_is_kept() -> None:
    assert not matches(None, GOOD)
    assert not matches("no hash at all", GOOD)
    assert not matches(hashed(GOOD), "\udcff" * 20)


def test_the_parameters_are_those_that_owasp_recommends() -> None:
    found = extract_parameters(hashed(GOOD))
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (Type.ID, 19_456, 2, 1)


def test_a_hash_of_other_parameters_is_outdated() -> None:
    assert not is_outdated(hashed(GOOD))
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD))


def test_a_generated_password_is_accepted_and_each_another() -> None:
    found = {generated() for _ in range(20)}
    assert len(found) == 20
    for one in found:
        refuse_weak(one, name="n.lee")
