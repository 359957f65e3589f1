"""A pathway twice as large is a sound pathway, and exactly twice as much is looked at in its proof."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.bicycles import workshop
from workflow.definition import load
from workflow.definition.loading.checking import check
from workflow.engine.proving import Journey, prove
from workflow.engine.proving.journeys import Step
from workflow.interfaces.cli.pathway_new import starter
from workflow.rehearsal.benchmarks.doubling import Subject, doubled


@pytest.fixture(scope="module")
def small() -> Subject:
    text = starter("lump", variant="own", released_on=date(2026, 1, 1))
    return Subject(load(text, file="lump.toml"), ())


def test_twice_a_pathway_is_sound_under_names_of_its_own(small: Subject) -> None:
    twice = doubled(small, "X").definition
    assert check(twice) == ()
    assert set(twice.states) == {*small.definition.states, *(f"{name}_x" for name in small.definition.states)}
    assert (twice.events["register_x"].kind, twice.cell("closed", "register_x")[0].to) == ("case", "referred_x")


def test_no_row_of_one_half_is_in_a_state_of_the_other(small: Subject) -> None:
    twice = doubled(small, "X").definition
    for event in twice.events.values():
        if event.name != "register_x":
            states = {state for row in event.rows for state in row.states}
            assert {state.endswith("_x") for state in states} <= {event.name.endswith("_x")}


def test_its_proof_holds_and_looks_at_twice_as_much(small: Subject) -> None:
    once, twice = prove(small.definition), prove(doubled(small, "X").definition)
    assert twice.holds
    assert [one.count for one in twice.obligations] == [2 * one.count for one in once.obligations]


def test_a_pathway_may_be_doubled_again(small: Subject) -> None:
    fourfold = doubled(doubled(small, "X"), "Y").definition
    assert (len(fourfold.states), check(fourfold)) == (4 * len(small.definition.states), ())


def test_a_richer_pathway_is_doubled_as_well() -> None:
    twice = doubled(Subject(workshop(), ()), "X").definition
    assert check(twice) == ()
    assert len(twice.nevers) == 2 * len(workshop().nevers)


def test_what_is_known_of_the_first_half_is_known_of_the_second(small: Subject) -> None:
    day = "@today"
    journey = Journey(
        (
            Step("register", "navigator", {"received_on": day, "symptom": "lump"}),
            Step("order_test", "navigator", {"test": "imaging"}),
            Step("report_test", "consultant", {"item": "T1", "result": "explains"}),
            Step("acknowledge", "consultant", {"item": "T1"}),
            Step("decide", "consultant", {"decision": "explained"}, {"spoken_with_the_patient": "other"}),
            Step("tell_patient", "navigator"),
            Step("amend", "navigator", {"entry": 1, "corrections": {"occurred_on": day}}),
        )
    )
    known = doubled(Subject(small.definition, (journey,)), "X").journeys[1].steps
    assert len(known) == 6 + 7
    assert (known[6].event, known[8].fields["item"]) == ("register_x", "TX1")
    assert known[10].lifted == {"spoken_with_the_patient_x": "other"}
    assert known[12].fields["entry"] == 1 + 7
