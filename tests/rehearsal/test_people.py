"""Simulated people are nobody: their numbers come from the range that is never issued, and no two share one."""

from __future__ import annotations

from datetime import date
from itertools import islice
from random import Random

from nhs_number.validate import is_valid

from workflow.history import NHS_NUMBER
from workflow.rehearsal.people import Person, check_digit, nhs_numbers, people

TODAY = date(2026, 11, 24)


def some(count: int, *, seed: int = 1, men: float = 0.01) -> list[Person]:
    return list(islice(people(Random(seed), today=TODAY, men=men), count))


def test_every_number_has_its_check_digit_and_begins_with_999() -> None:
    numbers = list(islice(nhs_numbers(), 2_000))
    assert all(is_valid(number) for number in numbers)
    assert all(number.startswith("999") for number in numbers)


def test_no_two_people_share_a_number() -> None:
    numbers = list(islice(nhs_numbers(), 50_000))
    assert len(set(numbers)) == 50_000


def test_nine_digits_whose_check_would_be_ten_have_no_number() -> None:
    assert check_digit("943476587") == 0
    assert check_digit("943476591") == 9
    assert [place for place in range(30) if check_digit(f"999{place:06d}") is None] == [0, 14, 28]


def test_the_same_seed_makes_the_same_people() -> None:
    assert some(20) == some(20)
    assert some(20) != some(20, seed=2)


def test_a_person_has_both_numbers_a_name_and_a_birth_date_in_the_past() -> None:
    for each in some(200, men=0.5):
        systems = {identifier.system for identifier in each.identity.identifiers}
        assert systems == {NHS_NUMBER, "local-id"}
        assert each.identity.name
        assert each.identity.born_on is not None
        assert each.identity.born_on < TODAY
        assert each.identity.sex == ("male" if each.is_male else "female")
