"""Three answers: it holds, it does not, it depends on what is not looked at."""

from __future__ import annotations

from collections.abc import Iterable

NO, MAYBE, YES = 0, 1, 2


def within(possible: frozenset[str], allowed: tuple[str, ...]) -> int:
    """Whether something that has one of the possible values has one of the allowed ones."""
    inside = sum(value in possible for value in set(allowed))
    if not inside:
        return NO
    return YES if inside == len(possible) else MAYBE


def both(answers: Iterable[int]) -> int:
    """Whether all of them hold."""
    found = YES
    for answer in answers:
        if answer == NO:
            return NO
        found = min(found, answer)
    return found
