"""What the rehearsal draws is what its parameters say, within what chance allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import sqrt

import pytest

from tests.rehearsal.conftest import NOON, Cohort
from workflow import Pathways
from workflow.rehearsal.demo import make_demonstration, opened
from workflow.rehearsal.journeys.life import BONES
from workflow.rehearsal.parameters import shipped_parameters
from workflow.rehearsal.simulation import Plan

DEVIATIONS = 4.5
"""So many standard deviations are passed once in 150,000 draws of one number; some hundred numbers are looked at."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, shipped: Pathways, short_run: bool) -> Iterator[Cohort]:
    """A larger cohort; every refusal that nobody meant would have ended it."""
    folder = tmp_path_factory.mktemp("many")
    made = make_demonstration(folder, shipped, Plan(600 if short_run else 3_000, 7, NOON))
    with opened(made, shipped) as book:
        yield Cohort(made, book)


def within_chance(happened: int, asked: int, share: float) -> bool:
    """Whether a count is no further from what is expected than chance allows."""
    spread = sqrt(asked * share * (1 - share))
    return abs(happened - asked * share) <= DEVIATIONS * spread + 0.5


@pytest.mark.timeout(900)
def test_every_rate_comes_up_as_often_as_it_says(many: Cohort) -> None:
    tally = many.made.simulated.tally
    for rate in shipped_parameters().rates.values():
        yes, no = tally.get((rate.name, "yes"), 0), tally.get((rate.name, "no"), 0)
        assert within_chance(yes, yes + no, rate.share), f"{rate.name}: {yes} of {yes + no}, {rate.share}"
    assert many.made.verification.faults == ()


@pytest.mark.timeout(900)
def test_every_share_comes_up_as_often_as_it_says(many: Cohort) -> None:
    tally = many.made.simulated.tally
    for shares in shipped_parameters().shares.values():
        asked = sum(count for (name, _), count in tally.items() if name == shares.name)
        assert asked > 0, shares.name
        for thing, share in shares.among.items():
            happened = tally.get((shares.name, thing), 0)
            assert within_chance(happened, asked, share), f"{shares.name} {thing}: {happened} of {asked}, {share}"


@pytest.mark.timeout(900)
def test_samples_suffice_as_often_in_the_records_as_was_printed(many: Cohort) -> None:
    bone: list[bool] = []
    soft: list[bool] = []
    for row in many.rows():
        for item in many.book.case(row.case_id).items("investigations"):
            if item.value("kind") == "tissue" and item.value("adequate") is not None:
                (bone if item.value("site") in BONES else soft).append(item.value("adequate") == "yes")
    assert within_chance(sum(bone), len(bone), 13 / 19)
    assert within_chance(sum(soft), len(soft), 56 / 70)


@pytest.mark.timeout(900)
def test_hormone_receptors_change_as_often_in_the_records_as_was_printed(many: Cohort, short_run: bool) -> None:
    compared = changed = 0
    for row in many.rows():
        case = many.book.case(row.case_id)
        primary = {name: case.value(f"primary_{name}") for name in ("er", "pr")}
        for item in case.items("investigations"):
            if item.value("er") is not None and None not in primary.values():
                compared += 1
                changed += differs(primary, {name: item.value(name) for name in primary})
    assert compared > (20 if short_run else 100)
    assert within_chance(changed, compared, 0.37)


def differs(primary: Mapping[str, object], secondary: Mapping[str, object]) -> bool:
    """Whether ER or PR of the secondary is another than the primary's."""
    return dict(primary) != dict(secondary)
