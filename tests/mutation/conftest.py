"""What the tests of this folder stand on: a mutant only has to be noticed, so no way to what is wrong is looked for."""

from __future__ import annotations

import pytest

from workflow.definition.proof import leading


@pytest.fixture(autouse=True)
def no_ways_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the seconds that the story of a failure takes."""
    monkeypatch.setattr(leading, "TOLD", 0)
