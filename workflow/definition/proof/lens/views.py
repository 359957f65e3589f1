"""Which views a set of facts needs, and which events could change what a view looks at."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.model import Definition, Fact
from workflow.definition.proof.lens.acts import Act, View
from workflow.definition.proof.lens.attributes import Apart, AttributeView
from workflow.definition.proof.lens.items import ItemsView


def views_of(definition: Definition, facts: tuple[str, ...], apart: Apart | None, *, grouped: bool) -> Iterator[View]:
    """What has to be looked at for these facts: each attribute, and each collection at once or in parts."""
    found = [definition.facts[name] for name in facts]
    for attribute in dict.fromkeys(fact.attribute for fact in found if fact.attribute):
        yield AttributeView(definition, attribute, tuple(fact for fact in found if fact.attribute == attribute), apart)
    for collection in dict.fromkeys(fact.collection for fact in found if fact.collection):
        own = tuple(fact for fact in found if fact.collection == collection)
        for group in _groups(definition, own) if grouped else (own,):
            yield ItemsView(definition, collection, group)


def _groups(definition: Definition, facts: tuple[Fact, ...]) -> tuple[tuple[Fact, ...], ...]:
    """The facts in groups: those that some derived table reads together are in one."""
    group = {fact.name: {fact.name} for fact in facts}
    for table in definition.facts.values():
        together = {key for row in table.rows for key in row.when if key in group}
        joined = set().union(*(group[name] for name in together)) if together else set()
        group |= dict.fromkeys(joined, joined)
    found = dict.fromkeys(frozenset(each) for each in group.values())
    return tuple(tuple(fact for fact in facts if fact.name in each) for each in found)


def implies(one: Fact, other: Fact) -> bool:
    """Whether every item that the first question is about is one that the second is about."""
    return one.collection == other.collection and all(
        key in one.where and set(one.where[key]) <= set(allowed) for key, allowed in other.where.items()
    )


def touches(view: View, act: Act) -> bool:
    """Whether an event could change what a view looks at."""
    event = act.event
    if event.refers:
        return True
    if isinstance(view, AttributeView):
        if any(effect.attribute == view.name for effect in event.sets):
            return True
        return view.evidence_bound and not view.rests_on.isdisjoint(
            (*(effect.collection for effect in event.moves), *(end.collection for end in event.ends))
        )
    if any(each.collection == view.name for each in event.adds) or any(e.collection == view.name for e in event.ends):
        return True
    return any(
        effect.collection == view.name
        and (set(effect.values) & set(view.fields) or (effect.by and "state" in view.fields))
        for effect in event.moves
    )
