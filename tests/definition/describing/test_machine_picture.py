"""The picture of an item's machine: its main road, its setbacks beside it, its ends told as a group."""

from __future__ import annotations

from workflow.definition.describing.machine_picture import machine_picture
from workflow.definition.describing.picture import Picture
from workflow.definition.model import Collection, ItemMachine, ItemState, Move, Source

PROPOSED = Source("proposal")
STATES = ("wanted", "booked", "missed", "done", "lost")
MOVES = (
    Move("book", ("wanted",), "booked"),
    Move("miss", ("booked",), "missed"),
    Move("book", ("missed",), "booked"),
    Move("do", ("wanted", "booked"), "done"),
)
LOSE = Move("lose", ("wanted", "booked", "missed", "done"), "lost")


def picture(*moves: Move) -> Picture:
    states = {name: ItemState(name, name, name not in ("done", "lost")) for name in STATES}
    machine = ItemMachine("wanted", states, moves, PROPOSED)
    found = machine_picture(Collection("tests", "Tests.", "T", {}, PROPOSED, machine))
    assert found is not None
    return found


def test_the_main_road_is_the_longest_way_onward_without_setbacks() -> None:
    assert picture(*MOVES).main_road == ("wanted", "booked", "done")


def test_a_setback_stands_beside_the_main_road() -> None:
    beside = [place.name for place in picture(*MOVES).places if not place.main]
    assert beside == ["missed"]


def test_an_end_that_is_possible_from_everywhere_is_told_and_not_drawn() -> None:
    found = picture(*MOVES, LOSE)
    assert "lost" not in {place.name for place in found.places}
    assert [(group.starting, group.labels, group.ending) for group in found.groups] == [
        ("Any state", ("Lose",), "Lost")
    ]


def test_a_move_of_the_main_road_is_drawn_though_it_is_possible_from_many_places() -> None:
    anywhere = Move("do", ("wanted", "booked", "missed", "lost"), "done")
    drawn = {
        (road.origin, road.target) for road in picture(*MOVES[:3], anywhere, Move("undo", ("done",), "booked")).roads
    }
    assert ("missed", "done") not in drawn


def test_a_collection_without_states_has_no_picture() -> None:
    assert machine_picture(Collection("notes", "Notes.", "N", {}, PROPOSED)) is None
