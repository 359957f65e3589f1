"""The two smallest tables that every other one contains: a source and a condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.definition import model

Raw = Mapping[str, Any]


def source_of(found: Raw) -> model.Source:
    """Read a `source` table."""
    return model.Source(found["kind"], found.get("ref", ""), found.get("at", ""))


def condition(found: Raw | None) -> model.Condition:
    """Read a condition table; an absent one always holds."""
    return {key: tuple(values) for key, values in (found or {}).items()}
