"""Reading the table: which row of a cell takes these fields, what it requires, and the refusal when it says no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflow.case.actor import Actor
from workflow.case.entry import Lifted, Override
from workflow.case.errors import BadInput, Problem, Supplier, Unmet
from workflow.case.quoting import named
from workflow.definition.model import Definition, Recommendation, Requirement, Row, Source
from workflow.engine.compiled import compiled, requirements_of
from workflow.engine.facts import Situation, matches


@dataclass(frozen=True, slots=True)
class Judged:
    """What a row's requirements come to: those that stand in the way, those lifted, the advice not followed."""

    unmet: tuple[Unmet, ...]
    lifted: tuple[Lifted, ...]
    advice: tuple[Unmet, ...]


def takes(row: Row, cell: Iterable[Row], situation: Situation) -> bool:
    """Whether a row's selectors hold; an `otherwise` row takes what no other row of its cell takes."""
    if row.otherwise:
        return not any(situation.holds(other.select) for other in cell if not other.otherwise)
    return situation.holds(row.select)


def judge(row: Row, situation: Situation, *, actor: Actor, overrides: Mapping[str, Override]) -> Judged:
    """Weigh every requirement of a row.

    Args:
        overrides: requirement → the reason given for lifting or answering it.
    """
    definition = situation.definition
    unmet: list[Unmet] = []
    lifted: list[Lifted] = []
    advice: list[Unmet] = []
    for need in requirements_of(definition, row):
        if need.kind == "info" or situation.fact(need.fact) in need.allows:
            continue
        answer = overrides.get(need.name)
        if need.kind == "advice":
            advice.append(told(definition, need, situation))
            lifted.append(Lifted(need.name, "advice", answer.reason if answer else None))
        elif answer and need.kind == "default" and need.override and actor.role in need.override.roles:
            lifted.append(Lifted(need.name, "default", answer.reason))
        else:
            unmet.append(told(definition, need, situation))
    for table, missed in _recommended(row, situation):
        answer = overrides.get(table.name)
        advice.append(missed)
        lifted.append(Lifted(table.name, "advice", answer.reason if answer else None))
    return Judged(tuple(unmet), tuple(lifted), tuple(advice))


def told(definition: Definition, need: Requirement, situation: Situation) -> Unmet:
    """An unmet requirement in full: what is, what would have to be, who can bring it about, who may lift it."""
    override = need.override
    return Unmet(
        need.name,
        need.fact,
        situation.fact(need.fact),
        need.allows,
        need.kind,
        need.says,
        cited(definition, need.source),
        tuple(Supplier(event, definition.events[event].roles) for event in need.supplied_by),
        override.roles if override else (),
        override.reasons if override else (),
    )


def cited(definition: Definition, source: Source) -> str:
    """A source in words: the reference's publisher and title with the place in it, or what kind of statement it is."""
    reference = definition.references.get(source.ref)
    if reference is None:
        return source.kind
    head = f"{reference.publisher}, {reference.title}" if reference.publisher else reference.title
    return f"{head}, {source.at}" if source.at else head


def check_overrides(definition: Definition, overrides: Mapping[str, Override]) -> None:
    """Every override must name a requirement that can be answered, with one of its reasons and, to lift, a text.

    Raises:
        BadInput: with every override that does not.
    """
    problems: list[Problem] = []
    for name, answer in overrides.items():
        need = definition.requirements.get(name)
        table = definition.recommendations.get(name)
        reasons = table.reasons if table else need.override.reasons if need and need.override else ()
        known = [*definition.requirements, *definition.recommendations]
        where = f"override of {name if need or table else named(name, known)}"
        if need is None and table is None:
            problems.append(Problem(where, "an unknown requirement", "a requirement that a refusal named"))
        elif not reasons and not (need and need.kind == "advice"):
            problems.append(Problem(where, "a requirement nobody may lift", "what it asks for"))
        elif reasons and answer.reason not in reasons:
            problems.append(Problem(where, named(answer.reason, reasons), f"one of {', '.join(reasons)}"))
        elif need and need.kind == "default" and not answer.text.strip():
            problems.append(Problem(where, "no explanation", "a sentence that says why, beside the coded reason"))
    if problems:
        raise BadInput("An override was not understood, nothing was recorded.", problems)


def proposals(table: Recommendation, situation: Situation) -> tuple[str, ...]:
    """What a table of recommendations proposes for this case: the union over the items of its collection."""
    fields = situation.definition.collections[table.collection].fields
    found: dict[str, None] = {}
    for item in situation.case.standing(table.collection):
        row = next((row for row in table.rows if matches(fields, item, row.when)), None)
        found |= dict.fromkeys((*row.propose, *row.beside) if row else ())
    return tuple(found)


def _recommended(row: Row, situation: Situation) -> Iterable[tuple[Recommendation, Unmet]]:
    definition = situation.definition
    for table in compiled(definition).asked[row.event].recommended:
        if not situation.holds(table.when):
            continue
        proposed = proposals(table, situation)
        chosen = situation.value(table.field)
        if proposed and chosen not in proposed:
            source = cited(definition, table.source)
            yield (
                table,
                Unmet(table.name, table.field, chosen, proposed, "advice", table.says, source, (), (), table.reasons),
            )


def combinations(cell: Iterable[Row]) -> tuple[str, ...]:
    """The combinations of fields and facts that the rows of a cell take, one sentence each."""
    return tuple(
        f"{row.says} ({' and '.join(f'{key} is {_either(values)}' for key, values in row.select.items())})"
        for row in cell
        if row.select and not row.refuses
    )


def _either(values: tuple[str, ...]) -> str:
    return " or ".join(values)
