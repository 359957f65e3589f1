"""A failure as a story: the shortest sequence of events that leads to it, in the definition's own sentences."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.domains import NOT_GIVEN
from workflow.definition.model import Definition
from workflow.definition.proof.lens.acts import Act
from workflow.definition.proof.lens.walking import Step


def told_way(definition: Definition, way: tuple[Step, ...], last: Act | None = None) -> tuple[str, ...]:
    """One sentence per step, with the state the case then rests in."""
    return tuple(_steps(definition, way, last))


def _steps(definition: Definition, way: tuple[Step, ...], last: Act | None) -> Iterator[str]:
    for step in way:
        yield f"{told_act(definition, step.act)} → {step.node.state}"
    if last is not None:
        yield f"{told_act(definition, last)} → {last.row.to or (way[-1].node.state if way else '')}"


def told_act(definition: Definition, act: Act) -> str:
    """An act with the fields that matter: `classify (classification = unclear): …`."""
    given = ", ".join(f"{name} = {value}" for name, value in _given(act))
    return f"{act.event.name}{f' ({given})' if given else ''}: {act.row.says}"


def _given(act: Act) -> Iterator[tuple[str, str]]:
    for name, value in act.choice.items():
        if value != NOT_GIVEN:
            yield name, value
    for key, values in act.items.items():
        yield key, " or ".join(values)
