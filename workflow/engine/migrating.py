"""Moving a case that runs to another version of its pathway: may it, what becomes of it, and what follows at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from workflow.case.actor import Actor
from workflow.case.effective import Effective
from workflow.case.entry import Coded, Entry
from workflow.case.errors import BadInput, Refused
from workflow.case.file import Case
from workflow.definition.model import Definition, Fact
from workflow.engine.carrying import MIGRATION, Renaming, carried, check_renaming
from workflow.engine.clocks import terms
from workflow.engine.deciding import followed
from workflow.engine.evolving import evolve
from workflow.engine.facts import Situation, facts_of
from workflow.engine.lawful import Lawful, parted
from workflow.engine.results import Accepted


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that reads otherwise under the new version."""

    fact: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DueChange:
    """A running time limit that is due on another day, begins, or ends with the move.

    Args:
        item: the item it belongs to; "" for a limit of the case.
        before: local date; None where it did not run.
        after: local date; None where it does not run any more.
    """

    clock: str
    item: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a move would do to one case.

    Args:
        refused: why it cannot be moved; None when it can.
        state: where it would stand.
        facts: those that both versions know and that read otherwise.
        follows: the automatic transitions that would happen at once, by event.
        due: the limits that change.
    """

    case_id: str
    refused: Refused | None
    state: str = ""
    facts: tuple[FactChange, ...] = ()
    follows: tuple[str, ...] = ()
    due: tuple[DueChange, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether the case goes on as it is, under another version's name."""
        return self.refused is None and not (self.facts or self.follows or self.due)


def decide_migration(
    old: Definition,
    new: Definition,
    case: Case,
    *,
    renaming: Renaming,
    actor: Actor,
    now: datetime,
    reason: str,
) -> Accepted | Refused:
    """Decide whether a case may go on under another version, and what follows.

    Args:
        old: the version it runs on.
        new: the version to move it to.
        renaming: sound for the two, as `check_renaming` tells.
        now: aware instant, the recorded time; also when it happened.
        reason: a code.

    Returns:
        Accepted with the migration entry and the automatic transitions that the new version enables, or Refused.

    Raises:
        BadInput: when the mapping does not lead from one version to the other, with everything that is wrong.
    """
    if refused := _not_movable(old, new, case, actor):
        return refused
    if problems := check_renaming(old, new, renaming):
        raise BadInput(f"The mapping does not lead from {old.name} to {new.name}.", problems)
    entry = _entry(old, new, case, renaming=renaming, by=(actor, now, reason))
    after = carried(case, entry)
    changes = changed_facts(old, new, before=case, after=after, renaming=renaming)
    changed = tuple(f"{one.fact}={one.before}>{one.after}" for one in changes)
    fields: dict[str, Coded] = {**entry.fields, "changed": changed}
    entry = replace(entry, fields=fields)
    if refused := _forbidden_standing(new, after):
        return refused
    entries, after = followed(new, evolve(new, case, entry), entry)
    return Accepted((entry, *entries), after, {}, ())


def _entry(
    old: Definition, new: Definition, case: Case, *, renaming: Renaming, by: tuple[Actor, datetime, str]
) -> Entry:
    actor, now, reason = by
    return Entry(
        case_id=case.id,
        seq=case.seq + 1,
        kind=MIGRATION,
        event=MIGRATION,
        from_state=case.state,
        to_state=renaming.states.get(case.state, case.state),
        actor=actor,
        effective=Effective.of(now),
        recorded_at=now,
        definition=new.digest,
        fields={"from_definition": old.digest, "to_definition": new.digest, "mapping": renaming.text, "reason": reason},
    )


def judge_migration(
    old: Definition, new: Definition, case: Case, *, renaming: Renaming, actor: Actor, now: datetime
) -> Verdict:
    """Tell what a move would do to a case; nothing is written."""
    answer = decide_migration(old, new, case, renaming=renaming, actor=actor, now=now, reason="tried")
    if isinstance(answer, Refused):
        return Verdict(case.id, answer)
    moved = carried(case, answer.entries[0])
    return Verdict(
        case.id,
        None,
        answer.case.state,
        changed_facts(old, new, before=case, after=moved, renaming=renaming),
        tuple(entry.event for entry in answer.entries[1:]),
        _changed_limits(old, new, case, answer.case),
    )


