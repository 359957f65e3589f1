"""`casepath pathway list`: which definitions there are, where each comes from, and how it was proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.options import DATABASE
from workflow.interfaces.cli.sheet import Paragraph, table
from workflow.interfaces.problems import DatabaseUnusable

if TYPE_CHECKING:
    from workflow.definition.receipts import Receipt
    from workflow.history.definitions import Kept, Registration

SHOWN = {1: "cells", 6: "nodes", 7: "targets"}
"""What of a receipt's figures is shown in a line; `--json` has all of them."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One definition of the list."""

    name: str
    digest: str
    places: tuple[str, ...]
    receipt: Receipt | None
    provers: tuple[str, ...]
    registrations: tuple[Registration, ...] = ()


def add_to(group: typer.Typer) -> None:
    """Add `list` to the pathway commands."""
    group.command("list")(list_pathways)


@at_desk(DATABASE)
def list_pathways(desk: Desk) -> None:
    """List the definitions in hand and those in the database, with the receipts of their proofs.

    A new case takes the newest by date of those shipped and those registered; one that is only in use takes none.
    """
    kept: tuple[Kept, ...] = ()
    notes = []
    try:
        with desk.database().reading() as book:
            kept = book.definitions()
    except DatabaseUnusable as error:
        notes = [Paragraph(f"Only what is shipped is listed. {error.message}", "warn")]
    found = _listed(desk, kept)
    rows = [_row(one) for one in found]
    columns = ("pathway", "digest", "from", "registered", "proved by", "covered")
    shown = table(columns, rows, flexible=("from", "registered", "covered"))
    desk.screen.answer([_value(one) for one in found], [shown, *notes])


def _listed(desk: Desk, kept: tuple[Kept, ...]) -> list[Listed]:
    shelf, stored = desk.pathways, {one.name: one for one in kept}
    found = []
    for name in shelf.names():
        definition = shelf.newest(name)
        beside = stored.get(name)
        if beside is not None and beside.digest != definition.digest:
            found.append(Listed(name, definition.digest, ("shipped, with another content",), None, ()))
            continue
        stored.pop(name, None)
        receipt = shelf.receipt(definition)
        provers = (*((receipt.prover,) if receipt else ()), *(beside.provers if beside else ()))
        registrations = beside.registrations if beside else ()
        found.append(Listed(name, definition.digest, ("shipped", *_places(beside)), receipt, provers, registrations))
    rest = [
        Listed(one.name, one.digest, _places(one), one.receipt, one.provers, one.registrations)
        for one in stored.values()
    ]
    return [*found, *sorted(rest, key=lambda one: one.name)]


def _places(kept: Kept | None) -> tuple[str, ...]:
    if kept is None:
        return ()
    return ("registered",) if kept.is_registered else ("in use",)


def _row(one: Listed) -> tuple[str, ...]:
    registered = "; ".join(_registered(each) for each in one.registrations)
    return (one.name, one.digest[:12], ", ".join(one.places), registered, _prover(one), _covered(one.receipt))


def _registered(registration: Registration) -> str:
    day, _, time = registration.at.partition("T")
    return f"{day} {time[:5]} UTC by {registration.by}"


def _prover(one: Listed) -> str:
    if one.receipt is not None:
        return f"prover {one.receipt.prover}"
    older = [prover for prover in one.provers if prover]
    return f"prover {', '.join(older)}; register it again" if older else "nobody yet"


def _covered(receipt: Receipt | None) -> str:
    counts = receipt.counts if receipt else {}
    told = [(counts.get(number, {}).get(name), name) for number, name in SHOWN.items()]
    return ", ".join(f"{figure:,} {name}" for figure, name in told if figure is not None)


def _value(one: Listed) -> dict[str, object]:
    return {
        "pathway": one.name,
        "digest": one.digest,
        "from": list(one.places),
        "registered": [{"at": each.at, "by": each.by} for each in one.registrations],
        "receipt": one.receipt.plain() if one.receipt else None,
    }
