"""A writer in a process of its own: `python -m tests.faults.writer URL CASE NAME COUNT`; says each key once it is safe.

Whoever starts it may kill it at any moment: what was said was committed before it was said.
"""

from __future__ import annotations

import itertools
import sys

from tests.faults.crowd import NOTE
from tests.support.lending import LIBRARIAN, library_on
from workflow.case.errors import Conflict


def write(url: str, case: str, name: str, count: int) -> None:
    """Record notes one after the other; without end when `count` is 0."""
    with library_on(url) as library:
        for number in range(count) if count else itertools.count():
            key = f"{name}-{number}"
            while True:
                try:
                    with library.at_work() as book:
                        book.report(case, "note", NOTE, by=LIBRARIAN, key=key)
                except Conflict:
                    continue
                break
            sys.stdout.write(f"{key}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
