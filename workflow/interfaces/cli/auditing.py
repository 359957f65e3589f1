"""`casepath audit`: proves the history of every case, and tells what was known, or true, at an earlier time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.case.errors import BadInput, Problem
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.options import DATABASE, CaseId
from workflow.interfaces.cli.sheet import Block, Paragraph, table
from workflow.interfaces.problems import CORRUPT

if TYPE_CHECKING:
    from workflow.inspection import Verification

KnownAt = Annotated[
    str | None, typer.Option("--known-at", metavar="WHEN", help="By what had been recorded then; a date: by its end.")
]
OnlyBytes = Annotated[
    bool, typer.Option("--bytes", help="Look only at hashes and links: many times faster, and asks no rule.")
]
EffectiveAt = Annotated[
    str | None, typer.Option("--effective-at", metavar="WHEN", help="By what had happened then; a date: by its end.")
]


def add_commands(app: typer.Typer) -> None:
    """Add `audit` with its commands."""
    group = typer.Typer(help="Prove the history; look back.", no_args_is_help=True, rich_markup_mode=None)
    group.command("verify")(verify)
    group.command("as-of")(as_of)
    app.add_typer(group, name="audit")


@at_desk(DATABASE)
def verify(desk: Desk, *, only_bytes: OnlyBytes = False) -> None:
    """Prove every case: chain, numbering, columns, projection, and that each recorded transition was lawful.

    Names the case and entry of the first fault of each kind; exit status 5 when there is one.
    """
    from workflow.interfaces.cli.progress import progress

    database = desk.database()
    with progress(desk.screen, "cases verified") as advance:
        found = database.verify(advance, bytes_only=only_bytes)
    desk.screen.answer(_verification_value(found), _verification_sheet(found))
    if found.faults:
        raise typer.Exit(CORRUPT)


@at_desk(DATABASE)
def as_of(desk: Desk, *, case: CaseId, known_at: KnownAt = None, effective_at: EffectiveAt = None) -> None:
    """A case as it was: by what had been recorded by then, by what had happened by then, or both.

    Nothing is decided anew: the entries of that time are told again.
    """
    from workflow.interfaces.cli.case_view import CaseShown, case_sheet, case_value
    from workflow.interfaces.cli.moments import end_of
    from workflow.interfaces.cli.naming import instant_says, zone_of

    if known_at is None and effective_at is None:
        problem = Problem("time", "none", "--known-at WHEN, --effective-at WHEN, or both")
        raise BadInput("The time to look back to was not said; `casepath show` tells how the case stands.", [problem])
    database = desk.database()
    case_id = desk.case_id(database, case)
    with database.reading() as book:
        zone = zone_of(desk.definition_of(book, case_id))
        known, effective = end_of(known_at, "--known-at", zone), end_of(effective_at, "--effective-at", zone)
        found = book.case(case_id, known_at=known, effective_at=effective)
        asked = (("By what had been recorded", known), ("By what had happened", effective))
        sentences = [f"{what} until {instant_says(at, zone)}." for what, at in asked if at is not None]
        shown = CaseShown(found, desk.definition(found.definition), everything=True, as_of=tuple(sentences))
    value = case_value(shown) | {
        "known_at": known.isoformat() if known else None,
        "effective_at": effective.isoformat() if effective else None,
    }
    desk.screen.answer(value, case_sheet(shown))


def _verification_sheet(found: Verification) -> list[Block]:
    looked = f"{_counted(found.cases, 'case', 'cases')} with {_counted(found.entries, 'entry', 'entries')}"
    looked += f" looked at in {found.seconds:.1f} s"
    if found.bytes_only:
        looked += ", hashes and links alone"
    unopened = Paragraph("Without the key file no protected text could be opened.", "quiet")
    keyed = [] if found.keyed or found.bytes_only else [unopened]
    keyed += [
        Paragraph(
            f"An earlier release kept {name} without a receipt; `casepath pathway register` gives it one.", "quiet"
        )
        for name in found.unproved
    ]
    if not found.faults:
        return [Paragraph(f"{looked}: everything holds.", "good"), *keyed]
    rows = [
        (one.kind, f"{found.counts[one.kind]:,}", one.case_id, str(one.seq) if one.seq else "", one.says)
        for one in found.faults
    ]
    return [
        Paragraph(f"{looked}: the history does not hold. The first fault of each kind:", "bad"),
        table(("kind", "found", "first in case", "entry", "says"), rows, flexible=("says",)),
        *keyed,
    ]


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _verification_value(found: Verification) -> dict[str, Any]:
    return {
        "holds": not found.faults,
        "cases": found.cases,
        "entries": found.entries,
        "keyed": found.keyed,
        "bytes_only": found.bytes_only,
        "unproved": list(found.unproved),
        "seconds": round(found.seconds, 3),
        "counts": dict(found.counts),
        "faults": [
            {"kind": one.kind, "case": one.case_id or None, "seq": one.seq or None, "says": one.says}
            for one in found.faults
        ],
    }
