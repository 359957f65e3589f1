"""From two definitions to their comparison: every difference told, weighed, and given to those it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from workflow.definition.comparing.comparison import (
    BEHAVIOUR,
    WORDING,
    Change,
    Comparison,
    Side,
    kind_of,
)
from workflow.definition.comparing.concern import Concerned, Concerns, together
from workflow.definition.comparing.differences import ABSENT, Difference, differences
from workflow.definition.comparing.permissions import permissions
from workflow.definition.comparing.renames import Rename, renames, row_renames
from workflow.definition.comparing.subjects import element_of, part_of, subject_of
from workflow.definition.comparing.telling import Pair, tell
from workflow.definition.describing.spelling import speller
from workflow.definition.describing.wording import one_of, plain
from workflow.definition.model import Definition, Event, Field

FORM = frozenset({"digest", "body"})
"""Fields that follow from all others."""

SHOWN_PARTS = 6
"""So many parts of an element that is told otherwise are named; the others are counted."""

NAMES = frozenset({"pathway", "variant", "released_on"})
"""Fields that are told by the two names already; another pathway's name is told as a change as well."""


def compare(before: Definition, after: Definition) -> Comparison:
    """Say what is different in the later of two definitions, for whom, and whether it is more than wording."""
    renamed, found = renames(before, after)
    renamed, rows = _rows_renamed(renamed, after)
    changes = (*_renames(found, rows), *_changes(Pair(renamed, after)))
    spelled = speller(after)
    ordered = tuple(
        replace(change, subject=spelled(change.subject), says=_spelled_words(spelled(change.says)))
        for change in sorted(changes, key=lambda change: change.weight == WORDING)
    )
    sides = Side(before.name, before.digest, before.title), Side(after.name, after.digest, after.title)
    return Comparison(*sides, kind_of(*sides, ordered), permissions(renamed, after), ordered, after.open_states)


def _spelled_words(says: str) -> str:
    return says[:1].lower() + says[1:] if says[:2].istitle() and not says.startswith("“") else says


def _changes(pair: Pair) -> Iterator[Change]:
    found = [each for each in differences(pair.before, pair.after) if each.path[0] not in FORM]
    told = [each for each in found if not _follows(pair, each, found)]
    yield from _of_behaviour(pair, [each for each in told if not each.is_wording])
    yield from _of_wording([each for each in told if each.is_wording and each.path[0] not in NAMES])


def _of_behaviour(pair: Pair, found: Iterable[Difference]) -> Iterator[Change]:
    concerns = Concerns(pair.before), Concerns(pair.after)
    for difference in found:
        whom = _whom(pair, concerns, difference)
        for kind, says in tell(pair, difference):
            part, element = part_of(difference.path), element_of(difference.path)
            yield Change(part, element, subject_of(difference.path), kind, BEHAVIOUR, says, whom.roles, whom.states)


def _whom(pair: Pair, concerns: tuple[Concerns, Concerns], difference: Difference) -> Concerned:
    one, other = (each.of(difference.path) for each in concerns)
    if (difference.owner, difference.field) == ("Row", "states"):
        differ = set(difference.before) ^ set(difference.after)
        one, other = (Concerned(each.roles, tuple(differ & set(each.states))) for each in (one, other))
    return together(
        one,
        other,
        roles=dict.fromkeys((*pair.after.roles, *pair.before.roles)),
        states=dict.fromkeys((*pair.after.states, *pair.before.states)),
    )


def _of_wording(found: Iterable[Difference]) -> Iterator[Change]:
    """One change for each element, however many of its words differ."""
    by_element: dict[tuple[str, str], list[Difference]] = {}
    for difference in found:
        by_element.setdefault((part_of(difference.path), element_of(difference.path)), []).append(difference)
    for (part, element), those in by_element.items():
        path = (part, element) if element else (part,)
        yield Change(part, element, subject_of(path), "reworded", WORDING, _reworded(those))


def _reworded(found: list[Difference]) -> str:
    """What of an element is told otherwise; at most six of its parts by name."""
    if found[0].before is ABSENT or found[0].after is ABSENT:
        return "is new" if found[0].before is ABSENT else "is gone"
    if all(each.order for each in found):
        return "in another order"
    words = list(dict.fromkeys("the order" if each.order else _part(each) for each in found))
    more = [f"{len(words) - SHOWN_PARTS} more"] if len(words) > SHOWN_PARTS else []
    return f"in other words or of another source: {one_of((*words[:SHOWN_PARTS], *more), 'and')}"


def _part(difference: Difference) -> str:
    within = subject_of(difference.path, within=True) if len(difference.path) > 3 else ""
    return f"{plain(difference.field)}{f' ({within})' if within else ''}"


def _follows(pair: Pair, found: Difference, others: Iterable[Difference]) -> bool:
    """Whether a difference only follows from another one that is told.

    A row's words follow from its event's, a field's choices from its vocabulary, the values of the built-in fact from
    the states, and that a row holds in a new state as well is told with that state.
    """
    if found.path[:2] == ("facts", "state"):
        return any(each.path[0] == "states" for each in others)
    if found.owner == "Row" and found.field in ("says", "source"):
        events = [definition.events.get(found.path[1]) for definition in (pair.before, pair.after)]
        return all(event and _inherits(event, found) for event in events)
    if found.owner == "Row" and found.field == "states":
        return set(found.before) ^ set(found.after) <= set(pair.before.states) ^ set(pair.after.states)
    if found.owner == "Field" and found.field == "choices":
        return _follows_its_vocabulary(pair, found)
    return False


def _inherits(event: Event, found: Difference) -> bool:
    row = next((row for row in event.rows if row.name == found.path[3]), None)
    return row is not None and bool(getattr(row, found.field) == getattr(event, found.field))


def _follows_its_vocabulary(pair: Pair, found: Difference) -> bool:
    """Whether both sides offer a whole vocabulary, which tells of its own new and former codes."""
    wholes = []
    for definition, choices in ((pair.before, found.before), (pair.after, found.after)):
        field = _field_at(definition, found.path)
        vocabulary = definition.vocabularies.get(field.vocabulary) if field else None
        wholes.append(vocabulary is not None and choices == tuple(vocabulary.terms))
    return all(wholes)


def _field_at(definition: Definition, path: tuple[str, ...]) -> Field | None:
    found: object = definition
    for name in path[:-1]:
        found = found.get(name) if isinstance(found, Mapping) else getattr(found, name, None)
    return found if isinstance(found, Field) else None


def _renames(found: Iterable[Rename], rows: Iterable[tuple[str, str, str]]) -> Iterator[Change]:
    for one in found:
        says = f"looks renamed: it was {plain(one.before)} and says the same"
        yield Change(one.part, one.after, subject_of((one.part, one.after)), "renamed", BEHAVIOUR, says)
    for event, before, after in rows:
        path = ("events", event, "rows", after)
        says = f"looks renamed: it was {plain(before)} and says the same"
        yield Change("events", event, subject_of(path), "renamed", BEHAVIOUR, says)


def _rows_renamed(before: Definition, after: Definition) -> tuple[Definition, tuple[tuple[str, str, str], ...]]:
    """The earlier definition with the later names of rows, and (event, old, new) of each."""
    events = dict(before.events)
    found: list[tuple[str, str, str]] = []
    for name in [name for name in before.events if name in after.events]:
        new = row_renames(before.events[name].rows, after.events[name].rows)
        rows = tuple(replace(row, name=new.get(row.name, row.name)) for row in before.events[name].rows)
        events[name] = replace(before.events[name], rows=rows)
        found.extend((name, old, new[old]) for old in new)
    return replace(before, events=events), tuple(found)
