"""Whether a mutant changes nothing that can ever happen, shown by the proof and not by anybody's word.

A requirement that is content with one value more changes nothing where no case ever stands with that value before a
row that asks for it, where a case with that value goes on by itself before anybody can report, or where such a report
is refused all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from tests.mutation.mutants import STATE, Mutant
from workflow.definition.model import Definition, Never, Row, Source
from workflow.definition.proof.nevers import never_rules


def changes_nothing(mutant: Mutant) -> str:
    """Why a widened requirement lets nothing more happen; "" where that is not shown."""
    if not mutant.value:
        return ""
    need = mutant.definition.requirements[mutant.touches[0]]
    rows = list(_asking(mutant.definition, need.name))
    if need.fact == STATE:
        return "" if any(mutant.value in row.states for row in rows) else "it is never asked in that state"
    met = {need.fact: (mutant.value,)}
    states = tuple(dict.fromkeys(state for row in rows for state in row.states))
    if all(_goes_on_by_itself(mutant.definition, state, fact=need.fact, value=mutant.value) for state in states):
        return "a case with that value goes on by itself before anybody can report"
    if _holds(mutant.definition, [Never("no_case_stands_there", "", Source("proposal"), states=states, when=met)]):
        return "no case stands there with that value"
    acts = [
        Never(f"act_{number}", "", Source("proposal"), row.states, (row.event,), when={**row.select, **met})
        for number, row in enumerate(rows)
    ]
    return "a report with that value is refused all the same" if _holds(mutant.definition, acts) else ""


def _goes_on_by_itself(definition: Definition, state: str, *, fact: str, value: str) -> bool:
    """Whether an automatic row takes every case of a state in which a fact has a value, whatever else is so."""
    automatic = (event for event in definition.events.values() if event.kind == "automatic")
    rows = [row for event in automatic for row in event.rows if state in row.states and not row.requires]
    names = sorted({name for row in rows for name in row.select} - {fact})
    return bool(rows) and all(
        any(all(world[name] in values for name, values in row.select.items()) for row in rows)
        for others in product(*(definition.facts[name].values for name in names))
        for world in [{**dict(zip(names, others, strict=True)), fact: value}]
    )


def _asking(definition: Definition, requirement: str) -> Iterator[Row]:
    return (row for event in definition.events.values() for row in event.rows if requirement in row.requires)


def _holds(definition: Definition, rules: list[Never]) -> bool:
    return not never_rules(replace(definition, nevers={rule.name: rule for rule in rules})).failures
