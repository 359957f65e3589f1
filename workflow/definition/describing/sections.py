"""The tables of a description beside its rows: requirements, records, facts, words, items, clocks, advice, sources."""

from __future__ import annotations

from collections.abc import Callable

from workflow.definition.describing.description import Section
from workflow.definition.describing.effects import field_words, recorded
from workflow.definition.describing.promises import never_section, ways_out_section
from workflow.definition.describing.wording import (
    SOURCE_KINDS,
    cited,
    condition_words,
    one_of,
    plain,
    pretty,
)
from workflow.definition.model import Clock, Collection, Definition, Fact, Requirement

KINDS = {
    "rule": "rule: never lifted",
    "default": "default",
    "advice": "advice: asks for a reason, never refuses",
    "info": "for information",
}


def sections(definition: Definition) -> tuple[Section, ...]:
    """Every section that has something to say, in reading order."""
    makers: tuple[Callable[[Definition], Section], ...] = (
        _requirements,
        never_section,
        ways_out_section,
        _records,
        _facts,
        _items,
        _clocks,
        _advice,
        _vocabularies,
        _roles,
        _banned,
        _notes,
        _references,
    )
    return tuple(section for section in (make(definition) for make in makers) if section.lines)


def _requirements(definition: Definition) -> Section:
    lines = []
    for name, found in definition.requirements.items():
        condition = condition_words(definition, None, {found.fact: found.allows})[0]
        supplied = one_of(plain(event) for event in found.supplied_by)
        source = cited(definition, found.source)
        lines.append((plain(name), condition, found.says, _class_of(found), supplied, source))
    intro = "A row's “only if”: what is said when it is not met, whether it can be overridden, which event supplies it."
    columns = ("requirement", "holds when", "otherwise it is said", "class", "supplied by", "source")
    return Section("Requirements", intro, columns, tuple(lines))


def _class_of(requirement: Requirement) -> str:
    words = KINDS.get(requirement.kind, requirement.kind)
    override = requirement.override
    if override is None:
        return words
    reasons = one_of(plain(reason) for reason in override.reasons)
    if requirement.kind == "default":
        return f"{words}: {one_of(plain(role) for role in override.roles)} may override it; reasons: {reasons}"
    return f"{words}; reasons: {reasons}"


def _records(definition: Definition) -> Section:
    lines = tuple(
        (
            plain(event.name),
            event.says,
            "; ".join(field_words(field) for field in event.fields.values()),
            "; ".join(recorded(definition, event)),
            cited(definition, event.source),
        )
        for event in definition.events.values()
    )
    intro = "What is asked for when it is reported, and what it leaves in the case. * = must be given."
    return Section("What each event records", intro, ("event", "says", "asks for", "records", "source"), lines)


def _facts(definition: Definition) -> Section:
    lines = tuple(
        (plain(fact.name), fact.says, _how(definition, fact), cited(definition, fact.source))
        for fact in definition.facts.values()
        if fact.kind != "state"
    )
    intro = "The truths about a case that rows and requirements look at. In a table the first line that holds decides."
    return Section("Facts", intro, ("fact", "says", "how it is found", "source"), lines)


def _how(definition: Definition, fact: Fact) -> str:
    if fact.kind == "derived":
        return "; ".join(
            f"{plain(row.value)} when {' and '.join(condition_words(definition, None, row.when))}"
            if row.when
            else f"{plain(row.value)} otherwise"
            for row in fact.rows
        )
    if fact.kind == "counted":
        return _counted(fact)
    if fact.kind == "evidence":
        return f"whether the reports behind {plain(fact.attribute)} are still current: none, current or changed"
    if fact.kind == "provided":
        return f"computed by {fact.provider} from {one_of((plain(name) for name in fact.over), 'and')}"
    return f"{plain(fact.attribute)} as recorded: {one_of(plain(value) for value in fact.values)}"


