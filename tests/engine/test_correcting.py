"""Corrections change data; a transition is never un-happened."""

from __future__ import annotations

import pytest

from tests.support.bicycles import CLERK, Bicycle, brought_in, judged, measured, workshop
from workflow.case.errors import BadInput
from workflow.engine import clocks, facts_of


def test_an_amended_field_changes_what_the_entry_recorded() -> None:
    bicycle = brought_in()
    named = bicycle.report("name_fault", {"part": "brake", "noticed_on": "2026-02-01"}).entries[0]
    bicycle.report("amend", {"entry": named.seq, "corrections": {"noticed_on": "2026-02-20"}})
    assert bicycle.case.items("faults")[-1].fields["noticed_on"] == "2026-02-20"


def test_an_amended_date_moves_the_clock() -> None:
    bicycle = brought_in()
    bicycle.report("amend", {"entry": 1, "corrections": {"received_on": "2026-02-27"}}, by=CLERK)
    promise = next(each for each in clocks(workshop(), bicycle.case, now=bicycle.now) if each.clock == "promise")
    assert promise.due_on.isoformat() == "2026-03-06"


def test_an_amended_time_of_happening_moves_what_was_dated_by_it() -> None:
    bicycle = judged()
    collected = bicycle.report("collect", by=CLERK).entries[0]
    bicycle.report("amend", {"entry": collected.seq, "corrections": {"occurred_on": "2026-03-01"}})
    assert bicycle.case.value("collected_on") == "2026-03-01"


def test_the_amending_entry_names_what_it_corrects() -> None:
    bicycle = brought_in()
    entry = bicycle.report("amend", {"entry": 1, "corrections": {"received_on": "2026-02-27"}}, by=CLERK).entries[0]
    assert entry.fields == {"entry": 1, "corrected_event": "bring_in", "corrected.received_on": "2026-02-27"}


def test_a_field_the_pathway_decided_on_is_not_amended() -> None:
    refused = brought_in().refused("amend", {"entry": 1, "corrections": {"part": "brake"}}, by=CLERK)
    assert (refused.kind, "the pathway decided on it" in refused.message) == ("correction", True)


def test_a_void_entry_is_counted_by_nothing() -> None:
    bicycle = Bicycle()
    bicycle.report("bring_in", {"received_on": "2026-03-01"}, by=CLERK)
    named = bicycle.report("name_fault", {"part": "chain"}).entries[0]
    bicycle.report("void", {"entry": named.seq})
    assert facts_of(workshop(), bicycle.case)["fault"] == "no"


def test_ids_of_void_items_are_not_used_again() -> None:
    bicycle = brought_in()
    named = bicycle.report("name_fault", {"part": "brake"}).entries[0]
    bicycle.report("void", {"entry": named.seq})
    bicycle.report("name_fault", {"part": "frame"})
    assert [item.id for item in bicycle.case.standing("faults")] == ["F1", "F3"]


def test_a_void_setting_gives_way_to_the_one_before_it() -> None:
    bicycle = brought_in()
    bicycle.report("put_on_shelf", {"shelf": "A1"}, by=CLERK)
    second = bicycle.report("put_on_shelf", {"shelf": "B2"}, by=CLERK).entries[0]
    bicycle.report("void", {"entry": second.seq})
    assert bicycle.case.value("shelf") == "A1"


def test_what_moved_the_case_is_not_made_void() -> None:
    bicycle = measured()
    started = next(entry for entry in bicycle.entries if entry.event == "start")
    refused = bicycle.refused("void", {"entry": started.seq})
    assert "what moved is never un-happened" in refused.message


def test_an_entry_that_is_not_there_cannot_be_corrected() -> None:
    with pytest.raises(BadInput, match="the number of an entry of this case, 1 to 1"):
        brought_in().try_to("void", {"entry": 7})


def test_an_amendment_without_corrections_says_what_is_needed() -> None:
    with pytest.raises(BadInput, match="the fields of the original entry with their right values"):
        brought_in().try_to("amend", {"entry": 1})
