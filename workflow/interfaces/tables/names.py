"""Whether two written names are the same, or the same with surname and forename swapped; no name is ever corrected."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """The name with accents, case, apostrophes, hyphens and spaces left out, for comparing only."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in spread if each.isalnum())


def same_name(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two pairs of surname and forename are the same but for spelling marks."""
    return _keys(one) == _keys(other)


def same_words(one: str, other: str) -> bool:
    """Whether two names consist of the same words in any order."""
    return sorted(map(name_key, one.split())) == sorted(map(name_key, other.split()))


def look_swapped(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether one pair is the other with surname and forename in each other's place."""
    return _keys(one) != _keys(other) and _keys(one) == _keys(other)[::-1]


def display_name(surname: str, forename: str) -> str:
    """The name as it is kept: surname, comma, forename; only what is there."""
    return ", ".join(part for part in (surname, forename) if part)


def parts_of(name: str) -> tuple[str, str]:
    """Surname and forename of a name as `display_name` writes it; without a comma all of it is the surname."""
    surname, _, forename = name.partition(",")
    return surname.strip(), forename.strip()


def _keys(name: tuple[str, str]) -> tuple[str, str]:
    return name_key(name[0]), name_key(name[1])
