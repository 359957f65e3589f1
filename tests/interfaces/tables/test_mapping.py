"""Which column means what: by heading, by contents, by a small file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.tables.lists import JOAN, as_csv, intake, listed, planned
from workflow.case.errors import BadInput
from workflow.interfaces.tables import guess_mapping, load_mapping, mapping_text
from workflow.interfaces.tables.mapping import ColumnMapping, mapping_from
from workflow.interfaces.tables.reading import list_from


def guessed(text: str) -> ColumnMapping:
    return guess_mapping(list_from(text.encode(), name="list.csv"), intake())


def test_headings_are_known_by_their_letters_alone() -> None:
    mapping = guessed("nhs no.,SURNAME,First Name,D.O.B.,date received:,SOURCE\n")
    assert [line[1] for line in mapping.lines()] == [
        "NHS number", "surname", "forename", "birth date", "date the referral was received", "source of the referral",
    ]  # fmt: skip


def test_a_column_without_a_known_heading_is_known_by_what_it_holds() -> None:
    rows = "".join(f"{number},A,B,01/01/1950,01/10/2026,2WW\n" for number in ("9991007008", "9991079599", "9991214771"))
    mapping = guessed("Ident,Surname,Forename,DOB,Received,How\n" + rows)
    assert mapping.lines()[0] == ("Ident", "NHS number", "by what its cells hold")
    assert mapping.lines()[5] == ("How", "source of the referral", "by what its cells hold")


def test_dates_are_never_told_apart_by_what_they_hold() -> None:
    rows = "9991007008,A,B,01/01/1950,01/10/2026,2WW\n" * 4
    with pytest.raises(BadInput, match="no date the referral was received"):
        guessed("NHS No,Surname,Forename,DOB,Third,Source\n" + rows)


def test_of_two_columns_that_fit_the_better_heading_is_taken_and_the_other_named() -> None:
    mapping = guessed("NHS No,Surname,Forename,DOB,Referral date,Date received,Source\n")
    assert mapping.headings[mapping.places["received_on"]] == "Date received"
    assert "“Referral date” would fit too" in mapping.why["received_on"]


def test_columns_that_are_not_read_are_shown() -> None:
    mapping = guessed("NHS No,Surname,Forename,DOB,Received,Source,Postcode\n")
    assert mapping.unused == ("Postcode",)
    assert mapping.lines()[-1] == ("Postcode", "not read", "")
    assert "onset" in mapping.absent


def test_a_list_without_what_is_needed_says_everything_that_is_missing() -> None:
    with pytest.raises(BadInput) as caught:
        guessed("Name,Phone\nA,1\n")
    for missing in ("NHS number", "surname", "birth date", "received", "source", "Name, Phone"):
        assert missing in str(caught.value)


def test_a_mapping_written_out_means_the_same_when_it_is_read_again(tmp_path: Path) -> None:
    referrals = listed(JOAN)
    first = guess_mapping(referrals, intake())
    path = tmp_path / "mapping.toml"
    path.write_text(mapping_text(first), encoding="utf-8")
    again = load_mapping(path, referrals, intake())
    assert (again.places, again.rules.phrases, again.rules.reading) == (
        first.places,
        first.rules.phrases,
        first.rules.reading,
    )


def test_a_mapping_written_out_offers_the_phrases_that_many_rows_share_and_no_other() -> None:
    rows = [JOAN | {"?Site": "bone; liver", "Source": "GP"}] * 3 + [JOAN | {"Source": "Mrs Archer's own GP"}]
    written = mapping_text(guess_mapping(listed(*rows), intake()))
    assert '# "gp" = ""' in written
    assert "own gp" not in written
    assert "bone; liver" not in written


def test_a_mapping_names_a_heading_nobody_could_guess() -> None:
    referrals = list_from(as_csv(JOAN).replace(b"Date received", b"In tray"), name="list.csv")
    mapping = mapping_from('[columns]\nreceived_on = "In tray"\n', referrals, intake(), file="m.toml")
    assert mapping.why["received_on"] == "by the mapping file"


def test_a_mapping_adds_a_hospitals_own_words() -> None:
    row = planned(JOAN | {"Source": "GP letter"}, mapping='[phrases.pathway_type]\n"gp letter" = "usc_referral"\n')[0]
    assert (row.reasons, row.fields["pathway_type"]) == ((), "usc_referral")


def test_a_mapping_may_make_one_phrase_several_symptoms() -> None:
    row = planned(
        JOAN | {"?Site": "everywhere"},
        mapping='[phrases.site]\neverywhere = [{ site = "bone" }, { site = "liver" }]\n',
    )[0]
    assert (row.fields["site"], row.further[0]["site"]) == ("bone", "liver")


def test_a_mapping_may_ask_for_less_identity() -> None:
    row = planned(JOAN | {"DOB": "1951"}, mapping='[reading]\nneeded = ["surname"]\n')[0]
    assert row.reasons == ()
    assert row.remarks[0].says == "The birth date is not written as a date; its words are kept."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[columns", "TOML"),
        ("[colums]\n", "colums"),
        ('[columns]\nnhs = "NHS No"\n', "columns.nhs"),
        ('[columns]\nonset = "No such"\n', "a heading of this list"),
        ('[columns]\nonset = "Notes"\nnotes = "Notes"\n', "columns.onset does not name too"),
        ("[columns]\nonset = 3\n", "columns.onset"),
        ("columns = 3\n", "a table"),
        ('[phrases.source]\nx = "y"\n', "phrases.source"),
        ('[phrases.pathway_type]\nx = "yy"\n', "one of usc_referral"),
        ('[phrases.site]\nx = { sight = "bone" }\n', "a field of received_on"),
        ("[phrases.site]\nx = 3\n", "a code, a table"),
        ('[reading]\ndate_order = "ymd"\n', "day_first or month_first"),
        ("[reading]\nday_numbers_from = 1903\n", "1900 or 1904"),
        ('[reading]\nneeded = ["address"]\n', "surname, forename, born_on"),
        ('[reading]\ncolour = "x"\n', "reading.colour"),
    ],
)
def test_a_mistake_in_a_mapping_is_named_with_its_key_and_what_was_expected(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says.replace("[", r"\[")):
        mapping_from(text, listed(JOAN), intake(), file="mapping.toml")


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.toml"):
        load_mapping(tmp_path / "nowhere.toml", listed(JOAN), intake())
