"""Pathways of the tests' own definitions, each proved once in a run of the tests and not in every test."""

from __future__ import annotations

from workflow.definition import Definition
from workflow.definition.receipts import Receipt
from workflow.pathways import Pathways
from workflow.pathways.finding import proved, read_receipts

_known: dict[str, Receipt] = {}


def receipt_for(definition: Definition) -> Receipt:
    """Return the receipt of a definition that is sound; it is proved when it is met first."""
    if not _known:
        _known.update({receipt.digest: receipt for receipt in read_receipts().values()})
    if definition.digest not in _known:
        _known[definition.digest] = proved(definition)
    return _known[definition.digest]


def pathways_of(*definitions: Definition) -> Pathways:
    """Return pathways with these definitions on offer, and no others."""
    return Pathways.of(*definitions, receipts=[receipt_for(definition) for definition in definitions])
