"""The shipped pathway, changed for the worse in one place at a time: the proof notices each change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from workflow.definition.model import Definition, Event, Row
from workflow.definition.proof import Obligation
from workflow.definition.proof.liveness import endings
from workflow.definition.proof.nevers import never_rules
from workflow.definition.proof.suppliers import suppliers
from workflow.engine.proving import reachable
from workflow.pathways import Pathways

Prove = Callable[[Definition], Obligation]
SHIPPED = Pathways.shipped()
WHOLE = SHIPPED.newest("secondary-breast-cancer:bcn-guidance")


def changed(event: str, row: str, change: Callable[[Row], Row | None]) -> Definition:
    """The pathway with one row changed, or taken away."""
    found = WHOLE.events[event]
    rows = (change(each) if each.name == row else each for each in found.rows)
    return with_event(replace(found, rows=tuple(each for each in rows if each is not None)))


def with_event(event: Event) -> Definition:
    """The pathway with another event of this name; a digest of its own, so that the engine compiles it anew."""
    return replace(WHOLE, digest=f"{WHOLE.digest}-{abs(hash(repr(event)))}", events={**WHOLE.events, event.name: event})


def without(requirement: str) -> Callable[[Row], Row]:
    """The row, no longer asking for a requirement."""
    return lambda row: replace(row, requires=tuple(name for name in row.requires if name != requirement))


def broken_rules(definition: Definition, *rules: str) -> set[str]:
    """Which of these never rules the proof finds a way around."""
    chosen = replace(definition, nevers={name: definition.nevers[name] for name in rules})
    return {failure.where.removeprefix("nevers.") for failure in never_rules(chosen).failures}


@pytest.mark.parametrize(
    ("event", "row", "requirement", "rule"),
    [
        ("order", "further_image", "symptom_recorded", "image_without_a_symptom"),
        ("accept", "accepted", "symptom_recorded", "accepted_without_a_symptom"),
        ("order", "staging_ct", "secondary_is_established", "staging_scan_before_a_secondary"),
        pytest.param(
            "complete_staging",
            "to_biopsy_decision",
            "bone_scan_settled",
            "staged_without_the_bone_scan",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "complete_staging", "tissue_has_answered", "ct_settled", "staged_without_the_ct", marks=pytest.mark.slow
        ),
        ("conclude", "confirmed_by_imaging", "prior_is_recent", "confirmed_on_images_without_recent_cancer"),
        ("conclude", "confirmed_by_imaging", "images_are_conclusive", "confirmed_on_doubtful_images"),
        pytest.param(
            "decide_biopsy",
            "images_suffice",
            "recent_where_images_suffice",
            "images_suffice_without_recent_cancer",
            marks=pytest.mark.slow,
        ),
        ("decide_biopsy", "images_suffice", "beyond_doubt_where_images_suffice", "images_suffice_in_doubt"),
        ("classify", "nothing_seen", "imaging_reports_acknowledged", "classified_unread"),
        pytest.param(
            "tell_patient", "told", "reports_acknowledged", "ended_with_a_report_unread", marks=pytest.mark.slow
        ),
        ("conclude", "not_determined", "no_open_alert", "ended_with_an_open_alert"),
        pytest.param(
            "tell_patient", "told", "no_investigation_open", "ended_with_a_test_under_way", marks=pytest.mark.slow
        ),
        ("tell_patient", "told", "symptoms_assessed", "ended_with_a_symptom_not_assessed"),
    ],
)
def test_a_requirement_that_keeps_a_rule_is_missed(event: str, row: str, requirement: str, rule: str) -> None:
    assert broken_rules(WHOLE, rule) == set()
    assert broken_rules(changed(event, row, without(requirement)), rule) == {rule}


def test_a_way_into_staging_without_a_secondary_is_found_with_its_story() -> None:
    rule = "staging_without_a_secondary"
    astray = changed("classify", "unclear_goes_to_tissue", lambda row: replace(row, to="staging"))
    chosen = replace(astray, nevers={rule: astray.nevers[rule]})
    failure = never_rules(chosen).failures[0]
    assert failure.way[-1] == "staging"
    assert failure.steps[-1].startswith("classify (classification = unclear")


def test_an_interface_that_may_classify_is_found() -> None:
    classify = WHOLE.events["classify"]
    open_to_feeds = with_event(replace(classify, roles=(*classify.roles, "interface")))
    rules = {"a_feed_decides", "next_images_without_a_consultant"}
    assert broken_rules(open_to_feeds, *rules) == rules


def test_a_result_that_is_not_taken_back_is_found() -> None:
    reconsider = WHOLE.events["reconsider"]
    assert broken_rules(with_event(replace(reconsider, sets=())), "a_result_while_still_looking")


def test_an_offer_that_was_forgotten_is_found() -> None:
    need = replace(WHOLE.requirements["reports_acknowledged"], supplied_by=())
    only = replace(WHOLE, requirements={**WHOLE.requirements, need.name: need})
    assert [f.where for f in suppliers(only).failures] == ["requirements.reports_acknowledged"]


@pytest.mark.parametrize(
    ("event", "row", "stuck"),
    [
        pytest.param("request_more", "more_tissue", "conclusion_review", marks=pytest.mark.slow),
        pytest.param("proceed_without_imaging", "to_conclusion", "imaging_review", marks=pytest.mark.slow),
        ("reconsider", "taken_back", "to_be_told"),
    ],
)
def test_a_way_out_that_is_taken_away_leaves_cases_for_ever(event: str, row: str, stuck: str) -> None:
    found = endings(changed(event, row, lambda _: None))
    assert f"states.{stuck}" in {failure.where for failure in found.failures}
    assert all(failure.steps for failure in found.failures)


def test_a_row_that_nothing_leads_to_any_more_is_found() -> None:
    never_staged = changed("classify", "secondary_goes_to_staging", lambda row: replace(row, to="biopsy_decision"))
    found = reachable(never_staged, SHIPPED.journeys(WHOLE))
    assert {failure.where for failure in found.failures} >= {"events.conclude.rows.confirmed_by_imaging"}
