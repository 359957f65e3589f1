"""How the proof looks for a plan to the end: places, what may be tried in them, and the plan over all of them."""

from __future__ import annotations

from workflow.definition.proof.planning.places import Place
from workflow.definition.proof.planning.plan import Plan

__all__ = ["Place", "Plan"]
