"""Writes a sheet for a person at a terminal, in colour and fitted to its width; imported only when one is there."""

from __future__ import annotations

from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from workflow.interfaces.cli.sheet import Block, Cell, Heading, Paragraph, Sheet, Table, Tone, harmless

_STYLES: dict[Tone, str] = {
    "": "",
    "strong": "bold",
    "quiet": "dim",
    "good": "green",
    "warn": "yellow",
    "bad": "bold red",
}


_GAP = 2
"""What stands between two columns: the padding of the left one, and the box's own space."""
_BENT_WIDTH = 14
"""A column that bends is never made narrower than this for the sake of one long word."""


def write_coloured(sheet: Sheet, stream: TextIO) -> None:
    """Write the sheet on a terminal; honours NO_COLOR as Rich does."""
    console = Console(file=stream, highlight=False, soft_wrap=False)
    for number, block in enumerate(sheet):
        if isinstance(block, Heading) and number:
            console.print()
        _write(console, block)


def _write(console: Console, block: Block) -> None:
    if isinstance(block, Heading):
        console.print(Text(harmless(block.text), style="bold"))
    elif isinstance(block, Paragraph):
        console.print(Padding(_text(Cell(block.text, block.tone)), (0, 0, 0, 2 * block.inset)))
    elif widths := _widths(block, console.width):
        console.print(_rich_table(block, widths))
    else:
        _write_records(console, block)


def _rich_table(block: Table, widths: list[int]) -> RichTable:
    made = RichTable(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    made.show_header = any(block.columns)
    for column, width in zip(block.columns, widths, strict=True):
        made.add_column(column, overflow="fold", width=width)
    for row in block.rows:
        made.add_row(*(_text(cell) for cell in row))
    return made


def _widths(block: Table, room: int) -> list[int]:
    """How wide each column is on a terminal of `room` characters; empty when they do not fit beside each other.

    Rich would rather cut a column to nothing. Here every column first gets what it cannot do without, and what is left
    goes, letter by letter, to the one that has to bend most.
    """
    widths = _narrowest(block)
    spare = room - sum(widths) - _GAP * (len(widths) - 1)
    whole = [max(map(len, _texts(block, at))) for at in range(len(widths))]
    if spare < 0:
        return []
    for _ in range(spare):
        at = max(range(len(widths)), key=lambda one: whole[one] / max(widths[one], 1))
        if widths[at] >= whole[at]:
            break
        widths[at] += 1
    return widths


def _texts(block: Table, at: int) -> list[str]:
    return [block.columns[at], *(line for row in block.rows for line in harmless(row[at].text).split("\n"))]


def _narrowest(block: Table) -> list[int]:
    """How narrow each column may become: the longest word of one that bends, every character of another."""
    widths = []
    for at, column in enumerate(block.columns):
        texts = _texts(block, at)
        if _bends(block, column):
            texts = [word for text in texts for word in text.split()]
        longest = max(map(len, texts), default=0)
        widths.append(min(longest, _BENT_WIDTH) if _bends(block, column) else longest)
    return widths


def _bends(block: Table, column: str) -> bool:
    return not block.flexible or column in block.flexible


def _write_records(console: Console, block: Table) -> None:
    """A table too wide for the terminal, row by row: the first cell as a heading, the others on lines of their own."""
    wide = max(len(column) for column in block.columns)
    for first, *others in block.rows:
        console.print(_text(Cell(first.text, "strong")))
        for column, cell in zip(block.columns[1:], others, strict=True):
            if cell.text:
                line = Text.assemble((f"{column:<{wide}}  ", "dim"), _text(cell))
                console.print(Padding(line, (0, 0, 0, 2)))


def _text(cell: Cell) -> Text:
    return Text(harmless(cell.text), style=_STYLES[cell.tone])
