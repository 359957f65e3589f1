"""The rows of a description by the states they hold in: those of one state, and those that several states share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.definition.describing.description import Description, RowLine, StateLine
from workflow.definition.describing.wording import one_of, plain


def own_rows(description: Description, state: str) -> list[RowLine]:
    """The rows that hold in one state and nowhere else."""
    return [line for line in description.rows if line.states == (state,)]


def shared_rows(description: Description) -> Iterator[tuple[tuple[str, ...], list[RowLine]]]:
    """Rows of several states, those of the same states together, the widest first."""
    groups: dict[tuple[str, ...], list[RowLine]] = {}
    for line in description.rows:
        if len(line.states) > 1:
            groups.setdefault(line.states, []).append(line)
    return iter(sorted(groups.items(), key=lambda each: -len(each[0])))


def among(states: Sequence[StateLine], names: tuple[str, ...]) -> str:
    """Several states as a heading: every one, every open one, every open one but a few, or a list."""
    still_open = tuple(state.name for state in states if not state.final)
    if len(names) == len(states):
        return "In every state, closed ones too"
    if names == still_open:
        return "In every open state"
    missing = [name for name in still_open if name not in names]
    beyond = [name for name in names if name not in still_open]
    if len(missing) < len(names) and not beyond:
        return f"In every open state but {one_of(map(plain, missing))}"
    return f"In {one_of(map(plain, names))}"
