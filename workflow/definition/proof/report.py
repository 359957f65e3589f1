"""A proof as plain text for a terminal or a file."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.proof.findings import Failure, Obligation, Proof


def proof_report(proof: Proof) -> str:
    """Tell every obligation with the figures behind it, then every failure with its example."""
    return "\n".join(_lines(proof)) + "\n"


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
        yield "      The shortest way there:"
    for number, step in enumerate(failure.steps, start=1):
        yield f"        {number}. {step}"


def _counted(figure: int, plural: str) -> str:
    return f"{figure:,} {plural.removesuffix('s') if figure == 1 else plural}"
