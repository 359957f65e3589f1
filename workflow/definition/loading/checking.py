"""Whether every name a definition uses exists and every value it lists is possible; all faults told together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from workflow.case.errors import Problem
from workflow.definition import model
from workflow.definition.domains import item_domain, key_domain
from workflow.definition.loading import checking_events

LATEST = "latest"


def check(definition: model.Definition) -> tuple[Problem, ...]:
    """Every fault of the names and values in a definition, in the order of the file; empty when it is sound."""
    return (
        *_roles_and_states(definition),
        *_fields(definition),
        *_machines(definition),
        *_evidence(definition),
        *_facts(definition),
        *_requirements(definition),
        *checking_events.check_events(definition),
        *checking_events.check_nevers(definition),
        *checking_events.check_ways_out(definition),
        *_recommendations(definition),
        *_clocks(definition),
        *_worklist(definition),
        *_sources(definition),
        *_banned_names(definition),
    )


def known(where: str, name: str, names: Iterable[str]) -> Iterator[Problem]:
    """A problem when `name` is none of `names`, with the nearest one as a suggestion."""
    among = list(names)
    if name in among:
        return
    near = get_close_matches(name, among, 1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    yield Problem(where, repr(name), f"one of {', '.join(sorted(among)) or 'none, as none is declared'}{hint}")


def condition(
    definition: model.Definition, where: str, found: model.Condition, *, event: model.Event | None = None
) -> Iterator[Problem]:
    """The faults of a condition: unknown names, names without finite values, impossible values."""
    for key, values in found.items():
        domain = key_domain(definition, event, key)
        if domain is None:
            reach = (
                "a fact" if event is None else "a fact, a field of the event with finite values, or field.item_field"
            )
            yield Problem(f"{where}.{key}", repr(key), reach)
            continue
        yield from listed(f"{where}.{key}", values, domain)


def item_condition(
    definition: model.Definition, where: str, collection: str, found: model.Condition
) -> Iterator[Problem]:
    """The faults of a condition on a collection's items."""
    owner = definition.collections.get(collection)
    if owner is None:
        yield from known(where, collection, definition.collections)
        return
    for key, values in found.items():
        domain = item_domain(owner, key)
        if domain is None:
            yield Problem(
                f"{where}.{key}",
                repr(key),
                f"a finite field of {collection}: {', '.join(owner.fields)}, state",
            )
            continue
        yield from listed(f"{where}.{key}", values, domain)


def listed(where: str, values: Iterable[str], domain: Iterable[str]) -> Iterator[Problem]:
    """A problem for each value that is not possible."""
    for value in values:
        yield from known(where, value, domain)


def _roles_and_states(definition: model.Definition) -> Iterator[Problem]:
    for name, state in definition.states.items():
        yield from listed(f"states.{name}.owner", state.owner, definition.roles)
        if not state.final and not state.owner:
            yield Problem(f"states.{name}.owner", "nobody", "the roles that owe the next decision")
    if not any(state.final for state in definition.states.values()):
        yield Problem("states", "no final state", "one with final = true")


def _fields(definition: model.Definition) -> Iterator[Problem]:
    for name, attribute in definition.attributes.items():
        yield from field(definition, f"attributes.{name}", attribute.field)
        if attribute.field.type == "choice" and not attribute.initial:
            yield Problem(f"attributes.{name}.initial", "nothing", "the value that stands for 'not known yet'")
    prefixes: dict[str, str] = {}
    for name, collection in definition.collections.items():
        for each in collection.fields.values():
            yield from field(definition, f"collections.{name}.fields.{each.name}", each)
        other = prefixes.setdefault(collection.prefix, name)
        if other != name:
            yield Problem(f"collections.{name}.prefix", repr(collection.prefix), f"another one; {other} has it")


def field(definition: model.Definition, where: str, found: model.Field) -> Iterator[Problem]:
    """The faults of one field of an event, an item or an attribute."""
    if found.vocabulary:
        yield from known(f"{where}.vocabulary", found.vocabulary, definition.vocabularies)
        terms = definition.vocabularies.get(found.vocabulary)
        yield from listed(f"{where}.choices", found.choices, terms.terms if terms else found.choices)
    if found.type in ("choice", "choices") and not found.choices:
        yield Problem(where, "no choices", "a vocabulary or choices")
    if found.type in ("item", "items"):
        yield from known(f"{where}.collection", found.collection, definition.collections)
    if found.default and found.type == "choice":
        yield from known(f"{where}.default", found.default, found.choices)
    if found.bands and found.bands[-1][0] is not None:
        yield Problem(f"{where}.bands", "a last band with an upper bound", "a last band without `below`")


