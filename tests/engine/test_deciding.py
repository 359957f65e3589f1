"""May this be reported now, and what follows from it?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.bicycles import CLERK, MECHANIC, SENSOR, Bicycle, brought_in, judged, measured
from workflow.case.actor import Actor
from workflow.case.entry import EvidenceRef, Lifted, Override
from workflow.case.errors import BadInput


def test_the_opening_event_opens_the_case() -> None:
    accepted = Bicycle().report("bring_in", {"received_on": "2026-03-01"}, by=CLERK)
    entry = accepted.entries[0]
    assert (entry.seq, entry.kind, entry.from_state, entry.to_state) == (1, "transition", "", "waiting")


def test_a_record_event_moves_nothing() -> None:
    accepted = brought_in().report("name_fault", {"part": "brake"})
    assert (accepted.entries[0].kind, accepted.case.state) == ("record", "waiting")


def test_an_event_of_another_state_is_refused_with_what_may_be_done_here() -> None:
    refused = brought_in().refused("judge", {"verdict": "sound"})
    assert refused.kind == "not_now"
    assert "It belongs to: judging." in refused.instead
    assert "From waiting the case can be moved by: start, give_up." in refused.instead


def test_a_role_that_may_not_report_is_told_who_may() -> None:
    refused = measured().refused("judge", {"verdict": "worn", "order_part": "chain"}, by=SENSOR)
    assert (refused.kind, refused.instead) == ("role", ("It may be reported by: mechanic.",))


def test_a_role_the_pathway_does_not_know_is_told_and_not_repeated() -> None:
    refused = brought_in().refused("start", by=Actor("x", "plumber"))
    assert "that is no role of this pathway" in refused.message
    assert "plumber" not in refused.message


def test_every_unmet_requirement_is_told_at_once() -> None:
    bicycle = Bicycle()
    bicycle.report("bring_in", {"received_on": "2026-03-01"}, by=CLERK)
    refused = bicycle.refused("start")
    assert [each.requirement for each in refused.unmet] == ["fault_named", "something_ordered"]
    assert refused.unmet[0].source == "Bicycle Kitchen, Workshop manual, 2"
    assert [supplier.event for supplier in refused.unmet[1].suppliers] == ["order_check"]


def test_a_row_that_refuses_says_its_sentence() -> None:
    refused = brought_in().refused("order_check", {"part": "brake", "tool": "gauge"})
    assert refused.kind == "rule"
    assert "A chain gauge measures chains only." in refused.message


def test_a_row_may_select_on_a_fact() -> None:
    refused = measured(wear="0.6").refused("judge", {"verdict": "worn", "order_part": "chain"})
    assert "A part is worn only when its wear is high." in refused.message


def test_a_default_is_lifted_by_a_named_role_with_a_reason_and_a_text() -> None:
    accepted = brought_in().report("start", overrides={"something_ordered": Override("in_a_hurry", "The rider waits.")})
    assert accepted.entries[0].lifted == (Lifted("something_ordered", "default", "in_a_hurry"),)
    assert accepted.protected == {"override:something_ordered": "The rider waits."}
    assert accepted.entries[0].protected == ("override:something_ordered",)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Override("in_a_hurry", " "), "no explanation"),
        (Override("because", "why not"), "one of in_a_hurry, seen_before"),
    ],
)
def test_an_override_needs_a_known_reason_and_a_text(answer: Override, expected: str) -> None:
    with pytest.raises(BadInput, match=expected):
        brought_in().try_to("start", overrides={"something_ordered": answer})


def test_a_rule_is_never_lifted() -> None:
    with pytest.raises(BadInput, match="a requirement nobody may lift"):
        brought_in().try_to("start", overrides={"fault_named": Override("in_a_hurry", "please")})


def test_advice_never_refuses_and_is_written_down() -> None:
    bicycle = measured(wear="0.1")
    accepted = bicycle.report("judge", {"verdict": "sound"})
    assert [each.requirement for each in accepted.advice] == ["on_a_shelf"]
    assert accepted.entries[0].lifted == (Lifted("on_a_shelf", "advice", None),)


def test_a_choice_that_nothing_recommends_asks_for_a_reason() -> None:
    accepted = brought_in().report(
        "order_check", {"part": "chain", "tool": "torch"}, overrides={"tools": Override("seen_before")}
    )
    assert accepted.advice[0].needed == ("gauge", "eye")
    assert accepted.entries[0].lifted == (Lifted("tools", "advice", "seen_before"),)


def test_the_entry_names_the_facts_it_relied_on() -> None:
    bicycle = brought_in()
    bicycle.report("order_check", {"part": "chain", "tool": "gauge"})
    assert bicycle.report("start").entries[0].facts == {"check_ordered": "yes", "fault": "yes"}


def test_a_decision_names_the_versions_it_relied_on() -> None:
    accepted = measured().report("judge", {"verdict": "worn", "order_part": "chain"})
    assert accepted.entries[0].evidence == (EvidenceRef("C1", 1),)


def test_automatic_transitions_follow_as_entries_of_their_own() -> None:
    bicycle = brought_in()
    bicycle.report("order_check", {"part": "chain", "tool": "gauge"})
    bicycle.report("start")
    entries = bicycle.report("measure", {"check": "C1", "wear": "0.8"}).entries
    assert [(e.event, e.to_state, e.actor.role, e.caused_by) for e in entries] == [
        ("measure", "checking", "mechanic", None),
        ("all_in", "judging", "system", entries[0].seq),
    ]


def test_changed_evidence_pulls_the_case_back_and_withdraws_the_outcome() -> None:
    bicycle = judged()
    accepted = bicycle.report("remeasure", {"check": "C1", "wear": "0.1"}, by=SENSOR)
    assert [entry.event for entry in accepted.entries] == ["remeasure", "evidence_changed"]
    assert (bicycle.case.state, bicycle.case.value("ending")) == ("judging", None)


def test_void_evidence_pulls_the_case_back() -> None:
    bicycle = judged()
    assert bicycle.report("scrap", {"check": "C1"}).case.state == "judging"


def test_items_that_an_event_ends_get_entries_of_their_own() -> None:
    bicycle = brought_in()
    for part in ("chain", "brake"):
        bicycle.report("order_check", {"part": part, "tool": "eye"})
    entries = bicycle.report("give_up", {"why": "No time."}).entries
    ended = [(each.event, each.fields.get("check"), each.seq) for each in entries[1:]]
    assert ended == [("drop_check", "C1", 5), ("drop_check", "C2", 6)]
    assert [item.state for item in bicycle.case.items("checks")] == ["dropped", "dropped"]


def test_an_item_is_not_moved_from_where_it_cannot() -> None:
    refused = measured().refused("measure", {"check": "C1", "wear": "0.2"})
    assert refused.kind == "item"
    assert "C1 of case b1 is read; measure is possible only when it is ordered." in refused.message


def test_a_version_that_is_no_longer_current_is_refused() -> None:
    bicycle = measured()
    bicycle.report("remeasure", {"check": "C1", "wear": "0.9"})
    refused = bicycle.refused("read", {"check": "C1", "version": 1})
    assert (refused.kind, "it is now 2" in refused.message) == ("superseded", True)


def test_protected_texts_stay_out_of_the_entry() -> None:
    accepted = Bicycle().report("bring_in", {"received_on": "2026-03-01", "remark": "It squeaks."}, by=CLERK)
    assert accepted.protected == {"remark": "It squeaks."}
    assert accepted.entries[0].fields == {"received_on": "2026-03-01"}


def test_what_has_not_happened_yet_is_not_recorded() -> None:
    bicycle = brought_in()
    with pytest.raises(BadInput, match="What has not happened yet"):
        bicycle.try_to("name_fault", {"part": "chain"}, occurred_at=bicycle.now + timedelta(minutes=6))


def test_a_clock_five_minutes_ahead_is_tolerated() -> None:
    bicycle = brought_in()
    ahead = bicycle.now + timedelta(minutes=5)
    assert (
        bicycle.report("name_fault", {"part": "chain"}, occurred_at=ahead).entries[0].effective.precision == "instant"
    )


def test_today_is_the_pathways_local_day() -> None:
    bicycle = brought_in()
    bicycle.now = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in London
    assert (
        bicycle.report("name_fault", {"part": "chain"}, occurred_at="2026-07-02").entries[0].effective.text
        == "2026-07-02"
    )


def test_a_refusal_leaves_the_case_as_it_was() -> None:
    bicycle = brought_in()
    before = bicycle.case
    bicycle.refused("start")
    assert bicycle.case is before


def test_a_wrong_event_gets_a_suggestion() -> None:
    with pytest.raises(BadInput, match=r"judge \(did you mean that\?\)"):
        brought_in().try_to("juge")


def test_an_automatic_event_cannot_be_reported() -> None:
    with pytest.raises(BadInput, match="there is no such event"):
        brought_in().try_to("all_in", by=Actor("x", "system"))


def test_the_actor_is_kept_by_value() -> None:
    lent = Actor("m.ali", "mechanic", on_behalf_of="c.lee")
    assert brought_in().report("name_fault", {"part": "frame"}, by=lent).entries[0].actor == lent
    assert MECHANIC.on_behalf_of is None
