"""What of somebody's input may be repeated in an error: enough to find the mistake, never what may name a patient."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

_TIME = re.compile(r"\d{1,4}[-/. ](\d{1,2}|[A-Za-z]{3,9})([-/. ]\d{1,4})?([T ]\d{1,2}:\d{2}[\d:.Z+-]*)?\Z")
_NUMBER = re.compile(r"[+-]?\d{1,6}(\.\d{1,6})?\Z")


def quoted(value: object) -> str:
    """The value itself when it can only be a date or a short number, else no more than its kind and length.

    A name or a number of a patient is easily typed into the wrong field; errors end up in logs and on screens.
    """
    text = as_text(value).strip()
    if _TIME.match(text) or _NUMBER.match(text):
        return repr(text)
    return f"a {_KINDS.get(type(value).__name__, type(value).__name__)} of {len(text)} characters"


def named(word: object, known: Iterable[str]) -> str:
    """A name that was typed, repeated only where it is nearly one that is known: a slip, and nobody's name."""
    text = as_text(word)
    return repr(text) if get_close_matches(text, list(known), 1) else quoted(word)


def as_text(value: object) -> str:
    """The value as text; "" for a number with more digits than Python will write, or a list nested without end."""
    try:
        return str(value)
    except (ValueError, RecursionError):
        return ""


_KINDS = {"str": "text", "int": "number", "float": "number"}
