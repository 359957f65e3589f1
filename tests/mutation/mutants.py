"""The mutants: a pathway with one row, requirement, override or never rule changed for the worse, and nothing else.

It answers which single changes there are, how each is called, and how the changed pathway looks. It does not know what
notices them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from workflow.definition.model import Definition, Requirement, Row

STATE = "state"
"""The built-in fact of every pathway: where the case stands."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change for the worse.

    Args:
        kind: what was changed, a key of `KINDS`.
        name: where, and into what; unique.
        definition: the whole pathway with this change, under a digest of its own.
        touches: what the change is in, the nearest first: a row as `EVENT.ROW`, an event, a requirement.
        event: the event whose rows were changed; "" when no row was.
        value: the value a requirement is content with now; "" where none was widened.
    """

    kind: str
    name: str
    definition: Definition
    touches: tuple[str, ...]
    event: str = ""
    value: str = ""


def mutants(definition: Definition) -> Iterator[Mutant]:
    """Every mutant of a pathway, kind by kind, in the order of its file."""
    for make in KINDS.values():
        yield from make(definition)


def mutants_of_changes(definition: Definition, parent: Definition) -> Iterator[Mutant]:
    """The mutants of a pathway that lie in what it adds to another or changes of it.

    A row counts as changed with what it asks for, with a fact it looks at, and with what its event records.
    """
    changed = _changed_names(definition, parent)
    return (mutant for mutant in mutants(definition) if changed.intersection(mutant.touches[:2]))


def rows_dropped(definition: Definition) -> Iterator[Mutant]:
    """Every row taken away."""
    for row in _rows(definition):
        yield _in_a_row(definition, "row dropped", row, ())


def rows_doubled(definition: Definition) -> Iterator[Mutant]:
    """Every row written twice, under another name the second time."""
    for row in _rows(definition):
        yield _in_a_row(definition, "row doubled", row, (row, replace(row, name=f"{row.name}_again")))


def rows_retargeted(definition: Definition) -> Iterator[Mutant]:
    """Every row led to every other state, or made to stay; a row that refuses is made to stay.

    A row that stays in its only state is not led to that state: it does so already.
    """
    for row in _rows(definition):
        if row.refuses:
            yield _in_a_row(definition, "row retargeted", row, (replace(row, refuses=""),), into="to stay")
            continue
        for state in definition.states:
            if state not in (row.to, *_only(row)):
                yield _in_a_row(definition, "row retargeted", row, (replace(row, to=state),), into=f"to {state}")
        if row.to and row.states and (row.to,) != row.states:
            yield _in_a_row(definition, "row retargeted", row, (replace(row, to=""),), into="to stay")


def requirements_removed(definition: Definition) -> Iterator[Mutant]:
    """Every requirement taken away from every row that asks for it, and from all of them at once."""
    for row in _rows(definition):
        for name in row.requires:
            kept = tuple(other for other in row.requires if other != name)
            found = _in_a_row(
                definition, "requirement removed", row, (replace(row, requires=kept),), into=f"without {name}"
            )
            yield replace(found, touches=(f"{row.event}.{row.name}", name, row.event))
    for need in definition.requirements.values():
        events = {
            event.name: replace(event, rows=tuple(_without(row, need.name) for row in event.rows))
            for event in definition.events.values()
        }
        yield _changed(definition, "requirement removed", f"{need.name} everywhere", (need.name,), events=events)


def requirements_widened(definition: Definition) -> Iterator[Mutant]:
    """Every requirement content with one value more, for each value with which it is not."""
    for need in definition.requirements.values():
        values = tuple(definition.states) if need.fact == STATE else definition.facts[need.fact].values
        for value in values:
            if value not in need.allows:
                wider = replace(need, allows=(*need.allows, value))
                found = _with_requirement(definition, "requirement widened", wider, f"by {value}")
                yield replace(found, value=value)


def overrides_opened(definition: Definition) -> Iterator[Mutant]:
    """Every override opened to each role that does not have it."""
    for need in definition.requirements.values():
        if need.override is None:
            continue
        for role in definition.roles:
            if role not in need.override.roles:
                override = replace(need.override, roles=(*need.override.roles, role))
                yield _with_requirement(definition, "override opened", replace(need, override=override), f"to {role}")


def nevers_removed(definition: Definition) -> Iterator[Mutant]:
    """Every never rule taken away."""
    for name in definition.nevers:
        kept = {other: rule for other, rule in definition.nevers.items() if other != name}
        yield _changed(definition, "never removed", name, (name,), nevers=kept)


KINDS: Mapping[str, Callable[[Definition], Iterator[Mutant]]] = {
    "row dropped": rows_dropped,
    "row doubled": rows_doubled,
    "row retargeted": rows_retargeted,
    "requirement removed": requirements_removed,
    "requirement widened": requirements_widened,
    "override opened": overrides_opened,
    "never removed": nevers_removed,
}
"""The kinds of change, and what makes them."""


def _changed_names(definition: Definition, parent: Definition) -> frozenset[str]:
    """The requirements that are new or changed, and the rows as `EVENT.ROW`."""
    facts = {name for name, fact in definition.facts.items() if parent.facts.get(name) != fact}
    while more := {one.name for one in definition.facts.values() for row in one.rows if facts & set(row.when)} - facts:
        facts |= more
    needs = {
        name
        for name, need in definition.requirements.items()
        if parent.requirements.get(name) != need or need.fact in facts
    }
    rows = {
        f"{row.event}.{row.name}"
        for row in _rows(definition)
        if row not in parent.events[row.event].rows
        or facts & set(row.select)
        or needs & set(row.requires)
        or _records(definition, row.event) != _records(parent, row.event)
    }
    return frozenset(needs | rows)


def _records(definition: Definition, event: str) -> tuple[object, ...]:
    found = definition.events[event]
    return found.sets, found.adds, found.moves, found.ends


def _rows(definition: Definition) -> Iterator[Row]:
    return (row for event in definition.events.values() for row in event.rows)


def _only(row: Row) -> tuple[str, ...]:
    return row.states if not row.to and len(row.states) == 1 else ()


def _without(row: Row, requirement: str) -> Row:
    return replace(row, requires=tuple(name for name in row.requires if name != requirement))


def _in_a_row(definition: Definition, kind: str, row: Row, instead: tuple[Row, ...], *, into: str = "") -> Mutant:
    event = definition.events[row.event]
    rows = tuple(each for old in event.rows for each in (instead if old is row else (old,)))
    where = f"{row.event}.{row.name}"
    events = {**definition.events, row.event: replace(event, rows=rows)}
    found = _changed(definition, kind, f"{where} {into}".strip(), (where, row.event), events=events)
    return replace(found, event=row.event)


def _with_requirement(definition: Definition, kind: str, need: Requirement, into: str) -> Mutant:
    needs = {**definition.requirements, need.name: need}
    return _changed(definition, kind, f"{need.name} {into}", (need.name,), requirements=needs)


def _changed(definition: Definition, kind: str, name: str, touches: tuple[str, ...], **tables: object) -> Mutant:
    digest = f"{definition.digest} {kind} {name}"
    return Mutant(kind, name, replace(definition, digest=digest, **tables), touches)  # type: ignore[arg-type]
