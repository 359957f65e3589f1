"""Who reported something, and in which capacity."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, an interface or the system itself, by value: an entry keeps it even after the account is gone.

    Args:
        name: the account name, such as "n.lee"; never a patient.
        role: the role acted in, one that the pathway declares, such as "navigator".
        on_behalf_of: the account name of the person who asked for it, where that is somebody else.
    """

    name: str
    role: str
    on_behalf_of: str | None = None


SYSTEM = Actor("casepath", "system")
"""The actor of automatic transitions."""
