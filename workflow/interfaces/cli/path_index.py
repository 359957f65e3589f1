"""The index of the paths: how long each is, and where each state, row, refusal and wrong role is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workflow.interfaces.cli.path_script import EVERY, shown_target

if TYPE_CHECKING:
    from workflow.engine.proving.paths import Paths
    from workflow.engine.proving.targets import Target

_PARTS = {
    "state": "States",
    "row": "Rows that are taken",
    "unmet": "Requirements that refuse",
    "refusal": "Rows that refuse",
    "role": "Roles that may not report",
}


def in_short(paths: Paths) -> str:
    """How many paths there are, and what they show, as one sentence."""
    counts = {kind: sum(target[0] == kind for target in paths.shown()) for kind in _PARTS}
    refusals = counts["unmet"] + counts["refusal"]
    return (
        f"{len(paths.paths)} paths with {paths.attempts} reports, {paths.refusals} of them refused, show "
        f"{counts['state']} states, {counts['row']} rows, {refusals} refusals and {counts['role']} wrong roles of "
        f"{paths.pathway}."
    )


_HOW = (
    f"`sh {EVERY}` goes them all, against the database of CASEPATH_DATABASE_URL (one for tests, made with "
    "`casepath migrate`); `sh path-01.sh` goes one. Every line of a script is a command with what must come of it, so "
    "that it can be followed by hand as well. `paths.json` has the same for programs."
)


def index(paths: Paths) -> str:
    """The index as Markdown."""
    lines = [
        f"# Paths through {paths.pathway}",
        "",
        in_short(paths),
        "",
        _HOW,
        "",
        *_lengths(paths),
    ]
    if paths.missing:
        lines += ["", "## Not shown", "", *(f"- {shown_target(target)}" for target in paths.missing)]
    for kind, heading in _PARTS.items():
        lines += _part(heading, {target: at for target, at in paths.shown().items() if target[0] == kind})
    return "\n".join([*lines, ""])


def _lengths(paths: Paths) -> Iterator[str]:
    yield "| path | reports | refused | states it passes through |"
    yield "| ---: | ---: | ---: | --- |"
    for path in paths.paths:
        yield f"| {path.number} | {len(path.attempts)} | {path.refusals} | {' → '.join(path.way)} |"


def _part(heading: str, shown: dict[Target, tuple[int, int]]) -> list[str]:
    if not shown:
        return []
    rows = [f"| {' · '.join(target[1:])} | {path}.{report} |" for target, (path, report) in shown.items()]
    return ["", f"## {heading}", "", "| what | path.report |", "| --- | --- |", *rows]
