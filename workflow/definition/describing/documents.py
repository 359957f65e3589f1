"""Every generated document of a definition, by file name: pictures, Mermaid, the clinician's table, the matrix."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.definition.describing.describer import describe
from workflow.definition.describing.drawing import machine_svg, mermaid, pathway_svg
from workflow.definition.describing.markdown import as_markdown
from workflow.definition.describing.matrix import matrix
from workflow.definition.model import Definition


def documents(definition: Definition) -> Mapping[str, str]:
    """The text of each document, ready to be written under its name; nothing in it depends on the day or the machine.

    Returns:
        `NAME.VARIANT.svg`, `.mmd`, `.md`, `.matrix.md`, and one `NAME.VARIANT.COLLECTION.svg` for each kind of item
        that has states of its own.
    """
    stem = f"{definition.pathway}.{definition.variant}"
    machines = {
        f"{stem}.{name.replace('_', '-')}.svg": machine_svg(collection)
        for name, collection in definition.collections.items()
        if collection.machine
    }
    return {
        f"{stem}.svg": pathway_svg(definition),
        f"{stem}.mmd": mermaid(definition),
        f"{stem}.md": as_markdown(describe(definition), picture=f"{stem}.svg"),
        f"{stem}.matrix.md": matrix(definition),
        **machines,
    }
