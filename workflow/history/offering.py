"""Which definition a new case takes: the newest of those in hand and those registered, and only a proved one.

Cases that run already ask for none of this: they go on under the definition they began with, proved or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from workflow.case.actor import Actor
from workflow.case.effective import instant_text
from workflow.case.errors import DefinitionError, NotFound
from workflow.definition import Definition
from workflow.definition.receipts import Receipt
from workflow.history import statements
from workflow.history.definitions import (
    REGISTRATION,
    DefinitionSource,
    Kept,
    Registration,
    find_definition,
    keep_definition,
    kept_definitions,
    refuse_another_content,
)
from workflow.history.driver import execute
from workflow.history.statements import for_dialect
from workflow.history.turn import Desk


@dataclass(frozen=True, slots=True)
class Offer:
    """A definition that may take new cases.

    Args:
        is_kept: whether the database has its body and a receipt of its proof already.
    """

    definition: Definition
    receipt: Receipt
    is_kept: bool


def on_offer(connection: Connection, pathways: DefinitionSource, name: str) -> Offer:
    """Return the definition that a new case of this name takes.

    Of those in hand and those registered the newest by date is taken; where one is registered under the name and date
    of one in hand, both must be the same.

    Raises:
        NotFound: when no pathway has that name.
        DefinitionError: when that definition has no receipt by this release's prover. An older one is not taken in its
            place: nobody would see that the rules are no longer the newest.
    """
    kept = kept_definitions(connection)
    definition = _newest(connection, pathways, name, kept)
    refuse_another_content(kept, definition)
    beside = kept.get(definition.digest)
    stored = beside.receipt if beside else None
    receipt = _in_hand(pathways, definition) or stored
    if receipt is None:
        raise DefinitionError(_without_receipt(definition, beside))
    return Offer(definition, receipt, is_kept=stored is not None)


def known_as(connection: Connection, pathways: DefinitionSource, name: str) -> Definition:
    """Return the definition of a name, to look at: what a new case would take, else one that was used by its full name.

    Raises:
        NotFound: when no pathway has that name.
    """
    kept = kept_definitions(connection)
    try:
        return _newest(connection, pathways, name, kept)
    except NotFound:
        used = [one.digest for one in kept.values() if one.name == name]
        if not used:
            raise
    return find_definition(connection, pathways, used[0])


def pathway_named(connection: Connection, pathways: DefinitionSource, name: str) -> str:
    """Return the pathway a name speaks of: one in hand, or one that this database has ever used.

    Raises:
        NotFound: when there is none.
    """
    try:
        return pathways.newest(name).pathway
    except NotFound:
        if not any(_speaks_of(name, one.name) for one in kept_definitions(connection).values()):
            raise
    return name.partition(":")[0]


def register(desk: Desk, definition: Definition, receipt: Receipt, *, by: Actor) -> bool:
    """Keep a definition and its receipt, so that new cases may take it; tells whether it was not registered so yet.

    Args:
        by: who registers it; that and the time are kept with it.

    Raises:
        DefinitionError: when the receipt is not one of this definition by this release's prover, or another definition
            of the same name is in hand or kept.
    """
    if receipt.digest != definition.digest or not receipt.is_current:
        raise DefinitionError(
            f"{definition.name} was not registered: its receipt is of another content or another prover. Prove it anew "
            "with `casepath pathway register FILE`, or with Pathways.register."
        )
    connection = desk.connection
    in_hand = _exactly(desk.pathways, definition.name)
    if in_hand is not None and in_hand.digest != definition.digest:
        raise DefinitionError(
            f"{definition.name} was not registered: the pathways in hand have another definition of that name and date "
            f"({in_hand.digest}). Give the changed one a new date."
        )
    if connection.dialect.name == "sqlite":
        execute(connection, for_dialect(connection, statements.LOCK), {"wanted": ""})
    now = desk.now(execute(connection, for_dialect(connection, statements.CLOCK)).scalar_one())
    registration = Registration(instant_text(now), f"{by.name}:{by.role}")
    return keep_definition(connection, definition, receipt, how=REGISTRATION, registration=registration)


def _newest(connection: Connection, pathways: DefinitionSource, name: str, kept: dict[str, Kept]) -> Definition:
    registered = [one for one in kept.values() if one.is_registered]
    try:
        in_hand = pathways.newest(name)
    except NotFound as error:
        found = [one for one in registered if _speaks_of(name, one.name)]
        if not found:
            raise _nowhere(error, registered) from error
        _refuse_several_variants(name, found)
    else:
        line = in_hand.name if "@" in name else f"{in_hand.pathway}:{in_hand.variant}"
        found = [one for one in registered if _speaks_of(line, one.name) and _dated(one) > _date_of(in_hand.name)]
        if not found:
            return in_hand
    return find_definition(connection, pathways, max(found, key=_dated).digest)


def _speaks_of(told: str, name: str) -> bool:
    """Whether PATHWAY, PATHWAY:VARIANT or a full name means the definition of this full name."""
    return name == told or name.startswith((f"{told}:", f"{told}@"))


def _date_of(name: str) -> str:
    return name.rpartition("@")[2]


def _dated(kept: Kept) -> str:
    return _date_of(kept.name)


def _refuse_several_variants(name: str, found: Iterable[Kept]) -> None:
    variants = sorted({one.name.rpartition("@")[0] for one in found})
    if len(variants) > 1:
        raise NotFound(f"Several variants of {name} are registered in this database; name one: {', '.join(variants)}.")


def _nowhere(error: NotFound, registered: list[Kept]) -> NotFound:
    names = ", ".join(one.name for one in registered)
    more = f"Registered in this database are: {names}." if names else "None is registered in this database."
    return NotFound(f"{error.message} {more}")


def _exactly(pathways: DefinitionSource, name: str) -> Definition | None:
    try:
        return pathways.newest(name)
    except NotFound:
        return None


def _in_hand(pathways: DefinitionSource, definition: Definition) -> Receipt | None:
    found = pathways.receipt(definition)
    return found if found is not None and found.digest == definition.digest and found.is_current else None


def _without_receipt(definition: Definition, kept: Kept | None) -> str:
    provers = [prover for prover in kept.provers if prover] if kept else []
    outdated = f" by this release's prover (there is one by prover {', '.join(provers)})" if provers else ""
    again = definition.name if kept else "FILE"
    return (
        f"No case was opened: {definition.name} has no receipt of its proof{outdated}, and only a proved definition "
        f"takes new cases. `casepath pathway register {again}` proves it and keeps the receipt in the database. Cases "
        "that run on it go on."
    )