def relive_migration(
    old: Definition, new: Definition, case: Case, *, group: tuple[Entry, ...], mapping: Renaming
) -> Lawful:
    """Decide a recorded migration again and compare it, and what followed from it, with what was recorded."""
    first = group[0]
    told = f"entry {first.seq} ({first.event})"
    try:
        answer = decide_migration(
            old,
            new,
            case,
            renaming=mapping,
            actor=first.actor,
            now=first.recorded_at,
            reason=str(first.fields.get("reason", "")),
        )
    except BadInput as error:
        return Lawful(f"{told} could not have been understood: {error.message}")
    if isinstance(answer, Refused):
        return Lawful(f"{told} was not allowed: {answer.message}")
    says = parted(group, answer.entries)
    return Lawful(says, None if says else answer.case)


def changed_facts(
    old: Definition, new: Definition, *, before: Case, after: Case, renaming: Renaming
) -> tuple[FactChange, ...]:
    """The facts that both versions know and that read otherwise; a value that was only renamed reads the same."""
    was, now = facts_of(old, before), facts_of(new, after)
    found = []
    for name in was:
        reads = _codes(old.facts[name], renaming).get(was[name], was[name])
        if name in now and reads != now[name]:
            found.append(FactChange(name, was[name], now[name]))
    return tuple(found)


def _codes(fact: Fact, renaming: Renaming) -> Mapping[str, str]:
    """How the values of a fact that repeats a stored one are renamed."""
    if fact.name == "state":
        return renaming.states
    if fact.count != "latest":
        return renaming.codes.get(fact.attribute, {})
    if fact.of == "state":
        return renaming.item_states.get(fact.collection, {})
    return renaming.codes.get(f"{fact.collection}.{fact.of}", {})


def _not_movable(old: Definition, new: Definition, case: Case, actor: Actor) -> Refused | None:
    role = new.roles.get(actor.role)
    if role is None or role.kind != "person":
        people = ", ".join(each.name for each in new.roles.values() if each.kind == "person")
        return _refused(
            case, new, f"{actor.role} is no role of a person", "role", instead=f"Let one of these do it: {people}."
        )
    if case.definition == new.digest:
        return _refused(case, new, "it runs on that version already", "not_now")
    if old.states[case.state].final:
        return _refused(case, new, f"it stands in {case.state}, and a case that has ended keeps its version", "not_now")
    return None


def _forbidden_standing(new: Definition, after: Case) -> Refused | None:
    """A standing that the new version forbids for ever cannot be where a case arrives."""
    situation = Situation(new, after)
    for never in new.nevers.values():
        if never.events or never.roles or never.to or (never.states and after.state not in never.states):
            continue
        if situation.holds(never.when):
            return _refused(after, new, f"there it would stand as it never may: {never.says}", "rule")
    return None


def _refused(case: Case, new: Definition, why: str, kind: str, *, instead: str = "") -> Refused:
    return Refused(
        f"Case {case.id} is not moved to {new.name}: {why}.",
        event=MIGRATION,
        state=case.state,
        kind=kind,
        instead=(instead,) if instead else (),
    )


def _changed_limits(old: Definition, new: Definition, before: Case, after: Case) -> tuple[DueChange, ...]:
    was, now = _due(old, before), _due(new, after)
    return tuple(
        DueChange(clock, item, was.get((clock, item)), now.get((clock, item)))
        for clock, item in dict.fromkeys((*was, *now))
        if was.get((clock, item)) != now.get((clock, item))
    )


def _due(definition: Definition, case: Case) -> dict[tuple[str, str], date]:
    running = (term for term in terms(definition, case) if term.stopped is None)
    return {(term.clock, term.item): term.due(definition) for term in running}
