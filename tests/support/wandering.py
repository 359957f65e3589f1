"""A Hypothesis state machine made from a definition: one rule per event, fields drawn from what the event declares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from workflow.case.actor import Actor
from workflow.case.entry import Entry, Override
from workflow.case.errors import BadInput, Refused
from workflow.case.file import Case
from workflow.definition import Definition
from workflow.definition.model import Event, Field
from workflow.engine import Accepted, Lawful, Option, decide, fold, options, relive
from workflow.engine.compiled import compiled
from workflow.engine.facts import members, reference

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXTS = st.sampled_from(["a word", "ÄÖ", "👩‍⚕️", "two\nlines"])


class Wanderer(RuleBasedStateMachine):
    """One case of one pathway, reported on at random; what must hold of any history is checked after every step."""

    definition: Definition
    check: Callable[[Wanderer], None] = staticmethod(lambda _: None)
    begun: tuple[tuple[Entry, ...], ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.case = Case("w1", self.definition.digest)
        self.entries: list[Entry] = []

    @initialize(data=st.data())
    def open(self, data: st.DataObject) -> None:
        """Open the case, or go on with one that was begun; an opening event that is refused ends the example."""
        if self.begun and (begun := data.draw(st.sampled_from(((), *self.begun)), label="begun")):
            self.entries = list(begun)
            self.case = fold(lambda _: self.definition, begun[0].case_id, begun)
            self.now = begun[-1].recorded_at + timedelta(hours=1)
            return
        opening = self.definition.events[self.definition.opening]
        self.report(opening, data)
        assume(self.case.seq > 0)

    def report(self, event: Event, data: st.DataObject) -> None:
        """Report an event with drawn fields by a drawn role; on a refusal, sometimes again with every override."""
        actor = Actor("w.any", data.draw(st.sampled_from(event.roles), label="role"))
        sensible = data.draw(st.integers(0, 7), label="sensible") > 0
        offer = self.offer(event, actor) if sensible else None
        fields = {name: data.draw(self.value(field, offer), label=name) for name, field in event.fields.items()}
        fields |= self.current_versions(event, fields) if sensible else {}
        if event.refers == "amend":
            fields["corrections"] = data.draw(self.corrections(fields.get("entry")), label="corrections")
        before = self.case
        answer = self.decided(event, fields, actor, {})
        if isinstance(answer, Refused) and answer.unmet and data.draw(st.booleans(), label="override"):
            answer = self.decided(event, fields, actor, overrides_for(answer))
        if isinstance(answer, Accepted):
            self.judge_step(before, event, actor, answer)
            self.case = answer.case
            self.entries.extend(answer.entries)
            self.now += timedelta(hours=data.draw(st.integers(0, 60), label="hours"))
        else:
            assert self.case is before

    def decided(self, event: Event, fields: dict[str, Any], actor: Actor, overrides: dict[str, Override]) -> Any:
        """What the engine answers; input it cannot understand counts as a refusal."""
        try:
            return decide(
                self.definition,
                self.case,
                event=event.name,
                fields=fields,
                actor=actor,
                now=self.now,
                overrides=overrides,
                referenced=self.entry(fields.get("entry")),
            )
        except BadInput as error:
            return error

    def entry(self, seq: object) -> Entry | None:
        """The recorded entry of that number."""
        return next((entry for entry in self.entries if entry.seq == seq), None)

    def offer(self, event: Event, actor: Actor) -> Option | None:
        """What the engine offers of this event here; None for the opening event."""
        found = options(self.definition, self.case, actor, now=self.now)
        return next((option for option in found if option.event == event.name), None)

    def current_versions(self, event: Event, fields: dict[str, Any]) -> dict[str, Any]:
        """For fields that must equal something of a named item: what it is now."""
        found = {}
        for name, field in event.fields.items():
            item_name, _, item_field = field.must_equal.partition(".")
            item = self.case.item(str(fields.get(item_name))) if field.must_equal else None
            if item is not None:
                found[name] = item.value(item_field)
        return found

    def value(self, field: Field, offer: Option | None) -> st.SearchStrategy[Any]:
        """Values a field may be given here: what is offered, or anything, `None` where it may be left out."""
        open_values = [each.value for each in offer.fields if each.field == field.name and each.open] if offer else []
        if open_values:
            return st.sampled_from(open_values)
        if offer and offer.items and field.type == "item":
            return st.sampled_from(offer.items)
        found = self.given(field)
        return found if field.required or field.required_when else st.one_of(found, found, st.none())

    def given(self, field: Field) -> st.SearchStrategy[Any]:
        """Values of the field's type; items are drawn from those the case has."""
        today = self.now.date()
        if field.type == "choice":
            return st.sampled_from(field.choices)
        if field.type == "choices":
            return st.lists(st.sampled_from(field.choices), min_size=1, max_size=2).map(tuple)
        if field.type in ("item", "items"):
            ids = [item.id for item in self.case.standing(field.collection)]
            return st.sampled_from(ids[::-1]) if ids else st.none()
        if field.type == "date":
            days = st.integers(-40, 40 if field.future else 0)
            return days.map(lambda day: (today + timedelta(days=day)).isoformat())
        if field.type == "entry":
            return st.integers(1, max(self.case.seq, 1))
        if field.type == "integer":
            return st.integers(1, 3) if field.must_equal else st.integers(-5, 30)
        return st.sampled_from(["0.3", "2.75", "3.6"]) if field.type == "decimal" else TEXTS.map(code_of(field))

    def corrections(self, seq: object) -> st.SearchStrategy[Any]:
        """New values for one field of an earlier entry."""
        entry = self.entry(seq)
        event = self.definition.events.get(entry.event) if entry else None
        names = sorted(compiled(self.definition).amendable[event.name]) if event else []
        if event is None or not names:
            return st.just({"occurred_on": self.now.date().isoformat()})
        return st.sampled_from(names).flatmap(
            lambda name: self.given(event.fields[name]).map(lambda value: {name: value})
        )

    def judge_step(self, before: Case, event: Event, actor: Actor, answer: Accepted) -> None:
        """What must hold of every step that was accepted."""
        referenced = self.entry(answer.entries[0].fields.get("entry")) if event.refers else None
        assert relive(self.definition, before, answer.entries, referenced=referenced) == Lawful(None, answer.case)
        kind = self.definition.roles[actor.role].kind
        assert not (kind == "interface" and event.kind == "case"), f"an interface reported {event.name}"
        relied = {ref for name in event.relies_on for ref in members(self.definition, before, name)}
        named = (before.item(str(answer.entries[0].fields.get(name))) for name in event.relies_on_items)
        relied |= {reference(self.definition, item) for item in named if item}
        assert set(answer.entries[0].evidence) == relied

    @invariant()
    def history_adds_up(self) -> None:
        """Folding the entries gives the case; numbers have no gap; there is exactly one known state."""
        if self.entries:
            assert fold(lambda _: self.definition, self.case.id, self.entries) == self.case
        assert [entry.seq for entry in self.entries] == list(range(1, len(self.entries) + 1))
        assert self.case.state in self.definition.states or not self.entries

    @invariant()
    def own_rule_holds(self) -> None:
        """What must hold of this pathway's cases in particular."""
        if self.entries:
            self.check(self)


