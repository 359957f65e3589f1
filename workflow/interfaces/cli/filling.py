"""From the words of a command to what the door takes: fields completed at a terminal, overrides, time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workflow.case.file import Case
from workflow.definition.model import Definition, Event
from workflow.interfaces.cli.asking import ask_field
from workflow.interfaces.cli.desk import Desk
from workflow.interfaces.cli.giving import given_fields, given_overrides, missing_fields


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
    while missing := missing_fields(definition, case, event, given, today=today):
        name = missing[0].name

        def check(answer: str, name: str = name) -> None:
            understand(definition, case, event, {name: answer}, today=today)

        given[name] = ask_field(missing[0], definition, case, check)
    return given
