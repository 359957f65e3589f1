"""Obligation 2: every derived table gives a value for every combination, and no row of it is dead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workflow.definition.model import Definition, DerivedRow, Fact
from workflow.definition.proof.domain import Domain
from workflow.definition.proof.examples import Shown
from workflow.definition.proof.findings import Failure, Obligation, Progress
from workflow.definition.proof.leading import Telling
from workflow.definition.proof.worlds import OverBudget, Reader, World, every_path

YET = "A change elsewhere could open a way, so the table still needs a row for it."
NEVER_HOLDS = "Its condition can never hold: what it asks for excludes itself."
NOTHING_TO_SHOW = "No situation shows it: it is a value that the table never comes to."

SAYS = "Every derived fact has a value in every combination of the facts beneath it, and no row of its table is dead."


def derived_tables(definition: Definition, progress: Progress | None = None) -> Obligation:
    """Check the table of every derived fact over the free facts beneath it.

    Args:
        progress: told after each table.
    """
    domain = Domain(definition)
    facts = [fact for fact in definition.facts.values() if fact.kind == "derived"]
    counts = {"tables": len(facts), "rows": sum(len(fact.rows) for fact in facts), "paths": 0, "combinations": 0}
    failures: list[Failure] = []
    telling = Telling()
    for done, fact in enumerate(facts, start=1):
        try:
            failures.extend(_table(domain, fact, counts, telling))
        except OverBudget as error:
            failures.append(Failure(f"facts.{fact.name}", error.message))
        if progress:
            progress(2, done, len(facts))
    return Obligation(2, SAYS, counts["combinations"], tuple(failures), counts)


def _table(domain: Domain, fact: Fact, counts: dict[str, int], telling: Telling) -> Iterator[Failure]:
    if not fact.rows:
        yield Failure(f"facts.{fact.name}", "The table has no row.")
        return

    def question(reader: Reader) -> int | None:
        return reader.first_row(fact.name)

    shown = Shown(domain, (fact.name,), question)
    parts: dict[int | None, list[World]] = {}
    for path in every_path(domain, (fact.name,), question):
        counts["paths"] += 1
        counts["combinations"] += path.combinations
        parts.setdefault(path.found, []).append(path.world)
    if None in parts:
        yield _incomplete(shown, fact, parts[None], telling)
    for index in range(len(fact.rows)):
        if index not in parts:
            yield _dead(domain, fact, index, telling)
    for value in fact.values:
        if value not in {row.value for row in fact.rows}:
            says = f"No row of the table gives the value {value}."
            yield Failure(f"facts.{fact.name}.values", says, remark=NOTHING_TO_SHOW)


def _incomplete(shown: Shown[int | None], fact: Fact, parts: list[World], telling: Telling) -> Failure:
    lead, world = telling.nearest(shown.domain, [(None, part) for part in parts])
    says = "No row holds in this combination: end the table with a row that has no condition."
    return lead.failure(f"facts.{fact.name}", says, shown.smallest(None, world), yet=YET)


def _dead(domain: Domain, fact: Fact, index: int, telling: Telling) -> Failure:
    """A row that never decides, shown where its condition holds and an earlier row has decided."""
    row = fact.rows[index]
    names = (fact.name, *domain.names_in([row.when]))

    def question(reader: Reader) -> int | None:
        return reader.first_row(fact.name) if reader.holds(row.when) else None

    where = f"facts.{fact.name}.rows[{index}] ({_told(row)})"
    says = "This row is dead: wherever its condition can hold at all, an earlier row holds already."
    held = [path for path in every_path(domain, names, question) if path.found is not None]
    if not held:
        return Failure(where, says, remark=NEVER_HOLDS)
    lead, world = telling.nearest(domain, [(None, path.world) for path in held])
    earlier = next(path.found for path in held if all(world[name] <= path.world[name] for name in world))
    example = Shown(domain, names, question).smallest(earlier, world)
    remark = f"There rows[{earlier}] ({_told(fact.rows[earlier or 0])}) has decided already."
    return replace(lead.failure(where, says, example), remark=f"{remark} {lead.remark}".strip())


def _told(row: DerivedRow) -> str:
    when = "; ".join(f"{key} = {' or '.join(allowed)}" for key, allowed in row.when.items())
    return f"is {row.value} when {when}" if when else f"is {row.value} otherwise"
