"""Two definitions side by side: what changed, for whom, in which states, and whether it is more than wording."""

from __future__ import annotations

from workflow.definition.comparing.comparing import compare
from workflow.definition.comparing.comparison import BEHAVIOUR, IDENTICAL, WORDING_ONLY, Change, Comparison, Permission
from workflow.definition.comparing.picture import compared_picture, compared_svg
from workflow.definition.comparing.report import comparison_text

__all__ = [
    "BEHAVIOUR",
    "IDENTICAL",
    "WORDING_ONLY",
    "Change",
    "Comparison",
    "Permission",
    "compare",
    "compared_picture",
    "compared_svg",
    "comparison_text",
]
