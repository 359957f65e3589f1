"""Rows that share an identifier: whether they agree about who the person is."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.interfaces.tables.lists import GRACE, JOAN, kinds, planned
from workflow.interfaces.tables.names import look_swapped, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("O'Brien", "Paul"), ("O’BRIEN", "paul")),
        (("Müller-Lane", "Inês"), ("Muller Lane", "Ines")),
        (("García", "Mei"), ("garcia", "Mei")),
    ],
)
def test_spelling_marks_make_no_other_name(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert same_name(one, other)


def test_a_name_that_reads_the_same_both_ways_is_not_swapped() -> None:
    assert look_swapped(("Paul", "Grace"), ("Grace", "Paul"))
    assert not look_swapped(("Paul", "Paul"), ("Paul", "Paul"))


def test_swapped_names_are_reported_on_both_rows_and_corrected_on_neither() -> None:
    rows = planned(JOAN, JOAN | {"Surname": "Joan", "Forename": "Archer", "Date received": "13/11/2026"})
    assert [kinds(row) for row in rows] == [["surname and forename look swapped"]] * 2
    assert rows[1].person is not None
    assert rows[1].person.name == ("Joan", "Archer")
    assert rows[0].reasons[0].says == (
        "Surname and forename look swapped: row 3 has them the other way round for the same identifier."
    )


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"Surname": "Archdale"}, "same identifier, another name"),
        ({"DOB": "15/02/1951"}, "same identifier, another birth date"),
        ({"NHS No": "9991214771"}, "same hospital number, another NHS number"),
        ({"Hospital No": "H200001"}, "same NHS number, another hospital number"),
    ],
)
def test_rows_that_tell_of_two_people_under_one_identifier_need_a_person(changed: dict[str, str], kind: str) -> None:
    rows = planned(JOAN, JOAN | {"Date received": "13/11/2026"} | changed)
    assert [kinds(row) for row in rows] == [[kind], [kind]]


def test_a_missing_nhs_number_contradicts_nobody() -> None:
    rows = planned(JOAN, JOAN | {"NHS No": "", "Date received": "13/11/2026"})
    assert [kinds(row) for row in rows] == [[], []]


def test_a_death_noted_in_one_row_stops_the_others_of_the_same_person() -> None:
    rows = planned(JOAN, JOAN | {"Notes": "RIP 01/11/2026", "Date received": "13/11/2026"}, GRACE)
    assert [kinds(row) for row in rows] == [["a death is noted in another row"], ["a death is noted"], []]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_rows_are_linked_through_a_row_between_them_in_any_order(order: tuple[int, ...]) -> None:
    only_nhs = JOAN | {"Hospital No": ""}
    only_local = JOAN | {"NHS No": "", "DOB": "15/02/1951", "Date received": "13/11/2026"}
    three = (only_nhs, JOAN | {"Date received": "12/11/2026"}, only_local)
    rows = planned(*(three[at] for at in order))
    assert all("same identifier, another birth date" in kinds(row) for row in rows)


def test_an_identifier_of_many_people_is_said_to_be_none() -> None:
    rows = planned(*(JOAN | {"NHS No": "", "Surname": f"Archer{letter}"} for letter in "abcdefghijklmnopqrstuv"))
    assert {kind for row in rows for kind in kinds(row)} == {"same identifier for many people"}


def test_what_stands_for_no_hospital_number_links_nobody() -> None:
    rows = planned(JOAN | {"Hospital No": "n/a"}, GRACE | {"Hospital No": "n/a"})
    assert [kinds(row) for row in rows] == [[], []]
