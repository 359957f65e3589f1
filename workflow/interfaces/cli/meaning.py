"""Which definition a word means: a name in hand or in the database, or a file that is registered there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workflow.case.errors import DefinitionError
from workflow.interfaces.cli.desk import Desk
from workflow.interfaces.settings import shown_database

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.history import CaseBook
    from workflow.interfaces.cli.toolbox import Database


def is_file(told: str) -> bool:
    """Whether a word is meant as a definition's file."""
    return Path(told).suffix == ".toml" or Path(told).is_file()


def looked_at(desk: Desk, book: CaseBook, told: str) -> Definition:
    """The definition of a name or file, registered or not; a file may extend what is only registered.

    Raises:
        NotFound: when there is no such pathway.
        DefinitionError: when the file cannot be read or is not sound.
    """
    return desk.pathways.load_file(Path(told), parent=book.newest) if is_file(told) else book.newest(told)


def meant_for_cases(desk: Desk, database: Database, told: str) -> Definition:
    """The definition that cases are to be opened under.

    Raises:
        NotFound: when there is no such pathway.
        DefinitionError: for a file whose content is neither on offer nor registered.
    """
    with database.reading() as book:
        definition = looked_at(desk, book, told)
        if not is_file(told) or desk.pathways.receipt(definition):
            return definition
        kept = {one.name: one for one in book.definitions()}.get(definition.name)
    if kept is not None and kept.digest == definition.digest and kept.is_registered:
        return definition
    place = shown_database(desk.settings.database)
    if kept is not None and kept.digest != definition.digest:
        raise DefinitionError(
            f"{Path(told).name} says it is {definition.name}, but {place} keeps another content of that name. A "
            "released definition is never edited: give the changed one a new date, and register it."
        )
    raise DefinitionError(
        f"{Path(told).name} is not registered in {place}, and only a proved definition takes cases. `casepath pathway "
        f"register {told}` proves it and keeps it there; then open the case again."
    )
