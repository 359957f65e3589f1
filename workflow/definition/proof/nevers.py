"""Obligation 6: what the pathway says must never happen cannot happen, whatever is reported in whatever order."""

from __future__ import annotations

from workflow.definition.model import Definition, Never
from workflow.definition.proof.findings import Failure, Obligation, Progress
from workflow.definition.proof.seeking import way_to
from workflow.definition.proof.story import lead_of
from workflow.definition.proof.worlds import OverBudget

SAYS = "What the pathway says must never happen cannot happen, whatever is reported by whom and in whatever order."


def never_rules(definition: Definition, progress: Progress | None = None) -> Obligation:
    """Look for a way to everything that is forbidden.

    Args:
        progress: told after each rule.
    """
    counts = {"rules": len(definition.nevers), "nodes": 0, "steps": 0}
    failures: list[Failure] = []
    for done, never in enumerate(definition.nevers.values(), start=1):
        try:
            if failure := _failure(definition, never, counts):
                failures.append(failure)
        except OverBudget as error:
            failures.append(Failure(f"nevers.{never.name}", error.message))
        if progress:
            progress(6, done, len(definition.nevers))
    return Obligation(6, SAYS, counts["nodes"], tuple(failures), counts)


def _failure(definition: Definition, never: Never, counts: dict[str, int]) -> Failure | None:
    found = way_to(definition, never, counts)
    if found is None:
        return None
    lead = lead_of(found)
    says = f"This can happen: {never.says}" if found.is_sure else f"This is not ruled out: {never.says}"
    return lead.failure(f"nevers.{never.name}", says)
