"""How long this disk takes to keep a write: what every durable transaction waits for at least."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from statistics import median

BLOCK = b"\0" * 8192
TIMES = 60


def sync_seconds(folder: Path) -> float:
    """Median seconds from a write of one block at the end of a file in a folder until the disk has it."""
    flush = getattr(os, "fdatasync", os.fsync)
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        taken = []
        for _ in range(TIMES):
            started = time.perf_counter()
            os.write(file.fileno(), BLOCK)
            flush(file.fileno())
            taken.append(time.perf_counter() - started)
    return median(taken)
