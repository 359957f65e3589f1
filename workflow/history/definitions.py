"""Where definitions come from: the pathways in hand, else the bodies the database keeps, so that no case is stranded.

It knows how a body is kept and found again by its digest; what a definition says is the definition folder's matter.
"""

from __future__ import annotations

import hashlib
from typing import Protocol

from sqlalchemy import Connection, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from workflow.case.errors import Corrupt, DefinitionError, invariant
from workflow.definition import Definition, from_body
from workflow.history.tables import wf_definition


class DefinitionSource(Protocol):
    """The pathways in hand, shared by all threads."""

    def newest(self, name: str) -> Definition:
        """Return the newest definition of a name: PATHWAY, PATHWAY:VARIANT or the full name."""

    def by_digest(self, digest: str) -> Definition | None:
        """Return the definition with a digest, or None."""

    def remember(self, definition: Definition) -> None:
        """Keep a definition that came from a database, to be found by its digest."""


_BODY = select(wf_definition.c.body).where(wf_definition.c.digest == bindparam("wanted"))
_SAME = select(wf_definition.c.digest).where(
    or_(wf_definition.c.digest == bindparam("wanted"), wf_definition.c.name == bindparam("called"))
)
# Not on SQLite: its trigger refuses a key that is there before the conflict is looked at; and we hold its write lock.
_INSERT = {
    "postgresql": postgresql.insert(wf_definition).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(wf_definition),
}


def find_definition(connection: Connection, pathways: DefinitionSource, digest: str) -> Definition:
    """Return the definition an entry was decided under.

    Raises:
        Corrupt: when neither the pathways nor the database have it, or its body is not the one that was hashed.
    """
    found = pathways.by_digest(digest)
    if found is not None:
        return found
    body = connection.execute(_BODY, {"wanted": digest}).scalar_one_or_none()
    if body is None:
        raise Corrupt(f"The definition {digest} is missing: no pathway file has it, and the database does not keep it.")
    invariant(
        hashlib.sha256(body.encode("utf-8")).hexdigest() == digest,
        f"The body kept for definition {digest} was altered: it has another digest.",
    )
    definition = from_body(body)
    pathways.remember(definition)
    return definition


def is_kept(connection: Connection, definition: Definition) -> bool:
    """Tell whether the database keeps this definition's body already.

    Raises:
        DefinitionError: when it keeps another definition of the same name: a released one is never edited.
    """
    found = connection.execute(_SAME, {"wanted": definition.digest, "called": definition.name}).scalar_one_or_none()
    if found not in (None, definition.digest):
        raise DefinitionError(
            f"{definition.name} has the digest {definition.digest}, but this database has used another definition of "
            f"that name ({found}). A released definition is never edited: give the changed one a new date."
        )
    return found is not None


def keep_definition(connection: Connection, definition: Definition) -> None:
    """Store the body of a definition at its first use."""
    if is_kept(connection, definition):
        return
    row = {"digest": definition.digest, "name": definition.name, "body": definition.body}
    connection.execute(_INSERT[connection.dialect.name], row)
    invariant(is_kept(connection, definition), f"the body of {definition.name} was stored and is not there")
