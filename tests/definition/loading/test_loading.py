"""A definition is loaded whole, or refused with every fault in it: table, key, what was found, what was expected."""

from __future__ import annotations

import pytest

from tests.support.bicycles import FILE, workshop
from workflow.case.errors import DefinitionError, Problem
from workflow.definition import digest_of, from_body, load, load_released

TEXT = FILE.read_text(encoding="utf-8")


def faults(*changes: tuple[str, str]) -> dict[str, Problem]:
    """The faults after replacing texts of the workshop's file, by where they are."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(DefinitionError) as caught:
        load(text, file="broken.toml")
    return {problem.where: problem for problem in caught.value.problems}


def test_the_model_built_from_the_stored_body_is_the_same() -> None:
    assert from_body(workshop().body) == workshop()


def test_the_digest_is_that_of_the_stored_body() -> None:
    assert workshop().digest == digest_of(workshop().body)


def test_a_known_digest_loads_without_a_second_check() -> None:
    assert load_released(TEXT, file="x", digest=workshop().digest) == workshop()
    assert load_released(TEXT + "\n[notes]\n", file="x", digest=workshop().digest) is None


def test_an_unknown_key_is_an_error_with_a_suggestion() -> None:
    found = faults(('owner = ["clerk"]', 'ownr = ["clerk"]'))
    assert found["states.waiting.ownr"].expected == "a key of this table; did you mean 'owner'?"


def test_several_faults_are_told_together() -> None:
    found = faults(('to = "waiting"', 'to = "wating"'), ('roles = ["mechanic"]', 'roles = ["mekanic"]'))
    assert len(found) >= 2
    assert "did you mean 'waiting'?" in found["events.bring_in.rows.brought_in.to"].expected


def test_a_value_a_fact_cannot_have_is_found() -> None:
    found = faults(('round = ["in"]', 'round = ["inn"]'))
    assert found["events.all_in.rows.all_in.select.round"].found == "'inn'"


def test_a_missing_sentence_is_found() -> None:
    found = faults(('says = "Brought in."\n', ""))
    assert found["states.waiting.says"].found == "nothing"


def test_what_is_proposed_cites_nobody() -> None:
    found = faults(('{ kind = "proposal" }', '{ kind = "proposal", ref = "manual" }'))
    assert any("cites nobody" in problem.expected for problem in found.values())


def test_a_banned_word_is_no_name() -> None:
    found = faults(('sound = "Sound"', 'sound = "Sound", fine = "Fine"'))
    assert "banned word 'fine'" in found["vocabularies.verdict.terms"].expected


@pytest.mark.parametrize("name", ["erasure", "migration"])
def test_what_the_history_writes_itself_is_no_event_of_a_pathway(name: str) -> None:
    found = faults(("[events.name_fault]", f"[events.{name}]"))
    assert "the history itself writes such entries" in found[f"events.{name}"].expected


def test_what_ends_an_item_decides_nothing() -> None:
    found = faults(
        ('rows.dropped = { states = "any", stays = true }', 'rows.dropped = { states = ["waiting"], to = "gone" }')
    )
    assert "what ends an item is written as it comes" in found["events.drop_check.rows.dropped"].expected


def test_a_protected_field_is_never_read_by_an_effect() -> None:
    found = faults(('value = "$received_on"', 'value = "$remark"'))
    assert "protected ones are never read" in found["events.bring_in.sets[1].value"].expected


def test_facts_that_rest_on_themselves_are_found() -> None:
    found = faults(('when = { outstanding = ["yes"] }, is', 'when = { round = ["in"] }, is'))
    assert "round → round" in found["facts.round"].found


def test_a_derived_fact_needs_a_last_row_without_a_condition() -> None:
    found = faults((', { is = "empty" }]', ', { when = { check_ordered = ["no"] }, is = "empty" }]'))
    assert "facts.round.rows" in found


def test_a_rule_has_no_override() -> None:
    found = faults(
        (
            'supplied_by = ["name_fault"]',
            'supplied_by = ["name_fault"]\noverride = { roles = ["clerk"], reasons = "excuse" }',
        )
    )
    assert "never lifted" in found["requirements.fault_named.override"].expected


def test_floats_have_no_place_in_a_definition() -> None:
    assert "limit.amount" in " ".join(faults(("amount = 7", "amount = 7.5")))


@pytest.mark.parametrize("text", ["", "format = 1", "not toml at all [", "format = 2", "[[[["])
def test_whatever_is_no_definition_is_refused(text: str) -> None:
    with pytest.raises(DefinitionError):
        load(text, file="x.toml")


CHILD = """
format = 1
[pathway]
name = "bicycle-repair"
variant = "express"
released_on = 2026-02-01
title = "Repair while you wait"
says = "The same, faster."
source = {{ kind = "proposal" }}
extends = "bicycle-repair:workshop@2026-01-05"
extends_digest = "{digest}"
removes = ["clocks.reading"]
[clocks.promise]
limit = {{ amount = 1, unit = "calendar_days" }}
"""


def test_a_definition_may_be_laid_over_another() -> None:
    child = load(CHILD.format(digest=workshop().digest), file="express.toml", parent=lambda _: workshop())
    assert (child.clocks["promise"].limit.amount, list(child.clocks)) == (1, ["promise"])
    assert child.events == workshop().events


def test_the_parent_is_pinned_by_its_digest() -> None:
    with pytest.raises(DefinitionError, match="pins another content"):
        load(CHILD.format(digest="0" * 64), file="express.toml", parent=lambda _: workshop())


def test_what_is_removed_must_have_been_there() -> None:
    text = CHILD.format(digest=workshop().digest).replace("clocks.reading", "clocks.waiting")
    with pytest.raises(DefinitionError, match="removes what is not there"):
        load(text, file="express.toml", parent=lambda _: workshop())
