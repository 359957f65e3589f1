"""`casepath pathway register`: proves a hospital's own definition and keeps it in the database with its receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workflow.case.errors import DefinitionError
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.options import ASKER, DATABASE
from workflow.interfaces.cli.sheet import Paragraph
from workflow.interfaces.settings import shown_database

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.definition.receipts import Receipt
    from workflow.history.definitions import Kept

Which = Annotated[
    str,
    typer.Argument(
        metavar="FILE|PATHWAY", help="A TOML file, or the name of one that is to be proved anew.", show_default=False
    ),
]


def add_to(group: typer.Typer) -> None:
    """Add `register` to the pathway commands."""
    group.command("register")(register)


@at_desk(DATABASE, ASKER)
def register(desk: Desk, *, which: Which) -> None:
    """Prove a definition and keep it in the database with the receipt: from then on new cases can be opened under it.

    What does not hold is refused with the whole report, and nothing is kept. Registering again is harmless. After a
    release with a new prover, registering it again (a name will do) proves it anew; cases that run go on meanwhile. Who
    registered it, and when, is kept with it.
    """
    from workflow.interfaces.cli.meaning import looked_at

    by, database = desk.actor(), desk.database()
    with database.reading() as book:
        definition = looked_at(desk, book, which)
        kept = next((one for one in book.definitions() if one.name == definition.name), None)
    place = shown_database(desk.settings.database)
    _refuse_another_content(definition, kept, place)
    before = kept is not None and kept.is_registered and kept.receipt is not None
    receipt = kept.receipt if kept is not None and kept.receipt is not None else _receipt(desk, definition)
    if not before:
        with database.writing() as book:
            book.register(definition, receipt, by=by)
    says = f"{definition.name} is registered in {place}" + (" already; nothing had to change." if before else ".")
    opens = Paragraph(f"`casepath open {definition.name} …` opens a case under it.")
    desk.screen.answer(_value(definition, receipt, changed=not before), [Paragraph(says, "good"), opens])


def _receipt(desk: Desk, definition: Definition) -> Receipt:
    """The receipt in hand, or else that of a proof made now."""
    from workflow.interfaces.cli.progress import progress

    if (found := desk.pathways.receipt(definition)) is not None:
        return found
    with progress(desk.screen, "looked at in the proof") as advance:
        return desk.pathways.register(definition, progress=lambda _, done, total: advance(done, total))


def _refuse_another_content(definition: Definition, kept: Kept | None, place: str) -> None:
    """Said before the proof, which may take long."""
    if kept is not None and kept.digest != definition.digest:
        raise DefinitionError(
            f"{definition.name} was not registered: {place} keeps another content of that name. A released definition "
            "is never edited: give the changed one a new date (released_on)."
        )


def _value(definition: Definition, receipt: Receipt, *, changed: bool) -> dict[str, object]:
    return {"pathway": definition.name, "changed": changed, "receipt": receipt.plain()}
