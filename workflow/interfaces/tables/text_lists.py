"""How the bytes of a text list become records: its encoding, its delimiter, its quoted cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.case.errors import BadInput, Problem

DELIMITERS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LOOKED_AT = 50
"""Records looked at to find the delimiter."""


@dataclass(frozen=True, slots=True)
class TextList:
    """The records of a text file, with the encoding and delimiter they were read by."""

    records: tuple[tuple[str, ...], ...]
    encoding: str
    delimiter: str


def read_text_list(content: bytes) -> TextList:
    """Read a delimited text file.

    Raises:
        BadInput: when it is no text, or a quotation mark is opened and never closed.
    """
    text, encoding = decoded(content)
    delimiter = _told_delimiter(text)
    body_from = text.find("\n") + 1 if delimiter else 0
    delimiter = delimiter or _likely_delimiter(text)
    records = list(_records(text[body_from:], delimiter))
    if body_from:
        records.insert(0, ())
    return TextList(tuple(records), encoding, delimiter)


def decoded(content: bytes) -> tuple[str, str]:
    """The text of the bytes and the encoding's name as people know it.

    A byte-order mark decides; then UTF-16 without one; then UTF-8; what is not UTF-8 is Windows-1252.
    """
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _strictly(content, codec, name), name
    if (unmarked := _unmarked_utf16(content)) is not None:
        return _strictly(content, unmarked, "UTF-16"), "UTF-16"
    try:
        return _without_nul(content.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError:
        return _strictly(content, "cp1252", "Windows-1252"), "Windows-1252"


def _unmarked_utf16(content: bytes) -> str | None:
    sample = content[:2000]
    if len(sample) < 4 or len(content) % 2:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.8 and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.8 and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _strictly(content: bytes, codec: str, name: str) -> str:
    try:
        return _without_nul(content.decode(codec))
    except UnicodeDecodeError as error:
        raise _no_text(f"bytes that are not {name} (at byte {error.start})") from None


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise _no_text("zero bytes, as in a file that is no text")
    return text


def _no_text(found: str) -> BadInput:
    expected = "a text file in UTF-8, UTF-16 or Windows-1252; save the list again as “CSV UTF-8” or as .xlsx"
    return BadInput("The list cannot be read.", [Problem("file", found, expected)])


def _told_delimiter(text: str) -> str:
    """The delimiter of the line `sep=;` that some spreadsheets write first, or ""."""
    first = text[:8].splitlines()[0] if text[:8].splitlines() else ""
    told = first[4:].strip('" ') if first.casefold().startswith("sep=") else ""
    return "\t" if first.casefold() == "sep=\t" else told if told in DELIMITERS else ""


def _likely_delimiter(text: str) -> str:
    return max(DELIMITERS, key=lambda delimiter: (_agreement(text, delimiter), -DELIMITERS.index(delimiter)))


def _agreement(text: str, delimiter: str) -> tuple[float, int]:
    """Which share of the first records agrees on a number of columns, and on how many; nothing for a single one."""
    widths: list[int] = []
    try:
        for record in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter):
            if any(record):
                widths.append(len(record))
            if len(widths) == _LOOKED_AT:
                break
    except csv.Error:
        pass
    usual = max(set(widths), key=widths.count, default=1)
    return (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 1)


def _records(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for record in reader:
            number += 1
            yield tuple(record)
    except csv.Error:
        found = "a quotation mark that is not closed, or text after a closing one"
        raise BadInput(
            f"The list cannot be read beyond row {number}.",
            [
                Problem(
                    f"row {number + 1}", found, "quotation marks in pairs around a cell; save the list again as .xlsx"
                )
            ],
        ) from None
