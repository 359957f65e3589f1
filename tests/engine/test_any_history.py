"""What must hold of any history of any pathway, tried on histories nobody thought of."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

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
