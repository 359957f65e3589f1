"""From the words of a command to what the door takes: fields completed at a terminal, overrides, time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from workflow.case.errors import BadInput, Problem
from workflow.case.file import Case
from workflow.definition.model import Definition, Event, Field
from workflow.interfaces.cli.asking import ask_field
from workflow.interfaces.cli.desk import Desk
from workflow.interfaces.cli.giving import given_fields, given_overrides, missing_fields
from workflow.interfaces.suggesting import did_you_mean


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed besides the case and the event."""

    fields: tuple[str, ...]
    overrides: tuple[str, ...]
    occurred_at: str | None


def filled_in(desk: Desk, definition: Definition, case: Case, *, event: Event, typed: Typed) -> dict[str, Any]:
    """The arguments `fields`, `overrides` and `occurred_at` of the door.

    Raises:
        BadInput: when a word is not understood.
        GivenUp: when a question at the terminal stays unanswered.
    """
    overrides = given_overrides(typed.overrides, definition)
    return {
        "fields": _complete(desk, definition, case, event=event, words=typed.fields),
        "occurred_at": typed.occurred_at,
        "overrides": overrides,
    }


def _complete(
    desk: Desk, definition: Definition, case: Case, *, event: Event, words: Iterable[str]
) -> dict[str, object]:
    """The fields as given, and on a terminal the missing ones asked for, until none is missing."""
    from workflow.engine.understanding import understand

    given = given_fields(words, event)
    if not desk.screen.can_ask:
        return given
    today = desk.today(definition)
    while missing := _missing(definition, case, event, given, today=today):
        name = missing[0].name

        def check(answer: str, name: str = name) -> None:
            understand(definition, case, event, {name: answer}, today=today)

        given[name] = ask_field(missing[0], definition, case, check)
    return given


def _missing(
    definition: Definition, case: Case, event: Event, given: dict[str, object], *, today: date
) -> tuple[Field, ...]:
    with suggestions(definition, event, given):
        return missing_fields(definition, case, event, given, today=today)


@contextmanager
def suggestions(definition: Definition, event: Event, told: Mapping[str, object]) -> Iterator[None]:
    """Add the code that was probably meant to each problem of a choice that does not name one yet.

    Never to a banned word: it was refused because it has two meanings, and a suggestion would choose one of them.

    Raises:
        BadInput: the one that was raised inside the block, with suggestions.
    """
    try:
        yield
    except BadInput as error:
        unbanned = {
            name: value for name, value in told.items() if isinstance(value, str) and not _is_banned(definition, value)
        }
        problems = [_suggested(problem, event, unbanned) for problem in error.problems]
        if problems == list(error.problems):
            raise
        raise BadInput(error.message.partition("\n")[0], problems) from error


def _is_banned(definition: Definition, value: str) -> bool:
    return value.strip().lower().replace("_", " ") in definition.banned


def _suggested(problem: Problem, event: Event, told: Mapping[str, str]) -> Problem:
    declared, value = event.fields.get(problem.where), told.get(problem.where)
    if declared is None or value is None or "did you mean" in problem.expected:
        return problem
    return replace(problem, expected=problem.expected + did_you_mean(value, declared.choices))
