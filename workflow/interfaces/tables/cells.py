"""What one cell of a list holds, as text; it knows spreadsheets' habits and nothing of what a column means."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta
"""What a spreadsheet keeps in a cell; a cell of a text file is always text."""

FORMULA_MARKS = ("=", "+", "-", "@")
"""Characters that make a spreadsheet read a cell as a formula; a tab or a line end before them does not help.

Source: OWASP, "CSV Injection".
"""

_SPACES = {
    ord(space): " " for space in "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\x00"))


def text_of(cell: Cell) -> str:
    """The cell as a person reads it: composed characters, ordinary spaces, nothing at the ends.

    A whole number loses the `.0` a spreadsheet gives it; a date is written YYYY-MM-DD; line breaks stay.
    The apostrophe that keeps a spreadsheet from reading a formula is not part of the text.
    """
    if not isinstance(cell, str):
        return _value_text(cell)
    text = cell.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_SPACES).translate(_INVISIBLE)).strip()
    if text[:1] == "'" and text[1:].lstrip().startswith(FORMULA_MARKS):
        text = text[1:].strip()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def phrase_of(text: str) -> str:
    """The text as it is looked up in a table of phrases: one space between words, no difference of case."""
    return " ".join(text.casefold().split())


def neutral(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would take it for a formula."""
    bare = text.lstrip()
    if bare.startswith(FORMULA_MARKS):
        return "'" + bare
    return bare if text.startswith(("\t", "\r")) else text


def _value_text(cell: int | float | bool | date | datetime | time | timedelta) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes") if cell.time() != time() else cell.date().isoformat()
    return str(cell)
