"""What is looked at of one attribute: the value it was given, and whether the evidence it rests on is still current."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.definition.model import Definition, Fact

AttributeValue = tuple[str, bool]
"""What it was set to ("" when it was not), and whether its evidence is current."""

UNSET: AttributeValue = ("", True)
SET = "set"
"""Stands for every value where only matters that there is one."""


Apart = Mapping[str, tuple[tuple[str, ...], ...]]


class AttributeView:
    """One attribute, as far as the facts looked at depend on it.

    Args:
        apart: fact → lists of values that have to be told apart; None tells every value from every other.
    """

    def __init__(self, definition: Definition, name: str, facts: tuple[Fact, ...], apart: Apart | None = None) -> None:
        self.name = name
        self.facts = facts
        self.attribute = definition.attributes[name]
        self.rests_on = _collections_behind(definition, name)
        self.coarse = all(fact.kind == "evidence" or fact.presence for fact in facts)
        evidence_matters = any(fact.kind == "evidence" for fact in facts) or bool(self.attribute.when_outdated)
        self.evidence_bound = evidence_matters and bool(self.rests_on)
        self._alike = _alike(
            self.attribute.field.choices, [apart.get(f.name, ()) for f in facts] if apart is not None else None
        )

    def start(self) -> frozenset[AttributeValue]:
        """The attribute of a new case."""
        return frozenset({UNSET})

    def whole(self) -> frozenset[AttributeValue]:
        """Every value it could have."""
        fresh = (True, False) if self.evidence_bound else (True,)
        return frozenset({UNSET, *((code, current) for code in self.codes() for current in fresh)})

    def codes(self) -> tuple[str, ...]:
        """What it can be set to, one code for all that are not told apart."""
        if self.coarse:
            return (SET,)
        if self._alike:
            return tuple(dict.fromkeys(self._alike.values()))
        found = next(fact for fact in self.facts if fact.kind == "recorded" and not fact.presence)
        extra = {self.attribute.initial, self.attribute.when_outdated}
        return tuple(value for value in found.values if value not in extra)

    def set_to(self, code: str, *, fresh: bool = True) -> AttributeValue:
        """The value after it was set."""
        return (SET if self.coarse else self._alike.get(code, code), fresh or not self.evidence_bound)

    def read(self, fact: Fact, value: AttributeValue) -> frozenset[str]:
        """What a fact may say of it."""
        code, fresh = value
        if fact.kind == "evidence":
            return frozenset({"none" if not code else "current" if fresh else "changed"})
        if fact.presence:
            return frozenset({"recorded" if code else "missing"})
        if not code:
            return frozenset({self.attribute.initial})
        if not fresh and self.attribute.when_outdated:
            return frozenset({self.attribute.when_outdated})
        return frozenset(each for each, alike in self._alike.items() if alike == code) or frozenset({code})


def _alike(choices: tuple[str, ...], apart: list[tuple[tuple[str, ...], ...]] | None) -> dict[str, str]:
    """For each code the first one it is not told apart from."""
    lists = None if apart is None else [each for lists in apart for each in lists]
    seen: dict[object, str] = {}
    return {
        code: seen.setdefault(code if lists is None else tuple(code in each for each in lists), code)
        for code in choices
    }


def _collections_behind(definition: Definition, attribute: str) -> frozenset[str]:
    """The collections whose items its evidence is made of."""
    found = set()
    for event in definition.events.values():
        for effect in event.sets:
            if effect.attribute != attribute or not effect.evidence:
                continue
            if effect.evidence.startswith("$"):
                found.add(event.fields[effect.evidence[1:]].collection)
            else:
                found.add(definition.evidence[effect.evidence].collection)
    return frozenset(found)
