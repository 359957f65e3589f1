"""A pathway seen through a few of its facts: what may follow from what, whatever else is the case."""

from __future__ import annotations

from workflow.definition.proof.lens.glass import Glass, Node
from workflow.definition.proof.lens.reading import Reading

__all__ = ["Glass", "Node", "Reading"]
