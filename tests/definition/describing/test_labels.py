"""A road's label is short and tells what leads along it, not merely that something does."""

from __future__ import annotations

from tests.support.small_pathways import bicycle_repair
from workflow.definition.describing.pathway_picture import pathway_picture

HEAD = """
[events.start.fields.fault]
type = "choice"
choices = ["brakes", "gears", "lamp", "bell", "chain", "frame"]
required = true
says = "The fault"
[events.start.fields.urgent]
type = "yes_no"
required = true
says = "Whether it is urgent"
"""


def label(*rows: tuple[str, str, str]) -> tuple[str, ...]:
    """The label of the road to the stand, for these rows: name, condition, target."""
    tables = [
        f'[events.start.rows.{name}]\nstates = ["brought_in"]\nselect = {{{select}}}\nto = "{to}"\n'
        for name, select, to in rows
    ]
    roads = pathway_picture(bicycle_repair(start=HEAD + "".join(tables))).roads
    return next(road.labels for road in roads if (road.origin, road.target) == ("brought_in", "on_the_stand"))


def test_one_row_is_told_by_its_name() -> None:
    away = ("ride_on", 'fault = ["bell"]', "on_the_road")
    assert label(("unsafe", 'fault = ["brakes"]', "on_the_stand"), away) == ("unsafe",)


def test_a_row_named_after_its_target_is_told_by_its_event() -> None:
    away = ("to_the_road", 'fault = ["bell"]', "on_the_road")
    assert label(("to_the_stand", 'fault = ["brakes"]', "on_the_stand"), away) == ("start",)


def test_several_rows_are_told_by_what_was_said_in_them() -> None:
    away = ("ride_on", 'fault = ["bell"]', "on_the_road")
    rows = (("one", 'fault = ["brakes"]', "on_the_stand"), ("two", 'fault = ["chain"]', "on_the_stand"))
    assert label(*rows, away) == ("brakes or chain",)


def test_yes_and_no_are_told_with_their_event() -> None:
    rows = tuple((f"now_{it}", f'urgent = ["yes"], fault = ["{it}"]', "on_the_stand") for it in ("brakes", "chain"))
    assert label(*rows, ("later", 'urgent = ["no"]', "on_the_road")) == ("start: yes",)


def test_more_values_than_can_be_read_are_told_by_the_event() -> None:
    rows = tuple((it, f'fault = ["{it}"]', "on_the_stand") for it in ("brakes", "gears", "lamp", "chain", "frame"))
    assert label(*rows, ("ride_on", 'fault = ["bell"]', "on_the_road")) == ("start",)
