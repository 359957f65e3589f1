"""How things are measured: in turns within one run, after a warm-up, or each in a process of its own.

The load of a machine changes by the minute, so what is compared is measured alternately, round by round, and figures
are compared as ratios within their round. What is measured, and what it means, is each benchmark's matter.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.case.errors import WorkflowError

ROUNDS = 7
"""An odd number, so that the median is a value that was measured."""

STATUS = Path("/proc/self/status")
MARK = "casepath-measured "
"""Begins the line of the answer, so that whatever else a measured function prints is no part of it."""


def alternate(
    contenders: Mapping[str, Callable[[], object]],
    rounds: int = ROUNDS,
    *,
    warm_up: int = 1,
    before: Callable[[str], object] | None = None,
    timer: Callable[[], float] = time.perf_counter,
) -> dict[str, list[float]]:
    """Measure contenders in turns; each round begins with another of them.

    Args:
        contenders: name → what is to be measured; one call is one measurement, so let it last a millisecond at least.
        rounds: how often each is measured.
        warm_up: so many rounds go before, unmeasured.
        before: called with the name before every measurement, unmeasured, to lay things out for it.
        timer: gives seconds; `time.process_time` measures what a process worked, without its waiting.

    Returns:
        Name → seconds, one value for each round, in the order of the rounds.
    """
    found: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(-warm_up, rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            if before is not None:
                before(name)
            seconds = _timed(contenders[name], timer)
            if number >= 0:
                found[name].append(seconds)
    return found


def ratios(seconds: Mapping[str, Sequence[float]], of: str, to: str) -> tuple[float, ...]:
    """How many times as long `of` took as `to`, for each round; only values of the same round meet."""
    return tuple(one / other for one, other in zip(seconds[of], seconds[to], strict=True))


def _timed(work: Callable[[], object], timer: Callable[[], float]) -> float:
    gc.collect()
    started = timer()
    work()
    return timer() - started


@dataclass(frozen=True, slots=True)
class Measured:
    """One call, measured in a process that did nothing else.

    Args:
        value: what it returned, as JSON has it.
        seconds: how long it took.
        worked: how many seconds of that the process had a core.
        resting: the most bytes of memory held until the call, when everything was imported and prepared.
        peak: the most bytes of memory ever held, those at rest included.
    """

    value: Any
    seconds: float
    worked: float
    resting: int
    peak: int


def measured_apart(
    work: Callable[..., object], *arguments: Any, prepare: Callable[..., object] | None = None
) -> Measured:
    """Call a function of a module in a new process, and measure it there.

    Args:
        work: a function at the top of a module, which is imported there before anything is measured; it answers with
            what JSON can carry.
        arguments: what JSON can carry.
        prepare: another such function. It is called first, unmeasured, with the arguments, and `work` is then given
            its answer, whatever that is, instead.

    Raises:
        WorkflowError: when the process failed, with the last line it wrote.
    """
    told = json.dumps([_named(work), _named(prepare) if prepare else None, list(arguments)])
    command = [sys.executable, "-X", "utf8", "-m", __name__]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, input=told, capture_output=True, text=True, encoding="utf-8", check=False, env=_environment()
    )
    answer = next((line for line in reversed(done.stdout.splitlines()) if line.startswith(MARK)), "")
    if done.returncode or not answer:
        last = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise WorkflowError(f"{work.__qualname__} could not be measured in a process of its own: {last}")
    return Measured(**json.loads(answer.removeprefix(MARK)))


def _environment() -> dict[str, str]:
    """The new process finds what this one found, also where casepath is not installed."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def peak_memory() -> int:
    """The most bytes of memory this process ever held at once.

    Linux counts into `ru_maxrss` what the parent held when the process was made; the high-water mark of its own memory
    stands in its status alone.
    """
    if STATUS.exists():
        for line in STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _named(function: Callable[..., object]) -> tuple[str, str]:
    return function.__module__, function.__qualname__


def _found(module: str, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _measure(named: tuple[str, str], first: tuple[str, str] | None, arguments: Sequence[Any]) -> Measured:
    work = _found(*named)
    given = [_found(*first)(*arguments)] if first else arguments
    gc.collect()
    resting = peak_memory()
    started, began = time.perf_counter(), time.process_time()
    value = work(*given)
    worked, seconds = time.process_time() - began, time.perf_counter() - started
    return Measured(value, seconds, worked, resting, peak_memory())


def _answer() -> None:
    found = _measure(*json.load(sys.stdin))
    plain = {name: getattr(found, name) for name in Measured.__slots__}
    sys.stdout.write("\n" + MARK + json.dumps(plain) + "\n")


if __name__ == "__main__":
    _answer()
