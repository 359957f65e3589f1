"""Names, values, conditions and sources of a definition, put into the words the definition itself gives them."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.definition.domains import GIVEN, NOT_GIVEN
from workflow.definition.model import Condition, Definition, Event, Field, Source

SHORT = 60
"""A term's sentence of at most this many characters stands in for its code."""

SOURCE_KINDS = {
    "patient_information": "patient information",
    "guideline": "guideline",
    "study": "study",
    "proposal": "proposed in this definition",
    "recalled": "recalled, not verified",
}


def pretty(name: str) -> str:
    """A name as a person writes it: `imaging_review` is "Imaging review"."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def plain(name: str) -> str:
    """A name in the middle of a sentence: `imaging_review` is "imaging review"."""
    return name.replace("_", " ").strip()


def one_of(words: Iterable[str], joint: str = "or") -> str:
    """Words as a list in a sentence: "a, b or c"."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {joint} {listed[-1]}"


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends a sentence already."""
    stripped = text.strip()
    return stripped if not stripped or stripped[-1] in ".!?:…" else f"{stripped}."


def tell(definition: Definition, event: Event | None, key: str, values: tuple[str, ...]) -> str:
    """One line of a condition in full: what the name says, and what its values say.

    Args:
        event: the event whose fields are in reach; None where only facts are.
        key: a fact, an event field, or `field.item_field`.
    """
    says = _says_of(definition, event, key).rstrip(".")
    return f"{says}: {one_of(value_words(definition, event, key, value) for value in values)}"


def condition_words(definition: Definition, event: Event | None, condition: Condition) -> tuple[str, ...]:
    """A condition as short phrases, one per name: "classification is unclear", "target is given"."""
    return tuple(_phrase(definition, event, key, values) for key, values in condition.items())


def value_words(definition: Definition, event: Event | None, key: str, value: str) -> str:
    """What one value of a name means: its term's sentence when that is short, else its code in words."""
    if value == NOT_GIVEN:
        return "not given"
    if value == GIVEN:
        return "given"
    if key == "state":
        return plain(value) or "not opened"
    field = _field_behind(definition, event, key)
    vocabulary = definition.vocabularies.get(field.vocabulary) if field else None
    term = vocabulary.terms.get(value) if vocabulary else None
    return term.says.rstrip(".") if term and len(term.says) <= SHORT else plain(value)


def cited(definition: Definition, source: Source | None) -> str:
    """Where a sentence comes from: the publisher or title and the place, or that it was proposed or recalled."""
    if source is None:
        return ""
    reference = definition.references.get(source.ref)
    if reference is None:
        return SOURCE_KINDS.get(source.kind, source.kind)
    return f"[{reference.id}]{' ' + source.at if source.at else ''}"


def _phrase(definition: Definition, event: Event | None, key: str, values: tuple[str, ...]) -> str:
    name = plain(key.replace(".", ": "))
    if values in ((GIVEN,), (NOT_GIVEN,)):
        return f"{name} is {plain(values[0])}"
    if values in (("yes",), ("no",)):
        return f"{name}: {values[0]}"
    return f"{name} is {one_of(plain(value) for value in values)}"


def _says_of(definition: Definition, event: Event | None, key: str) -> str:
    if event is not None:
        name, _, item_field = key.partition(".")
        field = event.fields.get(name)
        if field is not None and item_field:
            behind = _field_behind(definition, event, key)
            return f"{pretty(name)}, its {plain(item_field)}" if behind is None else f"{pretty(name)}: {behind.says}"
        if field is not None:
            return field.says
    fact = definition.facts.get(key)
    return fact.says if fact else pretty(key)


def _field_behind(definition: Definition, event: Event | None, key: str) -> Field | None:
    """The field whose vocabulary gives a name's values their words."""
    if event is not None:
        name, _, item_field = key.partition(".")
        field = event.fields.get(name)
        if field is not None and item_field:
            collection = definition.collections.get(field.collection)
            return collection.fields.get(item_field) if collection else None
        if field is not None:
            return field
    fact = definition.facts.get(key)
    if fact is None:
        return None
    if fact.kind == "counted" and fact.count == "latest":
        return definition.collections[fact.collection].fields.get(fact.of)
    attribute = definition.attributes.get(fact.attribute)
    return attribute.field if attribute and not fact.presence else None
