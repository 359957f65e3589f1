"""Asks a person at a terminal for what an event still needs, in the definition's own words; one question a field.

Questions go to stderr, so that what stands on stdout is the answer and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from workflow.case.errors import BadInput
from workflow.case.file import Case
from workflow.definition.model import Definition, Field
from workflow.interfaces.cli.naming import choice_says, item_says
from workflow.interfaces.cli.screen import GivenUp, write_sheet
from workflow.interfaces.cli.sheet import Paragraph, harmless
from workflow.interfaces.suggesting import unmistakable

Check = Callable[[str], None]
"""Raises `BadInput` when an answer is not understood."""


def ask_field(declared: Field, definition: Definition, case: Case, check: Check) -> str:
    """Ask for one field until `check` accepts the answer.

    Raises:
        GivenUp: when input ends.
    """
    choices = field_choices(declared, definition, case)
    lines = [Paragraph(f"{declared.name}: {declared.says}", "strong")]
    if declared.hint:
        lines.append(Paragraph(declared.hint, "quiet", inset=1))
    write_sheet([*lines, *_numbered(choices)], sys.stderr)
    while True:
        told = _codes(_answer(), choices, several=declared.type in {"choices", "items"})
        try:
            if told:
                check(told)
                write_sheet([Paragraph(f"= {told}", "quiet")] if choices else [], sys.stderr)
                return told
        except BadInput as error:
            write_sheet([Paragraph(str(problem), "warn") for problem in error.problems], sys.stderr)


def ask_which(question: str, choices: Mapping[str, str]) -> str:
    """Ask for one of several codes; its number, the code or its unmistakable beginning is an answer.

    Raises:
        GivenUp: when input ends.
    """
    write_sheet([Paragraph(question, "strong"), *_numbered(choices)], sys.stderr)
    while True:
        found = _codes(_answer(), choices, several=False)
        if found in choices:
            return found
        write_sheet([Paragraph("Please answer with one of the numbers or words above.", "warn")], sys.stderr)


def field_choices(declared: Field, definition: Definition, case: Case) -> Mapping[str, str]:
    """The finite answers to a field with their meaning: its codes, or the case's items; empty for any other field."""
    if declared.type in {"choice", "choices"}:
        return {code: choice_says(definition, declared, code) for code in declared.choices}
    if declared.type in {"item", "items"}:
        standing = case.standing(declared.collection)
        return {
            item.id: f"{item_says(definition, declared.collection, item)} ({item.state or 'recorded'})"
            for item in standing
        }
    return {}


def _numbered(choices: Mapping[str, str]) -> list[Paragraph]:
    wide = max(map(len, choices), default=0)
    return [
        Paragraph(f"{number:>3}  {code:<{wide}}  {'' if says == code else says}", inset=1)
        for number, (code, says) in enumerate(choices.items(), 1)
    ]


def _codes(told: str, choices: Mapping[str, str], *, several: bool) -> str:
    parts = [part.strip() for part in told.split(",")] if several else [told]
    return ",".join(_code(part, choices) for part in parts)


def _code(told: str, choices: Mapping[str, str]) -> str:
    """The code meant by its number, itself or its beginning; anything else as it was told."""
    if told.isdecimal() and told not in choices and 1 <= int(told) <= len(choices):
        return list(choices)[int(told) - 1]
    return unmistakable(told, choices) or told


def _answer() -> str:
    sys.stderr.write("> ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise GivenUp
    return harmless(line.strip())
