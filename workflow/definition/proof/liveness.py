"""Obligation 5: from everywhere staff can bring a case to its end, by what they can do themselves.

It is shown for every state and everything that may be known in it, whether a case can come to it or not; only where no
plan is found is it asked whether a case can come there at all. What is known is split only where a plan depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.describing.wording import tell
from workflow.definition.model import Definition
from workflow.definition.proof.findings import Failure, Given, Obligation, Progress, Situation
from workflow.definition.proof.planning import Place, Plan
from workflow.definition.proof.story import lead_to
from workflow.definition.proof.worlds import OverBudget

SAYS = (
    "From everywhere staff can bring the case to its end, while no report comes in, no patient agrees to anything and "
    "nothing administrative is used."
)

TOLD = 2
"""How many states are told from which there is no way; the rest mostly follow from them."""


def endings(definition: Definition, progress: Progress | None = None) -> Obligation:
    """Look for a plan to the end from everything that may be known in every state.

    Args:
        progress: told when the search is over.
    """
    plan = Plan(definition)
    try:
        dead = plan.search()
        failures = list(_failures(definition, plan, dead))
    except OverBudget as error:
        failures = [Failure("states", error.message)]
    leaves = list(plan.leaves())
    deeds = sum(len(leaf.edges) for leaf in leaves)
    counts = {"states": len(definition.open_states), "places": len(leaves), "deeds": deeds}
    if progress:
        progress(5, 1, 1)
    return Obligation(5, SAYS, len(leaves), tuple(failures), counts)


def _failures(definition: Definition, plan: Plan, dead: list[Place]) -> Iterator[Failure]:
    """One failure for each state that a case can come to and that staff cannot surely bring it on from."""
    told: set[str] = set()
    for place in sorted(dead, key=lambda place: len(place.known)):
        state = place.node.state
        if state in told:
            continue
        if len(told) == TOLD:
            return
        condition = {fact: tuple(sorted(values)) for fact, values in place.known.items()}
        lead = lead_to(definition, Situation((state,), condition))
        if lead.is_unreachable:
            continue
        told.add(state)
        yield lead.failure(
            f"states.{state}",
            "From here staff cannot surely bring the case to its end by what they can do themselves; where there is a "
            "way that was not seen, name its next step in ways_out.",
            tuple(Given(fact, " or ".join(v), tell(definition, None, fact, v)) for fact, v in condition.items()),
        )
