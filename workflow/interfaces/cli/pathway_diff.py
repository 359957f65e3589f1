"""`casepath pathway diff`: what changed from one definition to another, for whom, in words and as a picture."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.case.errors import BadInput
from workflow.interfaces.cli.desk import Desk, at_desk

if TYPE_CHECKING:
    from workflow.definition.comparing import Comparison
    from workflow.definition.model import Definition

Before = Annotated[str, typer.Argument(metavar="BEFORE", help="The earlier pathway's name, or a TOML file.")]
After = Annotated[str, typer.Argument(metavar="AFTER", help="The later pathway's name, or a TOML file.")]
Drawn = Annotated[
    Path | None, typer.Option("--picture", metavar="FILE.svg", help="Draw there what is new, gone and changed.")
]


def add_to(group: typer.Typer) -> None:
    """Add `diff` to the pathway commands."""
    group.command("diff")(diff)


@at_desk()
def diff(desk: Desk, *, before: Before, after: After, picture: Drawn = None) -> None:
    """Tell what changed between two pathways, for whom; says so when nothing but the wording did."""
    from workflow.definition.comparing import compare, compared_svg, comparison_text
    from workflow.definition.describing import speller

    one, other = _definition(desk, before), _definition(desk, after)
    found = compare(one, other)
    if picture is not None:
        _write(compared_svg(one, other), picture)
    desk.screen.text(_value(found), comparison_text(found, spelled=speller(other)))


def _definition(desk: Desk, which: str) -> Definition:
    """A pathway by name, or the file of one; looking at a file does not offer it for cases.

    A file that is being worked on often bears the name and date of a released pathway still, so it is read beside the
    others and not among them.
    """
    if Path(which).suffix == ".toml" or Path(which).is_file():
        return desk.pathways.load_file(Path(which))
    return desk.pathways.newest(which)


def _value(found: Comparison) -> dict[str, Any]:
    return {
        "before": asdict(found.before),
        "after": asdict(found.after),
        "kind": found.kind,
        "permissions": [asdict(one) for one in found.permissions],
        "changes": [asdict(one) for one in found.changes],
    }


def _write(svg: str, file: Path) -> None:
    try:
        file.write_text(svg, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput(f"The picture could not be written to {file} ({type(error).__name__}).") from error
