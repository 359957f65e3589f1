"""How a sheet of a workbook (.xlsx, .xlsm, .xls, .ods) becomes records; dates stay dates."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import cast

from workflow.case.errors import BadInput, Problem
from workflow.interfaces.tables.cells import Cell

_DATE_1904 = re.compile(rb'date1904="(?:1|true)"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet's records, its name, the names of all sheets and the year its day numbers count from."""

    records: tuple[tuple[Cell, ...], ...]
    name: str
    names: tuple[str, ...]
    epoch: int


def read_sheet(content: bytes, *, sheet: str | None = None) -> Sheet:
    """Read one sheet of a workbook.

    Args:
        content: the bytes of the file.
        sheet: the sheet's name; None takes the only visible sheet that holds anything.

    Raises:
        BadInput: when it is no workbook, is locked by a password, or the sheet is not there or not told.
    """
    import python_calamine as calamine

    try:
        with calamine.load_workbook(io.BytesIO(content)) as workbook:
            visible = tuple(
                each.name for each in workbook.sheets_metadata if each.visible == calamine.SheetVisibleEnum.Visible
            )
            named = _named(sheet, tuple(workbook.sheet_names))
            candidates = (named,) if named is not None else visible
            found = {name: _records(workbook.get_sheet_by_name(name)) for name in candidates}
    except calamine.PasswordError:
        raise _unreadable("a password on it", "a workbook without a password") from None
    except (calamine.CalamineError, OSError):
        raise _unreadable(
            "something that is no workbook, or a damaged one", "a workbook that opens without repair"
        ) from None
    filled = {name: records for name, records in found.items() if records}
    name = named if named is not None else _only(tuple(filled), visible)
    return Sheet(found.get(name, ()), name, visible, _epoch(content))


def _records(sheet: object) -> tuple[tuple[Cell, ...], ...]:
    rows = sheet.to_python(skip_empty_area=False)  # type: ignore[attr-defined]
    return tuple(tuple(cast("list[Cell]", row)) for row in rows)


def _named(asked: str | None, names: tuple[str, ...]) -> str | None:
    if asked is None:
        return None
    for name in names:
        if name.casefold() == asked.strip().casefold():
            return name
    raise _unreadable(f"no sheet named {asked!r}", "one of " + ", ".join(map(repr, names)))


def _only(filled: tuple[str, ...], visible: tuple[str, ...]) -> str:
    if len(filled) > 1:
        raise _unreadable("several filled sheets", "the name of one: --sheet with " + ", ".join(map(repr, filled)))
    return filled[0] if filled else (visible[0] if visible else "")


def _epoch(content: bytes) -> int:
    """The year day numbers count from: a workbook of the zipped kind says so, the others do not (0)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts, parts.open("xl/workbook.xml") as part:
            return 1904 if _DATE_1904.search(part.read(100_000)) else 1900
    except (zipfile.BadZipFile, KeyError):
        return 0


def _unreadable(found: str, expected: str) -> BadInput:
    return BadInput("The workbook cannot be read.", [Problem("workbook", found, expected)])
