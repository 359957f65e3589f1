"""Small lists, and the small pathway they are brought into."""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from tests.support.receipts import receipt_for
from workflow.case.actor import Actor
from workflow.definition import Definition, load
from workflow.definition.receipts import Receipt
from workflow.interfaces.tables import PlannedRow, ReferralList, guess_mapping, plan
from workflow.interfaces.tables.mapping import mapping_from
from workflow.interfaces.tables.reading import list_from

TODAY = date(2026, 11, 24)
NAVIGATOR = Actor("n.lee", "navigator")
HERE = Path(__file__).parent
OFFICE = HERE.parents[3] / "shared" / "data"
"""Lists as an office keeps them; they are not part of the checkout."""

needs_office_lists = pytest.mark.skipif(
    not (OFFICE / "referrals.csv").exists(), reason="the office's lists are not beside the checkout"
)

HEADINGS = (
    "NHS No", "Hospital No", "Surname", "Forename", "DOB", "Sex", "Date received", "Source",
    "Symptom", "?Site", "Onset", "Previous breast cancer", "Key worker", "Notes",
)  # fmt: skip
JOAN = {
    "NHS No": "9991007008",
    "Hospital No": "H100001",
    "Surname": "Archer",
    "Forename": "Joan",
    "DOB": "14/02/1951",
    "Sex": "F",
    "Date received": "23/10/2026",
    "Source": "2WW",
    "Symptom": "hip pain at night",
    "?Site": "bone",
    "Onset": "13/10/2026",
    "Previous breast cancer": "none",
    "Key worker": "",
    "Notes": "",
}
GRACE = JOAN | {"NHS No": "9991079599", "Hospital No": "H100002", "Surname": "Bello", "Forename": "Grace"}


@lru_cache(maxsize=1)
def intake() -> Definition:
    """The small pathway."""
    return load((HERE / "intake.toml").read_text(encoding="utf-8"), file="intake.toml")


class Only:
    """A source of definitions that knows one."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition

    def newest(self, name: str) -> Definition:
        return self._definition

    def by_digest(self, digest: str) -> Definition | None:
        return self._definition if digest == self._definition.digest else None

    def receipt(self, definition: Definition) -> Receipt | None:
        return receipt_for(definition)

    def remember(self, definition: Definition) -> None:
        """It knows one and learns no other."""


def as_csv(*rows: dict[str, str], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """Rows as a text file in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([row.get(heading, "") for heading in headings] for row in rows)
    return text.getvalue().encode("utf-8")


def listed(*rows: dict[str, str]) -> ReferralList:
    """Rows as a list that was read from a text file."""
    return list_from(as_csv(*rows), name="list.csv")


def planned(*rows: dict[str, str], mapping: str = "") -> tuple[PlannedRow, ...]:
    """What rows ask for, with a mapping file's text where one is given."""
    referrals = listed(*rows)
    found = (
        mapping_from(mapping, referrals, intake(), file="mapping.toml")
        if mapping
        else guess_mapping(referrals, intake())
    )
    return plan(referrals, found, intake(), today=TODAY)


def one(**cells: str) -> PlannedRow:
    """What Joan's row asks for when some of its cells are different; `_` stands for the space in a heading."""
    changed = {next(name for name in HEADINGS if _plain(name) == cell): text for cell, text in cells.items()}
    return planned(JOAN | changed)[0]


def _plain(heading: str) -> str:
    return heading.casefold().replace(" ", "_").replace("?", "")


def kinds(row: PlannedRow) -> list[str]:
    """Why a person has to look, in few words."""
    return [reason.kind for reason in row.reasons]


def remarked(row: PlannedRow) -> list[str]:
    """What is only said, in few words."""
    return [remark.kind for remark in row.remarks]
