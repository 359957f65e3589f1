"""From what some items answer before an act to what some items answer after it, for any number of items."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

from workflow.definition.proof.lens.changes import ItemsChange
from workflow.definition.proof.lens.items import Holdings, ItemsView, Kind
from workflow.definition.proof.lens.truth import YES

Pair = tuple[int, int]
"""What an item answers before and after."""

WITHDRAWN = 0


@dataclass(eq=False, slots=True)
class Passing:
    """What one act does to a collection.

    Args:
        names: whether the act names one item of it, so that there must be one.
        named: for the item it names, what it may answer before and after.
        others: the same for every other item.
        added: for each item that may be added: what it may answer, and whether it surely is added.
        latest: for each fact about the latest item: None when it stays, else the values it may have afterwards.
    """

    view: ItemsView
    names: bool
    named: frozenset[Pair]
    others: frozenset[Pair]
    added: tuple[tuple[frozenset[int], bool], ...]
    latest: tuple[frozenset[str] | None, ...]
    _known: dict[Holdings, frozenset[Holdings]] = field(default_factory=dict)
    _masks: dict[int, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, change: ItemsChange, kinds: tuple[Kind, ...], chosen: list[Kind] | None = None) -> Passing:
        """Work out an act's passing over the kinds of item there can be.

        Args:
            chosen: the kinds the named item may be of; None for every kind.
        """
        view = change.view
        named_after = {kind: change.named_after(kind) for kind in (kinds if chosen is None else chosen)}
        others_after = {kind: change.others_after(kind) for kind in kinds}
        added = tuple(change.added())
        names = bool(change.item_field)
        answers = {kind: view.answers(kind) for kind in kinds}
        named = {
            (answers[kind], WITHDRAWN if after is None else view.answers(after))
            for kind in named_after
            for after in named_after[kind]
        }
        others = {
            (answers[kind], WITHDRAWN if after is None else view.answers(after))
            for kind in kinds
            for after in others_after[kind]
        }
        field_ = change.act.event.fields.get(change.item_field)
        return cls(
            view,
            names and not (field_ is not None and not field_.required),
            frozenset(named),
            frozenset(others),
            tuple((frozenset(view.answers(kind) for kind in new), sure == YES) for new, sure in added),
            tuple(
                _latest(view, number, named=named_after if names else {}, others=others_after, added=added)
                for number in range(len(view.latest))
            ),
        )

    def only_empties(self, bit: int) -> bool:
        """Whether the item it names surely leaves a question behind, and no other item ever enters it."""
        entering = any(after & bit and not before & bit for before, after in self.others)
        added = any(answer & bit for answers, _ in self.added for answer in answers)
        return not entering and not added and not any(after & bit for _, after in self.named)

    def clears(self, bit: int) -> bool:
        """Whether every item leaves a question behind."""
        return not any(after & bit for before, after in (*self.others, *self.named) if before & bit)

    def never_fills(self, bit: int) -> bool:
        """Whether no item ever enters a question."""
        entering = any(after & bit and not before & bit for before, after in (*self.others, *self.named))
        return not entering and not any(answer & bit for answers, _ in self.added for answer in answers)

    def masks(self, before: int) -> frozenset[int]:
        """What some items may answer afterwards."""
        if before not in self._masks:
            self._masks[before] = frozenset(self._worked_out(before))
        return self._masks[before]

    def _worked_out(self, before: int) -> set[int]:
        rest = _unions(tuple(pair for pair in self.others if pair[0] | before == before))
        if self.names:
            found = {new | after for old, new in rest for first, after in self.named if old | first == before}
        else:
            found = {new for old, new in rest if old == before}
        for answers, sure in self.added:
            more = {each | answer for each in found for answer in answers}
            found = more if sure else found | more
        return found


def after_passing(passing: Passing, values: frozenset[Holdings]) -> frozenset[Holdings]:
    """What a collection may hold after an act; empty when the act is not possible."""
    found: set[Holdings] = set()
    for each in values:
        if each not in passing._known:
            passing._known[each] = frozenset(_after(passing, each))
        found |= passing._known[each]
    return frozenset(found)


def _after(passing: Passing, holdings: Holdings) -> set[Holdings]:
    bits, latest = holdings
    choices = [{old} if new is None else {old, *new} for old, new in zip(latest, passing.latest, strict=True)]
    return {
        (mask, values)
        for mask in passing.masks(bits)
        for values in product(*choices)
        if all(passing.view.agree(number, mask, value) for number, value in enumerate(values))
    }


def _unions(pairs: tuple[Pair, ...]) -> set[Pair]:
    found: set[Pair] = {(0, 0)}
    for before, after in pairs:
        found |= {(old | before, new | after) for old, new in found}
    return found


def _latest(
    view: ItemsView,
    number: int,
    *,
    named: dict[Kind, frozenset[Kind | None]],
    others: dict[Kind, frozenset[Kind | None]],
    added: tuple[tuple[frozenset[Kind], int], ...],
) -> frozenset[str] | None:
    """The values a fact about the latest item may take; None when the act leaves all such items alone."""
    fact = view.latest[number]
    changed = {
        after
        for moved in (named, others)
        for kind, afters in moved.items()
        for after in afters
        if after != kind and (view.fits(kind, fact.where) == YES or (after and view.fits(after, fact.where) == YES))
    }
    new = {kind for kinds, _ in added for kind in kinds if view.fits(kind, fact.where) == YES}
    if not changed and not new:
        return None
    if not changed:
        return view.latest_values(fact, new)
    everything = (*named, *others, *new, *(each for each in changed if each is not None))
    return view.latest_values(fact, everything) | {fact.empty}
