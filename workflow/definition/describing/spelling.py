"""Abbreviations as the definition's own sentences write them, put back where a name had to be lower case.

A code is `pet_ct` and a role `mdt_coordinator`; where a sentence of the definition writes PET-CT and MDT, so do its
tables and pictures. No list of abbreviations is kept here: they come from the sentences.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from workflow.definition.model import Definition

SENTENCES = frozenset({"says", "next", "refuses", "title", "hint", "standard"})
CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*\b")
ORDINARY = re.compile(r"\b[a-z]+\b")


def speller(definition: Definition) -> Callable[[str], str]:
    """A function that gives names in a text their capitals back; words that are also ordinary ones stay small."""
    sentences = list(_sentences(json.loads(definition.body)))
    ordinary = {word for sentence in sentences for word in ORDINARY.findall(sentence)}
    written = {word for sentence in sentences for word in CAPITALS.findall(sentence)}
    capitals = {word.lower().replace("-", " "): word for word in sorted(written) if word.lower() not in ordinary}
    if not capitals:
        return lambda text: text
    longest_first = sorted(capitals, key=len, reverse=True)
    known = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)
    return lambda text: known.sub(lambda found: capitals[found[0].lower()], text)


def _sentences(found: Any, key: str = "") -> Iterator[str]:
    if isinstance(found, str):
        if key in SENTENCES:
            yield found
    elif isinstance(found, dict):
        for name, value in found.items():
            yield from _sentences(value, "says" if key == "terms" and isinstance(value, str) else name)
    elif isinstance(found, list):
        for value in found:
            yield from _sentences(value, key)
