"""Asks for a password without showing it; no password ever stands among the words of a command.

At a terminal it is asked for twice; from a pipe, the first line is taken.
"""

from __future__ import annotations

import sys

from workflow.case.errors import BadInput, Problem
from workflow.interfaces.cli.screen import GivenUp, write_sheet
from workflow.interfaces.cli.sheet import Paragraph


def ask_password(of: str) -> str:
    """Ask for the new password of an account.

    Raises:
        BadInput: when the two that were typed differ.
        GivenUp: when input ends.
    """
    if not sys.stdin.isatty():
        return _line()
    first, again = _typed(f"New password of {of}, at least 12 characters:"), _typed("The same once more:")
    if first != again:
        raise BadInput("Nothing was changed.", [Problem("password", "two that differ", "the same one twice")])
    return first


def _typed(question: str) -> str:
    import getpass

    write_sheet([Paragraph(question, "strong")], sys.stderr)
    try:
        return getpass.getpass("> ")
    except EOFError as error:
        raise GivenUp from error


def _line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise GivenUp
    return line.rstrip("\r\n")
