"""A proof is told in plain text: every obligation with its figures, every failure with its example."""

from __future__ import annotations

from tests.support.small_pathways import bicycle_repair
from workflow.definition.proof import pictures, proof_report, prove

GAP = '[events.start.rows.mend]\nstates = ["brought_in"]\nselect = {work = ["needed"]}\nto = "on_the_stand"\n'


def test_a_proof_that_holds_says_what_it_covered() -> None:
    report = proof_report(prove(bicycle_repair()))
    assert report.splitlines()[0] == "bicycle-repair:corner-shop@2026-01-05"
    assert "(1) holds: " in report
    assert "covered 8 cells" in report
    assert report.endswith("Every obligation checked holds.\n")


def test_a_failure_is_told_with_its_place_and_its_example() -> None:
    report = proof_report(prove(bicycle_repair(start=GAP)))
    assert "(1) FAILS: " in report
    assert "✗ events.start, in state brought_in" in report
    assert "when finding = unknown: What the mechanic found: unknown" in report
    assert report.endswith("1 failure found.\n")


def test_a_failure_is_told_with_the_shortest_way_that_leads_to_it() -> None:
    report = proof_report(prove(bicycle_repair(start=GAP)))
    assert "The shortest way there:\n        1. bring_in: A bicycle is brought in. → brought_in" in report
    assert "2. start: Work starts. → no row answers" in report


def test_the_way_to_a_failure_is_drawn() -> None:
    definition = bicycle_repair(start=GAP)
    drawn = pictures(definition, prove(definition))
    assert list(drawn) == ["bicycle-repair.corner-shop.failure-1-1.svg"]
    assert "<svg" in drawn["bicycle-repair.corner-shop.failure-1-1.svg"]
    assert pictures(bicycle_repair(), prove(bicycle_repair())) == {}


def test_the_time_is_the_callers_to_measure() -> None:
    ticks = iter((10.0, 12.5))
    assert prove(bicycle_repair(), timer=lambda: next(ticks)).seconds == 2.5
    assert prove(bicycle_repair()).seconds == 0.0


def test_progress_is_told_for_each_obligation_to_its_end() -> None:
    told: list[tuple[int, int, int]] = []
    prove(bicycle_repair(), lambda number, done, among: told.append((number, done, among)))
    last = {number: (done, among) for number, done, among in told}
    assert set(last) == {1, 2, 3, 4, 5}
    assert all(done == among for done, among in last.values())
