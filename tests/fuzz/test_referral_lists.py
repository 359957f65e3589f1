"""Whatever file is brought in as a referral list: each row is recorded or named with its reason, nothing half of it."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from tests.fuzz.anything import INSTANTS, TEXTS
from tests.fuzz.budget import lengths, tried
from tests.fuzz.holding import rows_of
from tests.interfaces.tables.lists import GRACE, HEADINGS, JOAN, NAVIGATOR, TODAY, Only, intake
from tests.support.lending import Library
from workflow.case.errors import BadInput
from workflow.history import unit_of_work
from workflow.inspection import verify
from workflow.interfaces.tables import bring_in, guess_mapping, plan, write_result
from workflow.interfaces.tables.reading import list_from

CELLS = st.one_of(
    st.sampled_from(
        ["", "=1+1", "@x", "-1", "1/2/26", "2026-02-30", "31/04/2026", "3/12", "2WW", "bone", "46000", "?"]
    ),
    TEXTS.filter(lambda text: len(text) < 99) | st.builds("x".__mul__, st.just(40_000)),
    st.sampled_from([*JOAN.values(), *GRACE.values()]),
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Joan's and Grace's rows with columns in another order or gone, and cells exchanged for anything."""
    headings = list(draw(st.permutations(HEADINGS)))
    for _ in range(draw(st.integers(0, 2))):
        headings.pop(draw(st.integers(0, len(headings) - 1)))
    rows = [[row[name] for name in headings] for row in draw(st.lists(st.sampled_from([JOAN, GRACE]), max_size=4))]
    for row in rows:
        for _ in range(draw(st.integers(0, 3))):
            row[draw(st.integers(0, len(row) - 1))] = draw(CELLS)
        if draw(st.integers(0, 9)) == 0:
            row.append(draw(CELLS))
    return [headings, *rows]


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file's name and bytes: a text in some encoding, a workbook, a damaged one, or anything."""
    rows = draw(tables())
    kind = draw(st.sampled_from(["csv", "csv", "csv", "xlsx", "cut", "bytes"]))
    if kind == "bytes":
        return draw(st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a.ods", "a", "a.txt"])), draw(st.binary(max_size=99))
    if kind in ("xlsx", "cut"):
        content = _workbook(rows, draw)
        return "a.xlsx", content[: draw(st.integers(0, len(content)))] if kind == "cut" else content
    delimiter, end = draw(st.sampled_from([",", ";", "\t", "|"])), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    quoted = [['"' + cell.replace('"', '""') + '"' if draw(st.booleans()) else cell for cell in row] for row in rows]
    text = end.join(delimiter.join(row) for row in quoted)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]))
    return "a.csv", text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


def _workbook(rows: list[list[str]], draw: st.DrawFn) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        cells = [
            draw(INSTANTS).replace(tzinfo=None) if draw(st.integers(0, 19)) == 0 else cell[:30_000] for cell in row
        ]
        try:
            sheet.append(cells)
        except (IllegalCharacterError, ValueError):
            sheet.append(["?"])
    written = io.BytesIO()
    try:
        book.save(written)
    except UnicodeEncodeError:
        return b""
    return written.getvalue()


def brought(library: Library, file: tuple[str, bytes]) -> int:
    """Try a file, then bring it in; tells how many rows were recorded."""
    name, content = file
    try:
        referrals = list_from(content, name=name)
        planned = plan(referrals, guess_mapping(referrals, intake()), intake(), today=TODAY)
    except BadInput as error:
        assert error.problems  # noqa: PT017 - the other answer is a list
        return 0
    assert [row.number for row in planned] == [row.number for row in referrals.rows]
    keys, pathways = library.keys, Only(intake())
    assert keys is not None
    with library.engine.connect() as connection:
        before = rows_of(connection)
    books = partial(unit_of_work, library.engine, pathways, deployment="test.example", keys=keys)
    tried_first = bring_in(planned, books, intake(), by=NAVIGATOR, fingerprint=keys.fingerprint)
    with library.engine.connect() as connection:
        assert rows_of(connection) == before, "a dry run wrote something"
    verdicts = bring_in(planned, books, intake(), by=NAVIGATOR, fingerprint=keys.fingerprint, apply=True)
    assert [each.verdict for each in verdicts] == [each.verdict for each in tried_first]
    assert all(each.verdict == "empty" or each.case_id or each.says for each in verdicts)
    for ending in ("csv", "xlsx"):
        write_result(
            Path(str(library.engine.url.database)).with_name(f"told.{ending}"), referrals, verdicts, overwrite=True
        )
    with library.engine.connect() as connection:
        assert verify(connection, pathways, keys=keys).faults == ()
    return sum(bool(each.case_id) for each in verdicts)


@lengths
def test_any_file_is_brought_in_row_by_row_or_not_at_all(on_sqlite: Library, times: int) -> None:
    assert any(tried(files(), partial(brought, on_sqlite), examples=60, times=times))
