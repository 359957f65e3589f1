"""Obligation 1: in every cell (state, event) exactly one row answers each combination of what its rows select on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from workflow.case.file import NEW
from workflow.definition.domains import NOT_GIVEN
from workflow.definition.model import Condition, Definition, Event, Row
from workflow.definition.proof.domain import FIELD, Domain
from workflow.definition.proof.examples import Shown
from workflow.definition.proof.findings import Failure, Obligation, Progress
from workflow.definition.proof.leading import Telling
from workflow.definition.proof.story import told_report
from workflow.definition.proof.worlds import OverBudget, Reader, World, every_path

SAYS = (
    "In every state, exactly one row answers each combination of fields and facts with which an event can be reported."
)

REST_IS_EMPTY = "The other rows of its cells answer everything already."
EXCLUDED = "What it selects on never holds together: the tables of the facts it names exclude it."
YET = "A change elsewhere could open a way, so every combination still needs exactly one row."

IMPOSSIBLE = ("",)
"""The answer for a combination that is never put to the rows: a field is missing that must be given in it."""


@dataclass(slots=True)
class Tally:
    """The figures and failures gathered while the cells are gone through."""

    cells: int = 0
    rows: int = 0
    paths: int = 0
    combinations: int = 0
    taken: set[tuple[str, str]] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)
    telling: Telling = field(default_factory=Telling)


def rows_of_cells(definition: Definition, progress: Progress | None = None) -> Obligation:
    """Check every cell of a definition.

    Args:
        progress: told after each event.
    """
    tally = Tally()
    events = [event for event in definition.events.values() if event.kind != "automatic"]
    for done, event in enumerate(events, start=1):
        domain = Domain(definition, event)
        for state in (NEW, *definition.states):
            rows = definition.cell(state, event.name)
            if rows:
                _cell(domain, state, rows, tally)
        tally.rows += len(event.rows)
        tally.failures.extend(_never_taken(event, tally))
        if progress:
            progress(1, done, len(events))
    counts = {"cells": tally.cells, "rows": tally.rows, "paths": tally.paths, "combinations": tally.combinations}
    return Obligation(1, SAYS, tally.combinations, tuple(tally.failures), counts)


def _cell(domain: Domain, state: str, rows: tuple[Row, ...], tally: Tally) -> None:
    names, question = _question(domain, rows)
    tally.cells += 1
    answers: dict[tuple[str, ...], list[World]] = {}
    try:
        for path in every_path(domain, names, question, state=state):
            tally.paths += 1
            tally.combinations += path.combinations
            answers.setdefault(path.found, []).append(path.world)
    except OverBudget as error:
        tally.taken.update((row.event, row.name) for row in rows)
        tally.failures.append(Failure(_where(rows[0].event, state), error.message))
        return
    tally.taken.update((rows[0].event, name) for found in answers for name in found)
    for found, parts in answers.items():
        if found != IMPOSSIBLE and len(found) != 1:
            tally.failures.append(_failure(Shown(domain, names, question, state), found, parts, tally.telling))


def _failure(shown: Shown[tuple[str, ...]], found: tuple[str, ...], parts: list[World], telling: Telling) -> Failure:
    event = shown.domain.event
    lead, world = telling.nearest(shown.domain, [(shown.state or "", part) for part in parts])
    example = shown.smallest(found, world)
    if event is not None:
        choice = {given.key: (given.value,) for given in example if given.key in event.fields}
        lead = lead.ending(told_report(shown.domain.definition, event, _answered(found), choice))
    where = _where(event.name if event else "", shown.state or "")
    return lead.failure(where, _wrong(found), example, yet=YET)


def _question(domain: Domain, rows: tuple[Row, ...]) -> tuple[tuple[str, ...], Callable[[Reader], tuple[str, ...]]]:
    """The names a cell asks about, and the question which of its rows answer."""
    chosen = tuple(row for row in rows if not row.otherwise)
    rest = tuple(row.name for row in rows if row.otherwise)
    names = domain.names_in(row.select for row in chosen)
    demands = tuple(_demands(domain, names))
    asked = (*names, *domain.names_in(when for _, when in demands))

    def question(reader: Reader) -> tuple[str, ...]:
        if any(reader.is_one_of(name, (NOT_GIVEN,)) and reader.holds(when) for name, when in demands):
            return IMPOSSIBLE
        return tuple(row.name for row in chosen if reader.holds(row.select)) or rest

    return tuple(dict.fromkeys(asked)), question


def _demands(domain: Domain, names: tuple[str, ...]) -> Iterator[tuple[str, Condition]]:
    """The selected fields that must be given under a condition of their own."""
    for name in names:
        found = domain.event.fields.get(name.removeprefix(FIELD)) if domain.event and name.startswith(FIELD) else None
        if found is not None and found.required_when and NOT_GIVEN in domain.values(name):
            yield name, found.required_when


def _wrong(found: tuple[str, ...]) -> str:
    if not found:
        return "No row answers this combination: add a row for it, or one row with `otherwise = true`."
    return f"More than one row answers this combination: {', '.join(found)}."


def _answered(found: tuple[str, ...]) -> str:
    """What becomes of a report like this."""
    return f"{' and '.join(found)} answer at once" if found else "no row answers"


def _never_taken(event: Event, tally: Tally) -> Iterator[Failure]:
    """Rows that no combination takes in any of their states."""
    for row in event.rows:
        if row.states and (event.name, row.name) not in tally.taken:
            says = "No combination takes this row in any of its states."
            remark = REST_IS_EMPTY if row.otherwise else EXCLUDED
            yield Failure(f"events.{event.name}.rows.{row.name}", says, remark=remark)


def _where(event: str, state: str) -> str:
    return f"events.{event}, in state {state}" if state else f"events.{event}"
