"""`casepath open` makes a case of a referral, or attaches it; it never repeats a number in an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CommandLine

OPEN = ("open", "bicycle-repair", "received_on=2026-03-02")


def test_a_case_is_opened_and_says_who_owes_what_next(casepath_on_both: CommandLine) -> None:
    ran = casepath_on_both(*OPEN, "part=chain", "--patient-ref", "frame:881")
    assert ran.status == 0
    assert "is now in waiting: Brought in." in ran.out
    assert "Next: Order a check. (clerk)" in ran.out


def test_an_identity_is_kept_and_shown_where_the_keys_are(casepath_on_both: CommandLine) -> None:
    who = ("--nhs-number", "999 000 0018", "--local-id", "B 7", "--name", "Ada Rider", "--born-on", "3 Feb 1961")
    case = casepath_on_both(*OPEN, *who, "--sex", "F", "--json").json["case"]
    assert "Ada Rider, born 3 Feb 1961, F, NHS number 9990000018, local id B 7" in casepath_on_both("show", case).out


def test_a_second_referral_is_attached_to_the_open_case(casepath_on_both: CommandLine) -> None:
    case = casepath_on_both.opened("frame:881")
    ran = casepath_on_both(*OPEN, "part=brake", "--patient-ref", "frame:881", "--json")
    assert (ran.status, ran.json["case"], ran.json["attached"]) == (0, case, True)
    assert "attached to it" in casepath_on_both(*OPEN, "--patient-ref", "frame:881").out


def test_the_same_key_opens_nothing_twice(casepath_on_both: CommandLine) -> None:
    words = (*OPEN, "--patient-ref", "frame:881", "--key", "REF-1", "--source", "letters")
    first, again = casepath_on_both(*words, "--json"), casepath_on_both(*words, "--json")
    assert (again.json["case"], again.json["repeated"]) == (first.json["case"], True)
    assert "nothing was written" in casepath_on_both(*words).out


def test_the_same_key_with_other_contents_is_an_error(casepath: CommandLine) -> None:
    casepath(*OPEN, "--patient-ref", "frame:881", "--key", "REF-1")
    ran = casepath("open", "bicycle-repair", "received_on=2026-03-03", "--patient-ref", "frame:881", "--key", "REF-1")
    assert ran.status == 2


def test_missing_fields_are_listed_with_their_meaning(casepath: CommandLine) -> None:
    ran = casepath("open", "bicycle-repair", "--patient-ref", "frame:881")
    assert ran.status == 2
    assert "received_on: found nothing, expected Brought in on" in ran.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "--nhs-number or --local-id"),
        (("--name", "Ada Rider"), "so that they can be found again"),
        (("--patient-ref", "frame"), "SYSTEM:VALUE"),
        (("--patient-ref", "nhs-number:9990000018"), "--nhs-number NUMBER, which is kept encrypted"),
        (("--patient-ref", "frame:881", "--name", "Ada Rider"), "one or the other"),
    ],
)
def test_it_must_be_said_whom_the_case_is_about(casepath: CommandLine, words: tuple[str, ...], expected: str) -> None:
    ran = casepath(*OPEN, *words)
    assert ran.status == 2
    assert expected in ran.err


@pytest.mark.parametrize(
    ("option", "wrong"),
    [("--nhs-number", "9990000019"), ("--nhs-number", "999000001"), ("--born-on", "31/02/1961"), ("--born-on", "1961")],
)
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_identifies_a_person_is_never_repeated_in_an_error(
    casepath: CommandLine, option: str, wrong: str, form: tuple[str, ...]
) -> None:
    ran = casepath(*OPEN, "--local-id", "B7", "--name", "Ada Rider", option, wrong, *form)
    assert ran.status == 2
    assert option in ran.err
    assert wrong not in ran.err
    assert "Ada" not in ran.err


def test_without_keys_an_identity_is_refused_and_a_reference_taken(casepath: CommandLine, database: Path) -> None:
    database.with_name("shop.db.keys").unlink()
    ran = casepath(*OPEN, "--nhs-number", "9990000018")
    assert ran.status == 2
    assert "there are no keys" in ran.err
    assert casepath(*OPEN, "--patient-ref", "frame:881").status == 0


def test_without_keys_a_case_is_shown_without_its_name(casepath: CommandLine, database: Path) -> None:
    case = casepath(*OPEN, "--nhs-number", "9990000018", "--name", "Ada Rider", "--json").json["case"]
    database.with_name("shop.db.keys").unlink()
    ran = casepath("show", case)
    assert ran.status == 0
    assert "can only be read with keys" in ran.out
    assert "Ada" not in ran.out
