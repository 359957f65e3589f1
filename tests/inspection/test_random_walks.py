"""Whatever is reported at random, what was recorded verifies, and the projection is what the entries add up to."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.support.lending import BORROWER, Library, lending
from tests.support.receipts import pathways_of
from workflow.case.actor import Actor
from workflow.case.entry import Override
from workflow.case.errors import BadInput, Refused
from workflow.case.file import Case
from workflow.definition import Definition
from workflow.definition.model import Event, Field
from workflow.engine import fold
from workflow.history import snapshot
from workflow.history.casebook import CaseBook
from workflow.inspection import verify
from workflow.pathways import Pathways

STEPS = 120


class Walker:
    """Reports at random what the definition lets somebody report; refusals are part of the walk."""

    def __init__(self, definition: Definition, library: Library, seed: int) -> None:
        self.definition = definition
        self.library = library
        self.chance = random.Random(seed)
        self.recorded = 0

    def open(self, book: CaseBook) -> str:
        opening = self.definition.events[self.definition.opening]
        for _ in range(500):
            fields = self.fields(opening, Case("", ""))
            try:
                by = self.actor(opening)
                return book.open(self.definition.pathway, patient=BORROWER, fields=fields, by=by, key="R").case.id
            except (BadInput, Refused):
                continue
        raise AssertionError("no opening at random was understood")

    def step(self, book: CaseBook, case_id: str) -> None:
        case = book.case(case_id)
        here = [e for e in self.definition.events.values() if self.definition.cell(case.state, e.name)]
        event = self.chance.choices(here, [self.weight(case, each) for each in here])[0]
        self.library.now += timedelta(hours=self.chance.choice([0, 1, 30]))
        try:
            book.report(
                case_id,
                event.name,
                self.fields(event, case),
                by=self.actor(event),
                occurred_at=self.library.now - timedelta(days=self.chance.choice([0, 0, 3])),
                key=self.chance.choice([None, f"K{self.chance.random()}"]),
                overrides=self.overrides(event),
            )
        except (BadInput, Refused):
            return
        self.recorded += 1

    def weight(self, case: Case, event: Event) -> float:
        """How often an event is tried: seldom what ends the case, often what moves it or an item."""
        if event.kind not in ("case", "record"):
            return 0
        if any(self.ends(row.to) for row in self.definition.cell(case.state, event.name)):
            return 0.02
        return 4 if event.kind == "case" or event.moves or event.adds else 1

    def ends(self, state: str) -> bool:
        return bool(state) and self.definition.states[state].final

    def actor(self, event: Event) -> Actor:
        return Actor("w.alker", self.chance.choice(event.roles))

    def overrides(self, event: Event) -> Mapping[str, Override]:
        needs = {name: self.definition.requirements[name] for row in event.rows for name in row.requires}
        return {
            name: Override(self.chance.choice(need.override.reasons), "because it must be")
            for name, need in needs.items()
            if need.override and need.override.reasons and self.chance.random() < 0.5
        }

    def fields(self, event: Event, case: Case) -> dict[str, object]:
        given = {
            name: self.value(field, case)
            for name, field in event.fields.items()
            if field.required or self.chance.random() < 0.6
        }
        if event.refers == "amend":
            given["corrections"] = {"occurred_on": "2026-03-01"}
        return {name: value for name, value in given.items() if value is not None}

    def value(self, field: Field, case: Case) -> object:
        if field.choices:
            return self.chance.choice(field.choices)
        if field.type in ("item", "items"):
            items = case.standing(field.collection)
            return self.chance.choice(items).id if items else None
        if field.type in ("integer", "entry"):
            return self.chance.randint(1, max(1, min(case.seq, 4)))
        if field.type == "date":
            return (self.library.now + timedelta(days=7 if field.future else 0)).date()
        return {"decimal": "2.5", "id": "SOMETHING-1"}.get(field.type, "ein Wort – 字")


def walk(library: Library, definition: Definition, seed: int) -> int:
    library.pathways = pathways_of(definition)
    walker = Walker(definition, library, seed)
    with library.at_work() as book:
        case_id = walker.open(book)
        for _ in range(STEPS):
            walker.step(book, case_id)
        entries = [each.entry for each in book.history(case_id)]
        assert book.case(case_id) == fold(lambda _: definition, case_id, entries)
    with snapshot(library.engine) as connection:
        found = verify(connection, library.pathways, keys=library.keys)
    assert found.faults == ()
    assert found.entries == len(entries) > walker.recorded
    return walker.recorded


@pytest.mark.parametrize("seed", range(6))
def test_a_random_loan_verifies(on_sqlite: Library, seed: int) -> None:
    assert walk(on_sqlite, lending(), seed) > 10


@pytest.mark.parametrize("seed", range(12))
def test_a_random_patient_verifies(on_sqlite: Library, seed: int) -> None:
    assert walk(on_sqlite, Pathways.shipped().newest("secondary-breast-cancer"), seed) > 10


@pytest.mark.parametrize("seed", [100, 101])
def test_a_random_patient_verifies_on_postgresql(on_postgres: Library, seed: int) -> None:
    assert walk(on_postgres, Pathways.shipped().newest("secondary-breast-cancer"), seed) > 10
