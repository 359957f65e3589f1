"""Everything that may be known in every state, in parts that can be split, and what surely follows a deed there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workflow.definition.model import Condition, Definition
from workflow.definition.proof.lens import Glass, Node, Reading
from workflow.definition.proof.lens.acts import Act
from workflow.definition.proof.lens.glass import is_possible
from workflow.definition.proof.lens.staff import Deed, Split, Staff, undecided
from workflow.definition.proof.lens.truth import MAYBE, NO, YES
from workflow.definition.proof.planning.places import Edge, Known, Place, meet, together


class Ground:
    """The places of one definition.

    Args:
        definition: what is looked at, through all facts on which a plan may depend.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.glass = Glass(definition, _facts_of_interest(definition), _told_apart(definition), grouped=True)
        self.staff = Staff(self.glass, _told_apart(definition))
        self.versions: dict[str, int] = {}
        self.places = 0
        self.starts = {state: self._places(self.glass.unknown(state), {}) for state in definition.open_states}

    def reading(self, place: Place) -> Reading:
        """What is known in a place."""
        if place.reading is None:
            place.reading = self.glass.reading(place.node)
        return place.reading

    def leaves(self) -> Iterator[Place]:
        """Every place that is not split."""
        waiting = [place for places in self.starts.values() for place in places]
        while waiting:
            place = waiting.pop()
            if place.parts:
                waiting.extend(place.parts)
            else:
                yield place

    def _leaves_of(self, edge: Edge) -> tuple[Place, ...]:
        """The leaves in which the outcomes of an edge lie."""
        version = sum(self.versions.get(node.state, 0) for node in edge.outcomes)
        if edge.version != version:
            found: dict[Place, None] = {}
            for node in edge.outcomes:
                waiting = list(self.starts.get(node.state, ()))
                while waiting:
                    place = waiting.pop()
                    if meet(place.node, node):
                        waiting.extend(place.parts)
                        found |= {} if place.parts else {place: None}
            edge.leaves, edge.version = tuple(found), version
        return edge.leaves

    def _add(self, place: Place, reading: Reading, deed: Deed, acts: tuple[Act, ...]) -> bool:
        outcomes = self._outcomes(place, reading, deed, acts)
        chosen = deed.chosen
        is_step = chosen is not None and all(self.staff.counts_down(reading, deed, act, chosen) for act in acts)
        if not outcomes:
            return False
        if not is_step and any(meet(place.node, node) for node in outcomes):
            return self._split_by_effects(place, reading, deed)
        if any(edge.outcomes == outcomes for edge in place.edges) and not is_step:
            return False
        place.edges.append(Edge(deed, acts, outcomes))
        return True

    def _split_by_effects(self, place: Place, reading: Reading, deed: Deed) -> bool:
        """Split a place by what decides which effects a deed has there."""
        for effect in deed.event.sets:
            condition = self.glass.index.parts(deed.event, effect.when).facts
            if condition and reading.holds(condition) == MAYBE:
                split = undecided(reading, condition)
                if split and self._split(place, split):
                    return True
        return False

    def _split(self, place: Place, split: Split) -> bool:
        halves = self._halves(place.node, self.reading(place), split, place.known)
        if any(part == place.node for part, _ in halves):
            return False
        place.parts = tuple(found for part, known in halves for found in self._places(part, known))
        self.versions[place.node.state] = self.versions.get(place.node.state, 0) + 1
        return True

    def _places(self, node: Node, known: Known) -> tuple[Place, ...]:
        """The places in which a case can rest within a node."""
        found = [Place(rest, told) for rest, told in self.settled(node, known).items() if rest.state == node.state]
        self.places += len(found)
        return tuple(found)

    def _outcomes(self, place: Place, reading: Reading, deed: Deed, acts: tuple[Act, ...]) -> tuple[Node, ...] | None:
        if self.staff.exhausts(reading, deed, acts):
            return self._exhausted(place, deed, acts)
        found: dict[Node, None] = {}
        for act in acts:
            after = self.staff.after(reading, deed, act)
            if after is None:
                return None
            found |= dict.fromkeys(self.settled(after, {}))
        return tuple(found)

    def _exhausted(self, place: Place, deed: Deed, acts: tuple[Act, ...]) -> tuple[Node, ...] | None:
        """The nodes to which doing it until nothing is left may lead."""
        fact = deed.chosen.name if deed.chosen else ""
        here, outcomes = place.node, dict[Node, None]()
        while True:
            reading = self.glass.reading(here)
            again = here
            if self.staff.possible(reading, deed)[0] != acts or not self.staff.exhausts(reading, deed, acts):
                return None
            for act in acts:
                after = self.staff.after(reading, deed, act)
                if after is None:
                    return None
                for rest in self.settled(after, {}):
                    if rest.state != here.state:
                        outcomes[rest] = None
                        continue
                    done = self.glass.narrowed(rest, fact, ("no",))
                    more = self.glass.narrowed(rest, fact, ("yes",))
                    outcomes |= dict.fromkeys([done] if is_possible(done.world) else [])
                    again = together(again, more) if is_possible(more.world) else again
            if again == here:
                return tuple(outcomes)
            here = again

    def settled(self, node: Node, known: Known) -> dict[Node, Known]:
        """Where a case may rest after a node, with what is known there; what happens by itself has happened."""
        found: dict[Node, Known] = {}
        waiting = [(node, known)]
        seen: set[Node] = set()
        while waiting:
            first, told = waiting.pop()
            here = self.glass.consistent(first)
            if here is not None and here not in seen:
                seen.add(here)
                onward, stays = self._by_itself(here, told)
                waiting.extend(onward)
                if stays:
                    found[here] = told
        return found

    def _by_itself(self, node: Node, known: Known) -> tuple[list[tuple[Node, Known]], bool]:
        """What may happen by itself at a node, and whether a case may also stay there."""
        reading = self.glass.reading(node)
        onward: list[tuple[Node, Known]] = []
        for act in self.glass.automatic_in(node.state):
            answer = min(reading.holds(act.facts), reading.admits(act.row, ()))
            if answer == NO:
                continue
            split = undecided(reading, act.facts) if answer == MAYBE else None
            if split is not None:
                return self._halves(node, reading, split, known), False
            after = self.glass.after_at_once(reading, act)
            onward += [(after, {})] if after else []
            if answer == YES:
                return onward, False
        return onward, True

    def _halves(self, node: Node, reading: Reading, split: Split, known: Known) -> list[tuple[Node, Known]]:
        fact, allowed = split
        values = reading.values(fact)
        before = known.get(fact, values)
        found: list[tuple[Node, Known]] = []
        for kept in (values & set(allowed), values - set(allowed)):
            part = self.glass.narrowed(node, fact, kept)
            if is_possible(part.world):
                found.append((part, {**known, fact: kept & before}))
        return found


