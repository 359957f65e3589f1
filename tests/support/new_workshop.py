"""The workshop's pathway a year on: a state, an attribute, a field and codes have other names, a limit is shorter.

Made from the first version's text, so that the two cannot drift apart.
"""

from __future__ import annotations

import re
from functools import cache

from tests.support.bicycles import FILE
from workflow.definition import Definition, load
from workflow.engine.carrying import Renaming

RENAMED = {"collecting": "handing_out", "shelf": "rack", "tool": "instrument", "worn": "worn_out"}
RENAMING = Renaming(
    states={"collecting": "handing_out"},
    attributes={"shelf": "rack"},
    fields={"checks": {"tool": "instrument"}},
    codes={"verdict": {"worn": "worn_out"}},
)
"""How the first version's names read in this one."""


def new_text() -> str:
    """The text of the new version."""
    text = FILE.read_text(encoding="utf-8").replace("released_on = 2026-01-05", "released_on = 2026-03-01")
    for before, after in RENAMED.items():
        text = re.sub(rf"\b{before}\b", after, text)
    return text.replace(
        'target = { amount = 2, unit = "working_days" }', 'target = { amount = 1, unit = "working_days" }'
    )


@cache
def new_workshop() -> Definition:
    """The new version, loaded once."""
    return load(new_text(), file="bicycle_repair.2026-03-01.toml")
