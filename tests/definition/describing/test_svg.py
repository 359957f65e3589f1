"""An SVG is well-formed, needs nothing from outside, speaks to those who do not see it, and shows a case's way."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.support.small_pathways import bicycle_repair
from workflow.case.errors import BadInput
from workflow.definition.describing import machine_svg, pathway_svg
from workflow.definition.describing.paint import MAIN, WALKED
from workflow.definition.model import Collection, Source

SVG = "{http://www.w3.org/2000/svg}"
PROPOSED = Source("proposal")


def texts(svg: str) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_picture_is_well_formed_and_names_every_state() -> None:
    shown = texts(pathway_svg(bicycle_repair()))
    assert {"Brought in", "On the stand", "Waiting for parts", "On the road"} <= set(shown)


def test_a_picture_needs_no_script_no_style_and_nothing_from_elsewhere() -> None:
    svg = pathway_svg(bicycle_repair())
    assert not re.search(r"<(script|style|image|use|foreignObject)|style=|href|url\(|@import", svg)


def test_a_picture_is_told_in_words_for_those_who_do_not_see_it() -> None:
    root = ElementTree.fromstring(pathway_svg(bicycle_repair()))
    told = root.findtext(f"{SVG}desc") or ""
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Mending a bicycle"
    assert "Main road: Brought in, then On the stand, then On the road." in told
    assert "parts arrive (by itself) leads from Waiting for parts to On the stand." in told


def test_letters_with_a_meaning_in_xml_are_escaped() -> None:
    svg = pathway_svg(replace(bicycle_repair(), title="Bicycles & <bells>"))
    assert ElementTree.fromstring(svg).findtext(f"{SVG}title") == "Bicycles & <bells>"


def test_the_way_of_a_case_is_drawn_over_the_picture() -> None:
    svg = pathway_svg(bicycle_repair(), way=("brought_in", "on_the_stand", "waiting_for_parts", "on_the_stand"))
    assert WALKED in svg
    assert {"1", "2, 4", "3"} <= set(texts(svg))
    assert "It now stands at On the stand." in svg


def test_a_picture_without_a_case_shows_no_way() -> None:
    svg = pathway_svg(bicycle_repair())
    assert WALKED not in svg
    assert MAIN in svg


def test_a_collection_without_states_cannot_be_drawn() -> None:
    with pytest.raises(BadInput, match="nothing to draw"):
        machine_svg(Collection("notes", "Notes.", "N", {}, PROPOSED))