def _told_apart(definition: Definition) -> dict[str, Condition]:
    """The fields that ways out name, so that their values are told from others."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for way in definition.ways_out:
        found.setdefault(way.event, {}).update({name: (value,) for name, value in way.fields.items()})
    return dict(found)


def _facts_of_interest(definition: Definition) -> Iterable[str]:
    """The facts that select rows, fire automatic ones, or are required by rules.

    Where the definition names a way out of every state, other events that move a case are not looked at.
    """
    named = {way.event for way in definition.ways_out}
    everywhere = {way.state for way in definition.ways_out} >= set(definition.open_states)
    found: dict[str, None] = {key: None for way in definition.ways_out for key in (*way.when, way.item) if key}
    for event in definition.events.values():
        if event.kind not in ("case", "record", "automatic") or event.refers or "administrative" in event.needs:
            continue
        if event.kind == "case" and everywhere and event.name not in named:
            continue
        for row in event.rows:
            if event.kind == "record" and everywhere and row.refuses:
                continue
            found |= dict.fromkeys(key for key in row.select if "." not in key and key not in event.fields)
            needs = [definition.requirements[name] for name in row.requires]
            found |= dict.fromkeys(need.fact for need in needs if need.kind == "rule" or not everywhere)
    return [name for name in found if name in definition.facts]
