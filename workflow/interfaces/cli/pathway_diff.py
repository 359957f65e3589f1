"""`casepath pathway diff`: what changed from one definition to another, for whom, in words and as a picture."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.files import write_file
from workflow.interfaces.cli.options import DATABASE

if TYPE_CHECKING:
    from workflow.definition.comparing import Comparison

Before = Annotated[
    str,
    typer.Argument(metavar="BEFORE", help="The earlier pathway's name, shipped or in the database, or a TOML file."),
]
After = Annotated[str, typer.Argument(metavar="AFTER", help="The later one's name, or a TOML file.")]
Drawn = Annotated[
    Path | None, typer.Option("--picture", metavar="FILE.svg", help="Draw there what is new, gone and changed.")
]


Told = Annotated[
    bool, typer.Option("--exit-code", help="Exit with 0 for identical, 10 for wording only, 11 for behaviour.")
]

STATUSES = {"identical": 0, "wording_only": 10, "behaviour": 11}
"""Exit status under `--exit-code`; none of them is that of an error."""


def add_to(group: typer.Typer) -> None:
    """Add `diff` to the pathway commands."""
    group.command("diff")(diff)


@at_desk(DATABASE)
def diff(desk: Desk, *, before: Before, after: After, picture: Drawn = None, told: Told = False) -> None:
    """Tell what changed between two pathways, for whom; says so when nothing but the wording did."""
    from workflow.definition.comparing import compare, compared_svg, comparison_text
    from workflow.definition.describing import speller
    from workflow.interfaces.cli.meaning import known_anywhere

    one, other = known_anywhere(desk, before), known_anywhere(desk, after)
    found = compare(one, other)
    if picture is not None:
        write_file(picture, compared_svg(one, other), "The picture")
    desk.screen.text(_value(found), comparison_text(found, spelled=speller(other)))
    if told:
        raise typer.Exit(STATUSES[found.kind])


def _value(found: Comparison) -> dict[str, Any]:
    return {
        "before": asdict(found.before),
        "after": asdict(found.after),
        "kind": found.kind,
        "permissions": [asdict(one) for one in found.permissions],
        "changes": [asdict(one) for one in found.changes],
    }
