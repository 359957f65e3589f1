"""Shows a refusal: every unmet requirement, what it would have to be, who can supply it, whether it may be lifted."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.case.errors import Refused, Unmet
from workflow.interfaces.cli.sheet import Paragraph, Sheet
from workflow.interfaces.suggesting import listed

_KINDS = {
    "rule": "always required",
    "default": "required unless overridden",
    "advice": "advice",
    "info": "for information",
}


def refusal_sheet(refused: Refused) -> Sheet:
    """A refusal as a sheet: the sentence, each unmet requirement with its way out, then what may be done instead."""
    if refused.unmet:
        # The message tells the requirements too, in one breath; here each has lines of its own, ways out included.
        first = refused.message.partition(refused.unmet[0].says)[0].rstrip() or refused.message
        return [Paragraph(first, "bad"), *unmet_sheet(refused.unmet)]
    first, *rest = refused.message.split("\n")
    sheet = [Paragraph(first, "bad"), *(Paragraph(line) for line in rest)]
    if refused.instead:
        sheet.append(Paragraph("Instead:"))
        sheet += [Paragraph(f"- {sentence}", inset=1) for sentence in refused.instead]
    return sheet


def unmet_sheet(unmet: Iterable[Unmet]) -> list[Paragraph]:
    """Unmet requirements, several lines each."""
    return [line for one in unmet for line in _unmet_lines(one)]


def _unmet_lines(one: Unmet) -> Iterable[Paragraph]:
    yield Paragraph(f"- {one.says} [{_KINDS.get(one.kind, one.kind)}]", "warn", inset=1)
    yield Paragraph(f"{one.fact} is {one.actual}; it would have to be {listed(one.needed)}", inset=3)
    for supplier in one.suppliers:
        yield Paragraph(f"can be supplied by: {supplier.event} ({listed(supplier.roles)})", inset=3)
    if one.overridable_by:
        yield Paragraph(
            f"may be overridden by {listed(one.overridable_by)} because of {listed(one.override_reasons)}: "
            f"--override {one.requirement}=REASON:text",
            inset=3,
        )
    elif one.kind == "advice" and one.override_reasons:
        yield Paragraph(
            f"answer it with a reason: --override {one.requirement}=REASON[:text], "
            f"REASON one of {listed(one.override_reasons)}",
            inset=3,
        )
    if one.source:
        yield Paragraph(f"source: {one.source}", "quiet", inset=3)
