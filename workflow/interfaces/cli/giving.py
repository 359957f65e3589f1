"""Takes `field=value` and `REQUIREMENT=REASON:text` words apart; what the values mean is the engine's to read."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from workflow.case.entry import Override
from workflow.case.errors import BadInput, Problem
from workflow.case.file import Case
from workflow.definition.model import Definition, Event, Field
from workflow.interfaces.suggesting import did_you_mean, listed

CORRECTIONS = "corrections"
_SEVERAL = {"choices", "items"}


def given_fields(words: Iterable[str], event: Event) -> dict[str, object]:
    """The fields that the words give to an event, as told; for one that amends, `corrections.FIELD=VALUE` as well.

    Raises:
        BadInput: with every word that names no field, and the nearest one that it has.
    """
    given: dict[str, object] = {}
    corrections: dict[str, object] = {}
    problems: list[Problem] = []
    for number, word in enumerate(words, 1):
        name, equals, told = (part.strip() for part in word.partition("="))
        corrected = name.removeprefix(CORRECTIONS + ".")
        if not equals or not name:
            # The word itself is not repeated: it may be a piece of a name or a text that was not quoted.
            found = "no name before =" if equals else "no ="
            problems.append(Problem(f"word {number} of the fields", found, f"FIELD=VALUE{_field_meant(name, event)}"))
        elif name in given and event.fields[name].type not in _SEVERAL:
            problems.append(Problem(name, "two values", "one value; it was given twice"))
        elif event.refers == "amend" and corrected != name:
            corrections[corrected] = told
        elif name not in event.fields:
            problems.append(_unknown(name, event))
        else:
            given[name] = _joined(given.get(name), _value(event.fields[name], told), event.fields[name])
    if problems:
        raise BadInput(f"{event.name} was not understood, nothing was recorded.", problems)
    return given | ({CORRECTIONS: corrections} if corrections else {})


def missing_fields(
    definition: Definition, case: Case, event: Event, given: dict[str, object], *, today: date
) -> tuple[Field, ...]:
    """The fields that must be given and were not, in the order of the definition.

    Raises:
        BadInput: when what was given is not understood.
    """
    from workflow.engine.facts import Situation
    from workflow.engine.understanding import understand

    told = {name: value for name, value in given.items() if name != CORRECTIONS}
    read = understand(definition, case, event, told, today=today)
    situation = Situation(definition, case, event, read.coded)
    known = {*read.coded, *read.protected}
    return tuple(
        declared
        for name, declared in event.fields.items()
        if name not in known
        and (declared.required or (declared.required_when is not None and situation.holds(declared.required_when)))
    )


def given_overrides(words: Iterable[str], definition: Definition) -> dict[str, Override]:
    """The overrides that `REQUIREMENT=REASON[:text]` words give.

    Raises:
        BadInput: with every word that was not understood, and the nearest known word.
    """
    given: dict[str, Override] = {}
    problems: list[Problem] = []
    for word in words:
        name, equals, answer = word.partition("=")
        reason, _, text = answer.partition(":")
        if not equals:
            problems.append(Problem("--override", "no =", "REQUIREMENT=REASON:TEXT"))
            continue
        problems += _override_problems(name, reason, definition)
        given[name] = Override(reason, text)
    if problems:
        raise BadInput("Not every override was understood, nothing was recorded.", problems)
    return given


def _override_problems(name: str, reason: str, definition: Definition) -> Iterable[Problem]:
    known = {**definition.recommendations, **definition.requirements}
    if name not in known:
        yield Problem("--override", f'"{name[:60]}"', f"the name of a requirement{did_you_mean(name, known)}")
        return
    requirement = definition.requirements.get(name)
    reasons = requirement.override.reasons if requirement and requirement.override else ()
    if reasons and reason not in reasons:
        expected = f"one of {listed(reasons)}{did_you_mean(reason, reasons)}"
        yield Problem(f"--override {name}", f'"{reason[:60]}"', expected)


def _unknown(name: str, event: Event) -> Problem:
    known = f"one of {listed(event.fields)}" if event.fields else f"nothing: {event.name} takes no field"
    return Problem(name[:60], "an unknown field", f"{known}{did_you_mean(name, event.fields)}")


def _field_meant(word: str, event: Event) -> str:
    """A hint when the word is a code of exactly one field."""
    fields = [name for name, declared in event.fields.items() if word in declared.choices]
    return f'; did you mean "{fields[0]}={word}"?' if len(fields) == 1 else ""


def _joined(before: object, value: str, declared: Field) -> str:
    return f"{before},{value}" if before is not None and declared.type in _SEVERAL else value


def _value(declared: Field, told: str) -> str:
    if declared.type != "text" or not (told == "-" or told.startswith("@")):
        return told
    if told == "-":
        return sys.stdin.read().rstrip("\n")
    try:
        return Path(told[1:]).expanduser().read_text(encoding="utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(declared.name, "a file that could not be read", "@FILE, a readable text in UTF-8")
        raise BadInput("A text could not be read, nothing was recorded.", [problem]) from error
