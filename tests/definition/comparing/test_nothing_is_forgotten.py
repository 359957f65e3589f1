"""Every field of the model is compared: whichever is changed, the comparison notices it and weighs it rightly."""

from __future__ import annotations

import dataclasses
from functools import cache

import pytest

from tests.definition.comparing.everything import every_field, with_change
from workflow.definition import model
from workflow.definition.comparing import BEHAVIOUR, IDENTICAL, WORDING_ONLY, compare
from workflow.pathways import Pathways

TELLS_ONLY = {
    "says": "*",
    "source": "*",
    "hint": ("Field",),
    "title": ("Definition", "Reference"),
    "next_action": ("State",),
    "main": ("State",),
    "standard": ("Clock",),
    "refuses": ("Row",),
    "kind": ("Source",),
    "ref": ("Source",),
    "at": ("Source",),
    "id": ("Reference",),
    "publisher": ("Reference",),
    "url": ("Reference",),
    "dated": ("Reference",),
    "digest": ("Definition",),
    "body": ("Definition",),
    "variant": ("Definition",),
    "released_on": ("Definition",),
    "references": ("Definition",),
    "notes": ("Definition",),
}
"""Written by hand: the fields that tell, name or draw something. Every other one decides something."""


@cache
def shipped() -> model.Definition:
    return Pathways.shipped().newest("secondary-breast-cancer:bcn-guidance")


PLACES = every_field(shipped())


def test_an_element_of_every_class_of_the_model_is_at_hand() -> None:
    classes = {name for name in model.__all__ if dataclasses.is_dataclass(getattr(model, name))}
    assert classes == {owner for owner, _ in PLACES}


@pytest.mark.parametrize(("owner", "field"), PLACES, ids=map(".".join, PLACES))
def test_a_change_of_any_field_is_noticed_and_weighed(owner: str, field: str) -> None:
    changed = with_change(shipped(), PLACES[owner, field], field)
    tells = TELLS_ONLY.get(field, ())
    expected = WORDING_ONLY if tells == "*" or owner in tells else BEHAVIOUR
    for found in (compare(shipped(), changed), compare(changed, shipped())):
        assert found.kind == expected
        assert found.changes or field in ("digest", "body", "variant", "released_on")
        assert all(change.says and change.subject for change in found.changes)


def test_a_definition_is_identical_to_itself() -> None:
    found = compare(shipped(), shipped())
    assert (found.kind, found.changes, found.permissions) == (IDENTICAL, (), ())
