"""Which definition a word means: a name in hand or in the database, or a file that is registered there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workflow.case.errors import DefinitionError, NotFound
from workflow.interfaces.cli.desk import Desk
from workflow.interfaces.problems import DatabaseUnusable
from workflow.interfaces.settings import shown_database, sqlite_file

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.definition.receipts import Receipt
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


def known_anywhere(desk: Desk, told: str) -> Definition:
    """The definition of a name or file, for looking at: in hand, or in the database where there is one.

    No database is opened for a full name in hand, nor for a file that extends nothing else. One that nobody named and
    that cannot be used is passed over.

    Raises:
        NotFound: when there is no such pathway.
        DefinitionError: when the file cannot be read or is not sound.
        DatabaseUnusable: when the database was named, and is needed.
    """
    if is_file(told):
        return desk.pathways.load_file(Path(told), parent=lambda name: _known_by_name(desk, name))
    return _known_by_name(desk, told)


def receipt_anywhere(desk: Desk, definition: Definition) -> Receipt | None:
    """The receipt of a definition's proof, in hand or in the database where there is one; None when there is none."""
    found = desk.pathways.receipt(definition)
    if found is not None or not _has_database(desk):
        return found
    try:
        with desk.database().reading() as book:
            return next((one.receipt for one in book.definitions() if one.digest == definition.digest), None)
    except DatabaseUnusable:
        return None


def _known_by_name(desk: Desk, name: str) -> Definition:
    if name in desk.pathways.names() or not _has_database(desk):
        return desk.pathways.newest(name)
    try:
        with desk.database().reading() as book:
            return book.newest(name)
    except DatabaseUnusable as error:
        if desk.settings.database_named:
            raise
        return _in_hand_alone(desk, name, error)


def _has_database(desk: Desk) -> bool:
    """Whether a database was named, or lies where one is looked for when none was."""
    file = sqlite_file(desk.settings.database)
    return desk.settings.database_named or file is None or file.is_file()


def _in_hand_alone(desk: Desk, name: str, lost: DatabaseUnusable) -> Definition:
    try:
        return desk.pathways.newest(name)
    except NotFound as error:
        raise NotFound(f"{error.message} Only these were looked at. {lost.message}") from error


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
