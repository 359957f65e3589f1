"""How two headings are compared."""

from __future__ import annotations


def heading_key(heading: str) -> str:
    """The letters and digits of a heading without case: "D.O.B." and "dob" are the same heading."""
    return "".join(each for each in heading.casefold() if each.isalnum())
