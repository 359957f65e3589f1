"""Where definitions come from: the pathways in hand, else the bodies the database keeps, so that no case is stranded.

It knows how a body and its receipts are kept and found again; what a definition says is the definition folder's matter,
and which one a new case takes is told in `offering`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from workflow.case.errors import Corrupt, DefinitionError, invariant
from workflow.definition import Definition, from_body
from workflow.definition.receipts import Receipt, receipt_from_text
from workflow.history.driver import execute
from workflow.history.tables import wf_definition, wf_receipt

FIRST_USE = "first_use"
REGISTRATION = "registration"
EARLIER_RELEASE = "earlier_release"
"""How a receipt came here; a release before receipts were kept left none, and the migration says so."""


class DefinitionSource(Protocol):
    """The pathways in hand, shared by all threads."""

    def newest(self, name: str) -> Definition:
        """Return the newest definition of a name: PATHWAY, PATHWAY:VARIANT or the full name."""

    def by_digest(self, digest: str) -> Definition | None:
        """Return the definition with a digest, or None."""

    def receipt(self, definition: Definition) -> Receipt | None:
        """Return the receipt of a definition's proof, or None when it was not proved."""

    def remember(self, definition: Definition) -> None:
        """Keep a definition that came from a database, to be found by its digest."""


@dataclass(frozen=True, slots=True)
class Registration:
    """That somebody put a definition on offer here.

    Args:
        at: the instant, in UTC, as entries have it.
        by: NAME:ROLE of whoever did it.
    """

    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A definition that a database keeps, without its body.

    Args:
        name: its full name.
        receipt: the receipt of its proof by this release's prover; None when it has none.
        is_registered: whether it was registered, by whichever prover it was proved.
        provers: every prover it was ever proved by here; "" for an earlier release that kept no receipts.
        registrations: who registered it, and when, the first one first; one for each prover at most, and none for
            those that an earlier release did not write down.
    """

    digest: str
    name: str
    receipt: Receipt | None
    is_registered: bool
    provers: tuple[str, ...]
    registrations: tuple[Registration, ...] = ()


_BODY = select(wf_definition.c.body).where(wf_definition.c.digest == bindparam("wanted"))
_KEPT = (
    select(wf_definition.c.digest, wf_definition.c.name, wf_receipt.c.prover, wf_receipt.c.brought_by)
    .add_columns(wf_receipt.c.receipt, wf_receipt.c.registered_at, wf_receipt.c.registered_by)
    .select_from(wf_definition.outerjoin(wf_receipt, wf_receipt.c.digest == wf_definition.c.digest))
    .order_by(wf_definition.c.name, wf_receipt.c.prover, wf_receipt.c.brought_by)
)
_RECEIPT = select(wf_receipt.c.digest).where(
    wf_receipt.c.digest == bindparam("wanted"),
    wf_receipt.c.prover == bindparam("by_prover"),
    wf_receipt.c.brought_by == bindparam("how"),
)
# Not on SQLite: its trigger refuses a key that is there before the conflict is looked at; and we hold its write lock.
_INSERT = {
    "postgresql": (
        postgresql.insert(wf_definition).on_conflict_do_nothing(),
        postgresql.insert(wf_receipt).on_conflict_do_nothing(),
    ),
    "sqlite": (sqlite.insert(wf_definition), sqlite.insert(wf_receipt)),
}


def find_definition(connection: Connection, pathways: DefinitionSource, digest: str) -> Definition:
    """Return the definition an entry was decided under, whether or not it may take new cases.

    Raises:
        Corrupt: when neither the pathways nor the database have it, or its body is not the one that was hashed.
    """
    found = pathways.by_digest(digest)
    if found is not None:
        return found
    body = execute(connection, _BODY, {"wanted": digest}).scalar_one_or_none()
    if body is None:
        raise Corrupt(f"The definition {digest} is missing: no pathway file has it, and the database does not keep it.")
    invariant(
        hashlib.sha256(body.encode("utf-8")).hexdigest() == digest,
        f"The body kept for definition {digest} was altered: it has another digest.",
    )
    definition = from_body(body)
    pathways.remember(definition)
    return pathways.by_digest(digest) or definition


def kept_definitions(connection: Connection) -> dict[str, Kept]:
    """Return what a database keeps, by digest, in the order of the names."""
    rows: dict[str, list[Any]] = {}
    for row in execute(connection, _KEPT):
        rows.setdefault(row.digest, []).append(row)
    return {digest: _kept(found) for digest, found in rows.items()}


def refuse_another_content(kept: dict[str, Kept], definition: Definition) -> None:
    """Refuse a definition where the database keeps another one of the same name.

    Raises:
        DefinitionError: a released definition is never edited.
    """
    others = [each.digest for each in kept.values() if each.name == definition.name]
    if others not in ([], [definition.digest]):
        raise DefinitionError(
            f"{definition.name} has the digest {definition.digest}, but this database has used another definition of "
            f"that name ({others[0]}). A released definition is never edited: give the changed one a new date."
        )


def keep_definition(
    connection: Connection,
    definition: Definition,
    receipt: Receipt,
    *,
    how: str,
    registration: Registration | None = None,
) -> bool:
    """Store a definition's body and the receipt of its proof; tells whether anything of it was not there yet.

    On SQLite the caller holds the write lock.

    Args:
        how: FIRST_USE or REGISTRATION.
        registration: who registers it, and when.

    Raises:
        DefinitionError: when another definition of the same name is kept.
    """
    invariant(receipt.digest == definition.digest, f"the receipt for {definition.name} is one of another definition")
    definition_insert, receipt_insert = _INSERT[connection.dialect.name]
    kept = kept_definitions(connection)
    refuse_another_content(kept, definition)
    if definition.digest not in kept:
        row = {"digest": definition.digest, "name": definition.name, "body": definition.body}
        execute(connection, definition_insert, row)
    asked = {"wanted": receipt.digest, "by_prover": receipt.prover, "how": how}
    if execute(connection, _RECEIPT, asked).scalar_one_or_none() is not None:
        return False
    brought = {"digest": receipt.digest, "prover": receipt.prover, "brought_by": how, "receipt": receipt.text}
    at, by = (registration.at, registration.by) if registration else (None, None)
    execute(connection, receipt_insert, {**brought, "registered_at": at, "registered_by": by})
    kept = kept_definitions(connection)
    refuse_another_content(kept, definition)
    invariant(definition.digest in kept, f"the body of {definition.name} was stored and is not there")
    return True


def _kept(rows: list[Any]) -> Kept:
    first = rows[0]
    proved = [row for row in rows if row.prover is not None]
    receipts = [found for row in proved if (found := _current(row)) is not None]
    return Kept(
        first.digest,
        first.name,
        receipts[0] if receipts else None,
        is_registered=any(row.brought_by == REGISTRATION for row in proved),
        provers=tuple(dict.fromkeys(row.prover for row in proved)),
        registrations=_registrations(proved),
    )


def _registrations(rows: list[Any]) -> tuple[Registration, ...]:
    found = [Registration(row.registered_at, row.registered_by) for row in rows if row.registered_at is not None]
    return tuple(sorted(found, key=lambda one: one.at))


def _current(row: Any) -> Receipt | None:
    """The receipt in a row, when it is one of its digest by this release's prover; what it is else, `verify` tells."""
    try:
        found = receipt_from_text(row.receipt)
    except DefinitionError:
        return None
    return found if found.digest == row.digest and found.is_current else None
