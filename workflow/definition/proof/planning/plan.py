"""The search for a plan that brings a case to its end from every place, and the reason why it always gets there."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.definition.model import Definition, Fact
from workflow.definition.proof.planning.ideas import Ideas
from workflow.definition.proof.planning.places import Edge, Place, meet
from workflow.definition.proof.worlds import OverBudget

PLACES = 20_000
"""The most parts in which a plan may take everything; more is a failure of the proof."""


class Plan(Ideas):
    """A next deed for every place from which staff surely come to the end."""

    def __init__(self, definition: Definition) -> None:
        super().__init__(definition)
        self.measures: list[Fact] = []

    def search(self) -> list[Place]:
        """Split and plan until nothing more can be found; the places from which no plan was found."""
        while True:
            live = self.live()
            dead = [place for place in self.leaves() if place not in live]
            if not dead or not self.step(dead, live):
                return dead
            if self.places > PLACES:
                raise OverBudget(f"More than {PLACES:,} places; a plan depends on too many facts together.")

    def step(self, dead: list[Place], live: set[Place]) -> bool:
        """Look closer at places without a plan, in the way that promises most; False when nothing is left to try."""
        stuck = [place for place in dead if not place.is_done and not self._hopes(place, live)]
        if stuck:
            return sum(self._look_closer(place) for place in stuck) > 0
        if self._measure_more(dead, live):
            return True
        if sum(self._separate(place, live) or self._look_closer(place) for place in dead):
            return True
        return self._measure_anew(live)

    def _separate(self, place: Place, live: set[Place]) -> bool:
        """Split a place by what tells apart where its next deed leads: to a plan, or to none."""
        reading = self.reading(place)
        for edge in place.edges:
            leaves = self._leaves_of(edge)
            good = [leaf for leaf in leaves if leaf in live]
            bad = [leaf for leaf in leaves if leaf not in live]
            if not good or not bad:
                continue
            for fact in self.glass.facts:
                values = reading.values(fact)
                if len(values) == 1:
                    continue
                shown = frozenset[str]().union(*(self.reading(leaf).values(fact) for leaf in bad))
                if values - shown and self._split(place, (fact, tuple(sorted(values - shown)))):
                    return True
            if self._separate_by_effect(place, edge, bad):
                return True
        return False

    def _separate_by_effect(self, place: Place, edge: Edge, bad: list[Place]) -> bool:
        """Split a place by something that the deed changes, where one part then no longer leads to a bad place."""
        reading = self.reading(place)
        for fact in self.glass.facts:
            values = reading.values(fact)
            if len(values) == 1 or not self.glass.touches_any((self.glass.place[fact],), edge.acts[0]):
                continue
            for value in sorted(values):
                part = self.glass.narrowed(place.node, fact, (value,))
                inside = Place(part, place.known)
                outcomes = self._outcomes(inside, self.reading(inside), edge.deed, edge.acts) or ()
                met = [leaf for leaf in bad if any(meet(leaf.node, node) for node in outcomes)]
                if outcomes and len(met) < len(bad) and self._split(place, (fact, (value,))):
                    return True
        return False

    def _measure_more(self, dead: list[Place], live: set[Place]) -> bool:
        """Count one more question downwards, the one that gives most places a plan; False when none gives any more."""
        best, most = None, len(live)
        for fact in self._countable(dead):
            self.measures.append(fact)
            found = len(self.live())
            self.measures.pop()
            if found > most:
                best, most = fact, found
        if best is not None:
            self.measures.append(best)
        return best is not None

    def _countable(self, dead: list[Place]) -> list[Fact]:
        """The questions that some deed found for these places counts downwards."""
        names = [name for name in self.glass.facts if self.definition.facts[name].count == "any"]
        facts = [self.definition.facts[name] for name in names]
        edges = [(place, edge) for place in dead for edge in place.edges]
        return [
            fact
            for fact in facts
            if fact not in self.measures and any(self._counts_down(place, edge, fact) for place, edge in edges)
        ]

    def _measure_anew(self, live: set[Place]) -> bool:
        """Choose what to count downwards once more from nothing; False when that gives no more places a plan."""
        before, self.measures = self.measures, []
        found = self.live()
        while self._measure_more([place for place in self.leaves() if place not in found], found):
            found = self.live()
        if len(found) > len(live):
            return True
        self.measures = before
        return False

    def live(self) -> set[Place]:
        """The leaves from which a plan leads to the end."""
        return set(self.next_deeds())

    def next_deeds(self) -> dict[Place, Edge]:
        """For each leaf from which a plan leads to the end the deed to do next.

        A deed that takes an item out of a question that is counted downwards is a step forward by itself: no deed of
        the plan ever puts one into it, and there are finitely many.
        """
        live: dict[Place, Edge] = {}
        waiting = list(self.leaves())
        while True:
            count = len(waiting)
            waiting = [place for place in waiting if not self._joins(place, live)]
            if len(waiting) == count:
                break
        beside: dict[Place, Edge] = {}
        while self.measures:
            count = len(waiting)
            waiting = [place for place in waiting if not self._stands_alone(place, live, beside)]
            if len(waiting) == count:
                break
        return {**live, **beside}

    def _joins(self, place: Place, live: dict[Place, Edge]) -> bool:
        edge = next((edge for edge in place.edges if self._leads(place, edge, live)), None)
        if edge is not None:
            live[place] = edge
        return edge is not None

    def _stands_alone(self, place: Place, live: dict[Place, Edge], beside: dict[Place, Edge]) -> bool:
        """Whether a deed, though it may count something upwards, leads only to plans that never come back here."""
        for edge in place.edges:
            reached: set[Place] = set()
            waiting = list(self._leaves_of(edge))
            while waiting:
                leaf = waiting.pop()
                if leaf in reached:
                    continue
                reached.add(leaf)
                if leaf in live:
                    waiting.extend(self._leaves_of(live[leaf]))
                elif leaf not in beside:
                    break
            else:
                beside[place] = edge
                return True
        return False

    def _leads(self, place: Place, edge: Edge, live: Mapping[Place, Edge]) -> bool:
        if any(self._fills(place, edge, measure) for measure in self.measures):
            return False
        if any(self._counts_down(place, edge, measure) for measure in self.measures):
            return True
        return all(leaf in live for leaf in self._leaves_of(edge))

    def _fills(self, place: Place, edge: Edge, measure: Fact) -> bool:
        if measure.name not in edge.fills:
            reading = self.reading(place)
            kept = (self.staff.never_fills(reading, edge.deed, act, measure) for act in edge.acts)
            edge.fills[measure.name] = not all(kept)
        return edge.fills[measure.name]

    def _counts_down(self, place: Place, edge: Edge, measure: Fact) -> bool:
        if measure.name not in edge.steps:
            reading = self.reading(place)
            sure = (self.staff.counts_down(reading, edge.deed, act, measure) for act in edge.acts)
            edge.steps[measure.name] = all(sure)
        return edge.steps[measure.name]

    def _hopes(self, place: Place, live: set[Place]) -> bool:
        """Whether some deed found so far leads only to where there is a plan, or more can be tried."""
        return any(all(leaf in live or not leaf.is_done for leaf in self._leaves_of(edge)) for edge in place.edges)
