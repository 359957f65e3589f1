"""The case file: everything the entries of one case add up to, and nothing that cannot be rebuilt from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workflow.case.effective import Effective
from workflow.case.entry import Coded, EvidenceRef

NEW = ""
"""The state of a case that has not been opened."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One value an attribute was given: by which entry, and on which report versions it rests."""

    value: Coded
    seq: int
    evidence: tuple[EvidenceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a collection: a symptom, an investigation, an alert.

    Args:
        id: unique within the case, made of the collection's prefix and a number, such as "I3".
        state: its place on the collection's own machine; "" for a collection without one.
        fields: its coded fields.
        written: for each field, the seq of the entry that last wrote it.
        seq: the entry that added it.
        withdrawn: the entry that added it was declared void; nothing counts it any more.
    """

    id: str
    state: str
    fields: Mapping[str, Coded]
    written: Mapping[str, int]
    seq: int
    withdrawn: bool = False

    def value(self, name: str) -> Coded | None:
        """A field's value, the item's state under the name `state`, or None."""
        return self.state if name == "state" else self.fields.get(name)


@dataclass(frozen=True, slots=True)
class Case:
    """One person's journey on one pathway, folded from its entries in recorded order.

    Args:
        id: the case's id; opaque, never a patient identifier.
        definition: digest of the definition it runs on.
        state: where it stands; "" before it is opened.
        seq: the number of its last entry; 0 before it is opened.
        state_since: effective time of the entry that brought it to `state`.
        attributes: for each attribute every value it was given and that still stands, oldest first.
        collections: for each collection its items, oldest first.
    """

    id: str
    definition: str
    state: str = NEW
    seq: int = 0
    state_since: Effective | None = None
    attributes: Mapping[str, tuple[Setting, ...]] = field(default_factory=dict)
    collections: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)

    def setting(self, attribute: str) -> Setting | None:
        """The attribute's latest standing value with its entry and evidence, or None."""
        settings = self.attributes.get(attribute)
        return settings[-1] if settings else None

    def value(self, attribute: str) -> Coded | None:
        """The attribute's latest standing value, or None when it was never set."""
        setting = self.setting(attribute)
        return setting.value if setting else None

    def items(self, collection: str) -> tuple[Item, ...]:
        """The collection's items, oldest first; empty when there are none."""
        return self.collections.get(collection, ())

    def standing(self, collection: str) -> tuple[Item, ...]:
        """The collection's items that were not declared void, oldest first."""
        items = self.collections.get(collection, ())
        for item in items:
            if item.withdrawn:
                return tuple(each for each in items if not each.withdrawn)
        return items

    def item(self, item_id: str) -> Item | None:
        """The item of that id, whatever its collection, or None."""
        for items in self.collections.values():
            for item in items:
                if item.id == item_id:
                    return item
        return None

    def with_items(self, collection: str, items: tuple[Item, ...]) -> Case:
        """The same case with this collection's items replaced."""
        return replace(self, collections={**self.collections, collection: items})
