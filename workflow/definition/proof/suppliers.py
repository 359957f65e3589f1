"""Obligation 3: every requirement can be met, and a refusal offers exactly the events that can bring that about."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.model import Definition, Event, Requirement
from workflow.definition.proof.domain import STATE, Domain
from workflow.definition.proof.findings import Failure, Obligation, Progress
from workflow.definition.proof.lens import Glass, Reading
from workflow.definition.proof.lens.acts import Act
from workflow.definition.proof.lens.glass import World
from workflow.definition.proof.lens.truth import NO
from workflow.definition.proof.worlds import Reader, every_path

SAYS = (
    "Every requirement can be met or overridden, every event that a refusal offers can bring it about, and every event "
    "of the same state that can is offered or named as left unsaid."
)


def suppliers(definition: Definition, progress: Progress | None = None) -> Obligation:
    """Try every event on every value with which a requirement is not met.

    Args:
        progress: told after each requirement.
    """
    asked = _where_asked(definition)
    counts = {"requirements": len(asked), "offers": 0, "combinations": 0}
    failures: list[Failure] = []
    glasses: dict[str, Glass] = {}
    for done, (name, states) in enumerate(asked.items(), start=1):
        need = definition.requirements[name]
        glass = glasses.setdefault(need.fact, Glass(definition, (need.fact,)))
        failures.extend(_faults(need, states, _Supply(glass, need, counts)))
        counts["offers"] += len(need.supplied_by)
        if progress:
            progress(3, done, len(asked))
    return Obligation(3, SAYS, counts["combinations"], tuple(failures), counts)


def _where_asked(definition: Definition) -> dict[str, tuple[str, ...]]:
    """For each requirement that can stand in the way the states in which some row asks for it."""
    found: dict[str, dict[str, None]] = {}
    for event in definition.events.values():
        for row in event.rows:
            for name in row.requires:
                if definition.requirements[name].kind != "info" and not row.refuses:
                    found.setdefault(name, {}).update(dict.fromkeys(row.states))
    return {name: tuple(states) for name, states in found.items()}


class _Supply:
    """Which events can bring one requirement's fact to an allowed value."""

    def __init__(self, glass: Glass, need: Requirement, counts: dict[str, int]) -> None:
        self.glass = glass
        self.need = need
        self.counts = counts
        self._lacking: tuple[World, ...] | None = None

    def able(self, state: str) -> Iterator[Event]:
        """The events that can do it in a state, reported by a person or a feed."""
        seen: set[str] = set()
        readings = [Reading(self.glass, state, world) for world in self.lacking()]
        for act in self.glass.acts_in(state):
            event = act.event
            if (
                event.name in seen
                or event.refers
                or self.glass.is_idle(act, state)
                or not _is_reported(self.glass, event)
            ):
                continue
            if any(self._brings(act, reading) for reading in readings):
                seen.add(event.name)
                yield event

    def lacking(self) -> tuple[World, ...]:
        """Everything that can be the case while the requirement is not met, in parts."""
        if self._lacking is None:
            self._lacking = tuple(self._parts())
        return self._lacking

    def _parts(self) -> Iterator[World]:
        domain = Domain(self.glass.definition)
        whole = self.glass.whole("")

        def question(reader: Reader) -> bool:
            return reader.is_one_of(self.need.fact, self.need.allows)

        for path in every_path(domain, (self.need.fact,), question, state=""):
            self.counts["combinations"] += path.combinations
            node = whole
            for fact, values in path.world.items():
                node = self.glass.narrowed(node, fact, values) if fact in self.glass.place else node
            if not path.found and all(node.world):
                yield node.world

    def is_met_at_first(self) -> bool:
        """Whether it holds as long as nothing has been recorded."""
        return self.glass.reading(self.glass.start()).is_one_of(self.need.fact, self.need.allows) != NO

    def _brings(self, act: Act, reading: Reading) -> bool:
        if self.glass.may_be_accepted(reading, act) == NO:
            return False
        after = self.glass.after_at_once(reading, act)
        return after is not None and self.glass.reading(after).is_one_of(self.need.fact, self.need.allows) != NO


def _faults(need: Requirement, states: tuple[str, ...], supply: _Supply) -> Iterator[Failure]:
    where = f"requirements.{need.name}"
    if need.fact == STATE:
        if need.supplied_by:
            yield Failure(where, "It asks for the case's state, which no event supplies; it is met by moving the case.")
        return
    here = {event.name: event for state in states for event in supply.able(state)}
    told = {*need.supplied_by, *need.unoffered}
    elsewhere: set[str] = set()
    if told - set(here):
        others = [state for state in supply.glass.definition.states if state not in states]
        elsewhere = {event.name for state in others for event in supply.able(state)}
    for name in sorted(told - set(here) - elsewhere):
        offered = "is offered" if name in need.supplied_by else "is named as left unsaid"
        yield Failure(where, f"{name} {offered}, but never brings {need.fact} to {' or '.join(need.allows)}.")
    for name in sorted(set(here) - told):
        if "administrative" not in here[name].needs:
            yield Failure(
                where,
                f"{name} can bring {need.fact} to {' or '.join(need.allows)} where this is asked, and a refusal does "
                "not say so: add it to supplied_by, or to unoffered where it had better be left unsaid.",
            )
    if not (here or elsewhere or need.override or need.kind == "advice" or supply.is_met_at_first()):
        yield Failure(
            where, f"Nothing can bring {need.fact} to {' or '.join(need.allows)}: the row can never be taken."
        )


def _is_reported(glass: Glass, event: Event) -> bool:
    return any(glass.definition.roles[role].kind != "system" for role in event.roles if role in glass.definition.roles)
