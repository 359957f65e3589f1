"""Every number of the rehearsal says where it was read, or why it was assumed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workflow.case.errors import BadInput
from workflow.rehearsal.parameters import FILE, parameters, shipped_parameters

PRINTED = {
    "sample_insufficient": 14 / 70,
    "bone_sample_shows_tumour_cells": 13 / 19,
    "hormone_receptor_changed": 0.37,
    "her2_changed": 0.065,
    "pet_shows_lobular_bone_disease": 3 / 7,
    "mdt_documented": 0.59,
}
"""The rates that have a source, and what was printed there; the pathway's design lists the same figures."""


def test_every_parameter_has_a_source_with_its_figure_or_an_assumption_with_its_reason() -> None:
    for each in shipped_parameters().all:
        read = bool(each.grounds.source and each.grounds.printed)
        assumed = len(each.grounds.assumption.split()) > 5
        assert read != assumed, each.name


def test_only_figures_that_were_read_carry_a_source() -> None:
    found = shipped_parameters()
    assert {name: rate.share for name, rate in found.rates.items() if rate.grounds.source} == pytest.approx(PRINTED)
    assert {name for name, each in found.shares.items() if each.grounds.source} == {"tissue_after_conclusive_imaging"}
    assert not [name for name, wait in found.waits.items() if wait.grounds.source]


def test_clinically_diagnosed_metastases_prove_to_be_something_else_as_often_as_printed() -> None:
    among = shipped_parameters().shares["tissue_after_conclusive_imaging"].among
    assert among["other_primary"] == 0.143
    assert among["benign"] == 0.095


def test_every_parameter_is_drawn_from_somewhere() -> None:
    folder = Path(FILE).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("**/*.py"))
    drawn = set(re.findall(r'"([a-z0-9_]+)"', code))
    assert [each.name for each in shipped_parameters().all if each.name not in drawn] == []


BROKEN = """
[references.one]
title = "One"
url = "https://example.org"
[rates.{name}]
says = "Something."
share = {share}
{grounds}
[shares]
[waits]
"""


@pytest.mark.parametrize(
    ("share", "grounds", "told"),
    [
        ("0.5", "", "a listed source with its printed figure, or an assumption"),
        ("0.5", 'source = "one"', "a listed source with its printed figure, or an assumption"),
        ("0.5", 'source = "two"\nprinted = "5 of 10"', "a listed source with its printed figure, or an assumption"),
        ("0.5", 'source = "one"\nprinted = "5 of 10"\nassumption = "And a guess."', "or an assumption"),
        ("1.5", 'assumption = "A guess."', "a share from 0 to 1"),
    ],
)
def test_a_number_without_grounds_is_refused(share: str, grounds: str, told: str) -> None:
    with pytest.raises(BadInput, match=re.escape(told)):
        parameters(BROKEN.format(name="missed", share=share, grounds=grounds))
