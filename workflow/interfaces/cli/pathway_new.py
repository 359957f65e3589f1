"""`casepath pathway new`: writes the file with which a hospital begins a pathway of its own, or an extension."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.case.errors import BadInput, Problem
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.options import DATABASE
from workflow.interfaces.cli.sheet import Heading, Paragraph

if TYPE_CHECKING:
    from workflow.definition.model import Definition

OWN = "own"
"""The variant of a pathway for which none was named."""

NAME = re.compile(r"[a-z][a-z0-9-]*")
SAYS = "a lower-case letter, then lower-case letters, digits and hyphens, such as neck-lump or neck-lump:st-elsewhere"

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME[:VARIANT]",
        help="The pathway's name, and the variant's. With --extends the variant's will do.",
        show_default=False,
    ),
]
File = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="Where to write it; default NAME.VARIANT.DATE.toml, here."),
]
Extends = Annotated[
    str | None,
    typer.Option(
        "--extends", metavar="PATHWAY|FILE", help="Begin from a pathway that is there, and change parts of it."
    ),
]


def add_to(group: typer.Typer) -> None:
    """Add `new` to the pathway commands."""
    group.command("new")(new)


@at_desk(DATABASE)
def new(desk: Desk, *, name: Name, file: File = None, extends: Extends = None) -> None:
    """Write a pathway of your own to begin with: small, commented, and proved by `pathway check` as it stands.

    With --extends it is a file that changes parts of a pathway that is shipped or registered, pinned by its digest,
    with an example of each of the usual changes. An existing file is never overwritten.
    """
    if extends is None:
        pathway, variant = _named(name)
        released_on = desk.today()
        text = starter(pathway, variant=variant, released_on=released_on)
    else:
        parent = _parent(desk, extends)
        pathway, variant = _variant_of(parent, name)
        released_on = _later_than(parent, desk.today(parent)) if variant == parent.variant else desk.today(parent)
        text = _extension(parent, variant, released_on)
    path = file or Path(f"{pathway}.{variant}.{released_on.isoformat()}.toml")
    _written(text, path)
    value = {"file": str(path), "pathway": f"{pathway}:{variant}@{released_on.isoformat()}", "extends": extends}
    desk.screen.answer(value, [Paragraph(f"{path} is written.", "good"), *_go_on(path, extends)])


def starter(pathway: str, *, variant: str, released_on: date) -> str:
    """The text of a small pathway under another name and date.

    Args:
        pathway: lower-case letters, digits and hyphens, as `variant`.
    """
    from importlib import resources

    text = resources.files("workflow.interfaces.cli").joinpath("starters", "starter.toml").read_text(encoding="utf-8")
    for before, after in (
        ('name = "starter"', f'name = "{pathway}"'),
        ('variant = "own"', f'variant = "{variant}"'),
        ("released_on = 2026-01-01", f"released_on = {released_on.isoformat()}"),
    ):
        text = text.replace(before, after, 1)
    return text


def _extension(parent: Definition, variant: str, released_on: date) -> str:
    from workflow.definition.extending import extension_of

    return extension_of(parent, variant=variant, released_on=released_on)


def _parent(desk: Desk, told: str) -> Definition:
    from workflow.interfaces.cli.meaning import known_anywhere

    return known_anywhere(desk, told)


def _named(told: str) -> tuple[str, str]:
    pathway, colon, variant = told.partition(":")
    found = (pathway, variant if colon else OWN)
    if not all(NAME.fullmatch(each) for each in found):
        raise BadInput(
            "No file was written: this cannot be the name of a pathway.", [Problem("NAME", repr(told), SAYS)]
        )
    return found


def _variant_of(parent: Definition, told: str) -> tuple[str, str]:
    """The name of an extension: it stays on its parent's pathway, so that cases can be moved to it."""
    pathway, variant = _named(told if ":" in told else f"{parent.pathway}:{told}")
    if pathway != parent.pathway:
        problem = Problem("NAME", repr(told), f"{parent.pathway}:{variant}, or {variant} alone")
        raise BadInput(f"No file was written: what extends {parent.name} is a variant of the same pathway.", [problem])
    return pathway, variant


def _later_than(parent: Definition, today: date) -> date:
    """The date of a further release of the same variant."""
    if today > parent.released_on:
        return today
    raise BadInput(
        f"No file was written: {parent.name} is of {parent.released_on}, and a further release of the same variant "
        "needs a later day. Name another variant, or wait for tomorrow."
    )


def _written(text: str, path: Path) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise BadInput(
            f"No file was written: {path} is there already, and is not overwritten. Name another with --file."
        ) from error
    except OSError as error:
        raise BadInput(f"No file was written: {path} cannot be written ({type(error).__name__}).") from error


def _go_on(path: Path, extends: str | None) -> list[Heading | Paragraph]:
    first = [f"casepath pathway diff {extends} {path}"] if extends else [f"casepath pathway describe {path}"]
    lines = [*first, f"casepath pathway check {path}", f"casepath pathway register {path}"]
    return [Heading("Change it, then go on with"), *(Paragraph(line, inset=1) for line in lines)]
