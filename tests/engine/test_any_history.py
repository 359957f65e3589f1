"""What must hold of any history of any pathway, tried on histories nobody thought of."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.spec.patients import GIVEN, pathway
from tests.support.bicycles import workshop
from tests.support.wandering import Wanderer, wanderer

SHORT = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def outcome_exactly_at_the_end(wanderer: Wanderer) -> None:
    ending = wanderer.case.value("ending")
    assert (ending is not None) == (wanderer.case.state in ("collecting", "gone"))


class TestOfTheWorkshop(wanderer(workshop(), outcome_exactly_at_the_end).TestCase):  # type: ignore[misc]
    """Histories of bicycles."""

    settings = SHORT


def outcome_exactly_when_it_is_to_be_told_or_closed(wanderer: Wanderer) -> None:
    outcome = wanderer.case.value("outcome")
    assert (outcome is not None) == (wanderer.case.state in ("to_be_told", "closed"))


def no_feed_decides(wanderer: Wanderer) -> None:
    last = wanderer.entries[-1]
    if wanderer.definition.roles[last.actor.role].kind == "interface":
        assert last.event not in ("classify", "classify_pathology", "decide_biopsy", "conclude", "complete_staging")


def check_patient(wanderer: Wanderer) -> None:
    outcome_exactly_when_it_is_to_be_told_or_closed(wanderer)
    no_feed_decides(wanderer)


BEGUN = tuple(given().entries for given in GIVEN.values())


class TestOfSecondaryBreastCancer(wanderer(pathway(), check_patient, BEGUN).TestCase):  # type: ignore[misc]
    """Histories of patients, from every state of the pathway."""

    settings = settings(SHORT, max_examples=120, stateful_step_count=20)
