"""Obligation 2: every derived table gives a value for every combination, and no row of it is dead."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.model import Definition, DerivedRow, Fact
from workflow.definition.proof.domain import Domain
from workflow.definition.proof.examples import smallest
from workflow.definition.proof.findings import Failure, Obligation, Progress
from workflow.definition.proof.worlds import OverBudget, Reader, World, every_path

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
    for done, fact in enumerate(facts, start=1):
        try:
            failures.extend(_table(domain, fact, counts))
        except OverBudget as error:
            failures.append(Failure(f"facts.{fact.name}", error.message))
        if progress:
            progress(2, done, len(facts))
    return Obligation(2, SAYS, counts["combinations"], tuple(failures), counts)


def _table(domain: Domain, fact: Fact, counts: dict[str, int]) -> Iterator[Failure]:
    if not fact.rows:
        yield Failure(f"facts.{fact.name}", "The table has no row.")
        return

    def question(reader: Reader) -> int | None:
        return reader.first_row(fact.name)

    first: dict[int | None, World] = {}
    for path in every_path(domain, (fact.name,), question):
        counts["paths"] += 1
        counts["combinations"] += path.combinations
        first.setdefault(path.found, path.world)
    if None in first:
        example = smallest(domain, (fact.name,), question, fails=lambda found: found is None, world=first[None])
        says = "No row holds in this combination: end the table with a row that has no condition."
        yield Failure(f"facts.{fact.name}", says, example)
    yield from _dead(fact, first)
    for value in fact.values:
        if value not in {row.value for row in fact.rows}:
            yield Failure(f"facts.{fact.name}.values", f"No row of the table gives the value {value}.")


def _dead(fact: Fact, first: dict[int | None, World]) -> Iterator[Failure]:
    for index, row in enumerate(fact.rows):
        if index not in first:
            yield Failure(
                f"facts.{fact.name}.rows[{index}] ({_told(row)})",
                "This row is dead: wherever its condition can hold at all, an earlier row holds already.",
            )


def _told(row: DerivedRow) -> str:
    when = "; ".join(f"{key} = {' or '.join(allowed)}" for key, allowed in row.when.items())
    return f"is {row.value} when {when}" if when else f"is {row.value} otherwise"
