"""From what somebody typed to coded values: every mistake told, none guessed away."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.bicycles import CLERK, Bicycle, brought_in, measured
from workflow.case.entry import Override
from workflow.case.errors import BadInput


def told(event: str, fields: dict[str, object], bicycle: Bicycle | None = None) -> str:
    with pytest.raises(BadInput) as caught:
        (bicycle or brought_in()).try_to(event, fields)
    return caught.value.message


def test_several_mistakes_are_told_together() -> None:
    message = told("order_check", {"part": "brik", "tool": "gage", "colour": "red"})
    assert "part: found 'brik', expected one of brake, chain, frame" in message
    assert "(did you mean gauge?)" in message
    assert "found an unknown field" in message


def test_a_banned_word_is_explained() -> None:
    assert "Fine may mean finely cut" in told("name_fault", {"part": "Fine"})


def test_a_required_field_is_asked_for_with_its_choices() -> None:
    assert "part: found nothing, expected Part (one of brake, chain, frame)" in told("name_fault", {})


def test_a_field_required_by_another_is_asked_for() -> None:
    assert "order_part: found nothing" in told("judge", {"verdict": "worn"}, measured())


def test_a_code_may_be_written_as_words() -> None:
    assert brought_in().report("name_fault", {"part": " Chain "}).entries[0].fields["part"] == "chain"


@pytest.mark.parametrize("typed", ["12/02/2026", "12 Feb 2026", "2026-02-12", "12 February 2026"])
def test_dates_are_understood_in_every_accepted_form(typed: str) -> None:
    accepted = brought_in().report("name_fault", {"part": "chain", "noticed_on": typed})
    assert accepted.entries[0].fields["noticed_on"] == "2026-02-12"


@pytest.mark.parametrize("typed", ["31/02/2026", "soon", "2026-13-01", "2026", 20260212, "2026-02"])
def test_what_is_no_date_is_told_with_the_accepted_forms(typed: object) -> None:
    assert "12 May 2026" in told("name_fault", {"part": "chain", "noticed_on": typed})


def test_a_date_that_must_have_come_is_not_in_the_future() -> None:
    assert "a date not after today" in told("name_fault", {"part": "chain", "noticed_on": "2026-03-03"})


def test_a_date_that_lies_ahead_by_nature_may() -> None:
    assert brought_in().report("set_review", {"review_on": "2027-01-01"}).case.value("review_on") == "2027-01-01"


@pytest.mark.parametrize(("typed", "kept"), [("0.80", "0.80"), (0.8, "0.8"), (Decimal("1E-3"), "0.001"), (1, "1")])
def test_decimals_are_kept_as_written_text(typed: object, kept: str) -> None:
    bicycle = brought_in()
    bicycle.report("order_check", {"part": "chain", "tool": "gauge"})
    assert bicycle.report("measure", {"check": "C1", "wear": typed}).entries[0].fields["wear"] == kept


@pytest.mark.parametrize("typed", ["NaN", "inf", "0,8", True, "1e40", "half"])
def test_what_is_no_number_is_told(typed: object) -> None:
    bicycle = brought_in()
    bicycle.report("order_check", {"part": "chain", "tool": "gauge"})
    assert "wear: found" in told("measure", {"check": "C1", "wear": typed}, bicycle)


def test_an_unknown_item_is_told_with_those_there_are() -> None:
    assert "check: found a text of 2 characters, expected one of C1" in told(
        "read", {"check": "C7", "version": 1}, measured()
    )


def test_a_name_typed_into_the_wrong_field_is_never_repeated() -> None:
    assert "Garcia" not in told("name_fault", {"part": "Folasade Garcia", "noticed_on": "Garcia 9996141624"})


def test_a_number_that_may_be_a_patients_is_never_repeated() -> None:
    assert "9996141624" not in told("name_fault", {"part": "chain", "noticed_on": "9996141624"})


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800", "x" * 20_001])
def test_texts_that_cannot_be_kept_are_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="remark"):
        Bicycle().try_to("bring_in", {"received_on": "2026-03-01", "remark": typed}, by=CLERK)


def test_blank_text_counts_as_not_given() -> None:
    assert "part: found nothing" in told("name_fault", {"part": "   "})


@pytest.mark.parametrize("typed", ["Folasade Garcia", "999 614 1624"])
def test_what_was_typed_where_a_name_belongs_is_never_repeated(typed: str) -> None:
    messages = [told(typed, {}), told("name_fault", {typed: "chain"})]
    with pytest.raises(BadInput) as caught:
        brought_in().try_to("start", overrides={typed: Override(typed, "x")})
    assert not [message for message in (*messages, caught.value.message) if typed in message]


@pytest.mark.parametrize("typed", [10**5000, object(), b"x", {"a": 1}], ids=["huge", "object", "bytes", "mapping"])
def test_values_of_no_use_are_told_and_not_stumbled_over(typed: object) -> None:
    assert "noticed_on" in told("name_fault", {"part": "chain", "noticed_on": typed})
    assert "entry" in told("void", {"entry": typed})
