"""The whole page, from the title to the signature; what stands in it comes from the description of the definition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import chain
from typing import TYPE_CHECKING

from workflow.definition.describing.describer import describe
from workflow.definition.describing.description import Ask, Description, RowLine, Section, StateLine
from workflow.definition.describing.drawing import machine_svg, pathway_svg
from workflow.definition.describing.grouping import among, own_rows, shared_rows
from workflow.definition.describing.page.confirming import unconfirmed
from workflow.definition.describing.page.elements import (
    WEB,
    citation,
    facts,
    link,
    paragraph,
    picture,
    section,
    slug,
    table,
)
from workflow.definition.describing.page.front import limits_part, proof_part, reading_part, title_block
from workflow.definition.describing.page.signing import signature_part
from workflow.definition.describing.page.style import style_for
from workflow.definition.describing.wording import one_of, plain, pretty, sentence
from workflow.definition.model import Definition

if TYPE_CHECKING:
    from workflow.definition.receipts import Receipt

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
"""What a browser may load for the page: nothing."""

COLUMNS = ("event", "who", "when", "only if", "then", "because", "source")
LEAVES = frozenset({"picture", "states", "requirements", "to-be-confirmed"})
"""Parts that begin on a sheet of their own."""

Part = tuple[str, str, Iterator[str]]
"""A title, its anchor, and its content as HTML."""


def as_page(definition: Definition, *, receipt: Receipt | None = None, written_on: date | None = None) -> str:
    """Write a definition as one HTML page with its pictures inside; it runs no script and asks nothing of the network.

    It is well-formed XML too, so that other programs can read it.

    Args:
        receipt: of its proof; without one, or with that of another content, the page says that it is not proved.
        written_on: the day that is printed on it as the page's own.
    """
    parts = tuple(_parts(definition, receipt))
    return "\n".join(
        chain(
            _head(definition),
            title_block(definition, receipt, written_on),
            _contents(parts),
            ('<main id="main">',),
            *(section(title, anchor, content, kind=_kind(anchor)) for title, anchor, content in parts),
            ("</main>", "</body>", "</html>", ""),
        )
    )


def _kind(anchor: str) -> str:
    return "part signature" if anchor == "signature" else f"part{' leaf' if anchor in LEAVES else ''}"


def _head(definition: Definition) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
    yield f"<title>{escape(definition.name)}, digest {escape(definition.digest[:16])}</title>"
    yield f"<style>{style_for(definition.name, definition.digest)}</style>\n</head>\n<body>"
    yield '<a class="skip" href="#main">Skip to the first part</a>'


def _contents(parts: tuple[Part, ...]) -> Iterator[str]:
    yield '<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>'
    yield from (f"<li>{link(title, f'#{anchor}')}</li>" for title, anchor, _ in parts)
    yield "</ol></nav>"


def _parts(definition: Definition, receipt: Receipt | None) -> Iterator[Part]:
    description = describe(definition)
    yield "What was proved", "proof", proof_part(definition, receipt)
    yield "What it does not do", "limits", limits_part()
    yield "How to read this page", "reading", reading_part()
    drawn = picture(pathway_svg(definition), "The states and the ways between them")
    yield "The pathway in a picture", "picture", drawn
    yield "The states, and what may happen in them", "states", _states(description)
    yield "What several states share", "shared", _shared(description)
    for found in description.sections:
        yield found.title, slug(found.title), _section(definition, found)
    yield "To be confirmed", "to-be-confirmed", _unconfirmed(definition)
    yield "Signature of the clinical-safety officer", "signature", signature_part(definition)


def _states(description: Description) -> Iterator[str]:
    opening = [line for line in description.rows if line.kind == "opening"]
    if opening:
        yield '<h3 id="state-start">At the start</h3>'
        yield from _rows("What may happen at the start", opening)
    for state in description.states:
        yield from _state(description, state)


def _state(description: Description, state: StateLine) -> Iterator[str]:
    yield f'<h3 id="state-{slug(state.name)}">{escape(pretty(state.name))}</h3>'
    yield from facts(
        (
            ("Means", escape(sentence(state.says))),
            ("Owes the next step", escape(state.owner) or ("nobody: the case is closed" if state.final else "")),
            ("What comes next", escape(state.next_action)),
            ("Target", escape(state.target)),
            ("Source", citation(state.source)),
        )
    )
    yield from _rows(f"What may happen in {plain(state.name)}", own_rows(description, state.name))
    titles = [among(description.states, names) for names, _ in shared_rows(description) if state.name in names]
    if titles:
        links = one_of((link(title, f"#shared-{slug(title)}") for title in titles), "and")
        yield f"<p>And what this state shares with others: {links}.</p>"


def _shared(description: Description) -> Iterator[str]:
    for names, lines in shared_rows(description):
        title = among(description.states, names)
        yield f'<h3 id="shared-{slug(title)}">{escape(title)}</h3>'
        yield from _rows(f"What may happen {title[0].lower()}{title[1:]}", lines)


def _rows(caption: str, lines: list[RowLine]) -> Iterator[str]:
    if lines:
        yield from table(caption, COLUMNS, (_row(line) for line in lines))


def _row(line: RowLine) -> tuple[str, ...]:
    then = f'<span class="refused">refused:</span> {escape(line.refusal)}' if line.refusal else escape(line.then)
    return (
        escape(plain(line.event)),
        escape(one_of(map(plain, line.roles))) or "by itself",
        escape("; ".join(line.when)),
        "; ".join(map(_ask, line.only_if)),
        then,
        escape(line.because),
        citation(line.source),
    )


def _ask(ask: Ask) -> str:
    kind = "" if ask.kind == "rule" else f" ({escape(ask.kind)})"
    return link(ask.says, f"#requirements-{slug(ask.requirement)}") + kind


def _section(definition: Definition, found: Section) -> Iterator[str]:
    if found.intro:
        yield paragraph(found.intro)
    anchors = [_anchor(found, line[0]) for line in found.lines]
    lines = (tuple(map(_cell, found.columns, line)) for line in found.lines)
    yield from table(found.title, found.columns, lines, anchors=anchors)
    if any(collection.machine for collection in definition.collections.values()) and "its states" in found.columns[-1]:
        for collection in definition.collections.values():
            if collection.machine:
                yield from picture(machine_svg(collection), f"The states of {plain(collection.name)}")


def _anchor(found: Section, first: str) -> str:
    """Requirements and references can be linked to."""
    if found.title == "Requirements":
        return f"requirements-{slug(first)}"
    return f"reference-{slug(first)}" if found.title == "References" else ""


def _cell(column: str, text: str) -> str:
    if column == "source":
        return citation(text)
    return link(text, text) if column == "address" and text.startswith(WEB) else escape(text)


def _unconfirmed(definition: Definition) -> Iterator[str]:
    found = unconfirmed(definition)
    yield paragraph(
        f"{len(found)} sentences cite no text: they were proposed for this definition, or recalled and not looked up. "
        "Each is to be confirmed by whoever puts the pathway to use."
    )
    lines = ((escape(one.about), escape(one.says), escape(one.marked), "") for one in found)
    if found:
        yield from table("To be confirmed", ("about", "says", "marked as", "confirmed by, on"), lines)
