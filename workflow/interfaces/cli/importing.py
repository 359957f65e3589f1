"""`casepath import`: opens cases from a referral list, row by row, and says in words what became of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.case.errors import BadInput
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.files import write_file
from workflow.interfaces.cli.options import ASKER, DATABASE
from workflow.interfaces.cli.sheet import Block, Cell, Heading, Paragraph, Tone, table
from workflow.interfaces.settings import sqlite_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workflow.case.actor import Actor
    from workflow.definition.model import Definition
    from workflow.interfaces.cli.toolbox import Database
    from workflow.interfaces.tables import ColumnMapping, ImportSummary, ReferralList, RowVerdict

ListFile = Annotated[Path, typer.Argument(metavar="LIST", help="A .csv, .xlsx, .xls or .ods file.", show_default=False)]
SheetName = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet of a workbook.")]
MappingFile = Annotated[Path | None, typer.Option("--mapping", metavar="FILE", help="Which column means what (TOML).")]
WriteMappingFile = Annotated[
    Path | None, typer.Option("--write-mapping", metavar="FILE", help="Write the mapping used, to be corrected.")
]
PathwayName = Annotated[str | None, typer.Option("--pathway", metavar="NAME", help="Default the shipped one.")]
Apply = Annotated[bool, typer.Option("--apply", help="Open the cases; without it nothing stays.")]
Result = Annotated[
    Path | None, typer.Option("--result", metavar="FILE", help="Write the list with its verdicts (.csv or .xlsx).")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a result or mapping that is there already.")]
AllRows = Annotated[bool, typer.Option("--all", help="Every row, not only those that need somebody.")]

_TONES: dict[str, Tone] = {"opened": "good", "attached": "good", "needs_person": "warn", "refused": "bad"}
_QUIET = {"opened", "attached", "already_imported", "empty"}


def add_commands(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", short_help="Open cases from a referral list.")(import_list)


@at_desk(DATABASE, ASKER)
def import_list(
    desk: Desk,
    *,
    file: ListFile,
    sheet: SheetName = None,
    mapping: MappingFile = None,
    write_mapping: WriteMappingFile = None,
    pathway: PathwayName = None,
    apply: Apply = False,
    result: Result = None,
    overwrite: Overwrite = False,
    all_rows: AllRows = False,
) -> None:
    """Open cases from a referral list. A dry run unless --apply is given; repeating it opens nothing twice.

    Nothing is guessed about identity, site or earlier cancer: a row that is not certain needs a person, and the
    result file says why. Rows are named by their number, never by a patient.
    """
    from workflow.interfaces.cli.meaning import meant_for_cases
    from workflow.interfaces.tables import guess_mapping, load_mapping, read_list, summarise, write_result

    database = desk.database()
    definition = meant_for_cases(desk, database, pathway or desk.pathways.names()[0].rpartition("@")[0])
    by = desk.actor()
    _refuse_existing(result, overwrite=overwrite)
    _refuse_precious(desk, file, {"--result": result, "--write-mapping": write_mapping})
    if write_mapping and write_mapping.exists() and not overwrite:
        raise BadInput(f"The file {write_mapping} is there already: name another, or add --overwrite.")
    referrals = read_list(file, sheet=sheet)
    columns = load_mapping(mapping, referrals, definition) if mapping else guess_mapping(referrals, definition)
    if write_mapping:
        _write_mapping(write_mapping, columns)
    verdicts = _brought_in(desk, database, referrals, columns, definition=definition, by=by, apply=apply)
    # Told first, written second: a result file that cannot be written must not hide that cases were opened.
    summary = summarise(referrals, verdicts)
    shown = verdicts if all_rows else [one for one in verdicts if one.verdict not in _QUIET]
    desk.screen.answer(
        _value(columns, summary, verdicts, applied=apply),
        [*_mapping_sheet(referrals, columns), *_rows(shown), *_summary(summary, applied=apply)],
    )
    if result:
        write_result(result, referrals, verdicts, overwrite=overwrite)
        desk.screen.note(f"The list with its verdicts is in {result}.")


def _brought_in(
    desk: Desk,
    database: Database,
    referrals: ReferralList,
    columns: ColumnMapping,
    *,
    definition: Definition,
    by: Actor,
    apply: bool,
) -> tuple[RowVerdict, ...]:
    from workflow.interfaces.cli.progress import progress
    from workflow.interfaces.tables import bring_in, plan

    database.fingerprint("")  # names and numbers need keys: said before the list is worked through
    planned = plan(referrals, columns, definition, today=desk.today(definition))
    with progress(desk.screen, "rows") as advance:
        return bring_in(
            planned,
            database.writing,
            definition,
            by=by,
            fingerprint=database.fingerprint,
            apply=apply,
            progress=advance,
        )


def _refuse_existing(result: Path | None, *, overwrite: bool) -> None:
    """Say before anything is opened that the result would have nowhere to go."""
    if result is not None and result.exists() and not overwrite:
        raise BadInput(f"The file {result} is there already: name another, or add --overwrite. Nothing was recorded.")
    if result is not None and result.suffix.casefold() not in {".csv", ".xlsx"}:
        raise BadInput(f"The result {result.name} ends in neither .csv nor .xlsx. Nothing was recorded.")
    if result is not None and not result.parent.is_dir():
        raise BadInput(f"The folder of {result} is not there. Nothing was recorded.")


def _refuse_precious(desk: Desk, file: Path, written: Mapping[str, Path | None]) -> None:
    """Never write over the list itself, the database or its keys, whatever may be replaced."""
    database = sqlite_file(desk.settings.database)
    precious = [path.resolve() for path in (file, database, desk.settings.keys) if path is not None]
    for option, path in written.items():
        if path is not None and path.resolve() in precious:
            raise BadInput(f"{option} names {path}, which is the list, the database or its keys: name another file.")


def _write_mapping(path: Path, columns: ColumnMapping) -> None:
    from workflow.interfaces.tables import mapping_text

    write_file(path, mapping_text(columns), "The mapping")


def _mapping_sheet(referrals: ReferralList, columns: ColumnMapping) -> list[Block]:
    sheet: list[Block] = [Heading(f"{referrals.name}: {len(referrals.rows):,} rows")]
    sheet += [Paragraph(remark, "quiet") for remark in referrals.remarks]
    sheet.append(table(("column", "is read as", "why"), columns.lines()))
    if columns.unused:
        sheet.append(Paragraph(f"Not read: {', '.join(columns.unused)}", "quiet"))
    return sheet


def _rows(verdicts: Sequence[RowVerdict]) -> list[Block]:
    if not verdicts:
        return []
    rows = [(str(one.number), Cell(_word(one.verdict), _TONES.get(one.verdict, "")), one.says) for one in verdicts]
    return [Heading("Rows"), table(("row", "verdict", ""), rows, flexible=("",))]


def _summary(summary: ImportSummary, *, applied: bool) -> list[Block]:
    sheet: list[Block] = [Heading("Result" if applied else "Result of the dry run")]
    sheet += [Paragraph(line) for line in summary.lines]
    if not applied:
        sheet.append(Paragraph("Nothing was recorded. --apply opens the cases.", "strong"))
    return sheet


def _value(
    columns: ColumnMapping, summary: ImportSummary, verdicts: Sequence[RowVerdict], *, applied: bool
) -> dict[str, Any]:
    return {
        "applied": applied,
        "counts": dict(summary.counts),
        "reasons": dict(summary.reasons),
        "mapping": [{"column": heading, "target": target, "why": why} for heading, target, why in columns.lines()],
        "rows": [
            {
                "row": one.number,
                "verdict": one.verdict,
                "says": one.says,
                "case": one.case_id or None,
                "reasons": [str(reason) for reason in one.reasons],
                "remarks": [str(remark) for remark in one.remarks],
            }
            for one in verdicts
        ],
    }


def _word(verdict: str) -> str:
    return verdict.replace("_", " ")
