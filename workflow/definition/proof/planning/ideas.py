"""What to try in a place: the way out that the definition names, or whatever may lead nearer to an end."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.model import Definition, WayOut
from workflow.definition.proof.domain import Domain
from workflow.definition.proof.lens import Node, Reading
from workflow.definition.proof.lens.acts import Act
from workflow.definition.proof.lens.staff import Deed, Split, Staff, undecided
from workflow.definition.proof.lens.truth import MAYBE, NO
from workflow.definition.proof.planning.ground import Ground
from workflow.definition.proof.planning.places import Place

FAR = 99
"""Farther from the end than any state."""


class Ideas(Ground):
    """The ground, with ideas of what to try on it."""

    def __init__(self, definition: Definition) -> None:
        super().__init__(definition)
        self.distance = _distances(definition, self.staff)
        self._deeds_of: dict[int, list[Deed]] = {}
        self._suppliers: dict[tuple[str, str], tuple[Deed, ...]] = {}

    def _look_closer(self, place: Place) -> bool:
        """Try the next idea for a place; False when there is none left."""
        if place.is_done or place.parts:
            return False
        if place.ideas is None:
            place.ideas = self._ideas(place)
        place.is_done = not next(place.ideas, False)
        return True

    def _ideas(self, place: Place) -> Iterator[bool]:
        """What to try in a place: the way out that the definition names, or else whatever may lead nearer to an end."""
        named = [way for way in self.definition.ways_out if way.state == place.node.state]
        return self._named_ways(place, named) if named else self._searched(place)

    def _named_ways(self, place: Place, ways: list[WayOut]) -> Iterator[bool]:
        reading = self.reading(place)
        for way in ways:
            answer = reading.holds(way.when)
            if answer == MAYBE:
                split = undecided(reading, way.when)
                if split and self._split(place, split):
                    yield True
                    return
            if answer != NO:
                yield from self._followed(place, reading, self._meant(way))
                return

    def _meant(self, way: WayOut) -> list[Deed]:
        """The deeds that a way out means."""
        if id(way) not in self._deeds_of:
            self._deeds_of[id(way)] = [deed for deed in self.staff.deeds(way.state) if _is_meant(deed, way)]
        return self._deeds_of[id(way)]

    def _followed(self, place: Place, reading: Reading, deeds: list[Deed]) -> Iterator[bool]:
        """Do one of these, after what it lacks is known, or supplied."""
        for deed in deeds:
            acts, _ = self.staff.possible(reading, deed)
            if acts and self._add(place, reading, deed, acts):
                yield True
                return
        yield from self._brought_about(place, reading, deeds, set())

    def _searched(self, place: Place) -> Iterator[bool]:
        """Deeds that move the case, the nearest to the end first; before each what it lacks is known, or supplied."""
        reading = self.reading(place)
        deeds = [deed for deed in self.staff.deeds(place.node.state) if deed.event.kind == "case"]
        tried: set[Split] = set()
        put_off: list[Deed] = []
        for near in sorted({self._near(deed, place) for deed in deeds}):
            level = [deed for deed in deeds if self._near(deed, place) == near]
            reached = dict[str, None]()
            for deed in level:
                if deed.rows[0].row.to in reached:
                    continue
                acts, _ = self.staff.possible(reading, deed)
                if acts and self._add(place, reading, deed, acts):
                    reached[deed.rows[0].row.to] = None
                    yield True
                    if place.parts:
                        return
            left = [deed for deed in level if deed.rows[0].row.to not in reached]
            put_off += [deed for deed in level if deed.rows[0].row.to in reached]
            yield from self._brought_about(place, reading, left, tried)
            if place.parts:
                return
        yield from self._brought_about(place, reading, put_off, tried)

    def _brought_about(self, place: Place, reading: Reading, deeds: list[Deed], tried: set[Split]) -> Iterator[bool]:
        """Know, or supply, what deeds lack."""
        asked = [(deed, *self.staff.possible(reading, deed)) for deed in deeds]
        for _, acts, split in asked:
            if not acts and split and self._split(place, split):
                yield True
                return
        for deed, acts, _ in asked:
            for lacking in [] if acts else self.staff.unmet(reading, deed):
                if lacking not in tried:
                    tried.add(lacking)
                    yield from self._supplied(place, reading, lacking)
                    if place.parts:
                        return

    def _near(self, deed: Deed, place: Place) -> int:
        return min(self.distance.get(act.row.to or place.node.state, FAR) for act in deed.rows)

    def _supplied(self, place: Place, reading: Reading, lacking: Split, depth: int = 1) -> Iterator[bool]:
        """What staff can record to bring about what a deed lacks."""
        views = frozenset(self.glass.place[fact] for fact in self._base(lacking[0]))
        seen: set[tuple[Node | None, ...]] = {()}
        short: dict[Split, None] = {}
        for deed in self._records(place.node.state, lacking[0]):
            acts, split = self.staff.possible(reading, deed)
            if not acts:
                if split and (deed.chosen is None or split[0] != deed.chosen.name) and self._split(place, split):
                    yield True
                    return
                short |= dict.fromkeys(self.staff.unmet(reading, deed))
                continue
            helps = self._helps(reading, deed, acts, lacking=lacking, views=views)
            if helps in seen:
                continue
            seen.add(helps)
            if self._add(place, reading, deed, acts):
                yield True
                if place.parts:
                    return
        for further in short if depth else ():
            yield from self._supplied(place, reading, further, depth - 1)
            if place.parts:
                return

    def _records(self, state: str, fact: str) -> tuple[Deed, ...]:
        """The deeds that move no case and may change a fact."""
        key = (state, fact)
        if key not in self._suppliers:
            base = self._base(fact)
            views = frozenset(self.glass.place[each] for each in base)
            self._suppliers[key] = tuple(
                deed
                for deed in self.staff.deeds(state)
                if deed.event.kind != "case"
                and self.glass.touches_any(views, deed.rows[0])
                and (deed.chosen is None or deed.chosen.name in base)
            )
        return self._suppliers[key]

    def _base(self, fact: str) -> frozenset[str]:
        return frozenset(name for name in Domain(self.definition).free_names((fact,)) if name in self.glass.place)

    def _helps(
        self, reading: Reading, deed: Deed, acts: tuple[Act, ...], *, lacking: Split, views: frozenset[int]
    ) -> tuple[Node | None, ...]:
        """What may follow a deed in what matters, if that may be what was lacking; else nothing."""
        fact, allowed = lacking
        after = tuple(self.staff.after(reading, deed, act, only=views) for act in acts)
        nodes = (node for node in after if node is not None)
        return after if any(self.glass.reading(node).is_one_of(fact, allowed) != NO for node in nodes) else ()


def _is_meant(deed: Deed, way: WayOut) -> bool:
    """Whether a deed is what a way out says."""
    item = deed.chosen.name if deed.chosen else ""
    fits = all(deed.choice.get(name, value) == value for name, value in way.fields.items())
    return deed.event.name == way.event and fits and (not way.item or way.item == item)


def _distances(definition: Definition, staff: Staff) -> dict[str, int]:
    """How many deeds of staff each state is from an end, at least."""
    found = {name: 0 for name, state in definition.states.items() if state.final}
    events = definition.events.values()
    rows = [
        row for event in events if event.kind == "automatic" or staff.is_staffs(event) for row in event.rows if row.to
    ]
    for _ in definition.states:
        for row in rows:
            for state in row.states:
                if row.to in found:
                    found[state] = min(found.get(state, FAR), found[row.to] + 1)
    return found
