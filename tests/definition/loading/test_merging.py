"""One definition over another: an element keeps what is not said anew, and what is one thing is never half old."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from workflow.case.errors import DefinitionError
from workflow.definition.loading.merging import laid_over

ABOVE = {"pathway": {"name": "above"}}


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    return laid_over({"pathway": {"name": "below", "says": "What lies below."}, **below}, {**ABOVE, **above}, file="f")


def test_an_element_keeps_what_is_not_said_anew() -> None:
    below = {"states": {"waiting": {"says": "Waiting.", "next": "Order."}, "gone": {"says": "Gone."}}}
    found = merged(below, {"states": {"waiting": {"next": "Order a check."}}})
    assert found["states"] == {"waiting": {"says": "Waiting.", "next": "Order a check."}, "gone": {"says": "Gone."}}


def test_a_proposal_does_not_keep_the_reference_it_replaces() -> None:
    below = {"clocks": {"promise": {"source": {"kind": "guideline", "ref": "manual", "at": "2"}}}}
    found = merged(below, {"clocks": {"promise": {"source": {"kind": "proposal"}}}})
    assert found["clocks"]["promise"]["source"] == {"kind": "proposal"}


@pytest.mark.parametrize("key", ["applies", "select", "when", "where"])
def test_a_condition_is_not_half_the_old_one(key: str) -> None:
    found = merged({"facts": {"worn": {key: {"part": ["chain"]}}}}, {"facts": {"worn": {key: {"tool": ["eye"]}}}})
    assert found["facts"]["worn"][key] == {"tool": ["eye"]}


@pytest.mark.parametrize(("section", "key"), [("clocks", "limit"), ("states", "target")])
def test_a_deadline_is_given_with_its_unit(section: str, key: str) -> None:
    found = merged({section: {"one": {key: {"amount": 2, "unit": "hours"}}}}, {section: {"one": {key: {"amount": 3}}}})
    assert found[section]["one"][key] == {"amount": 3}


def test_an_override_keeps_its_roles_when_it_gets_other_reasons() -> None:
    below = {"requirements": {"checked": {"override": {"roles": ["mechanic"], "reasons": ["in_a_hurry"]}}}}
    found = merged(below, {"requirements": {"checked": {"override": {"reasons": ["seen_before"]}}}})
    assert found["requirements"]["checked"]["override"] == {"roles": ["mechanic"], "reasons": ["seen_before"]}


def test_a_list_is_given_as_a_whole() -> None:
    found = merged({"events": {"accept": {"requires": ["a", "b"]}}}, {"events": {"accept": {"requires": ["c"]}}})
    assert found["events"]["accept"]["requires"] == ["c"]


@pytest.mark.parametrize("names", ["fields", "rows", "terms", "states", "counts"])
def test_a_name_may_be_the_word_for_one_thing(names: str) -> None:
    below = {"events": {"check": {names: {"target": {"type": "choice", "says": "What is checked."}}}}}
    found = merged(below, {"events": {"check": {names: {"target": {"says": "The part."}}}}})
    assert found["events"]["check"][names]["target"] == {"type": "choice", "says": "The part."}


def test_an_element_may_be_named_like_one_thing() -> None:
    found = merged({"attributes": {"source": {"type": "id", "says": "a"}}}, {"attributes": {"source": {"says": "b"}}})
    assert found["attributes"]["source"] == {"type": "id", "says": "b"}


def test_the_states_of_a_machine_merge_by_name() -> None:
    below = {"collections": {"checks": {"machine": {"initial": "ordered", "states": {"ordered": {"says": "a"}}}}}}
    found = merged(below, {"collections": {"checks": {"machine": {"states": {"lost": {"says": "b"}}}}}})
    machine = found["collections"]["checks"]["machine"]
    assert machine == {"initial": "ordered", "states": {"ordered": {"says": "a"}, "lost": {"says": "b"}}}


@pytest.mark.parametrize("section", ["calendar", "worklist"])
def test_the_calendar_and_the_worklist_are_one_element_each(section: str) -> None:
    found = merged({section: {"source": {"kind": "a", "ref": "b"}, "weekend": ["sunday"]}}, {section: {"source": {}}})
    assert found[section] == {"source": {}, "weekend": ["sunday"]}


def test_the_head_is_the_upper_ones_own() -> None:
    assert merged({}, {})["pathway"] == {"name": "above"}


def test_neither_side_is_changed() -> None:
    below, above = {"states": {"one": {"owner": ["clerk"]}}}, {"states": {"two": {"owner": ["clerk"]}}}
    found = merged(below, above)
    found["states"]["two"]["owner"].append("mechanic")
    assert (below["states"], above["states"]["two"]) == ({"one": {"owner": ["clerk"]}}, {"owner": ["clerk"]})


def test_what_is_removed_is_gone_before_anything_is_laid_over() -> None:
    below = {"pathway": {}, "facts": {"worn": {"says": "Worn.", "kind": "counted"}}}
    above = {"pathway": {"removes": ["facts.worn"]}, "facts": {"worn": {"kind": "derived"}}}
    assert laid_over(below, above, file="f")["facts"] == {"worn": {"kind": "derived"}}


def test_what_is_removed_has_to_be_there() -> None:
    with pytest.raises(DefinitionError, match="removes what is not there"):
        laid_over({"pathway": {}}, {"pathway": {"removes": ["facts.worn"]}}, file="f")
