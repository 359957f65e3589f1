"""The list handed back with a verdict beside every row, for people to work through and to bring in again.

It holds patients' text like the list itself: only its owner may read it, and no cell is taken for a formula.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from workflow.case.errors import BadInput, Problem
from workflow.interfaces.tables.cells import Cell, neutral, text_of
from workflow.interfaces.tables.referral_list import OWN_HEADING, ReferralList
from workflow.interfaces.tables.verdicts import RowVerdict

_ADDED = tuple(OWN_HEADING + name for name in ("verdict", "case", "why", "to know", "read as", "row"))
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that a workbook cannot hold.  Source: XML 1.0, section 2.2."""
_LONGEST_CELL = 32_767
"""Source: Excel specifications and limits."""
_WIDTHS = {"verdict": 16, "case": 34, "why": 60, "to know": 40, "read as": 40}


def write_result(
    path: Path | str, referrals: ReferralList, verdicts: Sequence[RowVerdict], *, overwrite: bool = False
) -> None:
    """Write the list with its verdicts as .csv (UTF-8 with a byte-order mark) or .xlsx.

    Args:
        path: where to; its ending says which of the two.
        overwrite: whether a file that is there may be replaced.

    Raises:
        BadInput: for another ending, a file that is there already, or a place that cannot be written to.
    """
    path = Path(path)
    makers = {".csv": _as_csv, ".xlsx": _as_workbook}
    if path.suffix.casefold() not in makers:
        raise _unwritable(f"a name that ends in {path.suffix or 'nothing'}", "a name that ends in .csv or .xlsx")
    if path.exists() and not overwrite:
        raise _unwritable("a file of that name already", "a new name, so that nobody's work is overwritten")
    _put(path, makers[path.suffix.casefold()](referrals, verdicts))


def _records(referrals: ReferralList, verdicts: Sequence[RowVerdict]) -> Iterator[tuple[Cell, ...]]:
    by_number: Mapping[int, RowVerdict] = {each.number: each for each in verdicts}
    yield (*referrals.headings, *_ADDED)
    for row in referrals.rows:
        verdict = by_number[row.number]
        why = verdict.says
        known = " ".join(each.says for each in verdict.remarks)
        yield (*row.cells, verdict.verdict, verdict.case_id, why, known, verdict.read_as, row.number)


def _as_csv(referrals: ReferralList, verdicts: Sequence[RowVerdict]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=referrals.delimiter or ",")
    for record in _records(referrals, verdicts):
        writer.writerow([neutral(_plain(cell)) for cell in record])
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    return cell if isinstance(cell, str) else text_of(cell)


def _as_workbook(referrals: ReferralList, verdicts: Sequence[RowVerdict]) -> bytes:
    import openpyxl
    from openpyxl.utils import get_column_letter

    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("referrals")
    sheet.freeze_panes = "A2"
    for at, heading in enumerate((*referrals.headings, *_ADDED), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(heading.removeprefix(OWN_HEADING), 14)
    for record in _records(referrals, verdicts):
        sheet.append([_workbook_cell(cell) for cell in record])
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _workbook_cell(cell: Cell) -> Cell:
    if isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, datetime | date) and cell.year > 1900:
        return cell
    return neutral(_UNPRINTABLE.sub("", _plain(cell)))[:_LONGEST_CELL]


def _put(path: Path, content: bytes) -> None:
    """Write a whole file or none; nobody but its owner may read it."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    except OSError as error:
        raise _unwritable(f"a folder that cannot be written to ({error.strerror})", "a folder of your own") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise _unwritable(f"a file that cannot be written ({error.strerror})", "a place with room for it") from None


def _unwritable(found: str, expected: str) -> BadInput:
    return BadInput("The result was not written.", [Problem("result file", found, expected)])
