"""`casepath migrate`: makes a database or brings it to this release, and makes its key file."""

from __future__ import annotations

from typing import Annotated

import typer

from workflow.case.errors import BadInput, Problem
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.options import DATABASE
from workflow.interfaces.cli.sheet import Block, Paragraph
from workflow.interfaces.settings import shown_database


def add_commands(app: typer.Typer) -> None:
    """Add the command."""
    app.command("migrate", short_help="Make the database, or bring it up to date.")(migrate)


Grants = Annotated[
    list[str] | None,
    typer.Option("--grants", metavar="KIND=ROLE", help="Only print what app=ROLE and auditor=ROLE may do; repeatable."),
]


@at_desk(DATABASE)
def migrate(desk: Desk, *, grants: Grants = None) -> None:
    """Make the database, or bring it up to date, and make its key file if it has none.

    The key file is what names, numbers and free text are read with. Keep a copy apart from the database's backups:
    without it they are lost, and with it and the database anybody can read them.

    CASEPATH_DEPLOYMENT names this installation (default local). The name stands in every entry and stays what it was
    at the first one.
    """
    if grants:
        script = desk.toolbox.databases.grants(_roles(grants))
        desk.screen.text({"script": script}, script)
        return
    place = shown_database(desk.settings.database)
    done = desk.toolbox.databases.migrate(desk.settings)
    changed = done.before != done.after
    sheet: list[Block] = [
        Paragraph(
            f"{place} is at revision {done.after}" + ("." if changed else " already; nothing had to change."), "good"
        )
    ]
    if done.keys_made:
        sheet.append(
            Paragraph(f"New keys were written to {done.keys}; keep a copy in a safe place, apart from the backups.")
        )
    elif done.keys is None:
        sheet.append(
            Paragraph("Without a key file only opaque patient references can be kept: --keys FILE makes one.", "warn")
        )
    value = {
        "database": place,
        "before": done.before or None,
        "after": done.after,
        "changed": changed,
        "keys": str(done.keys) if done.keys else None,
        "keys_made": done.keys_made,
    }
    desk.screen.answer(value, sheet)


def _roles(words: list[str]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    if any(not (kind and equals and name) for kind, equals, name in pairs):
        raise BadInput(
            "The roles were not understood.", [Problem("--grants", "another form", "app=ROLE or auditor=ROLE")]
        )
    return {kind.strip(): name.strip() for kind, _, name in pairs}
