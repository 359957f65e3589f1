"""A clinician reads what must never happen, and how staff can bring a case to its end."""

from __future__ import annotations

from tests.support.small_pathways import bicycle_repair
from workflow.definition.describing import describe

PROPOSED = 'source = {kind = "proposal"}\n'
NEVER = f"""
[nevers.ridden_unseen]
says = "A bicycle is ridden although nobody has looked at it."
events = ["start"]
when = {{work = ["unknown"]}}
{PROPOSED}
"""
WAY = f"""
[ways_out.handed_over]
state = "on_the_stand"
event = "finish"
says = "It can be handed over as it is."
{PROPOSED}
"""


def section(title: str, more: str) -> tuple[tuple[str, ...], ...]:
    found = describe(bicycle_repair(more=more)).sections
    return next((each.lines for each in found if each.title == title), ())


def test_what_must_never_happen_is_told_with_its_condition() -> None:
    line = section("What must never happen", NEVER)[0]
    assert line[:2] == ("ridden unseen", "A bicycle is ridden although nobody has looked at it.")
    assert line[2] == "start is accepted; work is unknown"


def test_the_ways_out_of_a_state_are_told() -> None:
    assert section("Ways out of every state", WAY) == (
        ("on the stand", "", "finish", "It can be handed over as it is."),
    )


def test_a_pathway_that_promises_nothing_has_no_such_table() -> None:
    assert section("What must never happen", "") == ()
