"""The decisions of recorded journeys, ready to be taken again without any database: each with the case before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from workflow.case.entry import Entry
from workflow.case.errors import Refused
from workflow.case.file import Case
from workflow.definition import Definition
from workflow.engine import evolve
from workflow.engine.lawful import decide_again
from workflow.engine.results import Accepted
from workflow.history import CaseBook, DefinitionSource, snapshot
from workflow.history.composing import Head, Sealing, chained


@dataclass(frozen=True, slots=True)
class Decision:
    """A recorded decision: the case before it, what was reported, and the entry it corrects if any."""

    definition: Definition
    case: Case
    entry: Entry
    referenced: Entry | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """Many of them.

    Args:
        entries: how many entries they led to.
        cases: the cases as they stood before each of them.
    """

    taken: tuple[Decision, ...]
    entries: int
    cases: tuple[Case, ...]

    def decide_all(self) -> None:
        """Take each decision again."""
        for one in self.taken:
            _again(one)

    def decide_and_chain_all(self) -> None:
        """Take each decision again, and write and hash the text of every entry that follows."""
        head, sealing = Head("0" * 32, "0" * 64, None), Sealing("bench.example", {}, {}, key="0" * 64, content="0" * 64)
        zone = ZoneInfo(self.taken[0].definition.calendar.time_zone)
        for one in self.taken:
            chained(_again(one).entries, head, sealing=sealing, zone=zone)


def decisions_of(engine: Engine, pathways: DefinitionSource, deployment: str) -> Decisions:
    """Read every decision of a database."""
    taken: list[Decision] = []
    entries = 0
    with snapshot(engine) as connection:
        book = CaseBook(connection, pathways, deployment=deployment)
        for row in book.worklist(include_closed=True, limit=1000):
            history = tuple(each.entry for each in book.history(row.case_id))
            entries += len(history)
            taken.extend(_of_case(history, pathways))
    return Decisions(tuple(taken), entries, tuple(one.case for one in taken if one.case.seq))


def _again(one: Decision) -> Accepted:
    answer = decide_again(one.definition, one.case, one.entry, referenced=one.referenced)
    if isinstance(answer, Refused):
        raise answer
    return answer


def _of_case(history: tuple[Entry, ...], pathways: DefinitionSource) -> Iterator[Decision]:
    case = Case(history[0].case_id, "")
    for entry in history:
        definition = pathways.by_digest(entry.definition)
        if definition is None:
            return
        if entry.caused_by is None:
            named = entry.fields.get("entry") if definition.events[entry.event].refers else None
            referenced = next((each for each in history if each.seq == named), None)
            yield Decision(definition, case, entry, referenced)
        case = evolve(definition, case, entry)
