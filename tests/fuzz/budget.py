"""How long is tried: shortly and always the same in every run, at length and anew each time under its marker."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

LONGER = 2 if os.environ.get("CASEPATH_TEST_SHORT") else 40
"""How many times the examples of the short form the long one tries; twice them where all are to be short."""

at_length = pytest.mark.soak
BOTH = [pytest.param(1, id="shortly"), pytest.param(LONGER, marks=[at_length, pytest.mark.timeout(3600)], id="long")]
lengths = pytest.mark.parametrize("times", BOTH)


def tried(what: st.SearchStrategy[Any], holds: Callable[[Any], object], *, examples: int, times: int = 1) -> list[Any]:
    """Try whether something holds of many examples.

    Args:
        examples: how many in the short form.
        times: 1 for the short form, which is the same in every run; `LONGER` for the long one.

    Returns:
        What `holds` answered for each.
    """
    answers: list[Any] = []

    @settings(
        max_examples=examples * times,
        derandomize=times == 1,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(what)
    def every_one(one: Any) -> None:
        answers.append(holds(one))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)  # of values that are long when they are written out
        every_one()
    return answers
