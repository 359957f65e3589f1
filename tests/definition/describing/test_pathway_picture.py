"""What a picture shows: merged roads, few words, groups for what is possible from many states."""

from __future__ import annotations

from tests.support.small_pathways import bicycle_repair
from workflow.definition.describing.pathway_picture import pathway_picture, places_in_words
from workflow.definition.describing.picture import Road

PLAIN = 'says = "Told."\nsource = {kind = "proposal"}\n'
FOUR = ("a", "b", "c", "d")


def roads(more: str = "") -> dict[tuple[str, str], Road]:
    return {(road.origin, road.target): road for road in pathway_picture(bicycle_repair(more=more)).roads}


def scrap(*states: str) -> str:
    head = f'[events.scrap]\nkind = "case"\nroles = ["owner"]\n{PLAIN}'
    return head + f'[events.scrap.rows.given_up]\nstates = {list(states)}\nto = "on_the_road"\n'


def test_the_main_road_follows_the_states_marked_as_main() -> None:
    picture = pathway_picture(bicycle_repair())
    assert picture.main_road == ("brought_in", "on_the_stand", "on_the_road")
    assert picture.is_main(roads()["brought_in", "on_the_stand"])
    assert not picture.is_main(roads()["brought_in", "on_the_road"])


def test_an_event_with_several_targets_is_told_by_its_row() -> None:
    assert roads()["brought_in", "on_the_stand"].labels == ("mend",)
    assert roads()["on_the_stand", "on_the_road"].labels == ("finish",)


def test_roads_between_the_same_states_are_one_road() -> None:
    assert roads(scrap("on_the_stand"))["on_the_stand", "on_the_road"].labels == ("finish", "or scrap")


def test_only_what_always_happens_by_itself_is_automatic() -> None:
    assert roads()["waiting_for_parts", "on_the_stand"].automatic
    assert not roads()["on_the_stand", "waiting_for_parts"].automatic
    fetch = f'[events.fetch]\nkind = "case"\nroles = ["owner"]\n{PLAIN}'
    fetch += '[events.fetch.rows.fetched]\nstates = ["waiting_for_parts"]\nto = "on_the_stand"\n'
    assert not roads(fetch)["waiting_for_parts", "on_the_stand"].automatic


def test_what_is_refused_or_stays_is_no_road() -> None:
    lift = f'[events.lift]\nkind = "case"\nroles = ["owner"]\n{PLAIN}'
    lift += '[events.lift.rows.lifted]\nstates = ["brought_in", "on_the_stand"]\nto = "on_the_stand"\n'
    assert all(origin != target for origin, target in roads(lift))
    assert "not looked at" not in {label for road in roads().values() for label in road.labels}


def test_what_leaves_a_final_state_is_told_as_a_group() -> None:
    back = f'[events.return_it]\nkind = "case"\nroles = ["owner"]\n{PLAIN}'
    back += '[events.return_it.rows.again]\nstates = ["on_the_road"]\nto = "brought_in"\n'
    picture = pathway_picture(bicycle_repair(more=back))
    assert [(group.starting, group.labels, group.targets) for group in picture.groups] == [
        ("On the road", ("Return it",), ("brought_in",))
    ]


def test_starting_places_are_told_as_shortly_as_they_can_be() -> None:
    assert places_in_words(FOUR, ("a", "b", "c", "d")) == "Any open state"
    assert places_in_words(FOUR, ("a", "b", "c"), beside=("d",)) == "Any open state"
    assert places_in_words((*FOUR, "e", "f"), ("a", "b", "c", "d", "e")) == "Any open state but f"
    assert places_in_words(FOUR, ("a", "b")) == "A or b"
