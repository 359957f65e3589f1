"""`casepath pathway`: proves a definition, tells it as the clinician's table, draws it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.case.errors import BadInput, Problem
from workflow.interfaces.cli import (
    pathway_diff,
    pathway_list,
    pathway_migrate,
    pathway_new,
    pathway_paths,
    pathway_register,
)
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.files import write_files
from workflow.interfaces.cli.options import DATABASE
from workflow.interfaces.cli.pathway_page import write_page
from workflow.interfaces.cli.sheet import Paragraph
from workflow.interfaces.problems import BAD_INPUT

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.definition.proof import Failure, Proof

Which = Annotated[
    str | None,
    typer.Argument(
        metavar="PATHWAY|FILE", help="A name, shipped or in the database, or a TOML file; default every shipped one."
    ),
]
Write = Annotated[Path | None, typer.Option("--write", metavar="FOLDER", help="Write every generated document there.")]
Drawn = Annotated[
    Path | None, typer.Option("--pictures", metavar="FOLDER", help="Draw there the way that leads to each failure.")
]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write there a page with everything inside, to print and to sign."),
]
Proved = Annotated[bool, typer.Option("--prove", help="With --html: prove it first where no receipt is at hand.")]
Svg = Annotated[bool, typer.Option("--svg", help="The drawing instead of Mermaid text.")]


def add_commands(app: typer.Typer) -> None:
    """Add `pathway` with its commands."""
    group = typer.Typer(help="Pathway definitions: prove, describe, draw.", no_args_is_help=True, rich_markup_mode=None)
    group.command("check")(check)
    group.command("describe")(describe)
    group.command("diagram")(diagram)
    pathway_diff.add_to(group)
    pathway_list.add_to(group)
    pathway_migrate.add_to(group)
    pathway_new.add_to(group)
    pathway_paths.add_to(group)
    pathway_register.add_to(group)
    app.add_typer(group, name="pathway")


@at_desk(DATABASE)
def check(desk: Desk, *, which: Which = None, drawn: Drawn = None) -> None:
    """Prove that a definition is sound, and print the count behind each obligation; exit status 2 when it is not."""
    import time

    from workflow.definition.proof import pictures, proof_report
    from workflow.engine.proving import prove

    shelf, timer = desk.pathways, time.perf_counter
    found = _definitions(desk, which)
    proofs = [prove(one, journeys=shelf.journeys(one), timer=timer) for one in found]
    if drawn is not None:
        each = (pictures(definition, proof) for definition, proof in zip(found, proofs, strict=True))
        write_files(drawn, {name: text for drawings in each for name, text in drawings.items()}, "The pictures")
    desk.screen.text([_proof_value(proof) for proof in proofs], "\n".join(proof_report(proof) for proof in proofs))
    if not all(proof.holds for proof in proofs):
        raise typer.Exit(BAD_INPUT)


@at_desk(DATABASE)
def describe(desk: Desk, *, which: Which = None, html: Html = None, proved: Proved = False) -> None:
    """Tell a pathway as a table for clinicians (when, only if, then, because, with the source): Markdown, or a page."""
    from dataclasses import asdict

    from workflow.definition.describing import as_markdown
    from workflow.definition.describing import describe as described

    if html is not None:
        write_page(desk, _only(_definitions(desk, which), "described on one page"), html, prove_it=proved)
        return
    found = [described(definition) for definition in _definitions(desk, which)]
    desk.screen.text([asdict(one) for one in found], "\n".join(as_markdown(one) for one in found))


@at_desk(DATABASE)
def diagram(desk: Desk, *, which: Which = None, svg: Svg = False, write: Write = None) -> None:
    """Draw a pathway: Mermaid text, or an SVG, or with --write every generated document."""
    from workflow.definition.describing import mermaid, pathway_svg

    found = _definitions(desk, which)
    if write is not None:
        _write(desk, found, write)
        return
    if svg:
        _only(found, "drawn")
    drawn = {definition.name: pathway_svg(definition) if svg else mermaid(definition) for definition in found}
    desk.screen.text(drawn, "\n".join(drawn.values()))


def _definitions(desk: Desk, which: str | None) -> list[Definition]:
    from workflow.interfaces.cli.meaning import known_anywhere

    if which is None:
        return [desk.pathways.newest(name) for name in desk.pathways.names()]
    return [known_anywhere(desk, which)]


def _only(found: list[Definition], purpose: str) -> Definition:
    if len(found) > 1:
        problem = Problem("PATHWAY", f"{len(found)} pathways", f"the name of one, because only one can be {purpose}")
        raise BadInput(f"Which pathway is to be {purpose}?", [problem])
    return found[0]


def _write(desk: Desk, found: list[Definition], folder: Path) -> None:
    from workflow.definition.describing import documents

    written = {name: text for definition in found for name, text in documents(definition).items()}
    write_files(folder, written, "The documents")
    desk.screen.answer(sorted(written), [Paragraph(str(folder / name)) for name in sorted(written)])


def _proof_value(proof: Proof) -> dict[str, Any]:
    return {
        "pathway": proof.definition,
        "digest": proof.digest,
        "holds": proof.holds,
        "seconds": round(proof.seconds, 3),
        "obligations": [
            {
                "number": one.number,
                "says": one.says,
                "holds": one.holds,
                "count": one.count,
                "counts": dict(one.counts),
                "failures": [_failure_value(failure) for failure in one.failures],
            }
            for one in proof.obligations
        ],
    }


def _failure_value(failure: Failure) -> dict[str, Any]:
    return {
        "where": failure.where,
        "says": failure.says,
        "example": [{"key": one.key, "value": one.value, "says": one.says} for one in failure.example],
        "heading": failure.heading if failure.steps else "",
        "steps": list(failure.steps),
        "way": list(failure.way),
        "remark": failure.remark,
        "tried": failure.is_tried,
    }
