"""What one difference means, in words and by kind: loosened, tightened, retargeted, added, removed or changed.

A field without a teller of its own is told by its name and its two values, so nothing goes unsaid.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflow.definition.comparing.differences import ABSENT, WORDS, Difference, bare
from workflow.definition.comparing.phrases import in_states, told, whole
from workflow.definition.describing.effects import recorded
from workflow.definition.describing.wording import condition_words, one_of, plain
from workflow.definition.model import Definition, TimeLimit

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

KINDS = ("info", "advice", "default", "rule")
"""Classes of requirements, from the weakest to the strongest."""

BINDING = ("default", "rule")
"""Classes of requirements that can refuse a report."""

Told = tuple[str, str]
"""The kind of a change, and its sentence."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The two definitions that are compared; the earlier one already bears the later names."""

    before: Definition
    after: Definition


def tell(pair: Pair, found: Difference) -> Iterator[Told]:
    """Everything there is to say about one difference."""
    if ABSENT in (found.before, found.after):
        yield _whole(pair, found)
    elif teller := _TELLERS.get((found.owner, found.field)):
        yield from tuple(teller(pair, found)) or (_by_name(found),)
    elif isinstance(found.before, TimeLimit | None) and isinstance(found.after, TimeLimit | None):
        yield _limit(found)
    elif _is_list(found.before) and _is_list(found.after):
        yield from _lists(found)
    else:
        yield _by_name(found)


def _by_name(found: Difference) -> Told:
    return "changed", f"{plain(found.field)}: {told(found.before)} → {told(found.after)}"


def _whole(pair: Pair, found: Difference) -> Told:
    gone = found.after is ABSENT
    definition, element = (pair.before, found.before) if gone else (pair.after, found.after)
    event = definition.events.get(found.path[1]) if found.path[0] == "events" else None
    return (
        ("removed", f"is gone: {whole(definition, element, event)}")
        if gone
        else (
            "added",
            f"is new: {whole(definition, element, event)}",
        )
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple | frozenset) and all(isinstance(each, str) or hasattr(each, "day") for each in value)


def _lists(found: Difference) -> Iterator[Told]:
    new, gone = _new_and_gone(found)
    if new:
        yield "changed", f"{plain(found.field)}: now also {told(new)}"
    if gone:
        yield "changed", f"{plain(found.field)}: no longer {told(gone)}"


def _new_and_gone(found: Difference) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    new = tuple(each for each in _in_order(found.after) if each not in found.before)
    return new, tuple(each for each in _in_order(found.before) if each not in found.after)


def _in_order(values: Any) -> tuple[Any, ...]:
    return tuple(sorted(values)) if isinstance(values, frozenset) else values


def _limit(found: Difference) -> Told:
    """A time limit in both forms, and what that means for a due date where the units allow to say it."""
    before, after = found.before, found.after
    label = "limit" if found.owner == "Clock" else plain(found.field)
    if before is None or after is None:
        return "changed", f"{label}: {told(before)} → {told(after)}"
    if before.unit != after.unit:
        return "changed", f"{label}: {before.in_words} → {after.in_words}"
    apart = TimeLimit(abs(after.amount - before.amount), after.unit).in_words
    shorter = after.amount < before.amount
    sense = f"due {apart} {'earlier' if shorter else 'later'}"
    return ("tightened" if shorter else "loosened"), f"{label}: {before.amount} → {after.in_words}: {sense}"


def _allows(pair: Pair, found: Difference) -> Iterator[Told]:
    new, gone = _new_and_gone(found)
    kind = "changed" if new and gone else "loosened" if new else "tightened"
    fact = plain(pair.after.requirements[found.path[1]].fact)
    phrases = []
    if new:
        phrases.append(f"now also met when {fact} is {one_of(map(plain, new))}")
    if gone:
        phrases.append(f"no longer met when {fact} is {one_of(map(plain, gone))}")
    yield kind, "; ".join(phrases)


