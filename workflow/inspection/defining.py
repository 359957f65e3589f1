"""Are the definitions that a history rests on kept: each body as it was hashed, each with a receipt of its proof.

It reads receipts and proves nothing anew: that is `casepath pathway check`, for whoever doubts one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from workflow.case.errors import DefinitionError
from workflow.definition import from_body
from workflow.definition.receipts import OBLIGATIONS, receipt_from_text
from workflow.history.definitions import EARLIER_RELEASE, DefinitionSource
from workflow.history.tables import wf_definition, wf_entry, wf_receipt
from workflow.inspection.faults import Fault


def check_definitions(connection: Connection, pathways: DefinitionSource) -> Iterator[Fault]:
    """Check that every kept body is the one that was hashed, under its own name, and that none is missing."""
    kept = set()
    for row in connection.execute(select(wf_definition).order_by(wf_definition.c.name)):
        kept.add(row.digest)
        if hashlib.sha256(row.body.encode("utf-8")).hexdigest() != row.digest:
            yield _fault("definition", f"the kept body of {row.name} has another digest than {row.digest}")
        elif from_body(row.body).name != row.name:
            yield _fault("definition", f"the definition {row.digest} is kept under another name, {row.name}")
    used = connection.scalars(select(wf_entry.c.definition).distinct())
    # One that is not at hand either is told with the first entry that rests on it.
    for digest in sorted(each for each in set(used) - kept if pathways.by_digest(each)):
        yield _fault("definition", f"entries rest on the definition {digest}, and its body is not kept")


def check_receipts(connection: Connection) -> Iterator[Fault]:
    """Check that every kept definition has a receipt of its proof, and that every receipt is what its row says.

    A definition that an earlier release kept without one is no fault; `kept_without_receipt` names it.
    """
    names = _names(connection)
    receipted = set()
    for row in connection.execute(select(wf_receipt).order_by(wf_receipt.c.digest, wf_receipt.c.prover)):
        receipted.add(row.digest)
        if row.digest not in names:
            yield _fault("receipt", f"there is a receipt for the definition {row.digest}, and its body is not kept")
        elif wrong := _wrong_with(row):
            yield _fault("receipt", f"the receipt of {names[row.digest]} {wrong}")
    for digest in sorted(names.keys() - receipted):
        yield _fault("receipt", f"{names[digest]} is kept without a receipt of its proof")


def kept_without_receipt(connection: Connection) -> tuple[str, ...]:
    """Return the names of the definitions that an earlier release kept, and that were not proved here since."""
    proved = select(wf_receipt.c.digest).where(wf_receipt.c.brought_by != EARLIER_RELEASE)
    before = select(wf_receipt.c.digest).where(wf_receipt.c.brought_by == EARLIER_RELEASE)
    named = select(wf_definition.c.name).where(
        wf_definition.c.digest.in_(before), wf_definition.c.digest.not_in(proved)
    )
    return tuple(connection.scalars(named.order_by(wf_definition.c.name)))


def _names(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(wf_definition.c.digest, wf_definition.c.name))
    return {row.digest: row.name for row in rows}


def _wrong_with(row: Any) -> str:
    """What is wrong with a stored receipt, as the end of a sentence; "" when nothing is."""
    if row.brought_by == EARLIER_RELEASE:
        return "" if not (row.prover or row.receipt) else "says that an earlier release kept none, and holds one"
    try:
        found = receipt_from_text(row.receipt)
    except DefinitionError:
        return "cannot be read"
    if found.digest != row.digest:
        return f"is that of another definition, {found.digest}"
    if found.prover != row.prover:
        return f"is by prover {found.prover}, and is kept as one by prover {row.prover}"
    if tuple(sorted(found.counts)) != OBLIGATIONS:
        return "does not cover everything that a definition owes"
    return "" if found.text == row.receipt else "is not in canonical form"


def _fault(kind: str, says: str) -> Fault:
    return Fault(kind, "", 0, says)
