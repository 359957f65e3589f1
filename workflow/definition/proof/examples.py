"""The smallest combination that still shows a failure, told in the definition's own sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic

from workflow.definition.describing.wording import tell
from workflow.definition.model import Event
from workflow.definition.proof.domain import FIELD, Domain
from workflow.definition.proof.findings import Given
from workflow.definition.proof.worlds import Found, Reader, World, every_path


@dataclass(frozen=True, slots=True)
class Shown(Generic[Found]):
    """A question that was put to every combination, and in which state the case stood.

    Args:
        names: all names the question may ask about.
        state: None where it was put to every state.
    """

    domain: Domain
    names: tuple[str, ...]
    question: Callable[[Reader], Found]
    state: str | None = None

    def smallest(self, found: Found, world: World) -> tuple[Given, ...]:
        """Take a world with this answer, leave out every name whose value makes no difference, and tell the rest.

        Returns:
            One line per name that matters, in the order the question met them; the answer then is the same whatever
            the other names are.
        """
        kept = {name: frozenset({_first(self.domain, name, possible)}) for name, possible in world.items()}
        for name in tuple(kept):
            without = {other: values for other, values in kept.items() if other != name}
            paths = every_path(self.domain, self.names, self.question, state=self.state, within=without)
            if all(path.found == found for path in paths):
                kept = without
        return tuple(_given(self.domain, name, next(iter(values))) for name, values in kept.items())


def _first(domain: Domain, name: str, possible: frozenset[str]) -> str:
    return next(value for value in domain.values(name) if value in possible)


def _given(domain: Domain, name: str, value: str) -> Given:
    event: Event | None = domain.event if name.startswith(FIELD) else None
    key = name.removeprefix(FIELD)
    return Given(key, value, tell(domain.definition, event, key, (value,)))
