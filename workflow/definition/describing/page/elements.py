"""The few pieces of HTML a page is made of; every text passes through `escape` here, and nowhere else it has to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

CITED = re.compile(r"\[([A-Za-z0-9_]+)\]")
NO_LETTER = re.compile(r"[^a-z0-9]+")
WEB = ("https://", "http://")


def slug(text: str) -> str:
    """A text as an anchor: small letters, digits and hyphens."""
    return NO_LETTER.sub("-", text.lower()).strip("-")


def paragraph(text: str) -> str:
    """A paragraph of plain text."""
    return f"<p>{escape(text)}</p>"


def link(text: str, target: str) -> str:
    """A link to another part of the page, or to an address of the web; an address of another kind stays a text."""
    if not target.startswith(("#", *WEB)):
        return escape(text)
    return f'<a href="{escape(target)}">{escape(text)}</a>'


def citation(text: str) -> str:
    """A source with its reference linked to the list of references."""
    return CITED.sub(lambda found: link(found[0], f"#reference-{slug(found[1])}"), escape(text))


def section(title: str, anchor: str, content: Iterable[str], *, kind: str = "part") -> Iterator[str]:
    """A part of the page under a heading of its own."""
    yield f'<section class="{kind}" aria-labelledby="{anchor}">'
    yield f'<h2 id="{anchor}">{escape(title)}</h2>'
    yield from content
    yield "</section>"


def facts(lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Names with their values, which are HTML already; those without a value are left out."""
    yield '<dl class="facts">'
    for name, value in lines:
        if value:
            yield f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>"
    yield "</dl>"


def table(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, anchors: Sequence[str] = ()
) -> Iterator[str]:
    """A table whose cells are HTML already; the first of each row heads it. It can be scrolled on a narrow screen.

    Args:
        anchors: an anchor for each row, where others link to it.
    """
    label = f"table-{slug(caption)}"
    yield f'<div class="wide" role="group" tabindex="0" aria-labelledby="{label}"><table>'
    yield f'<caption id="{label}">{escape(caption)}</caption>'
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for number, (first, *others) in enumerate(rows):
        named = f' id="{anchors[number]}"' if number < len(anchors) and anchors[number] else ""
        head = f'<th scope="row">{first}</th>' if first else "<td></td>"
        yield f"<tr{named}>{head}{''.join(f'<td>{cell}</td>' for cell in others)}</tr>"
    yield "</tbody></table></div>"


def picture(svg: str, label: str) -> Iterator[str]:
    """A drawing inside the page, which can be scrolled on a narrow screen."""
    yield f'<figure class="picture" role="group" tabindex="0" aria-label="{escape(label)}">'
    yield svg.strip()
    yield "</figure>"
