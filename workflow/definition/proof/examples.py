"""The smallest combination that still shows a failure, told in the definition's own sentences."""

from __future__ import annotations

from collections.abc import Callable

from workflow.definition.describing.wording import tell
from workflow.definition.model import Event
from workflow.definition.proof.domain import FIELD, Domain
from workflow.definition.proof.findings import Given
from workflow.definition.proof.worlds import Found, Reader, World, every_path


def smallest(
    domain: Domain,
    names: tuple[str, ...],
    question: Callable[[Reader], Found],
    *,
    fails: Callable[[Found], bool],
    world: World,
    state: str | None = None,
) -> tuple[Given, ...]:
    """Take a failing world, leave out every name whose value makes no difference, and tell the rest.

    Args:
        fails: whether an answer is this failure; it does so for `world`.

    Returns:
        One line per name that matters, in the order the question met them; the failure then holds whatever the
        other names are.
    """
    kept = {name: frozenset({_first(domain, name, possible)}) for name, possible in world.items()}
    for name in tuple(kept):
        without = {other: values for other, values in kept.items() if other != name}
        paths = every_path(domain, names, question, state=state, within=without)
        if all(fails(path.found) for path in paths):
            kept = without
    return tuple(_given(domain, name, next(iter(values))) for name, values in kept.items())


def _first(domain: Domain, name: str, possible: frozenset[str]) -> str:
    return next(value for value in domain.values(name) if value in possible)


def _given(domain: Domain, name: str, value: str) -> Given:
    event: Event | None = domain.event if name.startswith(FIELD) else None
    key = name.removeprefix(FIELD)
    return Given(key, value, tell(domain.definition, event, key, (value,)))
