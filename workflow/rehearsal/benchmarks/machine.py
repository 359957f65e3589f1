"""On what a benchmark ran: a figure without its machine says nothing."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine of one run.

    Args:
        processor: its model, as the system names it.
        cores: how many cores this process may use.
        busy: how many programs wanted a core in the last minute, on average; None where the system does not tell.
    """

    processor: str
    cores: int
    system: str
    python: str
    busy: float | None

    def line(self) -> str:
        """All of it in one line."""
        cores = f"{self.cores} {'core' if self.cores == 1 else 'cores'}"
        parts = [self.processor, cores, self.system, self.python]
        if self.busy is not None:
            parts.append(f"load {self.busy:.1f} at the start")
        return "; ".join(parts)


def this_machine() -> Machine:
    """The machine we are on, and how busy it is now."""
    return Machine(
        processor=_processor(),
        cores=_cores(),
        system=f"{platform.system()} {platform.release()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        busy=round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    if CPU_INFO.exists():
        for line in CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine() or "unknown processor"
