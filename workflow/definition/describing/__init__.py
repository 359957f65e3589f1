"""A definition in words and pictures: the clinician's table, Mermaid, SVG; pure, knowing no clinic."""

from __future__ import annotations

from workflow.definition.describing.describer import describe
from workflow.definition.describing.description import Description
from workflow.definition.describing.documents import documents
from workflow.definition.describing.drawing import machine_svg, mermaid, pathway_svg
from workflow.definition.describing.markdown import as_markdown
from workflow.definition.describing.matrix import matrix
from workflow.definition.describing.spelling import speller

__all__ = [
    "Description",
    "as_markdown",
    "describe",
    "documents",
    "machine_svg",
    "matrix",
    "mermaid",
    "pathway_svg",
    "speller",
]
