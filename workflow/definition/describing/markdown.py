"""A description as Markdown: the clinician's table, state by state, then everything it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workflow.definition.describing.description import Ask, Description, RowLine, Section
from workflow.definition.describing.grouping import among, own_rows, shared_rows
from workflow.definition.describing.wording import one_of, plain, pretty, sentence

COLUMNS = ("event", "who", "when", "only if", "then", "because", "source")


def as_markdown(description: Description, *, picture: str = "") -> str:
    """Write a description as a Markdown document.

    Args:
        picture: the address of the pathway's picture; "" for none.
    """
    return "\n".join(_document(description, picture)) + "\n"


def _document(description: Description, picture: str) -> Iterator[str]:
    yield f"# {description.title}"
    yield ""
    yield sentence(description.says)
    yield ""
    yield f"Written from `{description.name}`, digest `{description.digest}`. It changes with the definition only."
    if picture:
        yield ""
        yield f"![The states of {description.name} and the ways between them]({picture})"
    yield from _states(description)
    yield from _rows(description)
    for section in description.sections:
        yield from _section(section)


def _states(description: Description) -> Iterator[str]:
    yield from ("", "## The states", "")
    lines = [
        (f"**{pretty(state.name)}**", state.says, state.owner or "–", state.next_action, state.target, state.source)
        for state in description.states
    ]
    yield from table(("state", "means", "who owes the next step", "what comes next", "target", "source"), lines)


def _rows(description: Description) -> Iterator[str]:
    yield from ("", "## What can happen", "")
    yield "Each line is one row of the definition: **when** this was reported so, and **only if** that is met, **then**"
    yield "the case goes there, **because**. What each “only if” looks at stands under Requirements. A row that several"
    yield "states share stands once, after the single states."
    opening = [line for line in description.rows if line.kind == "opening"]
    if opening:
        yield from _block("At the start", opening)
    for state in description.states:
        yield from _block(f"In {plain(state.name)}", own_rows(description, state.name))
    for states, lines in shared_rows(description):
        yield from _block(among(description.states, states), lines)


def _block(title: str, lines: Iterable[RowLine]) -> Iterator[str]:
    shown = [_line(line) for line in lines]
    if shown:
        yield from ("", f"### {title}", "")
        yield from table(COLUMNS, shown)


def _line(line: RowLine) -> tuple[str, ...]:
    who = one_of(map(plain, line.roles)) or "*by itself*"
    return (
        f"**{plain(line.event)}**",
        who,
        "; ".join(line.when),
        "; ".join(_ask(ask) for ask in line.only_if),
        f"*refused:* {line.refusal}" if line.refusal else f"**{line.then}**" if line.then != "stays" else "stays",
        line.because,
        line.source,
    )


def _ask(ask: Ask) -> str:
    return ask.says if ask.kind == "rule" else f"{ask.says} ({ask.kind})"


def _section(section: Section) -> Iterator[str]:
    yield from ("", f"## {section.title}", "")
    if section.intro:
        yield from (section.intro, "")
    yield from table(section.columns, section.lines)


def table(columns: Iterable[str], lines: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table; bars and line breaks inside a cell are made harmless."""
    heads = list(columns)
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for line in lines:
        yield f"| {' | '.join(_cell(cell) for cell in line)} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
