"""How wide a text will be, near enough to leave room for it, and where to break it; no font is at hand to ask."""

from __future__ import annotations

NARROW = frozenset("iljtfrI.,:;'|!()[] ")
WIDE = frozenset("mwMW@%—→")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in an ordinary sans-serif letter, in pixels, rather too wide than too narrow."""
    ems = sum(_ems(letter) for letter in text)
    return ems * size * (1.08 if bold else 1.0)


def broken(text: str, longest: int) -> tuple[str, ...]:
    """The text in lines of at most `longest` characters, broken between words and as evenly as it goes."""
    if len(text) <= longest:
        return (text,)
    lines = -(-len(text) // longest)
    even = max(-(-len(text) // lines) + 3, 8)
    found = [""]
    for word in text.split():
        if found[-1] and len(found[-1]) + 1 + len(word) > min(even, longest):
            found.append(word)
        else:
            found[-1] = f"{found[-1]} {word}".strip()
    return tuple(found)


def _ems(letter: str) -> float:
    if letter in NARROW:
        return 0.32
    if letter in WIDE:
        return 0.88
    return 0.7 if letter.isupper() else 0.57
