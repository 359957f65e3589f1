"""Two pathways in one picture: what is new, gone or changed carries a sign, and is told to those who do not see it."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.definition.comparing.test_what_changed import changed
from tests.support.bicycles import workshop
from tests.support.lending import lending
from tests.support.small_pathways import bicycle_repair
from workflow.definition.comparing import compared_picture, compared_svg
from workflow.definition.describing.lettering import width_of
from workflow.definition.describing.paint import ADDED, REMOVED
from workflow.definition.describing.picture import Picture, Place, Road
from workflow.definition.describing.svg import draw

SVG = "{http://www.w3.org/2000/svg}"
ROW = 'rows.changed = { states = ["collecting"], select = { evidence = ["changed"] }, to = "judging" }'
ELSEWHERE = changed((ROW, ROW.replace('to = "judging"', 'to = "checking"')))


def marks() -> dict[tuple[str, str], str]:
    return {(road.origin, road.target): road.mark for road in compared_picture(workshop(), ELSEWHERE).roads}


def test_a_road_that_leads_elsewhere_is_gone_here_and_new_there() -> None:
    assert marks()["collecting", "judging"] == "removed"
    assert marks()["collecting", "checking"] == "added"
    assert set(marks().values()) == {"", "added", "removed"}


def test_a_road_on_other_terms_is_changed() -> None:
    asked = 'to = "collecting", requires = ["on_a_shelf"] }'
    looser = changed((asked, asked.replace('"on_a_shelf"', "")))
    roads = {(road.origin, road.target): road for road in compared_picture(workshop(), looser).roads}
    assert roads["judging", "collecting"].mark == "changed"
    assert roads["judging", "collecting"].labels[0].startswith("~ ")


def test_a_state_that_is_gone_stays_in_the_picture_with_its_sign() -> None:
    pairs = (("[states.judging]\n", "[states.assessing]\n"), ('"judging"', '"assessing"'), ("The checks are in", "In"))
    places = {place.name: place for place in compared_picture(workshop(), changed(*pairs)).places}
    assert (places["judging"].mark, places["judging"].label) == ("removed", "− Judging")
    assert (places["assessing"].mark, places["assessing"].label) == ("added", "+ Assessing")


def test_colours_are_never_alone() -> None:
    svg = compared_svg(workshop(), ELSEWHERE)
    shown = [found.text or "" for found in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert ADDED in svg
    assert REMOVED in svg
    assert {"+ new", "− gone", "~ other conditions", "as before"} <= set(shown)
    assert any(words.startswith("+ ") and words != "+ new" for words in shown)


def test_what_differs_is_told_in_words() -> None:
    told = ElementTree.fromstring(compared_svg(workshop(), ELSEWHERE)).findtext(f"{SVG}desc") or ""
    assert "New: + " in told
    assert "Gone: − " in told


def test_nothing_is_marked_between_a_pathway_and_itself() -> None:
    picture = compared_picture(workshop(), workshop())
    marked = [[each.mark for each in picture.places], [each.mark for each in picture.roads]]
    assert {mark for marks in marked for mark in marks} == {""}


def test_the_two_names_do_not_run_into_the_legend() -> None:
    drawn = list(ElementTree.fromstring(compared_svg(workshop(), ELSEWHERE)).iter(f"{SVG}text"))
    names = next(found for found in drawn if (found.text or "").startswith("What changed from"))
    legend = min(float(found.get("x", 0)) for found in drawn if found.text in ("as before", "+ new", "− gone")) - 40
    size = float(names.get("font-size", 0))
    assert float(names.get("x", 0)) + width_of(names.text or "", size) < legend


def test_two_pathways_that_have_nothing_in_common_can_be_drawn_each_way() -> None:
    for pair in ((workshop(), lending()), (lending(), workshop()), (bicycle_repair(), workshop())):
        assert "Gone: − " in (ElementTree.fromstring(compared_svg(*pair)).findtext(f"{SVG}desc") or "")


def test_two_neighbours_that_lead_straight_to_the_same_place_are_both_drawn() -> None:
    places = (Place("m", "Main"), *(Place(name, name, main=False) for name in "abc"))
    roads = (Road("m", "a", ("on",)), Road("a", "b", ("on",)), Road("c", "b", ("back",)))
    shown = {
        words.text for words in ElementTree.fromstring(draw(Picture("p", "P", "", places, roads))).iter(f"{SVG}text")
    }
    assert {"on", "back"} <= shown