def _machines(definition: model.Definition) -> Iterator[Problem]:
    for name, collection in definition.collections.items():
        machine = collection.machine
        if collection.version_field:
            yield from known(f"collections.{name}.version_field", collection.version_field, collection.fields)
        if machine is None:
            continue
        where = f"collections.{name}.machine"
        yield from known(f"{where}.initial", machine.initial, machine.states)
        seen: set[tuple[str, str]] = set()
        for move in machine.moves:
            yield from listed(f"{where}.moves.{move.by}", (*move.origins, move.to), machine.states)
            for origin in move.origins:
                if (move.by, origin) in seen:
                    yield Problem(f"{where}.moves.{move.by}", f"two moves from {origin!r}", "one")
                seen.add((move.by, origin))


def _evidence(definition: model.Definition) -> Iterator[Problem]:
    for name, found in definition.evidence.items():
        yield from item_condition(definition, f"evidence.{name}.where", found.collection, found.where)
        owner = definition.collections.get(found.collection)
        if owner and not owner.version_field:
            yield Problem(f"evidence.{name}.collection", found.collection, "a collection with a version_field")


def _facts(definition: model.Definition) -> Iterator[Problem]:
    for name, fact in definition.facts.items():
        where = f"facts.{name}"
        if fact.kind in ("recorded", "evidence"):
            yield from known(f"{where}.attribute", fact.attribute, definition.attributes)
        elif fact.kind == "counted":
            yield from _counted(definition, where, fact)
        elif fact.kind == "derived":
            yield from _derived(definition, where, fact)
        elif fact.kind == "provided":
            yield from listed(f"{where}.over", fact.over, definition.facts)
        if not fact.values:
            yield Problem(where, "no values", "the values the fact can take")
    yield from _circular(definition.facts)


def _counted(definition: model.Definition, where: str, fact: model.Fact) -> Iterator[Problem]:
    yield from item_condition(definition, f"{where}.where", fact.collection, fact.where)
    if fact.count in ("all", LATEST) and not fact.empty:
        yield Problem(f"{where}.empty", "nothing", f"the value of {fact.count} over no item at all")
    owner = definition.collections.get(fact.collection)
    if fact.count == LATEST and owner and item_domain(owner, fact.of) is None:
        yield Problem(f"{where}.of", repr(fact.of), f"a finite field of {fact.collection}, or state")


def _derived(definition: model.Definition, where: str, fact: model.Fact) -> Iterator[Problem]:
    for number, row in enumerate(fact.rows, 1):
        yield from condition(definition, f"{where}.rows[{number}].when", row.when)
        yield from known(f"{where}.rows[{number}].is", row.value, fact.values)
    if not fact.rows or fact.rows[-1].when:
        yield Problem(f"{where}.rows", "a last row with a condition", "a last row that takes every other case")


def _circular(facts: Mapping[str, model.Fact]) -> Iterator[Problem]:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> Iterator[Problem]:
        if name in path:
            yield Problem(f"facts.{name}", " → ".join((*path, name)), "facts that do not rest on themselves")
            return
        fact = facts.get(name)
        if fact is None or name in done:
            return
        done.add(name)
        for other in (*fact.over, *(key for row in fact.rows for key in row.when)):
            yield from visit(other, (*path, name))

    for name in facts:
        yield from visit(name, ())


def _requirements(definition: model.Definition) -> Iterator[Problem]:
    for name, found in definition.requirements.items():
        where = f"requirements.{name}"
        yield from known(f"{where}.fact", found.fact, definition.facts)
        fact = definition.facts.get(found.fact)
        yield from listed(f"{where}.allows", found.allows, fact.values if fact else found.allows)
        yield from listed(f"{where}.supplied_by", found.supplied_by, definition.events)
        yield from listed(f"{where}.unoffered", found.unoffered, definition.events)
        if found.kind == "default" and not (found.override and found.override.roles):
            yield Problem(f"{where}.override", "nobody", "the roles that may override a default, and their reasons")
        if found.kind in ("rule", "info") and found.override:
            yield Problem(f"{where}.override", "an override", f"none: a {found.kind} is never lifted")
        if found.override:
            yield from listed(f"{where}.override.roles", found.override.roles, definition.roles)
            if not found.override.reasons:
                yield Problem(f"{where}.override.reasons", "none", "reason codes, or a vocabulary that is declared")


