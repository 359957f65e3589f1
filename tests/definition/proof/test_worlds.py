"""Splitting the possible values covers every combination, exactly as writing each one down would."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.small_pathways import bicycle_repair
from workflow.definition.proof import worlds
from workflow.definition.proof.domain import Domain
from workflow.definition.proof.worlds import OverBudget, Reader, every_path

DOMAIN = Domain(bicycle_repair())
NAMES = ("work", "parts", "finding")
VALUES = {name: DOMAIN.values(name) for name in NAMES}

conditions = st.fixed_dictionaries(
    {}, optional={name: st.lists(st.sampled_from(VALUES[name]), min_size=1).map(tuple) for name in NAMES}
)


def work(finding: str) -> str:
    """The derived fact, written down a second time."""
    return {"worn": "needed", "broken": "needed", "sound": "none"}.get(finding, "unknown")


@given(rows=st.lists(conditions, max_size=5))
def test_the_paths_agree_with_every_combination_written_down(rows: list[dict[str, tuple[str, ...]]]) -> None:
    def question(reader: Reader) -> tuple[int, ...]:
        return tuple(number for number, row in enumerate(rows) if reader.holds(row))

    paths = list(every_path(DOMAIN, NAMES, question))
    for parts, finding in product(VALUES["parts"], VALUES["finding"]):
        combination = {"parts": parts, "finding": finding, "work": work(finding)}
        expected = tuple(n for n, row in enumerate(rows) if all(combination[k] in v for k, v in row.items()))
        containing = [p for p in paths if parts in p.world["parts"] and finding in p.world["finding"]]
        assert [path.found for path in containing] == [expected]


@given(row=conditions)
def test_every_combination_is_counted_once(row: dict[str, tuple[str, ...]]) -> None:
    paths = every_path(DOMAIN, NAMES, lambda reader: reader.holds(row))
    assert sum(path.combinations for path in paths) == len(VALUES["parts"]) * len(VALUES["finding"])


def test_a_question_that_does_not_depend_on_a_name_never_splits_it() -> None:
    paths = list(every_path(DOMAIN, NAMES, lambda reader: reader.holds({"parts": ("ordered",)})))
    assert len(paths) == 2
    assert all(path.world["finding"] == frozenset(VALUES["finding"]) for path in paths)


def test_a_derived_fact_rests_on_the_free_facts_beneath_it() -> None:
    assert DOMAIN.free_names(("work",)) == ("finding",)


def test_more_paths_than_the_budget_is_a_failure_and_never_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds, "BUDGET", 1)
    with pytest.raises(OverBudget, match="More than 1 paths"):
        list(every_path(DOMAIN, NAMES, lambda reader: reader.holds({"parts": ("ordered",)})))
