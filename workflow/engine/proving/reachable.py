"""Obligation 7: every state, every row and every refusal can be reached, shown by the engine itself."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.definition.model import Definition
from workflow.definition.proof.findings import Failure, Obligation, Progress
from workflow.engine.proving.atlas import Atlas
from workflow.engine.proving.journeys import Journey
from workflow.engine.proving.targets import Target

SAYS = "Every state, every row and every refusal is reached by reports that the engine accepts."


def reachable(definition: Definition, journeys: Iterable[Journey] = (), progress: Progress | None = None) -> Obligation:
    """Go known journeys with the engine, and look for what they do not show.

    Args:
        journeys: where to begin; nothing is taken from them on trust.
        progress: told when the search is over.
    """
    atlas = explored(definition, journeys)
    missing = atlas.missing()
    counts = {"targets": len(atlas.targets), "reports": atlas.traveller.asked, "visits": len(atlas.visits)}
    if progress:
        progress(7, 1, 1)
    return Obligation(7, SAYS, len(atlas.targets) - len(missing), tuple(_told(each) for each in missing), counts)


def explored(definition: Definition, journeys: Iterable[Journey] = ()) -> Atlas:
    """What can be reached on a definition, from known journeys onward."""
    atlas = Atlas(definition)
    atlas.follow(journeys)
    atlas.explore()
    return atlas


def _told(target: Target) -> Failure:
    kind, *names = target
    if kind == "state":
        return Failure(f"states.{names[0]}", "No case was brought to this state.")
    where = f"events.{names[0]}.rows.{names[1]}"
    if kind == "row":
        return Failure(where, "No case was found on which this row is taken.")
    if kind == "refusal":
        return Failure(where, "No case was found on which this row refuses.")
    return Failure(where, f"No case was found on which this row is refused because {names[2]} is not met.")