def _recommendations(definition: model.Definition) -> Iterator[Problem]:
    for name, found in definition.recommendations.items():
        where = f"recommendations.{name}"
        yield from known(f"{where}.event", found.event, definition.events)
        event = definition.events.get(found.event)
        if event is None:
            continue
        yield from known(f"{where}.field", found.field, event.fields)
        yield from condition(definition, f"{where}.when", found.when, event=event)
        choices = event.fields[found.field].choices if found.field in event.fields else ()
        for number, row in enumerate(found.rows, 1):
            place = f"{where}.rows[{number}]"
            yield from item_condition(definition, f"{place}.when", found.collection, row.when)
            yield from listed(f"{place}.propose", (*row.propose, *row.beside), choices)


def _clocks(definition: model.Definition) -> Iterator[Problem]:
    for name, clock in definition.clocks.items():
        where = f"clocks.{name}"
        yield from condition(definition, f"{where}.applies", clock.applies)
        if clock.per:
            yield from item_condition(definition, f"{where}.where", clock.per, clock.where)
            owner = definition.collections.get(clock.per)
            names: Iterable[str] = owner.fields if owner else ()
            machine = owner.machine if owner else None
            yield from listed(f"{where}.stop_states", clock.stop_states, machine.states if machine else ())
        else:
            names = definition.attributes
        yield from known(f"{where}.starts", clock.starts, names)
        if clock.stops:
            yield from known(f"{where}.stops", clock.stops, names)


def _worklist(definition: model.Definition) -> Iterator[Problem]:
    worklist = definition.worklist
    for key in ("received", "review", "owner", "team", "outcome"):
        if name := getattr(worklist, key):
            yield from known(f"worklist.{key}", name, definition.attributes)
    if worklist.adjustments:
        yield from known("worklist.adjustments", worklist.adjustments, definition.collections)
    for name, (collection, where) in worklist.counts.items():
        yield from item_condition(definition, f"worklist.counts.{name}.where", collection, where)


SOURCED = (
    "vocabularies",
    "roles",
    "states",
    "attributes",
    "collections",
    "evidence",
    "facts",
    "requirements",
    "events",
    "recommendations",
    "clocks",
    "nevers",
)


def _sources(definition: model.Definition) -> Iterator[Problem]:
    yield from source(definition, "pathway.source", definition.source)
    yield from source(definition, "calendar.source", definition.calendar.source)
    for table in SOURCED:
        for name, element in getattr(definition, table).items():
            yield from source(definition, f"{table}.{name}.source", element.source)
    for vocabulary in definition.vocabularies.values():
        for term in vocabulary.terms.values():
            if term.source:
                yield from source(definition, f"vocabularies.{vocabulary.name}.terms.{term.code}.source", term.source)
    for event in definition.events.values():
        for row in event.rows:
            yield from source(definition, f"events.{event.name}.rows.{row.name}.source", row.source)
    for recommendation in definition.recommendations.values():
        for number, proposed in enumerate(recommendation.rows, 1):
            yield from source(
                definition, f"recommendations.{recommendation.name}.rows[{number}].source", proposed.source
            )


def source(definition: model.Definition, where: str, found: model.Source) -> Iterator[Problem]:
    """A cited source names a reference; what was proposed or recalled never does."""
    if found.kind in ("proposal", "recalled"):
        if found.ref:
            yield Problem(where, f"ref {found.ref!r}", f"no ref: what is {found.kind} cites nobody")
    else:
        yield from known(f"{where}.ref", found.ref, definition.references)


def _banned_names(definition: model.Definition) -> Iterator[Problem]:
    named: list[tuple[str, Iterable[str]]] = [
        *((f"vocabularies.{name}.terms", found.terms) for name, found in definition.vocabularies.items()),
        *((f"facts.{name}.values", found.values) for name, found in definition.facts.items()),
        *((table, getattr(definition, table)) for table in ("states", "attributes", "events", "facts")),
    ]
    for where, names in named:
        for name in names:
            for word in set(name.split("_")) & set(definition.banned):
                yield Problem(
                    where,
                    repr(name),
                    f"a name without the banned word {word!r}: {definition.banned[word].says}",
                )
