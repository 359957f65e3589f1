"""Passwords: which are accepted, how they are kept (argon2id), how one is checked; it knows no account.

There are no rules on capitals, digits or signs: they make passwords that are easy to guess and hard to remember.

Source: OWASP Password Storage Cheat Sheet (argon2id, 19 MiB, 2 passes, 1 lane); OWASP ASVS 5.0, 6.2; NIST SP 800-63B-4.
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from workflow.case.errors import BadInput, Problem
from workflow.identity.common_passwords import COMMON, ROWS

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST: Final = 12
LONGEST: Final = 128
MEMORY_KIB: Final = 19_456
PASSES: Final = 2
LANES: Final = 1

_LONGEST_PIECE = 4
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LETTERS = 4, 5


def refuse_weak(password: str, *, name: str) -> None:
    """Refuse a password that is too short, too long, or among the first to be guessed.

    Args:
        name: the account's name, which is guessed too.

    Raises:
        BadInput: with what is wrong and what is expected; the password never stands in it.
    """
    said = _weakness(_composed(password), name)
    if said is not None:
        found, expected = said
        raise BadInput("The password was not accepted.", [Problem("password", found, expected)])


def hashed(password: str) -> str:
    """Return a password as it is kept, with a salt of its own.

    Raises:
        BadInput: when argon2 is not installed.
    """
    return _hasher().hash(_composed(password))


def matches(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that is kept; without one it takes as long and says no.

    Raises:
        BadInput: when argon2 is not installed.
    """
    hasher = _hasher()
    from argon2.exceptions import InvalidHashError, VerificationError

    tried = _composed(password[: LONGEST + 1])  # a longer one was never accepted, and must not cost us more
    try:
        hasher.verify(kept or _nobodys(), tried)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a kept password was hashed with other parameters than today's."""
    return _hasher().check_needs_rehash(kept)


def generated() -> str:
    """Return a fresh password of four groups, about 99 bits, without letters that are read for one another."""
    groups = ("".join(secrets.choice(_LEGIBLE) for _ in range(_GROUP_LETTERS)) for _ in range(_GROUPS))
    return "-".join(groups)


def _composed(password: str) -> str:
    """The same letters however a keyboard puts them together; a lone surrogate becomes a question mark."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode("utf-8")


def _weakness(password: str, name: str) -> tuple[str, str] | None:
    folded = password.casefold()
    if len(password) < SHORTEST:
        return f"{len(password)} characters", f"at least {SHORTEST}; three or four words are easy to remember"
    if len(password) > LONGEST:
        return f"{len(password)} characters", f"at most {LONGEST}"
    if folded in COMMON or any(folded in row for row in ROWS):
        return "one of the passwords that are tried first", "another one; three or four words that belong to nobody"
    if any(folded == (folded[:size] * len(folded))[: len(folded)] for size in range(1, _LONGEST_PIECE + 1)):
        return "one short piece over and over", "something longer that does not repeat"
    if name and not folded.replace(name.casefold(), "").strip("0123456789!.-_ "):
        return "the account's own name", "something that nobody can know of you"
    return None


@cache
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher
    except ModuleNotFoundError as error:
        raise BadInput("Passwords need the Python package argon2-cffi: install casepath[server].") from error
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _nobodys() -> str:
    """A kept password that nobody knows, so that a name without one is answered no sooner than another."""
    return _hasher().hash(secrets.token_urlsafe())
