"""Few ways that show everything: begun where most is to be seen, with everything tried on the way that can be.

It answers which ways a tester has to go. It claims nothing about the pathway: every stop is the engine's answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from workflow.case.errors import BadInput
from workflow.definition.model import Definition, Event
from workflow.engine.proving.journeys import Journey, Step
from workflow.engine.proving.paths.trying import Trials
from workflow.engine.proving.paths.ways import Stop, Told, Traces, Walker, Way
from workflow.engine.proving.reachable import explored
from workflow.engine.proving.targets import Target
from workflow.engine.results import Accepted

LONGEST = 40
"""A way is not made longer than so many reports, so that one person can follow it in one sitting."""

FAILURES = 20
"""So often the same row is put into one way and the rest of the way does not go on, before it is left alone there."""

DETOUR = 7
"""Up to so many reports together are put into a way that is there already, rather than gone on a way of their own."""

Stops = tuple[Stop, ...]


class Gatherer:
    """Gathers the ways that show everything that was reached on one definition.

    Args:
        missing: what was not reached by any report.
    """

    def __init__(self, definition: Definition, journeys: Iterable[Journey] = ()) -> None:
        atlas = explored(definition, journeys)
        self.definition = definition
        self.missing = atlas.missing()
        self._walker = Walker(definition)
        self._trials = Trials(definition)
        self._found = atlas.found
        self._left = dict.fromkeys(atlas.found)
        self._failed: Counter[frozenset[Target]] = Counter()

    def gathered(self) -> tuple[Stops, ...]:
        """The ways, the one that shows most first."""
        ways: list[Stops] = []
        while self._left:
            target = max(self._left, key=lambda each: len(self._found[each].steps))
            journey = self._found[target]
            stops = self._shortened(self._walker.way((*journey.steps, *journey.refused)), {target})
            if (place := self._with_detour(ways, stops, target)) is None:
                place = len(ways)
                ways.append(self._enriched(stops, target))
            for each in (target, *_shown(ways[place])):
                self._left.pop(each, None)
        ways = sorted(self._needed(ways), key=lambda way: -len(_shown(way)))
        return tuple(self._with_wrong_roles(ways))

    def _shortened(self, way: Way, kept: set[Target]) -> Stops:
        """The way without every report that can be left out while these targets are shown, the last ones first."""
        best = self._walker.follow(way) or ()
        for told in reversed(way):
            place = next((number for number, stop in enumerate(best) if stop.told is told), len(best))
            shorter = self._walker.follow((*_told(best[:place]), *_told(best[place + 1 :])), best[:place])
            if shorter is not None and kept <= _shown(shorter):
                best = shorter
        return best

    def _enriched(self, stops: Stops, target: Target) -> Stops:
        """The way with everything put in that shows something new and lets the rest of it go on as before."""
        kept = {target} | {each for each in _shown(stops) if each in self._left}
        place = 0
        self._failed.clear()
        while place <= len(stops):
            longer = self._with_one_more(stops, place, kept) if len(stops) < LONGEST else None
            if longer is None:
                place += 1
            else:
                stops = longer
                kept |= {each for each in _shown(stops) if each in self._left}
        return stops

    def _with_one_more(self, stops: Stops, place: int, kept: set[Target]) -> Stops | None:
        visit = stops[place - 1].after if place else self._walker.start

        def wanted(target: Target) -> bool:
            return target in self._left and target not in kept and self._failed[frozenset({target})] < FAILURES

        for step, hoped in self._trials.reports(visit, wanted):
            answer, after, shows = self._walker.ask(visit, step)
            if isinstance(answer, BadInput) or not hoped & shows:
                continue
            accepted = isinstance(answer, Accepted)
            told = Traces(self.definition, stops[:place]).told(step, accepted=accepted)
            if not accepted:
                return (*stops[:place], Stop(told, step, visit, after, answer, shows), *stops[place:])
            longer = self._walker.follow((*_told(stops[:place]), told, *_told(stops[place:])), stops[:place])
            if longer is not None and kept <= _shown(longer):
                return longer
            self._failed[hoped] += 1
        return None

    def _with_detour(self, ways: list[Stops], stops: Stops, target: Target) -> int | None:
        """Put the end of a way, as much of it as stands by itself, into one that is there; the place of that one."""
        for length in range(2, min(DETOUR, len(stops) - 1) + 1):
            tail = stops[-length:]
            for number, way in enumerate(ways) if _stands_alone(tail) else ():
                if (longer := self._joined(way, tail, target)) is not None:
                    ways[number] = longer
                    return number
        return None

    def _joined(self, way: Stops, tail: Stops, target: Target) -> Stops | None:
        kept = {target} | {each for each in _shown(way) if each in self._found}
        for place in range(1, len(way) + 1) if len(way) + len(tail) <= LONGEST else ():
            if way[place - 1].after.case.state == tail[0].before.case.state:
                longer = self._walker.follow((*_told(way[:place]), *_told(tail), *_told(way[place:])), way[:place])
                if longer is not None and kept <= _shown(longer):
                    return longer
        return None

    def _needed(self, ways: Sequence[Stops]) -> Iterator[Stops]:
        """The ways without what others show as well, the last ones looked at first."""
        kept = list(ways)
        for place in reversed(range(len(kept))):
            elsewhere = {each for number, way in enumerate(kept) if number != place for each in _shown(way)}
            own = {each for each in _shown(kept[place]) if each in self._found and each not in elsewhere}
            kept[place] = self._shortened(_told(kept[place]), own) if own else ()
        yield from (way for way in kept if way)

    def _with_wrong_roles(self, ways: list[Stops]) -> list[Stops]:
        """The ways with what somebody reports who may not, each where it would be the right time for it."""
        for event, role in self._trials.wrong_roles():
            places = ((number, self._time_for(way, event)) for number, way in enumerate(ways))
            fitting = [(len(ways[number]), number, place) for number, place in places if place is not None]
            if fitting:
                _, number, place = min(fitting)
                ways[number] = self._with_refusal(ways[number], place, Step(event.name, role))
        return ways

    def _time_for(self, way: Stops, event: Event) -> int | None:
        befores = [*(stop.before for stop in way), way[-1].after]
        return next((place for place, visit in enumerate(befores) if self._trials.belongs(visit, event)), None)

    def _with_refusal(self, way: Stops, place: int, step: Step) -> Stops:
        visit = way[place - 1].after if place else self._walker.start
        answer, _, _ = self._walker.ask(visit, step)
        if isinstance(answer, (Accepted, BadInput)):
            return way
        shows = frozenset({("role", step.event, step.role)})
        return (*way[:place], Stop(Told(step, accepted=False), step, visit, visit, answer, shows), *way[place:])


def _stands_alone(tail: Stops) -> bool:
    """Whether reports name nothing that was made before them."""
    told = _told(tail)
    makers = [maker for each in told for named in each.items.values() for maker, _ in named]
    makers += [each.entry[0] for each in told if each.entry is not None]
    return all(maker in told for maker in makers)


def _told(stops: Iterable[Stop]) -> Way:
    return tuple(stop.told for stop in stops)


def _shown(stops: Iterable[Stop]) -> set[Target]:
    return {target for stop in stops for target in stop.shows}
