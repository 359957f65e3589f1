"""Obligation 4: what happens by itself is never ambiguous and always comes to rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.definition.model import Condition, Definition, Row
from workflow.definition.proof.circles import endless_circles
from workflow.definition.proof.domain import Domain
from workflow.definition.proof.examples import Shown
from workflow.definition.proof.findings import Failure, Obligation, Progress
from workflow.definition.proof.leading import Telling
from workflow.definition.proof.worlds import OverBudget, Reader, World, every_path

SAYS = (
    "In every state and under any facts at most one automatic transition is enabled, and under unchanged facts they "
    "come to rest."
)

BINDING = ("rule", "default")
"""What keeps a row from being taken by itself: nobody is there to lift a default, and nothing waits for advice."""

YET = "A change elsewhere could open a way, so what happens by itself must not depend on that."


@dataclass(frozen=True, slots=True)
class Rest:
    """Where automatic transitions lead from one state under facts that do not change.

    Args:
        way: the states passed, the first one included.
        enabled: the rows enabled at the end of the way: none, or several at once.
        endless: the way came back to a state it had passed.
    """

    way: tuple[str, ...]
    enabled: tuple[str, ...] = ()
    endless: bool = False


def automatic_transitions(definition: Definition, progress: Progress | None = None) -> Obligation:
    """Follow the automatic transitions from every state, under every combination of the facts they name.

    Args:
        progress: told after each state.
    """
    domain = Domain(definition)
    rows = {state: _automatic_rows(definition, state) for state in definition.states}
    named = {row.name: row for found in rows.values() for row in found}
    counts = {"states": len(rows), "rows": len(named), "paths": 0, "combinations": 0}
    failures: dict[str, Failure] = {}
    telling = Telling(passing=True)
    for done, state in enumerate(rows, start=1):
        try:
            for rest, shown, parts in _from(domain, state, rows, counts):
                key = _told_once(state, rest)
                failures[key] = failures.get(key) or _failure(shown, rest, parts, telling)
        except OverBudget as error:
            failures[state] = Failure(f"states.{state}", error.message)
        if progress:
            progress(4, done, len(rows))
    found = tuple(failures.values()) or tuple(endless_circles(definition, telling))
    return Obligation(4, SAYS, counts["combinations"], found, counts)


def _told_once(state: str, rest: Rest) -> str:
    """The same for one circle, from whichever of its states it is followed."""
    return f"circle {sorted(set(rest.way))}" if rest.endless else f"{state} {rest.enabled}"


def _automatic_rows(definition: Definition, state: str) -> tuple[Row, ...]:
    automatic = (event for event in definition.events.values() if event.kind == "automatic")
    return tuple(row for event in automatic for row in definition.cell(state, event.name) if not row.refuses)


def _from(
    domain: Domain, state: str, rows: dict[str, tuple[Row, ...]], counts: dict[str, int]
) -> Iterator[tuple[Rest, Shown[Rest], list[World]]]:
    names = domain.names_in(_conditions(domain.definition, _within_reach(state, rows)))

    def question(reader: Reader) -> Rest:
        return _follow(reader, state, rows, domain.definition)

    wrong: dict[Rest, list[World]] = {}
    for path in every_path(domain, names, question, state=state):
        counts["paths"] += 1
        counts["combinations"] += path.combinations
        if _is_wrong_here(path.found):
            wrong.setdefault(path.found, []).append(path.world)
    shown = Shown(domain, names, question, state)
    yield from ((rest, shown, parts) for rest, parts in wrong.items())


def _failure(shown: Shown[Rest], rest: Rest, parts: list[World], telling: Telling) -> Failure:
    lead, world = telling.nearest(shown.domain, [(rest.way[0], part) for part in parts])
    lead = lead.ending(_by_itself(rest))
    example = shown.smallest(rest, world)
    return lead.failure(f"states.{rest.way[0]}", _wrong(rest), example, yet=YET, onward=rest.way[1:])


def _is_wrong_here(rest: Rest) -> bool:
    """Whether the first state of the way is the place to name: every state is once the first, so nothing is lost."""
    if rest.endless:
        return rest.way[-1] == rest.way[0]
    return len(rest.way) == 1 and len(rest.enabled) > 1


def _within_reach(state: str, rows: dict[str, tuple[Row, ...]]) -> tuple[Row, ...]:
    """The automatic rows of a state and of every state they lead to."""
    found: dict[str, Row] = {}
    waiting, seen = [state], set[str]()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        for row in rows.get(here, ()):
            found[f"{here} {row.event} {row.name}"] = row
            waiting.append(row.to or here)
    return tuple(found.values())


def _conditions(definition: Definition, rows: tuple[Row, ...]) -> Iterator[Condition]:
    for row in rows:
        yield row.select
        for need in (definition.requirements[name] for name in row.requires):
            if need.kind in BINDING:
                yield {need.fact: need.allows}


def _follow(reader: Reader, state: str, rows: dict[str, tuple[Row, ...]], definition: Definition) -> Rest:
    way = [state]
    while True:
        here = way[-1]
        enabled = tuple(row for row in rows[here] if all(reader.holds(c) for c in _conditions(definition, (row,))))
        if len(enabled) != 1:
            return Rest(tuple(way), tuple(f"{row.event}.{row.name}" for row in enabled))
        target = enabled[0].to or here
        if target in way:
            return Rest((*way, target), endless=True)
        way.append(target)
        reader.move_to(target)


def _by_itself(rest: Rest) -> str:
    """What happens by itself at the end of the way."""
    if rest.endless:
        return f"By itself: → {' → '.join(rest.way[1:])}, and so on for ever"
    return f"By itself: {' and '.join(rest.enabled)} are both enabled, and only one can happen"


def _wrong(rest: Rest) -> str:
    if rest.endless:
        return f"Automatic transitions never come to rest: {' → '.join(rest.way)}."
    return f"More than one automatic transition is enabled: {', '.join(rest.enabled)}."
