"""Several processes that work at the same time as one contender: each has its own and does as it is told."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection

from workflow.case.errors import WorkflowError
from workflow.rehearsal.benchmarks.places import Place, make_contender

PATIENCE_S = 300


class Crowd:
    """A contender of several processes; what they do begins and ends together."""

    def __init__(self, name: str, place: Place, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._ends: list[Connection] = []
        self._processes = []
        for _ in range(workers):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, name, place), daemon=True)
            process.start()
            theirs.close()
            self._ends.append(ours)
            self._processes.append(process)
            _answer(ours)  # one after the other, so that tables are made once

    def lay_out(self, cases: int) -> None:
        """Each of them makes its part of the cases."""
        self._all(("lay_out", max(1, cases // len(self._ends))))

    def walk(self) -> int:
        """All walk their cases at once; done when the last of them is."""
        return self._all(("walk", 0))

    def close(self) -> None:
        """End the processes."""
        for end in self._ends:
            end.send(("close", 0))
        for process in self._processes:
            process.join(PATIENCE_S)

    def _all(self, order: tuple[str, int]) -> int:
        for end in self._ends:
            end.send(order)
        return sum(_answer(end) for end in self._ends)


def _answer(end: Connection) -> int:
    if not end.poll(PATIENCE_S):
        raise WorkflowError(f"A process of the benchmark did not answer within {PATIENCE_S} seconds.")
    told = end.recv()
    if isinstance(told, str):
        raise WorkflowError(f"A process of the benchmark failed: {told}")
    return int(told)


def _work(end: Connection, name: str, place: Place) -> None:
    try:
        contender = make_contender(name, place)
        end.send(0)
        while True:
            order, cases = end.recv()
            if order == "close":
                contender.close()
                return
            if order == "lay_out":
                contender.lay_out(cases)
            end.send(contender.walk() if order == "walk" else 0)
    except Exception as error:  # noqa: BLE001 - told to the process that asked
        end.send(f"{type(error).__name__}: {error}")
