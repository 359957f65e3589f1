"""Finds the known word somebody most likely meant; it knows no words of its own."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one, or None when none comes close."""
    from difflib import get_close_matches

    candidates = {_folded(name): name for name in known}
    wanted = _folded(word)
    if alone := unmistakable(word, candidates.values()):
        return alone
    found = get_close_matches(wanted, list(candidates), n=1, cutoff=0.6)
    return candidates[found[0]] if found else None


def unmistakable(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one spells, or alone among them begins with (two letters at least); None otherwise.

    Unlike `nearest` it never guesses, so that its answer may be acted upon.
    """
    candidates = {_folded(name): name for name in known}
    wanted = _folded(word)
    if wanted in candidates:
        return candidates[wanted]
    starting = [name for name in candidates if name.startswith(wanted)] if len(wanted) > 1 else []
    return candidates[starting[0]] if len(starting) == 1 else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The sentence `; did you mean "bone"?`, or "" when no known word comes close."""
    found = nearest(word, known)
    return f'; did you mean "{found}"?' if found else ""


def listed(words: Iterable[str], *, last: str = "or") -> str:
    """Words as a list in a sentence: `a, b or c`; "" for none."""
    *rest, final = list(words) or [""]
    return f"{', '.join(rest)} {last} {final}" if rest else final


def _folded(word: str) -> str:
    return word.strip().lower().replace("-", "_").replace(" ", "_")
