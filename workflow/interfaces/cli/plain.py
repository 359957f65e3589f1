"""Writes a sheet as plain text for pipes, files and mails: aligned columns, no colour, nothing shortened."""

from __future__ import annotations

from workflow.interfaces.cli.sheet import Block, Heading, Paragraph, Sheet, Table, harmless

INSET = "  "


def plain_text(sheet: Sheet) -> str:
    """The sheet as text that ends with a line break; "" for an empty sheet."""
    lines: list[str] = []
    for block in sheet:
        if isinstance(block, Heading) and lines:
            lines.append("")
        lines.extend(_lines(block))
    return "".join(line.rstrip() + "\n" for line in lines)


def _lines(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return [harmless(block.text)]
    if isinstance(block, Paragraph):
        return [INSET * block.inset + line for line in harmless(block.text).split("\n")]
    return _table_lines(block)


def _table_lines(block: Table) -> list[str]:
    named = [block.columns] if any(block.columns) else []
    written = [*named, *(tuple(_one_line(cell.text) for cell in row) for row in block.rows)]
    widths = [max((len(row[at]) for row in written), default=0) for at in range(len(block.columns))]
    return [INSET.join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in written]


def _one_line(text: str) -> str:
    return " ".join(harmless(text).split("\n"))
