"""Obligation 7: every state, every row and every refusal can be reached, shown by the engine itself."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.definition.model import Definition
from workflow.definition.proof.findings import Obligation, Progress
from workflow.engine.proving.atlas import Atlas
from workflow.engine.proving.journeys import Journey
from workflow.engine.proving.lacking import failures

SAYS = "Every state, every row and every refusal is reached by reports that the engine accepts."


def reachable(definition: Definition, journeys: Iterable[Journey] = (), progress: Progress | None = None) -> Obligation:
    """Go known journeys with the engine, and look for what they do not show.

    Args:
        journeys: where to begin; nothing is taken from them on trust.
        progress: told when the search is over.
    """
    return shown_by(explored(definition, journeys), progress)


def shown_by(atlas: Atlas, progress: Progress | None = None) -> Obligation:
    """What an atlas that was explored shows to be reached."""
    missing = atlas.missing()
    counts = {"targets": len(atlas.targets), "reports": atlas.traveller.asked, "visits": len(atlas.visits)}
    if progress:
        progress(7, 1, 1)
    return Obligation(7, SAYS, len(atlas.targets) - len(missing), tuple(failures(atlas)), counts)


def explored(definition: Definition, journeys: Iterable[Journey] = ()) -> Atlas:
    """What can be reached on a definition, from known journeys onward."""
    atlas = Atlas(definition)
    atlas.follow(journeys)
    atlas.explore()
    return atlas
