"""A referral walks the shipped pathway by the command line alone, from the letter to the review of its images."""

from __future__ import annotations

import pytest

from tests.interfaces.cli.conftest import CommandLine
from workflow.pathways import Pathways

NAVIGATOR, CONSULTANT, RADIOLOGIST = "n.lee:navigator", "c.okafor:consultant", "r.stone:radiologist"


@pytest.fixture(scope="module")
def shipped() -> Pathways:
    """The pathways that come with casepath."""
    return Pathways.shipped()


@pytest.fixture
def ward(casepath_on_both: CommandLine, shipped: Pathways) -> CommandLine:
    """The command line of a breast unit."""
    casepath_on_both.definition = shipped.newest("secondary-breast-cancer")
    return casepath_on_both


def referred(ward: CommandLine) -> str:
    """A case with pain in a bone, received on 2 March 2026."""
    given = ("received_on=2 March 2026", "pathway_type=usc_referral", "site=bone")
    who = ("--nhs-number", "9990000018", "--name", "Ada Rider", "--born-on", "3/2/1961")
    ran = ward("open", "secondary-breast-cancer", *given, *who, "--json", by=NAVIGATOR)
    assert ran.status == 0, ran.err
    return str(ran.json["case"])


def told(ward: CommandLine, case: str, *words: str, by: str = NAVIGATOR) -> str:
    """What a report that must succeed answers."""
    ran = ward("report", case, *words, by=by)
    assert ran.status == 0, ran.err
    return ran.out


def test_the_national_clock_runs_from_receipt_of_the_referral(ward: CommandLine) -> None:
    shown = ward("show", referred(ward), by=NAVIGATOR).out
    assert "Ada Rider, born 3 Feb 1961, NHS number 9990000018" in shown
    assert "day 3 of 28, due 30 March 2026" in shown


def test_an_acceptance_without_a_first_image_is_refused_with_its_ways_out(ward: CommandLine) -> None:
    ran = ward("report", referred(ward), "accept", by=NAVIGATOR)
    assert ran.status == 3
    assert "can be supplied by: order (navigator or consultant)" in ran.err
    assert "may be overridden by consultant" in ran.err


def test_a_referral_reaches_the_review_of_its_images(ward: CommandLine) -> None:
    case = referred(ward)
    told(ward, case, "order", "kind=imaging", "modality=xray", "purpose=initial", "site=bone")
    assert "to initial_imaging" in told(ward, case, "accept").replace("initial imaging", "initial_imaging")
    told(ward, case, "accept_order", "investigation=I1", by=RADIOLOGIST)
    told(ward, case, "schedule", "investigation=I1", "booked_for=2026-03-05")
    told(ward, case, "perform", "investigation=I1", by=RADIOLOGIST)
    said = told(ward, case, "report", "investigation=I1", "adequate=yes", "text=No lesion seen.", by=RADIOLOGIST)
    assert "(because of " in said
    assert ward("show", case, "--json", by=NAVIGATOR).json["state"] == "imaging_review"


def test_a_banned_word_hears_that_it_has_two_meanings(ward: CommandLine) -> None:
    case = referred(ward)
    told(ward, case, "order", "kind=imaging", "modality=xray", "purpose=initial", "site=bone")
    told(ward, case, "accept")
    told(ward, case, "accept_order", "investigation=I1", by=RADIOLOGIST)
    told(ward, case, "schedule", "investigation=I1", "booked_for=2026-03-05")
    told(ward, case, "perform", "investigation=I1", by=RADIOLOGIST)
    told(ward, case, "report", "investigation=I1", "adequate=yes", by=RADIOLOGIST)
    ran = ward("report", case, "classify", "classification=clear", "plan=staging", by=CONSULTANT)
    assert ran.status == 2
    assert "nothing was found (no_secondary_seen). Say which." in ran.err
    assert "did you mean" not in ran.err


def test_a_code_that_is_cut_short_gets_a_suggestion(ward: CommandLine) -> None:
    words = ("received_on=2026-03-02", "pathway_type=usc", "--nhs-number", "9990000018")
    ran = ward("open", "secondary-breast-cancer", *words, by=NAVIGATOR)
    assert ran.status == 2
    assert 'did you mean "usc_referral"?' in ran.err


def test_the_history_verifies(ward: CommandLine) -> None:
    case = referred(ward)
    told(ward, case, "order", "kind=imaging", "modality=xray", "purpose=initial", "site=bone")
    told(ward, case, "accept")
    assert ward("audit", "verify", by=NAVIGATOR).status == 0
