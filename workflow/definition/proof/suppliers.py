"""Obligation 3: every requirement can be met, and a refusal offers exactly the events that can bring that about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.case.file import NEW
from workflow.definition.describing.wording import sentence
from workflow.definition.model import Definition, Event, Requirement, Row
from workflow.definition.proof.domain import STATE, Domain
from workflow.definition.proof.findings import Failure, Obligation, Progress, Situation
from workflow.definition.proof.leading import Telling
from workflow.definition.proof.lens import Glass, Reading
from workflow.definition.proof.lens.acts import Act, taken_apart
from workflow.definition.proof.lens.glass import World
from workflow.definition.proof.lens.truth import NO
from workflow.definition.proof.story import told_report
from workflow.definition.proof.worlds import OverBudget, Reader, every_path

YET = "The refusal is never seen, and yet what it says must be true."

SAYS = (
    "Every requirement can be met or overridden, every event that a refusal offers can bring it about, and every event "
    "of the same state that can is offered or named as left unsaid."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a requirement can stand in the way: in a state, for a row of an event."""

    state: str
    event: Event
    row: Row


def suppliers(definition: Definition, progress: Progress | None = None) -> Obligation:
    """Try every event on every value with which a requirement is not met.

    Args:
        progress: told after each requirement.
    """
    asked = _where_asked(definition)
    counts = {"requirements": len(asked), "offers": 0, "combinations": 0}
    failures: list[Failure] = []
    glasses: dict[str, Glass] = {}
    telling = Telling()
    for done, (name, places) in enumerate(asked.items(), start=1):
        need = definition.requirements[name]
        try:
            if need.fact not in glasses:
                glasses[need.fact] = Glass(definition, (need.fact,))
            supply = _Supply(glasses[need.fact], need, counts)
            failures.extend(_told(definition, need, fault, telling) for fault in _faults(need, places, supply))
        except OverBudget as error:
            failures.append(Failure(f"requirements.{name}", error.message))
        counts["offers"] += len(need.supplied_by)
        if progress:
            progress(3, done, len(asked))
    return Obligation(3, SAYS, counts["combinations"], tuple(failures), counts)


def _where_asked(definition: Definition) -> dict[str, tuple[Asked, ...]]:
    """For each requirement that can stand in the way where that is."""
    found: dict[str, list[Asked]] = {}
    for event in definition.events.values():
        for row in event.rows:
            for name in row.requires:
                if definition.requirements[name].kind != "info" and not row.refuses:
                    found.setdefault(name, []).extend(Asked(state, event, row) for state in row.states)
    return {name: tuple(places) for name, places in found.items()}


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


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with what supplies a requirement.

    Args:
        says: as a sentence.
        shown: where it can be seen; none where no case is needed to see it.
        ends: what the refusal there comes to.
    """

    says: str
    shown: tuple[Asked, ...] = ()
    ends: str = ""


def _faults(need: Requirement, asked: tuple[Asked, ...], supply: _Supply) -> Iterator[Fault]:
    if need.fact == STATE:
        if need.supplied_by:
            yield Fault("It asks for the case's state, which no event supplies; it is met by moving the case.")
        return
    wanted = f"{need.fact} to {' or '.join(need.allows)}"
    states = tuple(dict.fromkeys(place.state for place in asked))
    able = {state: {event.name: event for event in supply.able(state)} for state in states}
    here = {name: event for found in able.values() for name, event in found.items()}
    told = {*need.supplied_by, *need.unoffered}
    elsewhere: set[str] = set()
    if told - set(here):
        others = [state for state in supply.glass.definition.states if state not in states]
        elsewhere = {event.name for state in others for event in supply.able(state)}
    for name in sorted(told - set(here) - elsewhere):
        offered = "is offered" if name in need.supplied_by else "is named as left unsaid"
        yield Fault(f"{name} {offered}, but never brings {wanted}.", asked, f"{name} {offered}, and is of no use")
    for name in sorted(set(here) - told):
        if "administrative" not in here[name].needs:
            says = (
                f"{name} can bring {wanted} where this is asked, and a refusal does not say so: add it to supplied_by, "
                "or to unoffered where it had better be left unsaid."
            )
            shown = tuple(place for place in asked if name in able[place.state])
            yield Fault(says, shown, f"{name} could bring it about, and is not offered")
    held_up = tuple(place for place in asked if not _may_be_lifted(need, place.event))
    if not (here or elsewhere or supply.is_met_at_first()) and held_up:
        yield Fault(
            f"Nothing can bring {wanted}: the row can never be taken.", held_up, "nothing can ever bring it about"
        )


def _may_be_lifted(need: Requirement, event: Event) -> bool:
    """Whether somebody who reports this event need not wait for it."""
    return need.kind == "advice" or bool(need.override and set(need.override.roles) & set(event.roles))


def _told(definition: Definition, need: Requirement, fault: Fault, telling: Telling) -> Failure:
    """A fault with the shortest way to a case that it meets."""
    where = f"requirements.{need.name}"
    places = [place for place in fault.shown if place.state != NEW]
    if not places:
        return Failure(where, fault.says)
    lead, number = telling.nearest_of(definition, [_refused(definition, need, place) for place in places])
    place = places[number]
    fields = {key: allowed[:1] for key, allowed in place.row.select.items() if key in place.event.fields}
    ends = f"refused ({need.name}): {sentence(need.says)} {fault.ends[:1].upper()}{fault.ends[1:]}"
    lead = lead.ending(told_report(definition, place.event, ends, fields))
    return lead.failure(where, fault.says, yet=YET)


def _refused(definition: Definition, need: Requirement, place: Asked) -> Situation:
    """Where a row is taken and its requirement is not met."""
    select = taken_apart(place.event, place.row.select).facts
    values = definition.facts[need.fact].values
    lacking = tuple(v for v in values if v not in need.allows and v in select.get(need.fact, values))
    return Situation((place.state,), {**select, need.fact: lacking})


def _is_reported(glass: Glass, event: Event) -> bool:
    return any(glass.definition.roles[role].kind != "system" for role in event.roles if role in glass.definition.roles)
