"""What a row asks for: understood, said, or set aside for a person."""

from __future__ import annotations

from datetime import date

import pytest

from tests.interfaces.tables.lists import GRACE, HEADINGS, JOAN, TODAY, as_csv, intake, kinds, one, planned, remarked
from workflow.interfaces.tables import guess_mapping, plan
from workflow.interfaces.tables.reading import list_from


def test_a_row_without_dirt_asks_for_one_referral() -> None:
    row = one()
    assert dict(row.fields) == {
        "received_on": date(2026, 10, 23),
        "pathway_type": "usc_referral",
        "prior_history": "none",
        "site": "bone",
        "onset": date(2026, 10, 13),
        "text": "symptom: hip pain at night",
    }
    assert (row.reasons, row.remarks, row.further) == ((), (), ())


def test_a_row_is_about_the_person_it_names() -> None:
    person = one(sex="Female").person
    assert person is not None
    assert person.identifiers == (("nhs-number", "9991007008"), ("local-id", "H100001"))
    assert (person.name, person.born_on, person.sex) == (("Archer", "Joan"), date(1951, 2, 14), "female")


# --- identity ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "kind"), [("", "NHS number missing"), ("0000000000", "NHS number placeholder")])
def test_without_an_nhs_number_the_hospital_number_identifies_and_it_is_said(text: str, kind: str) -> None:
    row = one(nhs_no=text)
    assert (kinds(row), remarked(row)) == ([], [kind])


def test_a_mistyped_nhs_number_needs_a_person_even_beside_a_hospital_number() -> None:
    assert kinds(one(nhs_no="9991007009")) == ["NHS number not valid"]


def test_without_any_identifier_a_person_is_needed() -> None:
    assert kinds(one(nhs_no="", hospital_no="")) == ["no identifier"]


@pytest.mark.parametrize(("column", "kind"), [("surname", "surname: empty"), ("dob", "birth date: empty")])
def test_an_identity_with_a_part_missing_needs_a_person(column: str, kind: str) -> None:
    assert kinds(one(**{column: ""})) == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("02/1951", "birth date is known only to the month"),
        ("1951", "birth date is not written as a date"),
        ("14/02/2051", "birth date in the future"),
        ("14/02/1901", "birth date too long ago"),
        ("03/04/15", "birth date has a year of two digits that fits two centuries"),
    ],
)
def test_a_birth_date_that_is_none_needs_a_person(text: str, kind: str) -> None:
    assert kind in kinds(one(dob=text))


def test_a_sex_that_is_not_understood_is_left_out_and_said() -> None:
    row = one(sex="unsp.")
    assert row.person is not None
    assert (row.person.sex, remarked(row)) == ("", ["sex: phrase not known"])


# --- dates of the referral -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "date the referral was received: empty"),
        ("10/2026", "date the referral was received is known only to the month"),
        ("31/02/2026", "date the referral was received is no day of the calendar"),
        ("last week", "date the referral was received is not written as a date"),
        ("01/01/2031", "date the referral was received in the future"),
        ("13/02/1951", "date the referral was received before birth"),
    ],
)
def test_a_day_of_receipt_that_cannot_be_needs_a_person(text: str, kind: str) -> None:
    assert kind in kinds(one(date_received=text))


@pytest.mark.parametrize("text", ["2 days", "6 weeks", "3/12", "since August", "08/2026"])
def test_an_onset_that_is_no_day_is_kept_in_words_only(text: str) -> None:
    row = one(onset=text)
    assert kinds(row) == []
    assert "onset" not in row.fields
    assert f"onset: {text}" in str(row.fields["text"])


def test_an_onset_after_the_referral_needs_a_person() -> None:
    assert kinds(one(onset="24/10/2026")) == ["onset after the referral"]


def test_a_column_of_both_orders_makes_its_ambiguous_dates_unreadable() -> None:
    rows = planned(
        JOAN | {"Date received": "03/04/2026", "Onset": ""}, GRACE | {"Date received": "04/28/2026", "Onset": ""}
    )
    assert "month first" in rows[0].reasons[0].says
    assert kinds(rows[1]) == ["date the referral was received is no day of the calendar"]


# --- codes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2WW", "usc_referral"),
        ("usc", "usc_referral"),
        ("Screening", "screening"),
        ("Cons upgrade", "consultant_upgrade"),
        ("Follow  up clinic", "follow_up_internal"),
        ("A&E", "emergency"),
    ],
)
def test_the_source_of_a_referral_says_how_it_came(text: str, code: str) -> None:
    assert one(source=text).fields["pathway_type"] == code


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", "source of the referral: empty"), ("GP", "source of the referral: phrase not known")],
)
def test_a_source_that_is_not_understood_needs_a_person(text: str, kind: str) -> None:
    assert kinds(one(source=text)) == [kind]


@pytest.mark.parametrize(
    ("text", "code"), [("None", "none"), ("no prev ca", "none"), ("recent", "recent"), ("remote", "remote")]
)
def test_an_earlier_cancer_is_taken_from_exact_phrases(text: str, code: str) -> None:
    row = one(previous_breast_cancer=text)
    assert (row.fields["prior_history"], row.remarks) == (code, ())


@pytest.mark.parametrize("text", ["Y", "Yes - 2024", "2011 (L) WLE", "DCIS 2020", "recently"])
def test_an_earlier_cancer_is_never_guessed_from_anything_else(text: str) -> None:
    row = one(previous_breast_cancer=text)
    assert row.fields["prior_history"] == "unknown"
    assert f"earlier breast cancer: {text}" in str(row.fields["text"])
    assert remarked(row) == ["earlier breast cancer: phrase not known"]


