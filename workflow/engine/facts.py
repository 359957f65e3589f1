"""What is true of a case right now: facts, and what a condition sees of them and of the fields just reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from workflow.case.entry import Coded, EvidenceRef
from workflow.case.errors import invariant
from workflow.case.file import Case, Item, Setting
from workflow.definition.domains import GIVEN, NOT_GIVEN
from workflow.definition.model import Condition, Definition, Event, Fact, Field
from workflow.engine.compiled import compiled

Provider = Callable[[Mapping[str, str]], str]

_PROVIDERS: dict[str, Provider] = {}


def provide(name: str, provider: Provider) -> None:
    """Make a pure function known as the fact provider `name@version`; a released one is never replaced.

    Raises:
        Corrupt: when another function is already known under this name.
    """
    invariant(
        _PROVIDERS.setdefault(name, provider) is provider, f"the fact provider {name} is already another function"
    )


class Situation:
    """A case as conditions see it, beside the fields of the event looked at; facts are computed once, on demand."""

    __slots__ = ("_event", "_facts", "case", "definition", "fields")

    def __init__(
        self,
        definition: Definition,
        case: Case,
        event: Event | None = None,
        fields: Mapping[str, Coded] = MappingProxyType({}),
    ) -> None:
        self.definition = definition
        self.case = case
        self.fields = fields
        self._event = event
        self._facts: dict[str, str] = {"state": case.state}

    def holds(self, condition: Condition) -> bool:
        """Whether every name of the condition has one of its values."""
        for key, values in condition.items():  # noqa: SIM110 -- half the time of a generator
            if self.value(key) not in values:
                return False
        return True

    def value(self, key: str) -> str:
        """What a condition sees under a name: an event field, `field.item_field`, or a fact."""
        if self._event is not None:
            field = self._event.fields.get(key)
            if field is not None:
                return shown(field, self.fields.get(key))
            if "." in key:
                return self._item_value(key)
        return self.fact(key)

    def fact(self, name: str) -> str:
        """A fact's value."""
        found = self._facts.get(name)
        if found is None:
            found = self._facts[name] = self._compute(self.definition.facts[name])
        return found

    def facts(self, names: Iterable[str]) -> dict[str, str]:
        """Several facts with their values."""
        return {name: self.fact(name) for name in names}

    def named_item(self, field: str) -> Item | None:
        """The item that an event field names, or None when it was not given."""
        item_id = self.fields.get(field)
        return self.case.item(item_id) if isinstance(item_id, str) else None

    def _item_value(self, key: str) -> str:
        name, _, item_field = key.partition(".")
        item = self.named_item(name)
        if item is None or self._event is None:
            return NOT_GIVEN
        collection = self.definition.collections[self._event.fields[name].collection]
        return item_value(collection.fields, item, item_field)

    def _compute(self, fact: Fact) -> str:
        if fact.kind == "recorded":
            return self._recorded(fact)
        if fact.kind == "counted":
            return self._counted(fact)
        if fact.kind == "evidence":
            setting = self.case.setting(fact.attribute)
            return "none" if setting is None else "current" if self.stands(setting) else "changed"
        if fact.kind == "provided":
            return self._provided(fact)
        for row in fact.rows:
            if self._true(row.when):
                return row.value
        invariant(False, f"the derived fact {fact.name} has no row for this case")
        return ""

    def _true(self, condition: Condition) -> bool:
        """Whether facts alone, not the event's fields, have these values."""
        for name, values in condition.items():  # noqa: SIM110 -- half the time of a generator
            if self.fact(name) not in values:
                return False
        return True

    def _recorded(self, fact: Fact) -> str:
        setting = self.case.setting(fact.attribute)
        if fact.presence:
            return "missing" if setting is None else "recorded"
        attribute = self.definition.attributes[fact.attribute]
        if setting is None:
            return attribute.initial
        if attribute.when_outdated and not self.stands(setting):
            return attribute.when_outdated
        return shown(attribute.field, setting.value)

    def stands(self, setting: Setting) -> bool:
        """Whether every report version a value rests on is still the current one and not void."""
        return all(self._is_current(ref) for ref in setting.evidence)

    def _is_current(self, ref: EvidenceRef) -> bool:
        found = compiled(self.definition)
        name = found.collection_of[ref.item.rstrip("0123456789")]
        item = self.case.item(ref.item)
        if item is None or item.withdrawn or item.state in found.void_states.get(name, ()):
            return False
        return item.fields.get(self.definition.collections[name].version_field, 0) == ref.version

    def _counted(self, fact: Fact) -> str:
        fields = self.definition.collections[fact.collection].fields
        standing = self.case.standing(fact.collection)
        if fact.count == "all":
            return fact.empty if not standing else _yes(all(matches(fields, i, fact.where) for i in standing))
        found = [item for item in standing if matches(fields, item, fact.where)]
        if fact.count == "latest":
            return item_value(fields, found[-1], fact.of) if found else fact.empty
        return _yes(bool(found) is (fact.count == "any"))

    def _provided(self, fact: Fact) -> str:
        provider = _PROVIDERS.get(fact.provider)
        invariant(provider is not None, f"the fact provider {fact.provider} is not known here")
        value = provider(self.facts(fact.over)) if provider else ""
        invariant(value in fact.values, f"{fact.provider} answered {value!r}, which {fact.name} does not declare")
        return value


def matches(fields: Mapping[str, Field], item: Item, where: Condition) -> bool:
    """Whether an item satisfies a condition on its fields and its state."""
    for key, values in where.items():  # noqa: SIM110 -- half the time of a generator
        if item_value(fields, item, key) not in values:
            return False
    return True


def item_value(fields: Mapping[str, Field], item: Item, name: str) -> str:
    """What a condition sees of an item's field; its state under the name `state`."""
    return item.state if name == "state" else shown(fields[name], item.fields.get(name))


def shown(field: Field, value: Coded | None) -> str:
    """What a condition sees of a value: a code, the band of a number, or only whether it was given."""
    if value is None:
        return NOT_GIVEN
    if field.type == "choice":
        return str(value)
    if field.bands:
        return band(field, str(value))
    return GIVEN


def band(field: Field, text: str) -> str:
    """The band a decimal falls into; a bound belongs to the band above it."""
    number = Decimal(text)
    return next(code for bound, code in field.bands if bound is None or number < Decimal(bound))


def members(definition: Definition, case: Case, evidence: str) -> tuple[EvidenceRef, ...]:
    """The report versions that an evidence set holds at this moment."""
    found = definition.evidence[evidence]
    collection = definition.collections[found.collection]
    standing = case.standing(found.collection)
    chosen = (item for item in standing if matches(collection.fields, item, found.where))
    return tuple(reference(definition, item) for item in chosen)


def reference(definition: Definition, item: Item) -> EvidenceRef:
    """An item at its present version; 0 while it has none."""
    name = compiled(definition).collection_of[item.id.rstrip("0123456789")]
    version = item.fields.get(definition.collections[name].version_field, 0)
    return EvidenceRef(item.id, version if isinstance(version, int) else 0)


def facts_of(definition: Definition, case: Case) -> dict[str, str]:
    """Every fact of a case with its value, in the order of the definition."""
    return Situation(definition, case).facts(definition.facts)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
