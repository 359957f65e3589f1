"""The book's own table: no rule and no trap is without its test, and no sentence of the pathway without a source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.spec.book import RULES, TRAPS
from tests.spec.patients import GIVEN, pathway
from workflow.definition.model import Source

CHAPTERS = sorted(Path(__file__).parent.glob("test_*.py"))


def test_every_rule_of_the_patient_information_has_its_row() -> None:
    assert list(RULES) == [f"S{number}" for number in range(1, 18)]


def test_every_trap_has_its_row() -> None:
    assert len(TRAPS) == 31


def test_every_test_the_table_names_exists() -> None:
    written = {name for chapter in CHAPTERS for name in _tests_of(chapter)}
    named = {name for _, tests in RULES.values() for name in tests} | {name for row in TRAPS.values() for name in row}
    assert sorted(named - written) == []


def test_every_row_names_a_test() -> None:
    assert all(tests for _, tests in RULES.values())
    assert all(TRAPS.values())


def test_every_state_has_its_chapter() -> None:
    assert {f"test_{state}" for state in pathway().states} <= {chapter.stem for chapter in CHAPTERS}


def test_the_patients_stand_where_their_chapters_begin() -> None:
    assert {state: given().state for state, given in GIVEN.items()} == {state: state for state in pathway().states}


def test_what_only_informs_is_a_note() -> None:
    notes = {note.code: note for note in pathway().notes}
    assert {"s8_pet_ct", "s17_links"} <= set(notes)
    assert "comes back to the same review" in notes["s8_pet_ct"].says


def test_the_patient_information_goes_by_its_public_name() -> None:
    reference = pathway().references["bcn"]
    assert (reference.publisher, reference.title) == ("Breast Cancer Now", "How is secondary breast cancer diagnosed?")


def test_what_was_proposed_or_recalled_cites_nobody_and_everything_else_does() -> None:
    cited = {source.ref for source in _sources() if source.kind not in ("proposal", "recalled")}
    assert cited == set(pathway().references)


def _sources() -> Iterator[Source]:
    definition = pathway()
    yield definition.source
    for table in ("vocabularies", "roles", "states", "attributes", "collections", "facts", "requirements", "clocks"):
        yield from (element.source for element in getattr(definition, table).values())
    for vocabulary in definition.vocabularies.values():
        yield from (term.source for term in vocabulary.terms.values() if term.source)
    for event in definition.events.values():
        yield event.source
        yield from (row.source for row in event.rows)
    for proposal in definition.recommendations.values():
        yield from (proposal.source, *(row.source for row in proposal.rows))
    yield from (note.source for note in definition.notes if note.source)


def _tests_of(chapter: Path) -> Iterator[str]:
    tree = ast.parse(chapter.read_text(encoding="utf-8"))
    return (node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))
