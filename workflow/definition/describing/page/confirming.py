"""What a definition says without a text behind it: proposed or recalled, and to be confirmed where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.definition.describing.wording import SOURCE_KINDS, plain, sentence
from workflow.definition.model import Attribute, Definition, Event, Row, Source, Vocabulary

UNCONFIRMED = ("proposal", "recalled")

TABLES = (
    ("roles", "role"),
    ("states", "state"),
    ("attributes", "attribute"),
    ("collections", "collection"),
    ("evidence", "evidence"),
    ("facts", "fact"),
    ("requirements", "requirement"),
    ("nevers", "never rule"),
    ("recommendations", "proposals"),
    ("clocks", "clock"),
)


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """One sentence that cites nobody: what it is about, the sentence, and how it is marked."""

    about: str
    says: str
    marked: str


def unconfirmed(definition: Definition) -> tuple[Unconfirmed, ...]:
    """Everything that is marked as proposed or recalled, in the order of the definition."""
    return tuple(_found(definition))


def _found(definition: Definition) -> Iterator[Unconfirmed]:
    yield from _holidays(definition)
    for vocabulary in definition.vocabularies.values():
        yield from _words(vocabulary)
    for table, word in TABLES:
        yield from _elements(definition, table, word)
    for event in definition.events.values():
        yield from _event(event)
    yield from _proposals(definition)
    for note in definition.notes:
        if note.source and note.source.kind in UNCONFIRMED:
            yield _line(f"note {plain(note.code)}", note.says, note.source)
    for way in definition.ways_out:
        if way.source.kind in UNCONFIRMED:
            yield _line(f"way out of {plain(way.state)}", way.says, way.source)


def _holidays(definition: Definition) -> Iterator[Unconfirmed]:
    calendar = definition.calendar
    if calendar.source.kind in UNCONFIRMED:
        days = ", ".join(day.isoformat() for day in sorted(calendar.holidays))
        yield _line("calendar", f"These days are holidays: {days or 'none'}.", calendar.source)


def _elements(definition: Definition, table: str, word: str) -> Iterator[Unconfirmed]:
    for name, element in getattr(definition, table).items():
        says = element.field.says if isinstance(element, Attribute) else element.says
        if element.source.kind in UNCONFIRMED and (table, name) != ("facts", "state"):
            yield _line(f"{word} {plain(name)}", says, element.source)


def _proposals(definition: Definition) -> Iterator[Unconfirmed]:
    """Rows of the tables of proposals that are of another source than their table."""
    for table in definition.recommendations.values():
        for row in table.rows:
            if row.source.kind in UNCONFIRMED and row.source != table.source:
                yield _line(f"proposals {plain(table.name)}", row.says, row.source)


def _words(vocabulary: Vocabulary) -> Iterator[Unconfirmed]:
    if vocabulary.source.kind in UNCONFIRMED:
        yield _line(f"word list {plain(vocabulary.name)}", vocabulary.says, vocabulary.source)
    for term in vocabulary.terms.values():
        if term.source and term.source.kind in UNCONFIRMED and term.source != vocabulary.source:
            yield _line(f"word {plain(term.code)}, of {plain(vocabulary.name)}", term.says, term.source)


def _event(event: Event) -> Iterator[Unconfirmed]:
    """The event, and of its rows those that say something of their own."""
    if event.source.kind in UNCONFIRMED:
        yield _line(f"event {plain(event.name)}", event.says, event.source)
    for row in event.rows:
        own = row.refuses or (row.says if row.says != event.says else "")
        if row.source.kind in UNCONFIRMED and own:
            yield _line(_about(event, row), own, row.source)


def _about(event: Event, row: Row) -> str:
    return f"{plain(event.name)}, row {plain(row.name)}"


def _line(about: str, says: str, source: Source) -> Unconfirmed:
    return Unconfirmed(about, sentence(says), SOURCE_KINDS[source.kind])