def test_an_empty_cell_about_earlier_cancer_does_not_say_that_there_was_none() -> None:
    row = one(previous_breast_cancer="")
    assert row.fields["prior_history"] == "unknown"
    assert row.remarks[0].says.startswith("The cell for earlier breast cancer is empty")


# --- symptoms ------------------------------------------------------------------------------------------------------


def test_neurology_comes_from_the_phrase_that_names_it() -> None:
    assert one(site="spine + neurology", symptom="legs weak").fields["neurology"] == "yes"
    assert "neurology" not in one(site="spine", symptom="back pain").fields
    assert one(site="spine", symptom="thoracic back pain, no neurology").fields["neurology"] == "no"


def test_a_second_site_is_a_symptom_of_its_own() -> None:
    row = one(site="bone; liver")
    assert row.fields["site"] == "bone"
    assert row.further == ({"site": "liver", "onset": date(2026, 10, 13)},)
    assert row.further_event == "add_symptom"


def test_a_site_that_is_understood_in_part_is_not_understood() -> None:
    assert kinds(one(site="bone; left side")) == ["site: phrase not known"]


def test_a_site_that_is_not_understood_needs_a_person() -> None:
    assert kinds(one(site="left side")) == ["site: phrase not known"]


def test_a_symptom_in_words_alone_needs_a_person_unless_the_phrase_is_known() -> None:
    assert kinds(one(site="", symptom="sore all over")) == ["symptom: phrase not known"]
    assert one(site="", symptom="Band-like back pain, legs weak").fields["site"] == "spine"


def test_a_referral_without_any_symptom_comes_in_as_it_is() -> None:
    row = one(site="", symptom="")
    assert (kinds(row), remarked(row)) == ([], ["no symptom"])
    assert "site" not in row.fields
    assert "onset: 2026-10-13" in str(row.fields["text"])


def test_a_site_and_words_that_contradict_each_other_need_a_person() -> None:
    assert kinds(one(site="liver", symptom="band-like back pain, legs weak")) == ["site and symptom differ"]


# --- words, deaths, surplus cells ----------------------------------------------------------------------------------


def test_notes_are_kept_word_for_word() -> None:
    assert "notes: ring first\nafter 4 pm" in str(one(notes="ring first\nafter 4 pm").fields["text"])


@pytest.mark.parametrize(
    "text", ["RIP", "r.i.p. 3/9", "Pt died 03/09", "deceased", "passed away at home", "DOD 3/9/26"]
)
def test_a_death_in_the_notes_needs_a_person(text: str) -> None:
    assert kinds(one(notes=text)) == ["a death is noted"]


@pytest.mark.parametrize("text", ["ripe old age", "tripped", "diet advice", "deadline Friday"])
def test_a_word_that_only_holds_such_letters_is_no_death(text: str) -> None:
    assert kinds(one(notes=text)) == []


def test_a_death_is_found_in_a_column_that_is_not_read() -> None:
    row = planned(JOAN, mapping='[columns]\nnotes = ""\n')[0]
    assert kinds(row) == []
    assert kinds(planned(JOAN | {"Notes": "RIP"}, mapping='[columns]\nnotes = ""\n')[0]) == ["a death is noted"]


def test_a_filled_cell_below_a_heading_that_speaks_of_death_is_one() -> None:
    content = as_csv(JOAN, GRACE | {"Date of death": "3/9"}, headings=(*HEADINGS, "Date of death"))
    referrals = list_from(content, name="list.csv")
    rows = plan(referrals, guess_mapping(referrals, intake()), intake(), today=TODAY)
    assert [kinds(row) for row in rows] == [[], ["a death is noted"]]


# --- the same referral twice ---------------------------------------------------------------------------------------


def test_the_same_row_twice_is_one_referral_however_its_dates_are_written() -> None:
    rows = planned(JOAN, JOAN | {"Date received": "2026-10-23", "NHS No": "999 100 7008", "DOB": "14-Feb-51"})
    assert [row.same_as for row in rows] == [0, 2]


def test_the_same_referral_with_other_details_needs_a_person() -> None:
    rows = planned(JOAN, JOAN | {"Notes": "pacemaker"})
    assert [kinds(row) for row in rows] == [[], ["same referral, other details"]]


@pytest.mark.parametrize("changed", [{"Date received": "24/10/2026"}, {"?Site": "liver", "Symptom": "off food"}])
def test_another_day_or_another_site_is_another_referral(changed: dict[str, str]) -> None:
    rows = planned(JOAN, JOAN | changed)
    assert rows[0].key_text != rows[1].key_text
    assert [(row.same_as, row.reasons) for row in rows] == [(0, ()), (0, ())]


def test_a_number_filled_in_later_leaves_the_referral_the_same() -> None:
    assert one(nhs_no="").key_text == one().key_text


def test_no_reason_or_remark_carries_what_the_cells_hold() -> None:
    cells = {
        "nhs_no": "9991007009", "surname": "Zzyzx", "forename": "", "dob": "41/41/4141", "sex": "Zzyzx",
        "date_received": "Zzyzx", "source": "Zzyzx", "site": "Zzyzx", "onset": "Zzyzx",
        "previous_breast_cancer": "Zzyzx", "notes": "RIP Zzyzx",
    }  # fmt: skip
    row = one(**cells)
    said = " ".join(each.kind + each.says for each in (*row.reasons, *row.remarks))
    assert "Zzyzx" not in said
    assert "4141" not in said
    assert "9991007009" not in said
