"""What a definition is looked up by while deciding: cells, automatic rows, versions; made once per digest."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.definition.model import Definition, Event, Field, Recommendation, Requirement, Row

_MADE: dict[str, Compiled] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an event asks of its fields, apart from what each of them takes.

    Args:
        defaults: the fields that have a value when none is given.
        needed: those that must be given, always or when a condition holds.
        bound: those that must equal a field of an item.
        recommended: the tables that propose what is chosen with it.
    """

    defaults: tuple[Field, ...]
    needed: tuple[Field, ...]
    bound: tuple[Field, ...]
    recommended: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """Look-ups of one definition.

    Args:
        cells: (state, event) → rows, in the order of the file.
        automatic: state → the rows that may fire there by themselves, with their events.
        cell_facts: (state, event) → the facts its rows name, sorted.
        void_states: collection → item states that withdraw evidence.
        amendable: event → fields no row and no effect's condition looks at.
        collection_of: prefix of an item's id → collection.
        asked: event → what it asks of its fields.
    """

    cells: dict[tuple[str, str], tuple[Row, ...]]
    automatic: dict[str, tuple[tuple[Event, Row], ...]]
    cell_facts: dict[tuple[str, str], tuple[str, ...]]
    void_states: dict[str, frozenset[str]]
    amendable: dict[str, frozenset[str]]
    collection_of: dict[str, str]
    asked: dict[str, Asked]


def compiled(definition: Definition) -> Compiled:
    """The look-ups of a definition, made at first use and kept by its digest."""
    found = _MADE.get(definition.digest)
    if found is None:
        found = _MADE.setdefault(definition.digest, _compile(definition))  # one for all threads
    return found


def requirements_of(definition: Definition, row: Row) -> tuple[Requirement, ...]:
    """The requirements a row names."""
    return tuple(definition.requirements[name] for name in row.requires)


def _compile(definition: Definition) -> Compiled:
    cells: dict[tuple[str, str], tuple[Row, ...]] = {}
    automatic: dict[str, tuple[tuple[Event, Row], ...]] = {}
    for event in definition.events.values():
        for row in event.rows:
            for state in row.states:
                cells[state, event.name] = (*cells.get((state, event.name), ()), row)
                if event.kind == "automatic":
                    automatic[state] = (*automatic.get(state, ()), (event, row))
    return Compiled(
        cells,
        automatic,
        {key: _facts_named(definition, key[1], rows) for key, rows in cells.items()},
        _void_states(definition),
        {event.name: _amendable(event) for event in definition.events.values()},
        {collection.prefix: name for name, collection in definition.collections.items()},
        {event.name: _asked(definition, event) for event in definition.events.values()},
    )


def _asked(definition: Definition, event: Event) -> Asked:
    fields = event.fields.values()
    return Asked(
        tuple(field for field in fields if field.default),
        tuple(field for field in fields if field.required or field.required_when is not None),
        tuple(field for field in fields if field.must_equal),
        tuple(table for table in definition.recommendations.values() if table.event == event.name),
    )


def _facts_named(definition: Definition, event: str, rows: tuple[Row, ...]) -> tuple[str, ...]:
    fields = definition.events[event].fields
    selected = {key for row in rows for key in row.select if "." not in key and key not in fields}
    required = {need.fact for row in rows for need in requirements_of(definition, row)}
    return tuple(sorted(selected | required))


def _void_states(definition: Definition) -> dict[str, frozenset[str]]:
    result: dict[str, frozenset[str]] = {}
    for found in definition.evidence.values():
        result[found.collection] = result.get(found.collection, frozenset()) | frozenset(found.void_states)
    return result


def _amendable(event: Event) -> frozenset[str]:
    conditions = [row.select for row in event.rows]
    conditions += [effect.when for effect in event.sets]
    conditions += [effect.when for effect in event.adds]
    conditions += [effect.when for effect in event.moves]
    looked_at = {key.partition(".")[0] for condition in conditions for key in condition}
    fixed = {
        name for name, field in event.fields.items() if field.type in ("item", "items", "entry") or field.protected
    }
    return frozenset(event.fields) - looked_at - fixed