def _counted(fact: Fact) -> str:
    where = " and ".join(f"{plain(key)} {one_of(map(plain, values))}" for key, values in fact.where.items())
    among = f"{plain(fact.collection)}{f' with {where}' if where else ''}"
    empty = f"; {plain(fact.empty)} when there is none" if fact.empty else ""
    if fact.count == "latest":
        return f"{plain(fact.of)} of the latest of the {among}{empty}"
    if fact.count == "all":
        return f"whether all of the {plain(fact.collection)} have {where}{empty}"
    return f"whether there is {'one' if fact.count == 'any' else 'none'} among the {among}"


def _items(definition: Definition) -> Section:
    lines = tuple(
        (pretty(found.name), found.says, ", ".join(plain(name) for name in found.fields), _moves(found))
        for found in definition.collections.values()
    )
    return Section("What a case has several of", "", ("kind", "says", "fields", "its states and moves"), lines)


def _moves(collection: Collection) -> str:
    if collection.machine is None:
        return "no states"
    return "; ".join(
        f"{plain(move.by)}: {one_of(plain(name) for name in move.origins)} → {plain(move.to)}"
        for move in collection.machine.moves
    )


def _clocks(definition: Definition) -> Section:
    lines = tuple(
        (
            plain(clock.name),
            clock.says,
            clock.limit.in_words,
            _span(clock),
            clock.standard,
            cited(definition, clock.source),
        )
        for clock in definition.clocks.values()
    )
    weekend = definition.calendar.weekend
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    free = one_of((days[day] for day in weekend), "and")
    holidays = len(definition.calendar.holidays)
    intro = f"Days are local days in {definition.calendar.time_zone}; no working days: {free} and {holidays} holidays."
    return Section("Clocks", intro, ("clock", "says", "limit", "runs", "standard", "source"), lines)


def _span(clock: Clock) -> str:
    each = f"for each of the {plain(clock.per)}, " if clock.per else ""
    stops = [plain(clock.stops)] if clock.stops else []
    ends = one_of([*stops, *(plain(state) for state in clock.stop_states)])
    where = {**clock.applies, **clock.where}
    only = ", ".join(f"{plain(key)} {one_of(map(plain, values))}" for key, values in where.items())
    return f"{each}from {plain(clock.starts)} to {ends or 'the end'}{f'; only where {only}' if only else ''}"


def _advice(definition: Definition) -> Section:
    lines = []
    for table in definition.recommendations.values():
        for row in table.rows:
            when = "; ".join(f"{plain(key)} is {one_of(map(plain, values))}" for key, values in row.when.items())
            proposed, beside = one_of(map(plain, row.propose)), one_of(map(plain, row.beside))
            lines.append((when, proposed, beside, row.says, cited(definition, row.source)))
    intro = "What is proposed. Another choice is never refused; it asks for a reason."
    return Section("Proposals", intro, ("for", "first", "beside or next", "because", "source"), tuple(lines))


def _vocabularies(definition: Definition) -> Section:
    lines = tuple(
        (pretty(found.name) if not number else "", code, term.says, cited(definition, term.source or found.source))
        for found in definition.vocabularies.values()
        for number, (code, term) in enumerate(found.terms.items())
    )
    return Section(
        "Words", "The codes people choose from, and what they mean.", ("list", "code", "means", "source"), lines
    )


def _roles(definition: Definition) -> Section:
    lines = tuple(
        (plain(role.name), role.kind, role.says, cited(definition, role.source)) for role in definition.roles.values()
    )
    return Section("Roles", "", ("role", "kind", "says", "source"), lines)


def _banned(definition: Definition) -> Section:
    lines = tuple((found.word, found.says) for found in definition.banned.values())
    return Section("Words that are refused", "", ("word", "because"), lines)


def _notes(definition: Definition) -> Section:
    lines = tuple((note.says, cited(definition, note.source)) for note in definition.notes)
    return Section("Notes", "", ("says", "source"), lines)


def _references(definition: Definition) -> Section:
    lines = tuple(
        (f"[{found.id}]", found.title, found.publisher, found.dated, found.url)
        for found in definition.references.values()
    )
    kinds = one_of((f"“{SOURCE_KINDS[kind]}”" for kind in ("proposal", "recalled")), "and")
    intro = f"What is marked {kinds} cites nobody and is to be confirmed where it is used."
    return Section("References", intro, ("reference", "title", "publisher", "dated", "address"), lines)
