"""Several things at the same moment, each in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


def together(*tasks: Callable[[], Any]) -> list[Any]:
    """Run tasks in threads that start at the same moment; returns each one's answer or its error."""
    barrier = threading.Barrier(len(tasks))
    answers: list[Any] = [None] * len(tasks)

    def run(place: int, task: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            answers[place] = task()
        except Exception as error:  # noqa: BLE001 - a thread's error is its answer
            answers[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