def _class(_: Pair, found: Difference) -> Iterator[Told]:
    weaker = KINDS.index(found.after) < KINDS.index(found.before)
    yield "loosened" if weaker else "tightened", f"is now {found.after} and was {found.before}"


def _override(_: Pair, found: Difference) -> Iterator[Told]:
    kind = "loosened" if found.before is None else "tightened"
    one = found.after or found.before
    who = one_of(map(plain, one.roles)) or "whoever reports"
    reasons = one_of(map(plain, one.reasons))
    can = "may now be lifted" if found.before is None else "may no longer be lifted"
    yield kind, f"{can} by {who} (reasons: {reasons})"


def _more_is_looser(words: str) -> Callable[[Pair, Difference], Iterator[Told]]:
    """A list of what is allowed: a value more loosens, one less tightens."""

    def teller(_: Pair, found: Difference) -> Iterator[Told]:
        new, gone = _new_and_gone(found)
        if new:
            yield "loosened", f"{words}: now also {one_of(map(plain, new), 'and')}"
        if gone:
            yield "tightened", f"{words}: no longer {one_of(map(plain, gone), 'and')}"

    return teller


def _requires(pair: Pair, found: Difference) -> Iterator[Told]:
    """What a row asks for; advice and information keep nobody back, so they tighten and loosen nothing."""
    for names, definition, kind, words in (
        (found.after, pair.after, "tightened", "now also"),
        (found.before, pair.before, "loosened", "no longer"),
    ):
        other = found.before if names is found.after else found.after
        one_sided = [name for name in names if name not in other]
        asked = [name for name in one_sided if definition.requirements[name].kind in BINDING]
        told_only = [name for name in one_sided if name not in asked]
        if asked:
            yield kind, f"{words} asks for {one_of(map(plain, asked), 'and')}"
        if told_only:
            yield "changed", f"{words} advises {one_of(map(plain, told_only), 'and')}"


def _target(_: Pair, found: Difference) -> Iterator[Told]:
    def goes(to: str) -> str:
        return f"goes to {plain(to)}" if to else "stays, or is refused"

    yield "retargeted", f"the case now {goes(found.after)}; before it {goes(found.before)}"


def _refuses(_: Pair, found: Difference) -> Iterator[Told]:
    if found.before and found.after:
        yield "reworded", "refuses in other words"
    elif found.after:
        yield "tightened", f"is now refused: “{found.after}”"
    else:
        yield "loosened", f"is no longer refused (“{found.before}”)"


def _states(_: Pair, found: Difference) -> Iterator[Told]:
    new, gone = _new_and_gone(found)
    if new:
        yield "added", f"now also in {in_states(new)}"
    if gone:
        yield "removed", f"no longer in {in_states(gone)}"


def _required(_: Pair, found: Difference) -> Iterator[Told]:
    yield ("tightened", "must now be given") if found.after else ("loosened", "need no longer be given")


def _condition(pair: Pair, found: Difference) -> Iterator[Told]:
    """A condition in the words that both sides share with the tables of a description."""
    yield (
        "changed",
        f"{_CONDITIONS[found.field]}: {_held(pair.before, found, found.before)} → "
        + _held(pair.after, found, found.after),
    )


def _held(definition: Definition, found: Difference, condition: Mapping[str, tuple[str, ...]] | None) -> str:
    event = definition.events.get(found.path[1]) if found.path[0] == "events" else None
    return " and ".join(condition_words(definition, event, condition or {})) or "always"


def _effects(pair: Pair, found: Difference) -> Iterator[Told]:
    """What an event records: the phrases of a description that are new or gone, else the fields that differ."""
    one, other = (list(_phrases(each, found.path[1], found.field)) for each in (pair.before, pair.after))
    gone, new = [each for each in one if each not in other], [each for each in other if each not in one]
    if gone:
        yield "removed", f"no longer records: {'; '.join(gone)}"
    if new:
        yield "added", f"now records: {'; '.join(new)}"
    if not gone and not new:
        yield "changed", f"{found.field}: {told(found.before)} → {told(found.after)}"


