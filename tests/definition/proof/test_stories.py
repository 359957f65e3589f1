"""Every failure is told as a story: who reports what, one after the other, until it shows; written by hand here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.bicycles import workshop
from tests.support.small_pathways import START, bicycle_repair
from workflow.definition.model import Definition
from workflow.definition.proof import Failure, Obligation, findings, leading
from workflow.definition.proof.automatic import automatic_transitions
from workflow.definition.proof.cells import rows_of_cells
from workflow.definition.proof.report import proof_report
from workflow.definition.proof.suppliers import suppliers
from workflow.definition.proof.tables import derived_tables
from workflow.engine.proving import prove, reachable
from workflow.pathways import Pathways

BROUGHT_IN = "bring_in: A bicycle is brought in. → brought_in"
WORN = "look_over (verdict = worn): The bicycle is looked over. The verdict: A part is worn. → brought_in"
PLAIN = 'says = "Told."\nsource = {kind = "proposal"}\n'
WHOLE = Pathways.shipped().newest("secondary-breast-cancer:bcn-guidance")


def started(*rows: tuple[str, str]) -> Obligation:
    """The cells of the bicycle, where work starts by these rows; the last one takes the rest."""
    row = '[events.start.rows.{}]\nstates = ["brought_in"]\nto = "on_the_stand"\nselect = {}\n'
    rest = '[events.start.rows.rest]\nstates = ["brought_in"]\notherwise = true\nto = "on_the_stand"\n'
    return rows_of_cells(bicycle_repair("".join(row.format(*each) for each in rows) + rest))


def swinging(away: str, back: str) -> Definition:
    """The bicycle, moved to and fro by itself.

    Args:
        away, back: what the two rows ask of the facts.
    """
    row = '[events.{0}]\nkind = "automatic"\n{1}[events.{0}.rows.{0}]\nstates = ["{2}"]\nselect = {{{3}}}\nto = "{4}"\n'
    there = row.format("away", PLAIN, "on_the_stand", away, "waiting_for_parts")
    return bicycle_repair(more=there + row.format("back", PLAIN, "waiting_for_parts", back, "on_the_stand"))


def ready(rows: str) -> Failure:
    head = f'[facts.ready]\nkind = "derived"\nvalues = ["yes", "no"]\n{PLAIN}'
    return derived_tables(bicycle_repair(more=f"{head}rows = [{rows}]\n")).failures[0]


def test_an_overlap_is_told_from_the_opening_to_the_report_that_two_rows_answer() -> None:
    failure = started(("mend", '{work = ["needed"]}'), ("fix", '{parts = ["none"]}')).failures[0]
    assert failure.steps == (BROUGHT_IN, WORN, "start: Work starts. → mend and fix answer at once")
    assert failure.way == ("", "brought_in", "brought_in")


def test_of_several_combinations_one_that_a_case_can_come_to_is_told() -> None:
    failure = started(("mend", '{parts = ["none", "arrived"]}'), ("fix", '{parts = ["none", "arrived"]}')).failures[0]
    assert [(given.key, given.value) for given in failure.example] == [("parts", "none")]
    assert failure.steps[-1] == "start: Work starts. → mend and fix answer at once"


def test_where_no_case_can_come_that_is_said_and_it_fails_nevertheless() -> None:
    failure = started(("mend", '{parts = ["arrived"]}'), ("fix", '{parts = ["arrived"]}')).failures[0]
    assert (failure.steps, failure.way) == ((), ())
    assert failure.remark.startswith("No case can come there. A change elsewhere could open a way")


def test_a_report_that_names_an_item_is_told_after_the_one_that_makes_it() -> None:
    whole = workshop()
    measure = whole.events["measure"]
    twice = replace(measure, rows=(*measure.rows, replace(measure.rows[0], name="again", states=("checking",))))
    failure = rows_of_cells(replace(whole, events={**whole.events, "measure": twice})).failures[0]
    assert [step.partition(" ")[0].rstrip(":") for step in failure.steps] == [
        "bring_in",
        "order_check",
        "start",
        "measure",
    ]
    assert failure.steps[-1].endswith("measured and again answer at once")


def test_a_table_that_gives_no_value_is_told_up_to_the_case_it_has_none_for() -> None:
    whole = bicycle_repair()
    cut = replace(whole.facts["work"], rows=whole.facts["work"].rows[1:2])
    failure = derived_tables(replace(whole, facts={**whole.facts, "work": cut})).failures[0]
    assert failure.steps == (BROUGHT_IN,)


def test_a_dead_row_is_told_up_to_the_case_that_an_earlier_one_has_decided() -> None:
    failure = ready('{when = {work = ["needed"]}, is = "no"}, {when = {finding = ["worn"]}, is = "yes"}, {is = "no"}')
    assert failure.steps == (BROUGHT_IN, WORN)
    assert failure.remark == "There rows[0] (is no when work = needed) has decided already."


def test_a_row_that_can_never_hold_says_so_instead_of_a_story() -> None:
    failure = ready('{when = {work = ["needed"], finding = ["sound"]}, is = "yes"}, {is = "no"}')
    assert (failure.steps, failure.remark[:29]) == ((), "Its condition can never hold:")


def test_a_useless_offer_is_told_up_to_the_refusal_that_makes_it() -> None:
    whole = bicycle_repair(START.replace('select = {work = ["none"]}', 'select = {work = ["none", "unknown"]}'))
    need = replace(whole.requirements["looked_over"], supplied_by=("look_over", "order_parts"))
    failure = suppliers(replace(whole, requirements={need.name: need})).failures[0]
    assert failure.steps == (
        BROUGHT_IN,
        f"start: Work starts. → refused (looked_over): {need.says} Order_parts is offered, and is of no use",
    )


def test_two_transitions_at_once_are_told_though_no_case_rests_there() -> None:
    row = '[events.{0}]\nkind = "automatic"\n{1}[events.{0}.rows.{0}]\nstates = ["waiting_for_parts"]\nselect = {2}\n'
    sold = row.format("sold", PLAIN, '{parts = ["ordered"]}') + 'to = "on_the_road"\n'
    lost = row.format("lost", PLAIN, '{finding = ["worn"], parts = ["ordered"]}') + 'to = "brought_in"\n'
    failure = automatic_transitions(bicycle_repair(more=sold + lost)).failures[0]
    assert failure.steps[2:] == (
        "start: Work starts. → on_the_stand",
        "order_parts: Parts are ordered. → waiting_for_parts",
        "By itself: sold.sold and lost.lost are both enabled, and only one can happen",
    )


def test_a_circle_is_told_with_the_states_it_goes_round() -> None:
    failure = automatic_transitions(swinging('finding = ["worn"]', 'finding = ["worn"]')).failures[0]
    assert failure.steps == (
        BROUGHT_IN,
        WORN,
        "start: Work starts. → on_the_stand",
        "By itself: → waiting_for_parts → on_the_stand, and so on for ever",
    )
    assert failure.way[-3:] == ("on_the_stand", "waiting_for_parts", "on_the_stand")


def test_a_default_that_has_to_be_overridden_on_the_way_is_told() -> None:
    hasty = '[events.start.rows.mend]\nstates = ["brought_in"]\nto = "on_the_stand"\n'
    never = f'[nevers.rushed]\n{PLAIN}events = ["order_parts"]\nwhen = {{work = ["unknown"]}}\n'
    failure = prove(bicycle_repair(hasty, never)).obligations[5].failures[0]
    assert failure.steps[1] == (
        "start: Work starts. The mechanic overrides looked_over, which is not met (work: unknown). → on_the_stand"
    )


def test_what_is_not_reached_tells_the_nearest_case_and_what_it_lacks() -> None:
    found = {failure.where: failure for failure in reachable(bicycle_repair()).failures}
    failure = found["events.parts_arrive.rows.back_on_the_stand"]
    assert failure.heading == "The nearest case that was reached"
    assert failure.steps[-1] == "order_parts: Parts are ordered. (reported by the mechanic) → waiting_for_parts"
    assert failure.remark == (
        "There parts_arrive.back_on_the_stand would have to follow (The parts have arrived), and does not: "
        'asked is "Where the parts are: arrived", found is "ordered" (parts = ordered).'
    )


def test_a_state_behind_one_that_is_not_reached_tells_the_first_step_that_is_lacking() -> None:
    whole = bicycle_repair()
    need = replace(whole.requirements["looked_over"], allows=("unheard_of",), kind="rule", override=None)
    found = reachable(replace(whole, digest="never-met-again", requirements={need.name: need})).failures
    told = {failure.where: failure.remark for failure in found}
    assert told["states.waiting_for_parts"].startswith("There start.mend would have to follow")


def test_more_failures_than_are_told_say_that_their_way_was_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "TOLD", 0)
    failure = started(("mend", '{work = ["needed"]}'), ("fix", '{parts = ["none"]}')).failures[0]
    assert failure.remark == leading.NOT_LOOKED_FOR
    assert failure.steps == ()


def test_an_overlap_of_the_shipped_pathway_is_told_in_its_own_sentences() -> None:
    conclude = WHOLE.events["conclude"]
    twice = replace(conclude, rows=(*conclude.rows, replace(conclude.rows[0], name="again")))
    failure = rows_of_cells(replace(WHOLE, events={**WHOLE.events, "conclude": twice})).failures[0]
    assert failure.steps[0].startswith("register (")
    assert failure.steps[-1].startswith(
        "conclude (outcome = secondary_confirmed, basis = histology): The outcome is recorded"
    )
    assert failure.steps[-1].endswith(f"→ {conclude.rows[0].name} and again answer at once")


def test_the_report_says_of_an_open_way_that_it_is_not_ruled_out() -> None:
    proof = prove(bicycle_repair())
    open_way = Failure("somewhere", "Something.", steps=("A step.",), remark=findings.NOT_RULED_OUT)
    failed = replace(proof, obligations=(replace(proof.obligations[0], failures=(open_way,)),))
    assert "A way there that is not ruled out:\n        1. A step." in proof_report(failed)
