"""Calls of a case book with something odd in them: each argument is now what it should be, now anything at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.anything import ANYTHING, KEYS, ODD_ACTORS, ODD_OVERRIDES, TEXTS
from tests.support.lending import BORROWER, LIBRARIAN, OTHER_BORROWER, PATHWAY
from workflow.case.actor import Actor
from workflow.definition import Definition
from workflow.definition.model import Event, Field
from workflow.engine.carrying import Renaming
from workflow.history import Identifier, PatientIdentity, PatientRef, Report
from workflow.history.casebook import CaseBook

Call = Callable[[CaseBook], object]
Strategy = st.SearchStrategy[Any]


class Way:
    """A pathway, and the state a case of it is in; not written out in full where an example is told."""

    def __init__(self, definition: Definition, state: str = "") -> None:
        self.definition = definition
        self.state = state


def mostly(good: Strategy | object, odd: Strategy = ANYTHING) -> Strategy:
    """What is meant, fourteen times in fifteen; else anything."""
    meant = good if isinstance(good, st.SearchStrategy) else st.just(good)
    return st.integers(0, 14).flatmap(lambda chance: odd if chance == 14 else meant)


def values(asked: Field) -> Strategy:
    """Values of a field, most of them of its type."""
    if asked.choices:
        return mostly(st.sampled_from(asked.choices))
    meant = {
        "date": st.dates().map(str) | st.sampled_from(["2026-03-02", "2026-03-20", "02/03/2026", "2 March 2026"]),
        "decimal": st.decimals(-5, 5, places=2).map(str),
        "integer": st.integers(-2, 30),
        "entry": st.integers(-1, 9),
        "item": st.sampled_from(["C1", "c1", "K1", "S1", "I1"]),
        "items": st.lists(st.sampled_from(["C1", "K1", "S1", "I1"]), max_size=2),
    }
    return mostly(meant.get(asked.type, st.text(max_size=9)))


@st.composite
def fields_of(draw: st.DrawFn, way: Way, name: str) -> Any:
    """Fields of an event: those it has, some left out, some with other names; or no fields at all."""
    if draw(st.integers(0, 19)) == 0:
        return draw(ANYTHING)
    event = way.definition.events[name]
    given = {each: draw(values(one)) for each, one in event.fields.items() if one.required or draw(st.booleans())}
    if event.refers and draw(st.booleans()):
        given["corrections"] = draw(
            mostly(st.dictionaries(st.sampled_from(["occurred_on", "wear", "title"]), ANYTHING))
        )
    if draw(st.integers(0, 4)) == 0:
        given |= draw(st.dictionaries(KEYS, ANYTHING, max_size=2))
    return given


def actors(event: Event) -> Strategy:
    """Who reports: mostly somebody who may."""
    return mostly(st.builds(Actor, st.just("w.alker"), st.sampled_from(event.roles)), ODD_ACTORS)


OCCURRED = mostly(st.none() | st.sampled_from(["2026-03-01", "2026-02"]))
WORDS = mostly(st.none() | st.sampled_from(["K1", "K2"]))
EXPECTED = mostly(st.sampled_from([None, None, None, None, 0, 7, 9]))
PATIENTS = mostly(
    st.sampled_from([BORROWER, OTHER_BORROWER, PatientRef("lib", "reader-9")]),
    st.one_of(
        ANYTHING,
        st.builds(PatientRef, ANYTHING, ANYTHING),
        st.builds(Identifier, ANYTHING, ANYTHING),
        st.builds(
            PatientIdentity,
            st.lists(st.builds(Identifier, mostly("nhs-number"), ANYTHING), max_size=2).map(tuple) | ANYTHING,
            mostly("N"),
            mostly(st.none()),
            mostly("f"),
        ),
    ),
)
RENAMINGS = mostly(
    st.none(), st.one_of(ANYTHING, st.builds(Renaming, *[st.dictionaries(TEXTS, TEXTS, max_size=2) | ANYTHING] * 3))
)


@st.composite
def reports(draw: st.DrawFn, way: Way, case_id: str) -> Report:
    """The arguments of a report on a case."""
    known = [name for name, one in way.definition.events.items() if one.kind in ("case", "record")]
    here = [name for name in known if way.definition.cell(way.state, name)]
    event = way.definition.events[draw(st.sampled_from(here * 4 + known))]
    return Report(
        draw(mostly(st.just(case_id))),
        draw(mostly(st.just(event.name))),
        draw(fields_of(way, event.name)),
        draw(actors(event)),
        draw(OCCURRED),
        draw(WORDS),
        draw(EXPECTED),
        draw(mostly(st.just({}), ODD_OVERRIDES)),
    )


def _told(report: Report, *left_out: str) -> Mapping[str, Any]:
    names = ("by", "occurred_at", "key", "expected_seq", "overrides")
    return {name: getattr(report, name) for name in names if name not in left_out}


def reporting(way: Way, case_id: str) -> st.SearchStrategy[Call]:
    """Reports, one by one, several at once, and only looked at."""
    one = reports(way, case_id)
    return st.one_of(
        one.map(lambda r: lambda book: book.report(r.case_id, r.event, r.fields, **_told(r))),
        one.map(lambda r: lambda book: book.preview(r.case_id, r.event, r.fields, **_told(r, "key", "expected_seq"))),
        mostly(st.lists(mostly(one), max_size=3)).map(lambda many: lambda book: book.report_many(many)),
    )


@st.composite
def opening(draw: st.DrawFn, way: Way) -> Call:
    """A referral."""
    event = way.definition.events[way.definition.opening]
    told: dict[str, Any] = {
        "patient": draw(PATIENTS),
        "fields": draw(fields_of(way, event.name)),
        "by": draw(actors(event)),
        "key": draw(mostly(st.sampled_from(["R1", "R9"]))),
        "occurred_at": draw(OCCURRED),
        "source": draw(mostly("")),
        "overrides": draw(mostly(st.none(), ODD_OVERRIDES)),
    }
    pathway = draw(mostly(way.definition.pathway))
    return lambda book: book.open(pathway, **told)


@st.composite
def looking(draw: st.DrawFn, case_id: str) -> Call:
    """A question."""
    case, odd, more = draw(mostly(case_id)), draw(ANYTHING), draw(ANYTHING)
    words = {name: draw(mostly(st.none())) for name in ("state", "owner", "pathway", "team", "overdue_on", "after")}
    limit, closed = draw(mostly(50)), draw(mostly(st.booleans()))
    actor, renaming, to = draw(mostly(LIBRARIAN, ODD_ACTORS)), draw(RENAMINGS), draw(mostly(PATHWAY))
    chosen: Call = draw(
        st.sampled_from(
            [
                lambda book: book.options(case, by=actor),
                lambda book: book.clocks(case),
                lambda book: book.case(case, known_at=odd, effective_at=more),
                lambda book: book.history(case),
                lambda book: book.protected(case),
                lambda book: book.identity(case),
                lambda book: book.find(odd, more),
                lambda book: book.find("nhs-number", more),
                lambda book: book.lock(case, odd),
                lambda book: book.worklist(**words, limit=limit, include_closed=closed),
                lambda book: book.preview_migration(case, to, by=actor, renaming=renaming),
                lambda book: book.in_flight(to, since=odd),
                lambda book: book.newest(odd),
                lambda book: book.definitions(),
            ]
        )
    )
    return chosen


@st.composite
def changing(draw: st.DrawFn, case_id: str) -> Call:
    """An erasure, a move to another version, or a registration."""
    case, actor = draw(mostly(case_id)), draw(mostly(LIBRARIAN, ODD_ACTORS))
    reason, odd, more = draw(mostly("patient_request")), draw(ANYTHING), draw(ANYTHING)
    to = draw(mostly(st.sampled_from([PATHWAY, f"{PATHWAY}:branch-desk"])))
    told: dict[str, Any] = {"renaming": draw(RENAMINGS), "key": draw(WORDS), "expected_seq": draw(EXPECTED)}
    chosen: Call = draw(
        st.sampled_from(
            [
                lambda book: book.erase(case, by=actor, reason=reason),
                lambda book: book.migrate(case, to, by=actor, reason=reason, **told),
                lambda book: book.register(odd, more, by=actor),
            ]
        )
    )
    return chosen
