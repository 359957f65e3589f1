"""The page of a pathway: all of the definition, nothing from outside, and something a safety officer can sign."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

from tests.support.bicycles import workshop
from tests.support.small_pathways import bicycle_repair
from workflow.definition.describing import describe
from workflow.definition.describing.page import as_page
from workflow.definition.describing.page.confirming import unconfirmed
from workflow.definition.model import Definition, Reference
from workflow.definition.receipts import Receipt
from workflow.engine.proving import prove

HOSTILE = '<script>alert("x")</script> & "more"'


class Outline:
    """What stands in a page, which is well-formed XML as well: its elements in order, and its words."""

    def __init__(self, page: str) -> None:
        root = ElementTree.fromstring(page)
        self.elements = [(found.tag.rpartition("}")[2], found.attrib) for found in root.iter()]
        self.words = [words for words in root.itertext() if words.strip()]

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.elements if tag in tags]


@cache
def page() -> str:
    return as_page(workshop(), receipt=receipt(), written_on=date(2026, 3, 5))


@cache
def receipt() -> Receipt:
    proof = prove(workshop())
    return Receipt(proof.digest, "1", {one.number: dict(one.counts) for one in proof.obligations})


def test_every_anchor_stands_once() -> None:
    found = Outline(page())
    anchors = [attrs["id"] for _, attrs in found.elements if "id" in attrs]
    assert sorted(set(anchors)) == sorted(anchors)


def test_every_link_within_the_page_leads_somewhere() -> None:
    found = Outline(page())
    anchors = {attrs["id"] for _, attrs in found.elements if "id" in attrs}
    targets = {attrs["href"] for attrs in found.all("a")}
    assert {target[1:] for target in targets if target.startswith("#")} <= anchors


def test_nothing_is_run_and_nothing_is_fetched() -> None:
    found = Outline(page())
    assert not found.all("script", "img", "link", "iframe", "object", "form", "base")
    assert not [name for _, attrs in found.elements for name in attrs if name.startswith("on") or name == "src"]
    assert not re.search(r"url\(|@import", page())
    assert "default-src 'none'" in page()


def test_it_says_everything_the_description_says() -> None:
    words = " ".join("".join(Outline(page()).words).split())
    described = describe(workshop())
    for line in described.rows:
        assert " ".join(line.because.split()) in words
    for section in described.sections:
        assert all(" ".join(cell.split()) in words for line in section.lines for cell in line)


def test_name_digest_date_prover_and_figures_stand_on_it() -> None:
    words = "".join(Outline(page()).words)
    assert {workshop().name, workshop().digest, "2026-03-05", "proved, by prover version 1"} <= set(
        Outline(page()).words
    )
    assert "61 cells" in words


def test_without_a_receipt_it_says_plainly_that_it_is_not_proved() -> None:
    words = "".join(Outline(as_page(workshop())).words)
    assert "This definition is not proved." in words
    assert "This definition is proved." not in words


def test_the_receipt_of_another_content_proves_nothing() -> None:
    other = replace(receipt(), digest="0" * 64)
    words = "".join(Outline(as_page(workshop(), receipt=other)).words)
    assert "This definition is not proved." in words
    assert "The receipt at hand is of another content." in words


def test_letters_with_a_meaning_in_html_are_escaped_wherever_they_stand() -> None:
    found = Outline(as_page(_hostile()))
    assert not found.all("script")
    assert "".join(found.words).count("alert(") >= 6


def _hostile() -> Definition:
    plain = bicycle_repair()
    state, event, requirement = plain.states["brought_in"], plain.events["start"], plain.requirements["looked_over"]
    rows = tuple(replace(row, says=HOSTILE) for row in event.rows)
    return replace(
        plain,
        title=HOSTILE,
        says=HOSTILE,
        states={**plain.states, "brought_in": replace(state, says=HOSTILE, next_action=HOSTILE)},
        events={**plain.events, "start": replace(event, says=HOSTILE, rows=rows)},
        requirements={**plain.requirements, "looked_over": replace(requirement, says=HOSTILE)},
    )


def test_only_an_address_of_the_web_becomes_a_link() -> None:
    bad = Reference("bad", "Bad", url="javascript:alert(1)")
    good = Reference("good", "Good", url="https://example.org/a?b=1&c=2")
    found = Outline(as_page(replace(workshop(), references={"bad": bad, "good": good})))
    targets = [attrs["href"] for attrs in found.all("a") if not attrs["href"].startswith("#")]
    assert targets == ["https://example.org/a?b=1&c=2"]


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = [int(tag[1]) for tag, _ in Outline(page()).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_heads_that_say_what_they_head() -> None:
    found = Outline(page())
    assert len(found.all("table")) == len(found.all("caption")) > 10
    assert {attrs.get("scope") for attrs in found.all("th")} == {"row", "col"}


def test_landmarks_a_language_and_a_way_past_the_contents_are_there() -> None:
    found = Outline(page())
    assert found.all("html") == [{"lang": "en"}]
    assert [len(found.all(tag)) for tag in ("header", "nav", "main")] == [1, 1, 1]
    assert found.all("a")[0] == {"class": "skip", "href": "#main"}


def test_every_sheet_of_paper_carries_the_name_and_the_digest() -> None:
    style = page().split("<style>")[1].split("</style>")[0]
    assert f'@bottom-left {{ content: "{workshop().name}"' in style
    assert f'@top-left {{ content: "digest {workshop().digest}"' in style
    assert "thead { display: table-header-group; }" in style


def test_a_safety_officer_can_fill_it_in_and_sign() -> None:
    found = Outline(page())
    labelled = {attrs["for"] for attrs in found.all("label")}
    fields = {attrs["id"] for attrs in found.all("input", "textarea")}
    assert labelled == fields
    assert {"sign-name", "sign-role", "sign-date", "sign-remarks", "sign-hazards", "sign-limits"} <= fields


def test_what_cites_nobody_is_listed_to_be_confirmed_once() -> None:
    about = [one.about for one in unconfirmed(workshop())]
    assert "role clerk" in about
    assert "word list part" not in about
    assert len(about) == len(set(about))


def test_a_row_that_only_repeats_its_event_is_not_listed_again() -> None:
    listed = {one.about for one in unconfirmed(bicycle_repair())}
    assert "event bring in" in listed
    assert "bring in, row taken in" not in listed
