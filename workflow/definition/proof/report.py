"""A proof as plain text for a terminal or a file."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.case.file import NEW
from workflow.definition.describing import pathway_svg
from workflow.definition.model import Definition
from workflow.definition.proof.findings import Failure, Obligation, Proof


def proof_report(proof: Proof) -> str:
    """Tell every obligation with the figures behind it, then every failure with its example."""
    return "\n".join(_lines(proof)) + "\n"


def pictures(definition: Definition, proof: Proof) -> dict[str, str]:
    """For each failure with a way that leads to it the picture of the pathway with that way drawn over it.

    Returns:
        File name → SVG; empty when nothing failed, or no way is known.
    """
    found: dict[str, str] = {}
    for obligation in proof.obligations:
        for number, failure in enumerate(obligation.failures, start=1):
            way = tuple(state for state in failure.way if state != NEW)
            if way:
                name = f"{definition.pathway}.{definition.variant}.failure-{obligation.number}-{number}.svg"
                found[name] = pathway_svg(definition, way=way)
    return found


def _lines(proof: Proof) -> Iterator[str]:
    yield proof.definition
    yield f"digest {proof.digest}"
    for obligation in proof.obligations:
        yield ""
        yield f"({obligation.number}) {'holds' if obligation.holds else 'FAILS'}: {obligation.says}"
        yield f"    covered {_figures(obligation)}"
        for failure in obligation.failures:
            yield from _failure(failure)
    yield ""
    verdict = (
        "Every obligation checked holds." if proof.holds else f"{_counted(len(proof.failures), 'failures')} found."
    )
    yield f"{verdict} ({proof.seconds:.2f} s)" if proof.seconds else verdict


def _figures(obligation: Obligation) -> str:
    return ", ".join(_counted(figure, name) for name, figure in obligation.counts.items())


def _failure(failure: Failure) -> Iterator[str]:
    yield f"    ✗ {failure.where}"
    yield f"      {failure.says}"
    for given in failure.example:
        yield f"        when {given.key} = {given.value}: {given.says}"
    if failure.steps:
        yield f"      {failure.heading}:"
    for number, step in enumerate(failure.steps, start=1):
        yield f"        {number}. {step}"
    if failure.is_tried:
        yield "      Tried with the engine: it accepts these reports, and the case then is as it is told."
    if failure.remark:
        yield f"      {failure.remark}"


def _counted(figure: int, plural: str) -> str:
    return f"{figure:,} {plural.removesuffix('s') if figure == 1 else plural}"
