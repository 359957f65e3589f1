"""A crowd of writers at the same few cases, or at many, on either database; what each of them was told is kept."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError

from tests.faults.judging import Line, Look, Witnessed, Write
from tests.support.lending import LIBRARIAN, Library
from workflow.case.errors import Conflict
from workflow.history import RecordedEntry
from workflow.history.idempotency import key_digest

NOTE = {"about": "book", "text": "seen"}
SHARED = 4
"""Keys that every writer sends: the same message, delivered to all of them."""


@dataclass(slots=True)
class Crowd:
    """Writers that report on cases of one library, each from its own thread.

    Args:
        writers: how many at the same time.
        each: how many reports every one of them makes.
        patient: whether they repeat a report, under its key, when the database goes away before it answers.
        limit_s: how long the work may take, in seconds.
    """

    library: Library
    cases: Sequence[str]
    writers: int = 8
    each: int = 12
    seen: Witnessed = field(default_factory=Witnessed)
    met: Counter[str] = field(default_factory=Counter)
    patient: bool = False
    limit_s: float = 150
    errors: list[BaseException] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def work(self) -> Witnessed:
        """Let all of them work until they are done; what went wrong unexpectedly is raised."""
        threads = [threading.Thread(target=self._writer, args=(number,)) for number in range(self.writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(self.limit_s)
        if self.errors:
            raise self.errors[0]
        assert not any(thread.is_alive() for thread in threads), "a writer hangs"
        return self.seen

    def _writer(self, number: int) -> None:
        chance = random.Random(number)
        try:
            for turn in range(self.each):
                if self.stopped.is_set():
                    return
                self._turn(number, turn, chance)
        except BaseException as error:  # noqa: BLE001 - a thread's error is told by the one that waits
            self.errors.append(error)

    def _turn(self, number: int, turn: int, chance: random.Random) -> None:
        case = chance.choice(self.cases)
        key = f"w{number}-{turn}"
        draw = chance.random()
        if draw < 0.4:
            self.send(case, key)
        elif draw < 0.7:
            expected = len(self.look(case))
            time.sleep(chance.random() / 50)  # somebody thinks about what they saw
            if not self.send(case, key, expected_seq=expected):
                self.send(case, key)
        elif draw < 0.85:
            self.send(case, key)
            self.send(case, key)
        else:
            self.send(case, f"shared-{turn % SHARED}")

    def look(self, case: str) -> tuple[str, ...]:
        """Read a history, and remember what was seen."""
        while True:
            began = time.monotonic()
            try:
                with self.library.at_work() as book:
                    hashes = tuple(each.hash for each in book.history(case))
            except DBAPIError:
                if not self.patient:
                    raise
                time.sleep(0.05)
                continue
            self.seen.looks.append(Look(case, began, time.monotonic(), hashes))
            return hashes

    def send(self, case: str, key: str, *, expected_seq: int | None = None) -> bool:
        """Report a note until it is recorded or turned away for good; tells which, and remembers it."""
        while True:
            began = time.monotonic()
            try:
                with self.library.at_work() as book:
                    told = book.report(case, "note", NOTE, by=LIBRARIAN, key=key, expected_seq=expected_seq)
            except Conflict as conflict:
                self.seen.writes.append(Write(case, key, began, time.monotonic(), "turned_away"))
                self.met["again" if conflict.retry_transaction else "moved"] += 1
                if conflict.retry_transaction:
                    continue
                return False
            except DBAPIError:
                if not self.patient:
                    raise
                self.seen.writes.append(Write(case, key, began, time.monotonic(), "unknown"))
                self.met["unanswered"] += 1
                time.sleep(0.05)
                continue
            ended = time.monotonic()
            self.met["repeated" if told.repeated else "recorded"] += 1
            self.seen.writes.append(Write(case, key, began, ended, "acknowledged", told.entries[0].seq))
            return True


def history_left(library: Library, cases: Sequence[str], seen: Witnessed) -> dict[str, list[Line]]:
    """What is left in the database, with the keys that the crowd sent."""
    keys = {key_digest(LIBRARIAN.name, write.key): write.key for write in seen.writes}
    found: dict[str, list[Line]] = {}
    with library.at_work() as book:
        for case in cases:
            found[case] = [_line(each, keys) for each in book.history(case)]
    return found


def _line(each: RecordedEntry, keys: dict[str, str]) -> Line:
    return Line(each.entry.seq, each.prev_hash, each.hash, keys.get(each.key_digest or "", ""))