def _phrases(definition: Definition, event: str, field: str) -> Iterator[str]:
    """The phrases of one kind of effect alone."""
    others = {name: () for name in ("sets", "adds", "moves", "ends") if name != field}
    yield from recorded(definition, replace(definition.events[event], **others))  # type: ignore[arg-type]


def _table_rows(_: Pair, found: Difference) -> Iterator[Told]:
    """An ordered table: rows that answer the same otherwise, that are new or gone, or that their order is another."""
    new = [each for each in found.after if each not in found.before]
    gone = [each for each in found.before if each not in found.after]
    for one in list(gone):
        now = [each for each in new if _answers_the_same(one, each)]
        if len(now) == 1 and sum(_answers_the_same(each, now[0]) for each in gone) == 1:
            gone.remove(one)
            new.remove(now[0])
            yield from _other_answer(one, now[0])
    yield from (("removed", f"no longer: {told(each)}") for each in gone)
    yield from (("added", f"now: {told(each)}") for each in new)
    if set(map(bare, found.before)) == set(map(bare, found.after)):
        yield "changed", f"its {plain(found.field)} stand in another order, and the first that holds decides"


def _answers_the_same(one: Any, other: Any) -> bool:
    """Whether two rows are for the same condition, in the same state where they have one."""
    keys = (("when", None), ("state", ""))
    return hasattr(one, "when") and all(getattr(one, key, empty) == getattr(other, key, empty) for key, empty in keys)


def _other_answer(one: Any, other: Any) -> Iterator[Told]:
    where = f"in {plain(one.state)}, " if hasattr(one, "state") else ""
    asked = f"{where}{f'when {told(one.when)}' if one.when else 'otherwise'}"
    for field in dataclasses.fields(one):
        before, after = getattr(one, field.name), getattr(other, field.name)
        if field.name not in WORDS and before != after:
            yield "changed", f"{asked}: {plain(field.name)} {told(before)} → {told(after)}"


def _weekend(_: Pair, found: Difference) -> Iterator[Told]:
    before, after = (one_of((DAYS[day] for day in days), "and") or "no day" for days in (found.before, found.after))
    yield "changed", f"no working days: {before} → {after}"


_CONDITIONS = {
    "select": "taken when",
    "when": "when",
    "where": "for which",
    "applies": "runs where",
    "required_when": "must be given when",
}

_TELLERS: Mapping[tuple[str, str], Callable[[Pair, Difference], Iterator[Told]]] = {
    ("Requirement", "allows"): _allows,
    ("Requirement", "kind"): _class,
    ("Requirement", "override"): _override,
    ("OverrideRule", "roles"): _more_is_looser("may be lifted by"),
    ("OverrideRule", "reasons"): _more_is_looser("reasons for which it may be lifted"),
    ("Row", "requires"): _requires,
    ("Row", "to"): _target,
    ("Row", "refuses"): _refuses,
    ("Row", "states"): _states,
    ("Row", "select"): _condition,
    ("Event", "roles"): _more_is_looser("may be reported by"),
    ("Event", "sets"): _effects,
    ("Event", "adds"): _effects,
    ("Event", "moves"): _effects,
    ("Event", "ends"): _effects,
    ("Field", "required"): _required,
    ("Field", "required_when"): _condition,
    ("Field", "choices"): _more_is_looser("choices"),
    ("Fact", "where"): _condition,
    ("Fact", "rows"): _table_rows,
    ("EvidenceSet", "where"): _condition,
    ("Calendar", "weekend"): _weekend,
    ("Clock", "applies"): _condition,
    ("Clock", "where"): _condition,
    ("Never", "when"): _condition,
    ("Recommendation", "when"): _condition,
    ("Recommendation", "rows"): _table_rows,
    ("ItemMachine", "moves"): _table_rows,
    ("Definition", "ways_out"): _table_rows,
}
