"""Goes paths on a real database through the one door, and compares every answer with what was written down.

It knows how to report and to compare; where the database comes from, and what a mismatch means, is not its matter.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from workflow.case.actor import Actor
from workflow.case.entry import Override
from workflow.case.errors import BadInput, Refused

if TYPE_CHECKING:
    from workflow.engine.proving.journeys import Step
    from workflow.engine.proving.paths import Attempt, Path
    from workflow.history import CaseBook, Opened
    from workflow.history.outcomes import Reported

TESTER = "tester"
"""Who reports everything on a path, and the system of the references under which its cases are opened."""

NOT_UNDERSTOOD = "not_understood"
"""Stands for the kind of refusal where a report was no report of this pathway at all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one report.

    Args:
        state: where the case stands then; "" when it is not open.
        follows: the events that followed by themselves.
        refused: the kind of refusal; "" when it was accepted.
        unmet: the requirements that refused.
        says: what has to be said, where a row refuses by its sentence; or what was said.
    """

    state: str
    follows: tuple[str, ...] = ()
    refused: str = ""
    unmet: tuple[str, ...] = ()
    says: str = ""

    def __str__(self) -> str:
        if self.refused:
            return " ".join([f"refused ({self.refused})", *self.unmet, *([self.says] if self.says else [])])
        return ", then ".join([f"accepted, in {self.state}", *self.follows])


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One attempt that was not answered as it was written down.

    Args:
        path: the path's number.
        attempt: the attempt's number in it, from 1.
    """

    path: int
    attempt: int
    event: str
    expected: Outcome
    found: Outcome

    def __str__(self) -> str:
        return f"path {self.path}, {self.attempt}. {self.event}: expected {self.expected}; found {self.found}"


@dataclass(frozen=True, slots=True)
class Runner:
    """Goes the paths of one pathway, every report in a transaction of its own.

    Args:
        writing: opens a case book whose transaction is committed at the end.
        pathway: the full name of the definition.
        run: tells the cases of this run from those of every other one.
        today: the local date, which stands for every date on the paths.
    """

    writing: Callable[[], AbstractContextManager[CaseBook]]
    pathway: str
    run: str
    today: Callable[[], date]

    def go(self, path: Path) -> tuple[Mismatch, ...]:
        """Go one path with a case of its own; it ends at a report that did not lead where it should have."""
        found: list[Mismatch] = []
        case_id = ""
        for number, attempt in enumerate(path.attempts, start=1):
            expected = _expected(attempt)
            case_id, outcome = self._try(path, attempt.step, case_id)
            if not _agree(expected, outcome):
                found.append(Mismatch(path.number, number, attempt.step.event, expected, outcome))
                if (outcome.state, bool(outcome.refused)) != (expected.state, bool(expected.refused)):
                    break
        return tuple(found)

    def _try(self, path: Path, step: Step, case_id: str) -> tuple[str, Outcome]:
        """Report one step; the case's id, "" while there is none, and what came of it."""
        try:
            with self.writing() as book:
                done = self._reported(book, path, step, case_id)
        except Refused as refused:
            unmet = tuple(each.requirement for each in refused.unmet)
            return case_id, Outcome(self._state(case_id), (), refused.kind, unmet, refused.message)
        except BadInput as error:
            return case_id, Outcome(self._state(case_id), (), NOT_UNDERSTOOD, (), error.message)
        return done.case.id, Outcome(done.case.state, tuple(entry.event for entry in done.entries[1:]))

    def _reported(self, book: CaseBook, path: Path, step: Step, case_id: str) -> Opened | Reported:
        from workflow.engine.proving.journeys import WORDS, dated
        from workflow.history import PatientRef

        fields = {name: dated(value, self.today()) for name, value in step.fields.items()}
        lifted = {name: Override(reason, WORDS) for name, reason in step.lifted.items()}
        by = Actor(TESTER, step.role)
        if case_id:
            return book.report(case_id, step.event, fields, by=by, overrides=lifted)
        name = f"{path.name}-{self.run}"
        patient = PatientRef(TESTER, name)
        return book.open(self.pathway, patient=patient, fields=fields, by=by, key=name, overrides=lifted)

    def _state(self, case_id: str) -> str:
        """Where a case really stands; "" when there is none."""
        if not case_id:
            return ""
        with self.writing() as book:
            return book.case(case_id).state


def _expected(attempt: Attempt) -> Outcome:
    return Outcome(attempt.state, attempt.follows, attempt.refused, attempt.unmet, attempt.says)


def _agree(expected: Outcome, found: Outcome) -> bool:
    return replace(found, says=expected.says) == expected and expected.says in found.says