def wanderer(
    definition: Definition,
    check: Callable[[Wanderer], None] = lambda _: None,
    begun: tuple[tuple[Entry, ...], ...] = (),
) -> type[Wanderer]:
    """The state machine of a definition: one rule for each event somebody may report, tried where it has a cell.

    Args:
        check: what must hold of this pathway's cases in particular, after every step.
        begun: histories to go on from, so that late states are met as often as early ones.
    """
    rules: dict[str, Any] = {"definition": definition, "check": staticmethod(check), "begun": begun}
    for event in definition.events.values():
        if event.kind in ("case", "record"):
            rules[f"report_{event.name}"] = _rule(event)
    return type(f"Wanderer of {definition.name}", (Wanderer,), rules)


def _rule(event: Event) -> Any:
    def report(self: Wanderer, data: st.DataObject) -> None:
        self.report(event, data)

    report.__name__ = f"report_{event.name}"
    here = precondition(lambda self: (self.case.state, event.name) in compiled(self.definition).cells)
    return here(rule(data=st.data())(report))


def overrides_for(refused: Refused) -> dict[str, Override]:
    """An answer to every requirement of a refusal that may be lifted."""
    return {
        each.requirement: Override(each.override_reasons[0], "because")
        for each in refused.unmet
        if each.override_reasons
    }


def code_of(field: Field) -> Callable[[str], str]:
    """Texts for protected fields, plain codes for the others."""
    return (lambda text: text) if field.protected else (lambda text: text.encode("ascii", "ignore").decode()[:6] or "x")
