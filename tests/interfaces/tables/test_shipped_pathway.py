"""The shipped rules and the shipped pathway speak of the same fields and codes, and a whole list comes in."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.interfaces.tables.lists import JOAN, NAVIGATOR, OFFICE, TODAY, listed, needs_office_lists
from workflow.definition import Definition
from workflow.history import Keyring, open_engine, unit_of_work, upgrade
from workflow.interfaces.tables import bring_in, guess_mapping, plan, read_list
from workflow.interfaces.tables.rules import fitting, shipped_rules
from workflow.pathways import Pathways

PATHWAY = "secondary-breast-cancer"


@pytest.fixture(scope="module")
def pathways() -> Pathways:
    return Pathways.shipped()


@pytest.fixture(scope="module")
def definition(pathways: Pathways) -> Definition:
    return pathways.newest(PATHWAY)


def test_every_shipped_phrase_stands_for_a_code_of_the_shipped_pathway(definition: Definition) -> None:
    assert fitting(shipped_rules(), definition) == shipped_rules()


def test_a_row_fills_the_fields_of_the_shipped_referral(definition: Definition) -> None:
    referrals = listed(JOAN | {"Symptom": "raised calcium on routine bloods", "?Site": "hypercalcaemia"})
    (row,) = plan(referrals, guess_mapping(referrals, definition), definition, today=TODAY)
    assert (row.fields["found_as"], row.fields["summary"]) == (
        "blood_result",
        "symptom: raised calcium on routine bloods",
    )
    assert set(row.fields) <= set(definition.events["register"].fields)


@needs_office_lists
def test_the_office_list_comes_into_the_shipped_pathway(
    pathways: Pathways, definition: Definition, database_url: str
) -> None:
    engine, keys = open_engine(database_url), Keyring.from_hex("5a" * 32)
    upgrade(engine)
    referrals = read_list(OFFICE / "referrals.csv")
    rows = plan(referrals, guess_mapping(referrals, definition), definition, today=TODAY)

    def brought() -> Counter[str]:
        found = bring_in(
            rows,
            lambda: unit_of_work(engine, pathways, deployment="test.example", keys=keys),
            definition,
            by=NAVIGATOR,
            fingerprint=keys.fingerprint,
            apply=True,
        )
        return Counter(each.verdict for each in found)

    needs_person = {"needs_person": 58, "empty": 1}
    assert brought() == {"opened": 186, "attached": 1, "already_imported": 1} | needs_person
    assert brought() == {"already_imported": 188} | needs_person
    engine.dispose()
