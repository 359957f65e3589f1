"""Where answers go: tables in colour on a terminal, plain text in a pipe, JSON when asked for; errors to stderr.

It decides how things look and never what they mean.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TextIO

from workflow.case.errors import Refused, WorkflowError
from workflow.interfaces.cli.plain import plain_text
from workflow.interfaces.cli.sheet import Paragraph, Sheet
from workflow.interfaces.problems import problem_of


class AnswerLost(Exception):
    """The answer could not be written; what was asked has been done, and must not be done again unseen."""


class GivenUp(Exception):
    """A person ended the questions without an answer."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One command's way of answering.

    Args:
        as_json: answers and errors are JSON documents; nothing else is written.
    """

    as_json: bool = False

    @property
    def can_ask(self) -> bool:
        """Whether a person sits at the other end, so that a question would be answered."""
        return not self.as_json and sys.stdin.isatty() and sys.stderr.isatty()

    @property
    def shows_progress(self) -> bool:
        """Whether anything may be written on stderr besides errors."""
        return not self.as_json

    def answer(self, value: Any, sheet: Sheet) -> None:
        """Write the answer on stdout: the value as JSON, or the sheet for a person.

        Raises:
            AnswerLost: when stdout is closed or full; what was asked has been done by then.
        """
        with answering() as stream:
            if self.as_json:
                write_json(value, stream)
            else:
                write_sheet(sheet, stream)

    def text(self, value: Any, text: str) -> None:
        """Write a ready-made document (Markdown, Mermaid, SVG) on stdout as it is, or the value as JSON.

        Raises:
            AnswerLost: when stdout is closed or full.
        """
        with answering() as stream:
            if self.as_json:
                write_json(value, stream)
            else:
                stream.write(text if text.endswith("\n") else text + "\n")

    def note(self, text: str) -> None:
        """Write one line on stderr that is no part of the answer; not under JSON."""
        if not self.as_json:
            write_sheet([Paragraph(text, "quiet")], sys.stderr)

    def fail(self, error: WorkflowError) -> None:
        """Write an error on stderr: JSON `{"error": {…}}`, or its sentences with everything unmet."""
        if self.as_json:
            write_json({"error": problem_of(error)}, sys.stderr)
        else:
            write_sheet(_error_sheet(error), sys.stderr)


@contextmanager
def answering() -> Iterator[TextIO]:
    """Give stdout for an answer, and make sure that it arrived; a reader who has left (`| head`) is no loss.

    Raises:
        AnswerLost: when stdout is closed or full.
    """
    if sys.stdout is None:
        raise AnswerLost("stdout is closed")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AnswerLost(error.strerror or type(error).__name__) from error


def speak_utf8() -> None:
    """Make every stream UTF-8, whatever the locale says; a lone surrogate is written escaped, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")


def write_json(value: Any, stream: TextIO) -> None:
    """Write one JSON document with a line break."""
    stream.write(json.dumps(value, ensure_ascii=False, indent=2, default=_as_text) + "\n")


def write_sheet(sheet: Sheet, stream: TextIO) -> None:
    """Write a sheet in colour when the stream is a terminal, else as plain text."""
    if stream.isatty():
        from workflow.interfaces.cli.coloured import write_coloured

        write_coloured(sheet, stream)
    else:
        stream.write(plain_text(sheet))


def _error_sheet(error: WorkflowError) -> Sheet:
    if isinstance(error, Refused):
        from workflow.interfaces.cli.refusal import refusal_sheet

        return refusal_sheet(error)
    first, *rest = error.message.split("\n")
    return [Paragraph(first, "bad"), *(Paragraph(line) for line in rest)]


def _as_text(value: object) -> str | Sequence[object]:
    return list(value) if isinstance(value, tuple | frozenset | set) else str(value)
