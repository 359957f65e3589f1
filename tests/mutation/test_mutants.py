"""Every single change of the pathway for the worse is noticed, or shown to change nothing; survivors are listed.

The short form looks at some mutants of each kind, evenly spread; `-m mutation` looks at all of them.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import pytest

from tests.mutation.equivalent import changes_nothing
from tests.mutation.guards import noticed
from tests.mutation.mutants import Mutant, mutants, mutants_of_changes
from workflow.pathways import Pathways

PATHWAY = "secondary-breast-cancer:bcn-guidance"
VARIANT = "secondary-breast-cancer:nice-cg81-2026"
OF_EACH_KIND = 3


def called(mutant: Mutant) -> str:
    return f"{mutant.kind}: {mutant.name}"


def every_mutant() -> list[Mutant]:
    """Every mutant of the pathway, and of its variant those in what the variant adds or changes."""
    shipped = Pathways.shipped()
    whole, variant = shipped.newest(PATHWAY), shipped.newest(VARIANT)
    return [*mutants(whole), *mutants_of_changes(variant, whole)]


def survivors(chosen: list[Mutant]) -> list[str]:
    """Those that nothing notices and that are not shown to change nothing."""
    return [called(one) for one in chosen if not noticed(one).by and not changes_nothing(one)]


def test_some_mutants_of_each_kind_are_noticed() -> None:
    every = [list(group) for _, group in groupby(every_mutant(), key=lambda one: (one.definition.variant, one.kind))]
    chosen = [one for group in every for one in group[:: max(1, len(group) // OF_EACH_KIND)][:OF_EACH_KIND]]
    assert len({one.kind for one in chosen}) == 7
    assert survivors(chosen) == []


@pytest.mark.mutation
@pytest.mark.timeout(7200)
def test_every_mutant_is_noticed() -> None:
    every = every_mutant()
    print(dict(Counter(f"{one.definition.variant}, {one.kind}" for one in every)))
    assert survivors(every) == []
