"""Moving a case to another version: the mapping is checked, the case keeps what it is, and what follows is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.bicycles import CLERK, MECHANIC, SENSOR, Bicycle, brought_in, judged, measured, workshop
from tests.support.new_workshop import RENAMING, new_workshop
from workflow.case.actor import Actor
from workflow.case.errors import BadInput, Refused
from workflow.definition import Definition
from workflow.definition.model import Never, Source
from workflow.engine import Accepted, decide, facts_of, fold
from workflow.engine.as_of import as_of
from workflow.engine.carrying import Renaming, check_renaming, renaming_from
from workflow.engine.migrating import Verdict, decide_migration, judge_migration, relive_migration


def moved(bicycle: Bicycle, to: Definition | None = None, by: Actor = MECHANIC) -> Accepted | Refused:
    new = to or new_workshop()
    return decide_migration(
        workshop(), new, bicycle.case, renaming=RENAMING, actor=by, now=bicycle.now, reason="new_rules"
    )


def verdict(bicycle: Bicycle, to: Definition | None = None) -> Verdict:
    new = to or new_workshop()
    return judge_migration(workshop(), new, bicycle.case, renaming=RENAMING, actor=MECHANIC, now=bicycle.now)


def accepted(answer: Accepted | Refused) -> Accepted:
    assert isinstance(answer, Accepted), answer
    return answer


def definition_of(digest: str) -> Definition:
    return {each.digest: each for each in (workshop(), new_workshop())}[digest]


def test_a_case_goes_on_under_the_new_names() -> None:
    bicycle = judged()
    case = accepted(moved(bicycle)).case
    assert (case.definition, case.state, case.seq) == (new_workshop().digest, "handing_out", bicycle.case.seq + 1)
    assert case.value("verdict") == "worn_out"
    assert case.items("checks")[0].fields["instrument"] == "gauge"
    assert "tool" not in case.items("checks")[0].fields


def test_no_clock_of_the_state_begins_anew() -> None:
    bicycle = judged()
    assert accepted(moved(bicycle)).case.state_since == bicycle.case.state_since


def test_the_evidence_of_a_decision_stays_current() -> None:
    bicycle = judged()
    after = accepted(moved(bicycle)).case
    assert facts_of(new_workshop(), after)["evidence"] == facts_of(workshop(), bicycle.case)["evidence"] == "current"


def test_the_entry_names_both_versions_and_the_mapping() -> None:
    bicycle = judged()
    entry = accepted(moved(bicycle)).entries[0]
    assert (entry.kind, entry.event, entry.definition) == ("migration", "migration", new_workshop().digest)
    assert entry.fields["from_definition"] == workshop().digest
    assert renaming_from(entry.fields["mapping"]) == RENAMING


def test_a_shorter_limit_is_told_with_both_days() -> None:
    told = verdict(brought_in())
    assert told.refused is None
    (due,) = told.due
    assert (due.before, due.after) == (date(2026, 3, 4), date(2026, 3, 3))


def test_a_value_that_was_only_renamed_is_no_changed_fact() -> None:
    assert verdict(judged()).facts == ()


def test_what_happens_at_once_under_the_new_version_is_told_and_recorded() -> None:
    bicycle = brought_in()
    bicycle.report("order_check", {"part": "chain", "tool": "gauge"})
    bicycle.report("start")
    stricter = new_workshop()
    all_in = stricter.events["all_in"]
    eager = replace(all_in, rows=tuple(replace(row, select={"round": ("out",)}) for row in all_in.rows))
    values = stricter.facts["round"].values
    eager = replace(eager, rows=tuple(replace(row, select={"round": values}) for row in eager.rows))
    other = replace(stricter, digest=stricter.digest[::-1], events={**stricter.events, "all_in": eager})
    assert verdict(bicycle, other).follows == ("all_in",)
    answer = accepted(moved(bicycle, other))
    assert [entry.event for entry in answer.entries] == ["migration", "all_in"]
    assert answer.entries[1].caused_by == answer.entries[0].seq


def test_a_fact_that_reads_otherwise_is_told_with_both_values() -> None:
    new = new_workshop()
    latest = new.facts["round"]
    turned = replace(latest, rows=tuple(replace(row, value=latest.values[0]) for row in latest.rows))
    other = replace(new, digest=new.digest[::-1], facts={**new.facts, "round": turned})
    told = verdict(measured(), other).facts
    assert [(one.fact, one.after) for one in told] == [("round", latest.values[0])]


def test_a_standing_that_the_new_version_forbids_is_not_reached() -> None:
    new = new_workshop()
    never = Never("never_here", "Nothing ever waits here.", Source("proposal"), states=("handing_out",))
    other = replace(new, digest=new.digest[::-1], nevers={"never_here": never})
    told = verdict(judged(), other)
    assert told.refused is not None
    assert "Nothing ever waits here." in told.refused.message


def test_a_feed_moves_no_case() -> None:
    refused = moved(judged(), by=SENSOR)
    assert isinstance(refused, Refused)
    assert refused.kind == "role"


def test_a_case_that_has_ended_keeps_its_version() -> None:
    bicycle = judged()
    ended = replace(bicycle, case=replace(bicycle.case, state="gone"))
    refused = moved(ended)
    assert isinstance(refused, Refused)
    assert "keeps its version" in refused.message


def test_a_case_that_is_there_already_is_not_moved_again() -> None:
    bicycle = judged()
    case = accepted(moved(bicycle)).case
    new = new_workshop()
    again = decide_migration(new, new, case, renaming=Renaming(), actor=MECHANIC, now=bicycle.now, reason="new_rules")
    assert isinstance(again, Refused)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"states": {}}, "states.collecting"),
        ({"states": {"collecting": "gone"}}, "states.collecting"),
        ({"states": {"collecting": "nowhere"}}, "states.collecting"),
        ({"states": {**RENAMING.states, "nobody": "waiting"}}, "states.nobody"),
        ({"attributes": {}}, "shelf"),
        ({"attributes": {"shelf": "mechanic"}}, "attributes"),
        ({"attributes": {"shelf": "received_on"}}, "shelf"),
        ({"fields": {}}, "checks.tool"),
        ({"fields": {**RENAMING.fields, "screws": {}}}, "fields.screws"),
        ({"codes": {}}, "codes.verdict.worn"),
        ({"codes": {**RENAMING.codes, "verdikt": {}}}, "codes.verdikt"),
        ({"codes": {**RENAMING.codes, "received_on": {"a": "b"}}}, "codes.received_on"),
        ({"item_states": {"checks": {"ordered": "lost"}}}, "item_states.checks.ordered"),
        ({"drops": ("nothing",)}, "drops"),
    ],
)
def test_what_a_mapping_lacks_is_told_with_its_place(change: dict[str, object], where: str) -> None:
    wrong = replace(RENAMING, **change)  # type: ignore[arg-type]
    problems = check_renaming(workshop(), new_workshop(), wrong)
    assert where in {problem.where for problem in problems}
    with pytest.raises(BadInput):
        decide_migration(
            workshop(), new_workshop(), judged().case, renaming=wrong, actor=MECHANIC, now=judged().now, reason="x_y_z"
        )


def test_what_is_dropped_by_name_is_left_behind() -> None:
    dropping = replace(RENAMING, attributes={}, drops=("shelf", "faults"))
    bicycle = measured()
    bicycle.report("put_on_shelf", {"shelf": "A1"}, by=CLERK)
    answer = decide_migration(
        workshop(), new_workshop(), bicycle.case, renaming=dropping, actor=MECHANIC, now=bicycle.now, reason="x_y_z"
    )
    case = accepted(answer).case
    assert "shelf" not in case.attributes
    assert "rack" not in case.attributes
    assert "faults" not in case.collections


@pytest.mark.parametrize("text", ["[]", '{"statse": {}}', '{"states": {"a": 1}}', '{"drops": "x"}', '{"fields": []}'])
def test_a_mapping_that_is_none_is_told(text: str) -> None:
    with pytest.raises(BadInput):
        renaming_from(text)


names = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"), max_size=2)


@given(names, names, st.dictionaries(st.sampled_from("abc"), names, max_size=2), st.lists(st.sampled_from("abc")))
def test_a_mapping_reads_back_from_its_text(
    states: dict[str, str], attributes: dict[str, str], codes: dict[str, dict[str, str]], drops: list[str]
) -> None:
    told = Renaming(states=states, attributes=attributes, codes=codes, drops=tuple(drops))
    again = renaming_from(told.text)
    assert again.text == told.text
    assert (again.states, again.drops) == (told.states, told.drops)


def test_entries_before_it_read_under_the_old_version_and_after_it_under_the_new() -> None:
    bicycle = judged()
    answer = accepted(moved(bicycle))
    collected = decide(
        new_workshop(),
        answer.case,
        event="remeasure",
        fields={"check": "C1", "wear": "0.9"},
        actor=SENSOR,
        now=bicycle.now + timedelta(hours=1),
    )
    entries = [*bicycle.entries, *answer.entries, *accepted(collected).entries]
    assert fold(definition_of, "b1", entries) == accepted(collected).case
    for before, after in pairwise(entries):
        assert after.seq == before.seq + 1


def test_a_forged_move_is_found() -> None:
    bicycle = judged()
    answer = accepted(moved(bicycle))
    lawful = relive_migration(workshop(), new_workshop(), bicycle.case, group=answer.entries, mapping=RENAMING)
    assert (lawful.says, lawful.case) == (None, answer.case)
    forged = (replace(answer.entries[0], to_state="judging"),)
    told = relive_migration(workshop(), new_workshop(), bicycle.case, group=forged, mapping=RENAMING)
    assert told.says is not None
    assert "another to_state" in told.says


def test_as_it_was_before_the_move_is_told_in_the_old_words() -> None:
    bicycle = judged()
    answer = accepted(moved(bicycle))
    entries = [*bicycle.entries, *answer.entries]
    zone = bicycle.now.tzinfo
    assert zone is not None
    before = as_of(definition_of, "b1", entries, known_at=bicycle.entries[-1].recorded_at, zone=zone)
    assert (before.state, before.definition) == ("collecting", workshop().digest)
    since = bicycle.entries[-1].recorded_at
    as_known_now = as_of(definition_of, "b1", entries, effective_at=since, zone=zone)
    assert (as_known_now.state, as_known_now.definition) == ("handing_out", new_workshop().digest)
    assert as_known_now.state_since == bicycle.case.state_since


def test_an_entry_of_an_event_that_is_gone_is_corrected_with_a_clear_answer() -> None:
    new = new_workshop()
    events = {name: each for name, each in new.events.items() if name != "name_fault"}
    other = replace(new, digest=new.digest[::-1], events=events)
    bicycle = brought_in()
    entry = bicycle.report("name_fault", {"part": "brake"}).entries[0]
    case = accepted(moved(bicycle, other)).case
    with pytest.raises(BadInput) as told:
        decide(
            other,
            case,
            event="void",
            fields={"entry": entry.seq},
            actor=Actor("c.lee", "clerk"),
            now=bicycle.now,
            referenced=entry,
        )
    assert "was reported under another version" in told.value.message


@settings(max_examples=30, deadline=None)
@given(st.integers(min_value=0, max_value=6), st.data())
def test_a_case_can_be_moved_wherever_it_stands(steps: int, data: st.DataObject) -> None:
    bicycle = brought_in()
    told: list[tuple[str, dict[str, object]]] = [
        ("order_check", {"part": "chain", "tool": "gauge"}),
        ("start", {}),
        ("measure", {"check": "C1", "wear": data.draw(st.sampled_from(["0.1", "0.6", "0.9"]))}),
        ("read", {"check": "C1", "version": 1}),
        ("remeasure", {"check": "C1", "wear": "0.9"}),
        ("name_fault", {"part": "brake"}),
    ]
    for event, fields in told[:steps]:
        bicycle.report(event, fields)
    answer = accepted(moved(bicycle))
    was, now = facts_of(workshop(), bicycle.case), facts_of(new_workshop(), answer.case)
    renamed = {"collecting": "handing_out", "worn": "worn_out"}
    assert {name: renamed.get(value, value) for name, value in was.items() if name in now} == {
        name: value for name, value in now.items() if name in was
    }
