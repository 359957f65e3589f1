"""What must never happen, and the ways out, are read with every fault of theirs named by its place."""

from __future__ import annotations

import pytest

from tests.support.small_pathways import PROPOSED, bicycle_repair
from workflow.case.errors import DefinitionError
from workflow.definition import from_body

NEVER = f'[nevers.ridden]\nsays = "Ridden."\n{PROPOSED}\n'
WAY = f'[ways_out.over]\nsays = "Over."\n{PROPOSED}\n'


def faults(more: str) -> str:
    with pytest.raises(DefinitionError) as caught:
        bicycle_repair(more=more)
    return str(caught.value)


def test_both_are_part_of_what_is_stored_and_of_the_digest() -> None:
    whole = bicycle_repair(more=f'{NEVER}to = ["on_the_road"]\n{WAY}state = "on_the_stand"\nevent = "finish"\n')
    again = from_body(whole.body)
    assert again.nevers["ridden"].to == ("on_the_road",)
    assert [way.event for way in again.ways_out] == ["finish"]
    assert whole.digest != bicycle_repair().digest


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ("", "nothing that is forbidden"),
        ('states = ["on_the_raod"]', "on_the_raod"),
        ('events = ["strat"]', "strat"),
        ('roles = ["mechanik"]', "mechanik"),
        ('to = ["home"]', "home"),
        ('states = ["on_the_stand"]\nwhen = {work = ["some"]}', "some"),
        ('events = ["look_over"]\nwhen = {verdict = ["fine"]}', "fine"),
    ],
)
def test_a_never_rule_names_only_what_there_is(keys: str, fault: str) -> None:
    told = faults(NEVER + keys)
    assert "nevers.ridden" in told
    assert fault in told


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ('state = "home"\nevent = "finish"', "home"),
        ('state = "on_the_stand"\nevent = "finnish"', "finnish"),
        ('state = "on_the_stand"\nevent = "finish"\nwhen = {work = ["some"]}', "some"),
        ('state = "on_the_stand"\nevent = "look_over"\nfields = {verdict = "fine"}', "fine"),
        ('state = "on_the_stand"\nevent = "finish"\nitem = "work"', "work"),
    ],
)
def test_a_way_out_names_only_what_there_is(keys: str, fault: str) -> None:
    told = faults(WAY + keys)
    assert "ways_out[1]" in told
    assert fault in told


def test_what_an_event_needs_is_one_of_three_words() -> None:
    assert "needs" in faults(
        f'[events.ring]\nkind = "record"\nroles = ["owner"]\nsays = "R."\n{PROPOSED}\nneeds = ["luck"]'
    )
