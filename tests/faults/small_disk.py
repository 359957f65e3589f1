"""A small disk of our own that can be filled to the last byte; it knows nothing of what lies on it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

NEEDED = "a small disk is mounted by root on Linux, and this is neither"


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A file system in memory with little room.

    Args:
        folder: where it is mounted; every account may enter it.
    """

    folder: Path

    def fill(self) -> None:
        """Leave no room for a single page."""
        block = b"\0" * 4096
        with (self.folder / "ballast").open("ab", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(block)

    def empty(self) -> None:
        """Give the room back."""
        (self.folder / "ballast").unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """Have a small disk for the length of a `with` block; skips the test where none can be mounted."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip(NEEDED)
    folder = Path(tempfile.mkdtemp(prefix="casepath-disk-"))
    options = f"size={megabytes}m,mode=1777"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip(f"no small disk could be mounted: {mounted.stderr.decode('utf-8', 'replace').strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()
