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
    else:
        console.print(_rich_table(block))


def _rich_table(block: Table) -> RichTable:
    made = RichTable(
        box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim", show_header=any(block.columns)
    )
    for column in block.columns:
        bends = not block.flexible or column in block.flexible
        made.add_column(column, no_wrap=not bends, overflow="fold", ratio=1 if column in block.flexible else None)
    for row in block.rows:
        made.add_row(*(_text(cell) for cell in row))
    return made


def _text(cell: Cell) -> Text:
    return Text(harmless(cell.text), style=_STYLES[cell.tone])
