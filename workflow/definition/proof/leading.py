"""The way to what obligations 1 to 4 found: which of the combinations that show it a case can come to, and how.

It is asked for only where something fails, so that a sound definition does not pay for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from workflow.case.file import NEW
from workflow.definition.domains import NOT_GIVEN
from workflow.definition.model import Condition, Definition, Event
from workflow.definition.proof.domain import FIELD, STATE, Domain
from workflow.definition.proof.findings import Situation
from workflow.definition.proof.lens.walking import Allowance
from workflow.definition.proof.seeking import named_like
from workflow.definition.proof.story import UNSETTLED, Lead, lead_to
from workflow.definition.proof.worlds import World

TOLD = 12
"""How many failures of one obligation are told with the way to them; more say so."""

PARTS = 24
"""How many parts of the combinations that show one failure are looked at; more leave it open."""

ENOUGH = 5
"""After so many parts the shortest way that was found is told."""

STEPS = 40_000
"""The most steps that the search for the stories of one obligation may take."""

FIRST, CLOSER = 10_000, 4_000
"""The most of them for the first look at one situation, and for each closer one."""

NOT_LOOKED_FOR = "The way there was not looked for: the stories of the failures before this one took all there was."


@dataclass(slots=True)
class Telling:
    """Looks for the ways to the failures of one obligation, and keeps count of them.

    Args:
        passing: whether a case may also be on its way through, while something happens by itself.
    """

    passing: bool = False
    told: int = 0
    allowance: Allowance = field(default_factory=lambda: Allowance(STEPS, FIRST, CLOSER))

    def nearest(self, domain: Domain, parts: list[tuple[str | None, World]]) -> tuple[Lead, World]:
        """The shortest way to one of these parts, and that part, narrowed to what is the case at its end.

        Args:
            parts: states with everything that may be the case there; "" is a case that is not opened, None any state.
        """
        lead, number = self.nearest_of(domain.definition, [_situation(domain, *part) for part in parts])
        return lead, _narrowed(lead, parts[number][1])

    def nearest_of(self, definition: Definition, situations: list[Situation]) -> tuple[Lead, int]:
        """The shortest way to one of these situations, and which of them it is."""
        lead, number = self._nearest_of(definition, situations)
        return replace(lead, sought=situations[number]), number

    def _nearest_of(self, definition: Definition, situations: list[Situation]) -> tuple[Lead, int]:
        self.told += 1
        if self.told > TOLD or self.allowance.left <= 0:
            return Lead(remark=NOT_LOOKED_FOR), 0
        found: list[tuple[Lead, int]] = []
        for number, situation in enumerate(situations[:PARTS]):
            lead = self._lead(definition, situation)
            if lead.is_found:
                found.append((lead, number))
            elif not lead.is_unreachable:
                return min(found, key=_length, default=(lead, number))
            if found and number >= ENOUGH:
                break
        if found:
            return min(found, key=_length)
        return (Lead(remark=UNSETTLED) if len(situations) > PARTS else Lead.to_nowhere()), 0

    def _lead(self, definition: Definition, situation: Situation) -> Lead:
        if situation.states == (NEW,):
            return Lead.at_the_start()
        return lead_to(definition, situation, passing=self.passing, allowance=self.allowance)


def _length(found: tuple[Lead, int]) -> tuple[bool, int]:
    return bool(found[0].remark), len(found[0].steps)


def _situation(domain: Domain, state: str | None, world: World) -> Situation:
    facts = {name: tuple(v for v in domain.values(name) if v in world[name]) for name in _narrow(domain, world)}
    states = facts.pop(STATE, () if state is None else (state,))
    conditions = {name: values for name, values in facts.items() if not name.startswith(FIELD)}
    return Situation(states, conditions, tuple(_items(domain.definition, domain.event, facts)))


def _narrow(domain: Domain, world: World) -> tuple[str, ...]:
    """The names of which not every value is possible."""
    return tuple(name for name, values in world.items() if len(values) < len(domain.values(name)))


def _narrowed(lead: Lead, world: World) -> World:
    return {name: (values & lead.values(name)) or values for name, values in world.items()}


def _items(definition: Definition, event: Event | None, facts: Condition) -> Iterable[tuple[str, Condition]]:
    """The items that have to be there so that an event can name them."""
    chosen = {name.removeprefix(FIELD): values[0] for name, values in facts.items() if len(values) == 1}
    for named in event.fields.values() if event else ():
        start = f"{FIELD}{named.name}."
        where = {name.removeprefix(start): values for name, values in facts.items() if name.startswith(start)}
        surely = any(NOT_GIVEN not in values for values in where.values())
        if event is not None and named.type == "item" and (named.required or surely):
            yield named.collection, named_like(definition, event, named, where, choice=chosen)
