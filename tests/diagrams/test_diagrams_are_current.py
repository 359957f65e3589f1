"""The folder `diagrams/` is what the shipped definitions say today; nothing in it is drawn or written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflow.definition.describing import documents
from workflow.pathways import Pathways

FOLDER = Path(__file__).resolve().parents[2] / "diagrams"
SHIPPED = Pathways.shipped()
EXPECTED = {name: text for full in SHIPPED.names() for name, text in documents(SHIPPED.newest(full)).items()}
REMEDY = "Run `casepath pathway diagram --write diagrams/` and review what changed."


@pytest.mark.parametrize("name", EXPECTED)
def test_the_document_is_what_the_definition_says(name: str) -> None:
    path = FOLDER / name
    assert path.is_file(), f"{name} is missing. {REMEDY}"
    assert path.read_text(encoding="utf-8") == EXPECTED[name], f"{name} is stale. {REMEDY}"


def test_nothing_is_left_over_from_a_definition_that_is_gone() -> None:
    left_over = {path.name for path in FOLDER.iterdir() if path.is_file()} - set(EXPECTED) - {"README.md"}
    assert not left_over, f"no definition writes these any more: {sorted(left_over)}"
