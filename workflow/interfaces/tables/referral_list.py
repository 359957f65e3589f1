"""A referral list as it was read: headings and numbered rows, and what was noticed while reading it.

It keeps every cell as it stands in the file and does not know what any column means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.interfaces.tables.cells import Cell, text_of

OWN_HEADING = "casepath "
"""Columns that begin with this were added by an earlier result file; they are not read again."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings.

    Args:
        number: its number as a spreadsheet shows it, the first row of the file being 1.
        cells: as many as there are headings.
        surplus: how many filled cells stand to the right of the last heading.
        short: how many cells the file gave too few.
    """

    number: int
    cells: tuple[Cell, ...]
    surplus: int = 0
    short: int = 0

    @property
    def empty(self) -> bool:
        """Whether no cell holds anything."""
        return self.surplus == 0 and not any(text_of(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ReferralList:
    """A list with its headings, its rows and how it was read.

    Args:
        name: the file's name without its folder.
        kind: csv, xlsx, xls or ods.
        headings: one for each column, no two alike; a second "Notes" becomes "Notes (2)".
        rows: in the order of the file, empty ones too.
        encoding, delimiter: of a text file, else "".
        sheet, sheets: of a workbook: the one read, and all that can be read.
        epoch: the year a workbook counts its day numbers from, 1900 or 1904; 0 where nobody told.
        remarks: what a person should know about the reading; free of patients' text.
    """

    name: str
    kind: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    epoch: int = 0
    remarks: tuple[str, ...] = ()


def arranged(heading_row: int, records: Sequence[Sequence[Cell]]) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Split records into headings and numbered rows of one width, leaving out the columns of an earlier result.

    Args:
        heading_row: index of the record that holds the headings.
        records: every record of the file, from its first.
    """
    names = [text_of(cell) for cell in records[heading_row]]
    while names and not names[-1]:
        names.pop()
    keep = [at for at, name in enumerate(names) if not name.casefold().startswith(OWN_HEADING)]
    rows = tuple(
        _row(number, record, keep=keep, width=len(names))
        for number, record in enumerate(records[heading_row + 1 :], start=heading_row + 2)
    )
    return _distinct([names[at] for at in keep]), rows


def _row(number: int, record: Sequence[Cell], *, keep: list[int], width: int) -> Row:
    have = len(record)
    cells = tuple(record[at] if at < have else "" for at in keep)
    surplus = sum(1 for cell in record[width:] if text_of(cell))
    return Row(number, cells, surplus, max(0, width - have) if have else 0)


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    distinct: list[str] = []
    for at, name in enumerate(names, start=1):
        name = " ".join(name.split()) or f"column {at}"
        candidate, again = name, 1
        while candidate in distinct:
            again += 1
            candidate = f"{name} ({again})"
        distinct.append(candidate)
    return tuple(distinct)
