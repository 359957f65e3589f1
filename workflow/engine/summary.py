"""What a worklist keeps of a case; computed from the case alone, so that it can be stored and rebuilt to the byte."""

from __future__ import annotations

from datetime import date

from workflow.case.file import Case
from workflow.definition.model import Definition
from workflow.engine.clocks import next_due
from workflow.engine.facts import matches
from workflow.engine.results import CaseSummary


def summary(definition: Definition, case: Case) -> CaseSummary:
    """The worklist's view of a case."""
    worklist = definition.worklist
    due = next_due(definition, case)
    return CaseSummary(
        next_due_on=due[1] if due else None,
        next_due_clock=due[0] if due else "",
        received_on=_date(case, worklist.received),
        review_on=_date(case, worklist.review),
        owner=_text(case, worklist.owner),
        team=_text(case, worklist.team),
        outcome=_text(case, worklist.outcome),
        counts={
            name: sum(
                matches(definition.collections[collection].fields, item, where) for item in case.standing(collection)
            )
            for name, (collection, where) in worklist.counts.items()
        },
    )


def _text(case: Case, attribute: str) -> str:
    value = case.value(attribute) if attribute else None
    return value if isinstance(value, str) else ""


def _date(case: Case, attribute: str) -> date | None:
    text = _text(case, attribute)
    return date.fromisoformat(text) if text else None
