"""The pictures of a definition, ready to be written or shown: its pathway as Mermaid and SVG, its items' machines."""

from __future__ import annotations

from workflow.case.errors import BadInput
from workflow.definition.describing.journey import Journey
from workflow.definition.describing.machine_picture import machine_picture
from workflow.definition.describing.mermaid import mermaid_text
from workflow.definition.describing.pathway_picture import pathway_picture
from workflow.definition.describing.svg import draw
from workflow.definition.model import Collection, Definition


def mermaid(definition: Definition) -> str:
    """The pathway as the text of a Mermaid state diagram."""
    return mermaid_text(pathway_picture(definition))


def pathway_svg(definition: Definition, *, way: tuple[str, ...] = (), here: str = "") -> str:
    """The pathway as an SVG document.

    Args:
        way: the states a case has passed, oldest first, drawn over the picture.
        here: where it stands now; the last state of the way when left out.
    """
    journey = Journey(way, here or way[-1]) if way or here else None
    if journey and not way:
        journey = Journey((here,), here)
    return draw(pathway_picture(definition), journey)


def machine_svg(collection: Collection) -> str:
    """The machine of a collection's items as an SVG document.

    Raises:
        BadInput: when its items have no machine.
    """
    picture = machine_picture(collection)
    if picture is None:
        raise BadInput(f"The items of {collection.name} have no states, so there is nothing to draw.")
    return draw(picture)
