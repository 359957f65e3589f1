"""Folding the entries again gives the same case, and the rules agree with what was recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.support.bicycles import CLERK, Bicycle, brought_in, judged, measured, workshop
from workflow.case.entry import Override
from workflow.case.file import Case
from workflow.case.written import case_from, case_text
from workflow.engine import fold, relive
from workflow.engine.as_of import as_of

LONDON = ZoneInfo("Europe/London")


def finished() -> Bicycle:
    bicycle = judged()
    bicycle.report("remeasure", {"check": "C1", "wear": "0.9"})
    bicycle.report("read", {"check": "C1", "version": 2})
    bicycle.report("judge", {"verdict": "worn", "order_part": "chain"})
    bicycle.report("collect", by=CLERK)
    return bicycle


def groups(bicycle: Bicycle) -> list[list[int]]:
    found: list[list[int]] = []
    for number, entry in enumerate(bicycle.entries):
        found.append([number]) if entry.caused_by is None else found[-1].append(number)
    return found


def test_folding_the_entries_gives_the_same_case() -> None:
    bicycle = finished()
    assert fold(lambda _: workshop(), "b1", bicycle.entries) == bicycle.case


def test_the_case_file_survives_being_written() -> None:
    case = finished().case
    read = case_from(case_text(case), case_id=case.id, definition=case.definition, state=case.state, seq=case.seq)
    assert read == case
    assert case_text(read) == case_text(case)


def test_every_recorded_entry_is_lawful() -> None:
    bicycle = finished()
    case = Case("b1", "")
    for group in groups(bicycle):
        entries = tuple(bicycle.entries[number] for number in group)
        assert relive(workshop(), replace(case, definition=workshop().digest), entries).says is None
        case = fold(lambda _: workshop(), "b1", bicycle.entries[: group[-1] + 1])


def test_an_entry_written_past_the_rules_is_found() -> None:
    bicycle = brought_in()
    before = bicycle.case
    lawful = bicycle.report("start", overrides={"something_ordered": Override("in_a_hurry", "now")}).entries[0]
    told = relive(workshop(), before, (replace(lawful, lifted=(), protected=()),)).says
    assert told is not None
    assert "entry 2 (start) was not allowed" in told


def test_an_entry_with_another_target_is_found() -> None:
    bicycle = measured()
    before = bicycle.case
    entry = bicycle.report("judge", {"verdict": "worn", "order_part": "chain"}).entries[0]
    told = relive(workshop(), before, (replace(entry, to_state="gone"),)).says
    assert told == f"entry {entry.seq} (judge) has another to_state than the rules of its version produce"


def test_an_automatic_transition_that_is_missing_is_found() -> None:
    bicycle = brought_in()
    bicycle.report("order_check", {"part": "chain", "tool": "gauge"})
    bicycle.report("start")
    before = bicycle.case
    entries = bicycle.report("measure", {"check": "C1", "wear": "0.8"}).entries
    told = relive(workshop(), before, entries[:1]).says
    assert told is not None
    assert "(all_in) should have followed" in told


def test_corrections_are_lawful_too() -> None:
    bicycle = brought_in()
    before = bicycle.case
    entries = bicycle.report("amend", {"entry": 1, "corrections": {"received_on": "2026-02-27"}}, by=CLERK).entries
    assert relive(workshop(), before, entries, referenced=bicycle.entries[0]).says is None


def test_as_known_on_an_earlier_day() -> None:
    bicycle = brought_in()
    told_late = datetime(2026, 3, 10, 9, tzinfo=UTC)
    bicycle.now = told_late
    bicycle.report("name_fault", {"part": "brake"}, occurred_at="2026-03-03")
    day_before = datetime(2026, 3, 9, tzinfo=UTC)
    known = as_of(lambda _: workshop(), "b1", bicycle.entries, known_at=day_before, zone=LONDON)
    assert [item.fields["part"] for item in known.items("faults")] == ["chain"]


def test_as_it_was_by_what_is_known_now() -> None:
    bicycle = brought_in()
    bicycle.now = datetime(2026, 3, 10, 9, tzinfo=UTC)
    bicycle.report("name_fault", {"part": "brake"}, occurred_at="2026-03-03")
    was = as_of(lambda _: workshop(), "b1", bicycle.entries, effective_at=datetime(2026, 3, 4, tzinfo=UTC), zone=LONDON)
    assert [item.fields["part"] for item in was.items("faults")] == ["chain", "brake"]


def test_what_was_withdrawn_by_then_is_left_out() -> None:
    bicycle = brought_in()
    named = bicycle.report("name_fault", {"part": "brake"}).entries[0]
    bicycle.report("void", {"entry": named.seq})
    was = as_of(lambda _: workshop(), "b1", bicycle.entries, effective_at=bicycle.now, zone=LONDON)
    assert [item.fields["part"] for item in was.standing("faults")] == ["chain"]


def test_the_state_as_of_a_day_is_that_of_the_last_move_by_then() -> None:
    bicycle = judged()
    before_judging = bicycle.entries[-1].recorded_at.replace(minute=0) - (bicycle.now - bicycle.entries[-1].recorded_at)
    was = as_of(lambda _: workshop(), "b1", bicycle.entries, effective_at=before_judging, zone=LONDON)
    assert was.state == "judging"
