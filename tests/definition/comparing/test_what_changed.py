"""A comparison says what changed, for whom and where, in words a clinician reads; written with the bicycle workshop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.bicycles import FILE, workshop
from workflow.definition import Definition, load
from workflow.definition.comparing import BEHAVIOUR, WORDING_ONLY, Change, Comparison, compare, comparison_text
from workflow.definition.describing.wording import plain
from workflow.definition.model import DerivedRow

TEXT = FILE.read_text(encoding="utf-8")


def changed(*pairs: tuple[str, str]) -> Definition:
    text = TEXT.replace("released_on = 2026-01-05", "released_on = 2026-02-05")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return load(text, file="changed.toml")


def compared(*pairs: tuple[str, str]) -> Comparison:
    return compare(workshop(), changed(*pairs))


def only(comparison: Comparison) -> Change:
    (change,) = comparison.changes
    return change


def test_another_date_alone_is_no_more_than_wording() -> None:
    found = compared()
    assert (found.kind, found.changes) == (WORDING_ONLY, ())


def test_other_sentences_are_wording_and_are_told_by_element() -> None:
    found = compared(("Takes bicycles in and hands them out.", "Takes in and hands out."))
    assert found.kind == WORDING_ONLY
    assert (only(found).subject, only(found).kind) == ("role clerk", "reworded")


def test_an_event_told_otherwise_is_told_once_and_not_for_each_row_that_shares_its_words() -> None:
    event = workshop().events["start"]
    found = compared((f'says = "{event.says}"', 'says = "Work on it starts now."'))
    assert [change.subject for change in found.changes] == ["event start"]


def test_a_shorter_limit_says_how_much_earlier_something_is_due() -> None:
    found = only(compared(("target = { amount = 2,", "target = { amount = 1,")))
    assert found.says == "target: 2 → 1 working day: due 1 working day earlier"
    assert (found.kind, found.roles, found.states) == ("tightened", ("clerk",), ("waiting",))


def test_a_requirement_met_by_more_is_loosened_for_those_whose_events_ask_for_it() -> None:
    name, requirement = next(iter(workshop().requirements.items()))
    values = set(workshop().facts[requirement.fact].values) - set(requirement.allows)
    wider = compare(workshop(), _allowing(name, (*requirement.allows, *values)))
    assert (only(wider).kind, only(wider).subject.split()[0]) == ("loosened", "requirement")
    asking = {
        role
        for event in workshop().events.values()
        for row in event.rows
        if name in row.requires
        for role in event.roles
    }
    assert set(only(wider).roles) >= asking - {"system"}


def _allowing(name: str, values: tuple[str, ...]) -> Definition:
    definition = workshop()
    wider = replace(definition.requirements[name], allows=values)
    return replace(definition, digest="1", requirements={**definition.requirements, name: wider})


def test_a_row_that_leads_elsewhere_is_retargeted() -> None:
    old = 'rows.changed = { states = ["collecting"], select = { evidence = ["changed"] }, to = "judging" }'
    found = compared((old, old.replace('to = "judging"', 'to = "checking"')))
    assert (only(found).kind, only(found).states) == ("retargeted", ("collecting",))
    assert only(found).says == "the case now goes to checking; before it goes to judging"


def test_a_state_with_another_name_looks_renamed_and_nothing_else_changed() -> None:
    found = compared(("states.judging]", "states.assessing]"), ('"judging"', '"assessing"'))
    assert (only(found).kind, only(found).subject) == ("renamed", "state assessing")


def test_a_name_whose_words_changed_too_is_removed_and_added() -> None:
    says = workshop().states["judging"].says
    pairs = (f'[states.judging]\nsays = "{says}"', '[states.assessing]\nsays = "Somebody looks."')
    found = compared(pairs, ('"judging"', '"assessing"'))
    kinds = {change.subject: change.kind for change in found.changes if change.part == "states"}
    assert kinds == {"state judging": "removed", "state assessing": "added"}


def test_a_role_that_may_report_more_is_told_with_the_states() -> None:
    roles = workshop().events["start"].roles
    found = compared(('[events.start]\nkind = "case"\nroles = ["mechanic"]', _started_by("mechanic", "clerk")))
    assert roles == ("mechanic",)
    assert [(one.role, one.event, one.gained) for one in found.permissions] == [("clerk", "start", ("waiting",))]
    assert found.kind == BEHAVIOUR


def _started_by(*roles: str) -> str:
    listed = ", ".join(f'"{role}"' for role in roles)
    return f'[events.start]\nkind = "case"\nroles = [{listed}]'


@pytest.mark.parametrize("kind", ["identical", "wording only", "behaviour"])
def test_the_report_begins_with_the_verdict(kind: str) -> None:
    pairs = {"identical": None, "wording only": (), "behaviour": (("{ amount = 2,", "{ amount = 1,"),)}[kind]
    found = compare(workshop(), workshop() if pairs is None else changed(*pairs))
    assert comparison_text(found).splitlines()[5].lower().startswith(f"**{kind}**")


def test_the_report_numbers_the_changes_by_role_and_by_state() -> None:
    text = comparison_text(compared(("target = { amount = 2,", "target = { amount = 1,")))
    assert "| **clerk** | 1 |" in text
    assert "| **waiting** | 1 |" in text
    assert "| 1 | ↑ tightened | **State waiting** |" in text


def test_a_row_of_a_table_that_answers_otherwise_is_told_by_its_condition() -> None:
    fact = next(fact for fact in workshop().facts.values() if len(fact.rows) > 1)
    first, *others = fact.rows
    other = next(value for value in fact.values if value != first.value)
    (change,) = _with_rows(fact.name, (replace(first, value=other), *others)).changes
    assert change.says.startswith("when ")
    assert change.says.endswith(f": value {plain(first.value)} → {plain(other)}")


def test_that_the_rows_of_a_table_change_places_is_behaviour_as_the_first_that_holds_decides() -> None:
    fact = next(fact for fact in workshop().facts.values() if len(fact.rows) > 1)
    found = _with_rows(fact.name, (*fact.rows[1::-1], *fact.rows[2:]))
    assert found.kind == BEHAVIOUR
    assert only(found).says == "its rows stand in another order, and the first that holds decides"


def test_that_elements_change_places_decides_nothing() -> None:
    roles = dict(reversed(list(workshop().roles.items())))
    found = compare(workshop(), replace(workshop(), digest="1", roles=roles))
    assert (found.kind, only(found).says) == (WORDING_ONLY, "in another order")


def _with_rows(name: str, rows: tuple[DerivedRow, ...]) -> Comparison:
    changed = replace(workshop().facts[name], rows=rows)
    return compare(workshop(), replace(workshop(), digest="1", facts={**workshop().facts, name: changed}))


def test_advice_keeps_nobody_back_and_so_tightens_nothing() -> None:
    definition = workshop()
    name = next(row.requires[0] for event in definition.events.values() for row in event.rows if row.requires)
    advice = replace(definition.requirements[name], kind="advice")
    before = replace(definition, requirements={**definition.requirements, name: advice})
    asking = next(event for event in before.events.values() if any(name in row.requires for row in event.rows))
    rows = tuple(replace(row, requires=tuple(each for each in row.requires if each != name)) for row in asking.rows)
    after = replace(before, digest="1", events={**before.events, asking.name: replace(asking, rows=rows)})
    told = [(change.kind, change.says) for change in compare(before, after).changes]
    assert ("changed", f"no longer advises {plain(name)}") in told
    told = [(change.kind, change.says) for change in compare(after, before).changes]
    assert ("changed", f"now also advises {plain(name)}") in told


def test_a_new_attribute_is_told_in_a_sentence() -> None:
    attributes = {name: one for name, one in workshop().attributes.items() if name != "verdict"}
    found = compare(replace(workshop(), digest="1", attributes=attributes), workshop())
    assert only(found).says == (
        "is new: What the checks showed: one of worn or sound; open until it is recorded; "
        "open once its evidence is not current."
    )


def test_a_word_list_of_reasons_concerns_whoever_is_asked_for_one() -> None:
    found = compared(('in_a_hurry = "The rider waits"', 'in_a_hurry = "The rider waits", in_the_rain = "It rains"'))
    roles, states = next((one.roles, one.states) for one in found.changes if one.subject.startswith("word list excuse"))
    assert roles == ("clerk", "mechanic")
    assert states == ("waiting", "checking")


def test_what_is_proposed_concerns_only_where_it_can_be_chosen() -> None:
    definition = workshop()
    table = replace(definition.recommendations["tools"], when={"part": ("chain",)})
    event = definition.events[table.event]
    chains, refused, others = event.rows
    rows = (replace(chains, states=("waiting",)), refused, replace(others, select={"part": ("frame",)}))
    before = replace(
        definition,
        digest="1",
        events={**definition.events, event.name: replace(event, rows=rows)},
        recommendations={"tools": table},
    )
    after = replace(before, digest="2", recommendations={"tools": replace(table, rows=table.rows[:1])})
    assert {change.states for change in compare(before, after).changes} == {("waiting",)}
