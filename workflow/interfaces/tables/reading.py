"""Which file becomes a referral list, and where its headings are; it opens the file and keeps every cell as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from workflow.case.errors import BadInput, Problem
from workflow.interfaces.tables.cells import Cell, text_of
from workflow.interfaces.tables.headings import heading_key
from workflow.interfaces.tables.referral_list import ReferralList, arranged
from workflow.interfaces.tables.rules import shipped_rules

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")
_SEARCHED = 20
"""Rows in which the headings are looked for; above them lists carry titles and dates."""


def read_list(path: Path | str, *, sheet: str | None = None) -> ReferralList:
    """Read a referral list from a file.

    Args:
        path: a text file (.csv, .tsv, .txt) or a workbook (.xlsx, .xlsm, .xls, .ods).
        sheet: the sheet of a workbook; may be left out when only one is filled.

    Raises:
        BadInput: when the file is not there, is neither, cannot be read, or holds no headings.
    """
    path = Path(path)
    return list_from(_content(path), name=path.name, sheet=sheet)


def list_from(content: bytes, *, name: str, sheet: str | None = None) -> ReferralList:
    """Read a referral list from the bytes of a file of that name; raises as `read_list` does."""
    ending = Path(name).suffix.casefold()
    if ending in WORKBOOK_ENDINGS:
        return _from_workbook(content, name=name, kind=ending[1:], sheet=sheet)
    if ending not in TEXT_ENDINGS:
        raise _not_a_list(f"a file that ends in {ending or 'nothing'}", "one of " + _ENDINGS)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _not_a_list(f"a workbook that is named {ending}", "the same file under .xlsx, .xls or .ods")
    if sheet is not None:
        raise _not_a_list("a text file, which has no sheets", "no sheet to be named")
    return _from_text(content, name=name)


_ENDINGS = ", ".join(TEXT_ENDINGS + WORKBOOK_ENDINGS)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise _not_a_list("no such file", "the path of a list: one of " + _ENDINGS) from None
    except OSError as error:
        raise _not_a_list(f"a file that cannot be opened ({error.strerror})", "a readable file") from None


def _from_text(content: bytes, *, name: str) -> ReferralList:
    from workflow.interfaces.tables.text_lists import read_text_list

    read = read_text_list(content)
    remarks = (f"Read as {read.encoding}, columns parted by {_NAMED[read.delimiter]}.",)
    listed = _listed(read.records, name=name, kind="csv", remarks=remarks)
    return replace(listed, encoding=read.encoding, delimiter=read.delimiter)


def _from_workbook(content: bytes, *, name: str, kind: str, sheet: str | None) -> ReferralList:
    from workflow.interfaces.tables.workbooks import read_sheet

    read = read_sheet(content, sheet=sheet)
    kind = "xlsx" if kind == "xlsm" else kind
    listed = _listed(read.records, name=name, kind=kind, remarks=(f"Read from the sheet {read.name!r}.",))
    return replace(listed, sheet=read.name, sheets=read.names, epoch=read.epoch)


_NAMED = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def _listed(records: Sequence[Sequence[Cell]], *, name: str, kind: str, remarks: tuple[str, ...]) -> ReferralList:
    at = _heading_row(records)
    headings, rows = arranged(at, records)
    told = [*remarks]
    if at:
        told.append(f"The headings are in row {at + 1}.")
    if short := sum(1 for row in rows if row.short and not row.empty):
        told.append(f"{short} rows have fewer cells than there are headings; the missing ones were taken as empty.")
    if surplus := sum(1 for row in rows if row.surplus):
        told.append(f"{surplus} rows have filled cells beyond the last heading; a person has to look at them.")
    return ReferralList(name, kind, headings, rows, remarks=tuple(told))


def _heading_row(records: Sequence[Sequence[Cell]]) -> int:
    """The row that holds most known headings; without two of them the first row that is not empty."""
    known = {heading_key(heading) for column in shipped_rules().columns.values() for heading in column.headings}
    best, most, first = -1, 1, -1
    for at, record in enumerate(records[:_SEARCHED]):
        keys = {heading_key(text_of(cell)) for cell in record if text_of(cell)}
        first = at if first < 0 and keys else first
        if len(keys & known) > most:
            best, most = at, len(keys & known)
    if best < 0 and first < 0:
        raise _not_a_list("nothing in its first rows", "a row of headings, and referrals below it")
    return best if best >= 0 else first


def _not_a_list(found: str, expected: str) -> BadInput:
    return BadInput("The list cannot be read.", [Problem("list", found, expected)])
