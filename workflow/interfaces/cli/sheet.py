"""What a command has to say, before anybody decides how it looks: headings, paragraphs and tables.

Views build sheets out of values; only `screen` knows terminals, colour and encodings.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "strong", "quiet", "good", "warn", "bad"]

_LINE_BREAK = "\n"
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One text with its tone."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A short line that begins a part of the sheet."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of running text, indented by `inset` steps."""

    text: str
    tone: Tone = ""
    inset: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column names; `flexible` columns may be wrapped on a narrow terminal."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    flexible: tuple[str, ...] = ()


Block = Heading | Paragraph | Table
Sheet = Sequence[Block]


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Cell]], *, flexible: Sequence[str] = ()) -> Table:
    """Make a table; columns without any text in any row are left out."""
    cells = [tuple(one if isinstance(one, Cell) else Cell(one) for one in row) for row in rows]
    kept = [at for at in range(len(columns)) if not cells or any(row[at].text for row in cells)]
    return Table(
        tuple(columns[at] for at in kept),
        tuple(tuple(row[at] for at in kept) for row in cells),
        tuple(flexible),
    )


def harmless(text: str) -> str:
    """The text without control characters, so that nothing recorded can steer somebody's terminal."""
    if text.isprintable():
        return text
    return "".join(_shown(letter) for letter in text)


def _shown(letter: str) -> str:
    if letter == _LINE_BREAK or unicodedata.category(letter) not in _HIDDEN:
        return letter
    return " " if letter in "\t\r" else "�"
